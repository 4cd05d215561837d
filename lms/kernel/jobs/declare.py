"""Declaring jobs: `@job` for work on request, `@every` for work by the clock. Arguments are JSON values and ids."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

DEFAULT_LEASE = timedelta(seconds=30)
"""How long a silent worker keeps its row before another may take it."""


class Stopped(Exception):
    """Raised inside a job by `Progress.tell` when its lease was taken over by another attempt."""


class Progress:
    """What a running job tells and asks: `tell` writes the ledger, `stop_wanted` says whether a person wants it to end."""

    def tell(self, facts: Mapping[str, Any]) -> None:
        """Show `facts` (JSON) to whoever watches. Also the heartbeat. Raises Stopped when this attempt was replaced."""

    @property
    def stop_wanted(self) -> bool:
        """Whether somebody asked to stop and keep what there is."""
        return False


@dataclass(frozen=True)
class Job:
    """A declared job. `run(arguments, progress, now)` returns a JSON result; it opens its own transactions."""

    name: str
    run: Callable[[Mapping[str, Any], Progress, Any], Mapping[str, Any]]
    attempts: int
    lease: timedelta


@dataclass(frozen=True)
class Schedule:
    """A job by the clock: daily at `hour`:`minute` UTC, or every `minutes`. Keyed by (job, business date or minute)."""

    job: str
    hour: int | None = None
    minute: int = 0
    minutes: int | None = None


JOBS: dict[str, Job] = {}
SCHEDULES: list[Schedule] = []


def job(name: str, *, attempts: int = 3, lease: timedelta = DEFAULT_LEASE) -> Callable[[Any], Any]:
    """Declare `run(arguments, progress, now)` as the job `name`. It must be safe to run again after a kill."""

    def declare(run: Any) -> Any:
        JOBS[name] = Job(name, run, attempts, lease)
        return run

    return declare


def every(*, hour: int | None = None, minute: int = 0, minutes: int | None = None) -> Callable[[Any], Any]:
    """Run the job declared below by the clock: daily at an hour (UTC) or every so many minutes."""

    def declare(run: Any) -> Any:
        name = next(name for name, declared in JOBS.items() if declared.run is run)
        SCHEDULES.append(Schedule(name, hour, minute, minutes))
        return run

    return declare
