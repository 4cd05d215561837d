"""`onward serve`: the pages, with the clock and the background worker beside them. It only starts them and waits."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

import click

MOST_WORKERS = 4
WORK = (sys.executable, "-m", "lms.cli", "work")


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--worker/--no-worker", "with_worker", default=True, help="Also run the clock and the background worker.")
def serve(port: int, host: str, with_worker: bool) -> None:
    """Serve the pages (gunicorn), with clock and worker beside them."""
    serve_here(port, host, with_worker)


def serve_here(port: int, host: str, with_worker: bool) -> None:
    """Run gunicorn as this process's child and the worker as another; both end together."""
    command = gunicorn(f"{host}:{port}", "lms.app:served()", log_level="warning")
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    children = [_start(command)]
    if with_worker:
        children.append(_start(WORK))
    while not stopping.wait(0.3) and children[0].poll() is None:
        # A worker that was killed is started again; the ledger keeps what it was doing.
        if with_worker and children[1].poll() is not None:
            children[1] = _start(WORK)
    for child in children:
        child.terminate()
    for child in children:
        _wait_or_kill(child)
    sys.exit(children[0].returncode if not stopping.is_set() else 0)


def gunicorn(address: str, application: str, *, log_level: str) -> list[str]:
    """The command that serves an application: loaded once, a process for each core, up to four, with eight threads each."""
    workers = min(MOST_WORKERS, os.cpu_count() or 1)
    return [
        sys.executable, "-m", "gunicorn", "--bind", address, "--workers", str(workers), "--threads", "8",
        "--preload", "--worker-class", "lms.cli.even_worker.EvenWorker", "--timeout", "60", "--log-level", log_level, application,
    ]  # fmt: skip


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """A child that Ctrl-C at the terminal does not reach: it is told to end, and is not torn out of what it does."""
    return subprocess.Popen(command, process_group=0)  # noqa: S603 - our own interpreter and modules


def _wait_or_kill(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(timeout=15)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
