"""What serves the pages: processes that share the visitors, each of which prepares what its first one would wait for."""

import http.client
import os
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from gunicorn.config import Config

from lms.cli import bench_load, even_worker, serving


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


class Door(even_worker.EvenWorker):
    """The door of a process that has so many connections: who came in is kept, nobody is answered."""

    def __init__(self, connections: int) -> None:
        self.cfg, self.nr_conns = Config(), connections
        self.came: list[socket.socket] = []

    def enqueue_req(self, conn: Any) -> None:
        self.came.append(conn.sock)


def test_whoever_comes_is_left_to_the_process_that_has_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even_worker, "PAUSE", 0.2)
    full, empty = Door(1), Door(0)
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()):
        listener.setblocking(False)
        # Asked first, as gunicorn's own worker it would take her.
        first = threading.Thread(target=full.accept, args=(listener,))
        first.start()
        empty.accept(listener)
        first.join()
    assert (len(full.came), len(empty.came)) == (0, 1)
    empty.came[0].close()


def test_a_process_takes_her_where_no_other_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even_worker, "PAUSE", 0.001)
    full = Door(20)
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()):
        listener.setblocking(False)
        full.accept(listener)
    assert len(full.came) == 1
    full.came[0].close()
