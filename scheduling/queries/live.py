"""How a search or a publication is getting on: the run's row beside the entry of its job in the ledger."""

from dataclasses import dataclass, replace

from lms.kernel import db, errors, jobs
from scheduling.queries.runs import RunInfo, latest_run, publishing

UNDER_WAY = frozenset({"waiting", "running"})
BROKE_OFF = "scheduling.publication_broke_off"


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
    entry = _entry(run.job_id)
    told = dict(entry.progress or {}) if entry is not None else {}
    return Look(
        state=true_state(run).state,
        placed=int(told.get("placed", 0)),
        limit=told.get("placed_bound"),
        learners=int(told.get("learners", run.learners)),
        seconds=float(told.get("seconds", 0)),
        message=str(told.get("message", "timetable.run.waiting")),
        points=tuple((float(second), int(placed), int(most)) for second, placed, most in told.get("points", ())),
        stop_wanted=bool(entry and entry.stop_wanted),
    )


@dataclass(frozen=True)
class Publication:
    """One look at a publication: what is to do, and what is done of it."""

    sections: int
    people: int
    begun: bool = False
    opened: int = 0
    booked: int = 0
    refused: int = 0

    @property
    def settled(self) -> int:
        """People who were looked at so far, with a seat or without."""
        return self.booked + self.refused


def publication(run: RunInfo) -> Publication:
    """What is known of a publication now."""
    entry = _entry(run.publication_id)
    told = dict(entry.progress or {}) if entry is not None else {}
    return Publication(
        sections=sum(not one.existing and bool(one.new_learners) for one in run.sections),
        people=sum(len(one.new_learners) for one in run.sections),
        begun=entry is not None and entry.state != jobs.State.WAITING,
        opened=int(told.get("opened", 0)),
        booked=int(told.get("booked", 0)),
        refused=int(told.get("refused", 0)),
    )


def true_state(run: RunInfo) -> RunInfo:
    """The run with the state that its job tells: work that failed for good is not under way.

    A search that was lost has failed. A publication that was lost changed nothing: the run is done as before.
    """
    if run.state in UNDER_WAY and lost(run.job_id):
        return replace(run, state="failed")
    if run.state == "publishing" and lost(run.publication_id):
        return replace(run, state="done", trouble={"code": BROKE_OFF, "facts": {}})
    return run


def under_way(centre_id: str) -> RunInfo | None:
    """The search of a centre that waits or runs now."""
    newest = latest_run(centre_id)
    return newest if newest is not None and true_state(newest).state in UNDER_WAY else None


def being_published(centre_id: str) -> RunInfo | None:
    """The run of a centre that becomes real now."""
    return next((run for run in publishing(centre_id) if true_state(run).state == "publishing"), None)


def lost(job_id: str | None) -> bool:
    """Whether a job failed for good or is not there."""
    entry = _entry(job_id)
    return entry is None or entry.state == jobs.State.FAILED


def in_hand(job_id: str) -> bool:
    """Whether a job waits or runs now."""
    entry = _entry(job_id)
    return entry is not None and entry.state in (jobs.State.WAITING, jobs.State.RUNNING)


def _entry(job_id: str | None) -> jobs.Entry | None:
    try:
        return jobs.find(job_id or "", provider_id=db.require_provider())
    except errors.NotFound:
        return None
