"""Asking about timetables: the problem of a centre, its runs, who is waiting for what."""

from scheduling.queries.problems import Demand, build_problem, course_for
from scheduling.queries.runs import RunInfo, latest_run, newest_published, run, runs

__all__ = ["Demand", "RunInfo", "build_problem", "course_for", "latest_run", "newest_published", "run", "runs"]
