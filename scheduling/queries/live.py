"""How a search is getting on: the run's row beside the entry of its job in the ledger."""

from dataclasses import dataclass, replace

from lms.kernel import db, errors, jobs
from scheduling.queries.runs import RunInfo, latest_run

UNDER_WAY = frozenset({"waiting", "running"})


@dataclass(frozen=True)
class Look:
    """One look at a search. `points` are [seconds, people with a seat, proven limit]."""

    state: str
    placed: int = 0
    limit: int | None = None
    learners: int = 0
    seconds: float = 0
    message: str = "timetable.run.waiting"
    points: tuple[tuple[float, int, int], ...] = ()
    stop_wanted: bool = False


def look(run: RunInfo) -> Look:
    """What is known of a search now."""
    entry = _entry(run)
    told = dict(entry.progress or {}) if entry is not None else {}
    return Look(
        state=_state(run, entry),
        placed=int(told.get("placed", 0)),
        limit=told.get("placed_bound"),
        learners=int(told.get("learners", run.learners)),
        seconds=float(told.get("seconds", 0)),
        message=str(told.get("message", "timetable.run.waiting")),
        points=tuple((float(second), int(placed), int(most)) for second, placed, most in told.get("points", ())),
        stop_wanted=bool(entry and entry.stop_wanted),
    )


def true_state(run: RunInfo) -> RunInfo:
    """The run with the state that its job tells: work that failed for good is no search under way."""
    return replace(run, state=_state(run, _entry(run))) if run.state in UNDER_WAY else run


def under_way(centre_id: str) -> RunInfo | None:
    """The search of a centre that waits or runs now."""
    newest = latest_run(centre_id)
    return newest if newest is not None and true_state(newest).state in UNDER_WAY else None


def _state(run: RunInfo, entry: jobs.Entry | None) -> str:
    lost = run.state in UNDER_WAY and (entry is None or entry.state == jobs.State.FAILED)
    return "failed" if lost else run.state


def _entry(run: RunInfo) -> jobs.Entry | None:
    try:
        return jobs.find(run.job_id or "", provider_id=db.require_provider())
    except errors.NotFound:
        return None
