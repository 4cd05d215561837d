"""Asking about timetables: the problem of a centre, its runs, who is waiting for what."""

from scheduling.queries.facts import kept, revived
from scheduling.queries.live import (
    UNDER_WAY,
    Look,
    Publication,
    being_published,
    look,
    publication,
    true_state,
    under_way,
)
from scheduling.queries.names import Names, names, names_of_run
from scheduling.queries.problems import Demand, build_problem, waiting
from scheduling.queries.runs import RunInfo, last_publication, latest_run, newest_published, run, runs
from scheduling.queries.wishes import course_for, programme_order, wishes

__all__ = [
    "UNDER_WAY",
    "Demand",
    "Look",
    "Names",
    "Publication",
    "RunInfo",
    "being_published",
    "build_problem",
    "course_for",
    "kept",
    "last_publication",
    "latest_run",
    "look",
    "names",
    "names_of_run",
    "newest_published",
    "programme_order",
    "publication",
    "revived",
    "run",
    "runs",
    "true_state",
    "under_way",
    "waiting",
    "wishes",
]
