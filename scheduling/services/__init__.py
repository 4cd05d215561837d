"""Deeds of scheduling: ask for a run, search, keep the best, publish it through the booking door."""

from scheduling.services.publication import Told, publish
from scheduling.services.publishing import PUBLISH_JOB, give_back, publish_claimed, request_publication
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
    "PUBLISH_JOB",
    "SECONDS",
    "Told",
    "begin",
    "checked",
    "give_back",
    "give_up",
    "keep",
    "publish",
    "publish_claimed",
    "request_publication",
    "request_run",
    "search",
    "solve_now",
    "stop",
    "thinned",
]
