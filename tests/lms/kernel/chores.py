"""Jobs that only tests ask for, and what a worker process needs to run them."""

import os
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from lms.kernel import db, jobs

LEASE = timedelta(seconds=1)


@jobs.job("test.add")
def add(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Add two numbers and tell every step."""
    progress.tell({"step": 1})
    progress.tell({"step": 2})
    return {"sum": arguments["first"] + arguments["second"]}


@jobs.job("test.break", attempts=2)
def break_down(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Fail."""
    raise RuntimeError("no paper in the printer")


@jobs.job("test.answer_badly", attempts=1)
def answer_badly(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Answer with something that JSON cannot hold."""
    return {"when": now}


@jobs.job("test.until_stopped")
def until_stopped(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Count rounds until somebody wants it to stop; ten thousand are too many."""
    rounds = 0
    while not progress.stop_wanted and rounds < 10_000:
        rounds += 1
        progress.tell({"rounds": rounds})
        time.sleep(0.01)
    return {"rounds": rounds, "stopped": progress.stop_wanted}


@jobs.job("test.slow", lease=LEASE)
def slow(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Write down who runs it, then wait for a file to appear."""
    log = Path(arguments["log"])
    progress.tell({"step": "begun"})
    with log.open("a") as file:
        file.write(f"{os.getpid()}\n")
    end = time.monotonic() + 30
    while not log.with_suffix(".go").exists() and time.monotonic() < end:
        time.sleep(0.02)
    return {"pid": os.getpid()}


def open_engine(url: str) -> Engine:
    """What a worker process needs before its first job."""
    return db.use_engine(db.make_engine(url))
