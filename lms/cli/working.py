"""`onward work`: the clock and the background worker."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click
from sqlalchemy import Engine

from lms.cli.house import House
from lms.kernel import clock, config
from lms.kernel.jobs import worker


def prepare_worker() -> Any:
    """What a worker process needs before its first job: settings, plug-ins, engine."""
    house = House()
    if house.settings.clock_ahead:
        clock.run_ahead(timedelta(seconds=house.settings.clock_ahead))
    return house.engine()


@click.command()
def work() -> None:
    """Run the clock (one on a database) and the processes that do background work."""
    engine = prepare_worker()
    settings = config.read()
    pool = worker.Pool(prepare_worker, settings.worker_processes)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    parent = os.getppid()

    def over() -> bool:
        return stopping.is_set() or os.getppid() != parent

    told = False
    while not over():
        with worker.only_clock(engine, settings.data_path) as ours:
            if ours:
                _run_clock(engine, pool, over)
                return
        if not told:
            click.echo("Another clock runs on this database. This one waits for its place.")
            told = True
        stopping.wait(5)


def _run_clock(engine: Engine, pool: worker.Pool, over: Callable[[], bool]) -> None:
    pool.keep_full()
    clockwork = worker.start_clock(engine, pool)
    while not over():
        time.sleep(0.5)
    clockwork.shutdown(wait=False)
    pool.stop()
