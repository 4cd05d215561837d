"""The demonstration's region for browser tests: built once a test run by the command, copied and served for each module."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from sqlalchemy import Engine
from werkzeug.serving import WSGIRequestHandler, make_server

from lms import app as application
from lms.kernel import clock, config, db
from lms.kernel.jobs import worker
from tests import compiled
from tests.houses import NOON, share_learned

SEED = 7
"""The seed that ships."""


@dataclass(frozen=True)
class Region:
    """A database file with the whole region in it, and what `onward demo build` reported of it."""

    database: Path
    report: dict[str, Any]


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of this test run share."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "region"
    folder.mkdir(exist_ok=True)
    return folder


def shared_region(factory: pytest.TempPathFactory) -> Region:
    """The region of this test run: the first worker that asks builds it, the others wait."""
    folder = shared_folder(factory)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "report.json").exists():
            report = build(f"sqlite:///{folder / 'onward.db'}", folder)
            (folder / "report.json").write_text(report)
    return Region(folder / "onward.db", json.loads((folder / "report.json").read_text()))


def build(database: str, folder: Path) -> str:
    """The region in an empty database, and its report as JSON. By the command, in a process of its own: it sets a clock."""
    given = ["--seed", str(SEED), "--today", NOON.date().isoformat(), "--json"]
    built = subprocess.run(
        [sys.executable, "-m", "lms.cli", "demo", "build", "--database", database, *given],
        env={**os.environ, "ONWARD_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return built.stdout


@contextmanager
def served(region: Region, folder: Path, began: datetime = NOON) -> Iterator[str]:
    """A copy of the region behind the real application, with its worker, in a process of its own. Gives the address.

    `began` is what its clock shows at first, on the region's day.
    """
    shutil.copy(region.database, folder / "onward.db")
    share_learned(folder)
    said = folder / "server.log"
    with said.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.region", str(folder), began.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, said.read_text()
            yield address
        finally:
            # It lives as long as this pipe is open, so that it never outlives a test run that was broken off.
            process.communicate(timeout=120)


# --- in the process of its own ---


class _Quiet(WSGIRequestHandler):
    """Hundreds of lines on pages that were fetched help nobody who reads a failure."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


def _serve(folder: Path, began: datetime) -> None:
    """Pages and worker on one clock, until nobody holds the other end."""
    clock.use_shift(began - datetime.now(UTC))
    settings = config.Settings(
        database_url=f"sqlite:///{folder / 'onward.db'}",
        data_dir=str(folder),
        secret_key="test" * 10,
        secure_cookies=False,
        totp="optional",
        demo=True,
        development=True,
    )
    app = application.create_app(settings)
    app.jinja_env.bytecode_cache = compiled.TEMPLATES
    with app.app_context():
        engine = db.engine()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    for deed in (server.serve_forever, lambda: _work(engine)):
        Thread(target=_in_time, args=(deed, clock.shift()), daemon=True).start()
    print(f"http://127.0.0.1:{server.port}", flush=True)
    sys.stdin.read()
    server.shutdown()


def _in_time(deed: Callable[[], object], shift: timedelta) -> None:
    clock.use_shift(shift)
    deed()


def _work(engine: Engine) -> None:
    while True:
        worker.run_all_due(engine)
        sleep(0.5)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
