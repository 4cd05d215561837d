"""Asking about timetables: the problem of a centre, its runs, who is waiting for what."""

from scheduling.queries.facts import kept, revived
from scheduling.queries.live import UNDER_WAY, Look, look, true_state, under_way
from scheduling.queries.names import Names, names, names_of_run
from scheduling.queries.problems import Demand, build_problem, course_for, waiting
from scheduling.queries.runs import RunInfo, latest_run, newest_published, run, runs

__all__ = [
    "UNDER_WAY",
    "Demand",
    "Look",
    "Names",
    "RunInfo",
    "build_problem",
    "course_for",
    "kept",
    "latest_run",
    "look",
    "names",
    "names_of_run",
    "newest_published",
    "revived",
    "run",
    "runs",
    "true_state",
    "under_way",
    "waiting",
]
