"""What serves the pages: processes that share the visitors, each of which prepares what its first one would wait for."""

import http.client
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms.cli import bench_load, serving


def which() -> Flask:
    """An application that says which process answers, and whether it has prepared itself."""
    app, prepared = Flask("which"), list[int]()
    app.extensions["onward.prepare"] = lambda: prepared.append(os.getpid())
    app.add_url_rule("/", view_func=lambda: f"{os.getpid()} {prepared == [os.getpid()]}")
    return app


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[int]:
    monkeypatch.setattr(serving.os, "cpu_count", lambda: 2)
    with (tmp_path / "log").open("wb") as log:
        server = bench_load.Server(f"{__name__}:which()", {}, log, ready="/")
        with bench_load.served(server):
            yield server.port


def asked(connection: http.client.HTTPConnection) -> tuple[str, str]:
    """Process and whether it was prepared, over a connection that stays open."""
    connection.request("GET", "/")
    process, prepared = connection.getresponse().read().decode().split()
    return process, prepared


def test_processes_share_the_visitors_who_keep_their_connections(port: int) -> None:
    kept = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(8)]
    counted = Counter(asked(one)[0] for one in kept)
    assert len(counted) == 2
    assert min(counted.values()) >= 2
    # Whoever stays is answered by the same process, which has prepared itself meanwhile.
    assert Counter(asked(one)[0] for one in kept) == counted
    assert {asked(one)[1] for one in kept} == {"True"}
    for one in kept:
        one.close()
