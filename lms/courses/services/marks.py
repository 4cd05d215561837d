"""Marks on their way into the table: one batch at a time, merged with what somebody else decided meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.courses import models, queries
from lms.courses.domain import attendance
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Attendance


@dataclass(frozen=True)
class Batch:
    """How marks come: a key that their sender made, what it had seen, and when each was decided.

    `seen` is the version of the register that the sender looked at; None stands for the newest. A mark that is not named
    in `decided` is decided now.
    """

    key: str = ""
    seen: int | None = None
    way: str = "page"
    decided: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Clash:
    """Two people decided on one mark without seeing each other. `stands` says whether the one that was sent now does."""

    enrolment_id: str
    theirs: str
    ours: str
    by: str
    at: datetime
    stands: bool


@dataclass(frozen=True)
class Saved:
    """What became of a batch: how many marks changed, which clashed, who could not be marked, the version from now on."""

    version: int
    changed: int = 0
    clashes: tuple[Clash, ...] = ()
    left_out: tuple[str, ...] = ()
    repeated: bool = False


class Writing:
    """Marks of one session on their way into the table."""

    def __init__(self, row: models.Session, found: queries.Register, batch: Batch, actor: Actor, now: datetime) -> None:
        self.row, self.batch, self.actor, self.now = row, batch, actor, now
        self.version = found.version + 1
        self.seen = found.version if batch.seen is None else batch.seen
        marks = db.session().scalars(select(models.Mark).where(models.Mark.session_id == row.id))
        self.marks = {mark.enrolment_id: mark for mark in marks}
        self.changes: dict[str, list[str | None]] = {}
        self.clashes: list[Clash] = []

    def put(self, person: queries.RegisterPerson, given: attendance.Given) -> None:
        """One mark: set, or merged with what somebody else decided meanwhile."""
        mark = self.marks.get(person.enrolment_id)
        decided_at = min(self.batch.decided.get(person.enrolment_id, self.now), self.now)
        became = attendance.merge(_kept(mark), given, decided_at, self.seen)
        before = _written(mark) if mark else None
        ours = _wanted(given, self.row)
        # Whoever sends two batches out of order has not quarrelled with anybody.
        if mark and mark.by != self.actor.name and became in (attendance.Merge.WINS, attendance.Merge.YIELDS):
            stands = became is attendance.Merge.WINS
            clash = Clash(person.enrolment_id, before or "", ours, mark.by, mark.decided_at or mark.at, stands)
            self.clashes.append(clash)
        if became in (attendance.Merge.SAME, attendance.Merge.YIELDS):
            return
        if mark is None:
            mark = models.Mark(session_id=self.row.id, enrolment_id=person.enrolment_id, learner_id=person.learner_id)
            db.session().add(mark)
        _set(mark, given, self.row)
        mark.by, mark.at, mark.decided_at, mark.version = self.actor.name, self.now, decided_at, self.version
        if before != ours:
            self.changes[person.enrolment_id] = [before, ours]


def _kept(mark: models.Mark | None) -> attendance.Kept | None:
    if mark is None:
        return None
    given = attendance.Given(Attendance(mark.attendance), mark.reason, mark.arrived, mark.left)
    return attendance.Kept(given, mark.by, mark.decided_at or mark.at, mark.version)


def _set(mark: models.Mark, given: attendance.Given, row: models.Session) -> None:
    mark.attendance, mark.reason = given.attendance, given.reason
    mark.arrived, mark.left = given.arrived, given.left
    mark.minutes = attendance.attended_minutes(given, row.starts, row.ends)


def _written(mark: models.Mark) -> str:
    """A mark as the audit keeps it: attendance, reason, minutes."""
    return f"{mark.attendance}:{mark.reason}:{mark.minutes}"


def _wanted(given: attendance.Given, row: models.Session) -> str:
    return f"{given.attendance}:{given.reason}:{attendance.attended_minutes(given, row.starts, row.ends)}"


# --- batches ---------------------------------------------------------------------------------------------------------


def taken(session_id: str, key: str) -> Saved | None:
    """The answer that a batch got the first time, None for a new one."""
    if not key:
        return None
    kept = db.session().scalar(
        select(models.MarkBatch).where(models.MarkBatch.session_id == session_id, models.MarkBatch.key == key)
    )
    if kept is None:
        return None
    clashes = tuple(Clash(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in kept.outcome["clashes"])
    return Saved(kept.number, kept.outcome["changed"], clashes, tuple(kept.outcome["left_out"]), repeated=True)


def keep(session_id: str, batch: Batch, saved: Saved, actor: Actor, now: datetime) -> None:
    """Write down what was answered. A second sending in flight loses on the key, and its marks are undone with it."""
    clashes: Sequence[dict[str, Any]] = [{**vars(one), "at": one.at.isoformat()} for one in saved.clashes]
    db.session().add(
        models.MarkBatch(
            session_id=session_id,
            key=batch.key or db.new_id(),
            number=saved.version,
            way=batch.way,
            by=actor.name,
            at=now,
            outcome={"changed": saved.changed, "clashes": clashes, "left_out": list(saved.left_out)},
        )
    )
    db.session().flush()


def session_row(session_id: str, *, lock: bool = False) -> models.Session:
    """A session's row; with `lock` two who save its register at once go one after the other."""
    statement = select(models.Session).where(models.Session.id == session_id)
    row = db.session().scalar(statement.with_for_update() if lock else statement)
    if lock:
        # What was read before the lock may have changed while we waited for it.
        db.session().flush()
        db.session().expire_all()
    if row is None:
        raise errors.NotFound("courses.absent")
    return row
