"""Deeds of scheduling: ask for a run, search, keep the best, publish through the booking door."""

from scheduling.services.publication import publish
from scheduling.services.search import (
    JOB,
    NO_COURSE,
    SECONDS,
    begin,
    checked,
    give_up,
    keep,
    request_run,
    search,
    solve_now,
    stop,
    thinned,
)

__all__ = [
    "JOB",
    "NO_COURSE",
    "SECONDS",
    "begin",
    "checked",
    "give_up",
    "keep",
    "publish",
    "request_run",
    "search",
    "solve_now",
    "stop",
    "thinned",
]
