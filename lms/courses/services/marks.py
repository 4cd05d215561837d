"""Marks on their way into the table: one batch at a time, merged with what somebody else decided meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from lms.courses import models
from lms.courses.domain import attendance, hours
from lms.courses.queries.roll import Roll, Seat
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.statements import Prepared, adding, table


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


_MARK = table(models.Mark).c
_WRITTEN = ("attendance", "reason", "minutes", "arrived", "left", "by", "at", "decided_at", "version")
_ADD = adding(models.Mark, "session_id", "enrolment_id", "learner_id", *_WRITTEN)
_CHANGE = Prepared(
    update(table(models.Mark))
    .where(_MARK.session_id == bindparam("of_session"), _MARK.enrolment_id == bindparam("of_enrolment"))
    .values({name: bindparam(name) for name in _WRITTEN})
)


class Writing:
    """Marks of one session on their way into the table: `put` decides each, `write` writes them at once."""

    def __init__(self, found: Roll, batch: Batch, actor: Actor, now: datetime) -> None:
        self.found, self.batch, self.actor, self.now = found, batch, actor, now
        self.version = found.version + 1
        self.seen = found.version if batch.seen is None else batch.seen
        self.changes: dict[str, list[str | None]] = {}
        self.clashes: list[Clash] = []
        self._added: list[dict[str, Any]] = []
        self._changed: list[dict[str, Any]] = []
        self._attended = {
            key: hours.Attended(key, one.learner_id, one.minutes, one.second_chance) for key, one in found.marks.items()
        }

    def put(self, seat: Seat, given: attendance.Given) -> None:
        """One mark: set, or merged with what somebody else decided meanwhile."""
        session, key, known = self.found.session, seat.enrolment_id, self.found.marks.get(seat.enrolment_id)
        kept = known.kept if known else None
        decided_at = min(self.batch.decided.get(key, self.now), self.now)
        became = attendance.merge(kept, given, decided_at, self.seen)
        minutes = attendance.attended_minutes(given, session.starts, session.ends)
        before = attendance.spelled(kept.given, known.minutes) if kept and known else None
        ours = attendance.spelled(given, minutes)
        # Whoever sends two batches out of order has not quarrelled with anybody.
        if kept and kept.by != self.actor.name and became in (attendance.Merge.WINS, attendance.Merge.YIELDS):
            stands = became is attendance.Merge.WINS
            self.clashes.append(Clash(key, before or "", ours, kept.by, kept.decided_at, stands))
        if became in (attendance.Merge.SAME, attendance.Merge.YIELDS):
            return
        values = {
            "attendance": given.attendance, "reason": given.reason, "minutes": minutes, "arrived": given.arrived,
            "left": given.left, "decided_at": decided_at,
        }  # fmt: skip
        if known:
            self._changed.append({**values, "of_enrolment": key})
        else:
            self._added.append({**values, "enrolment_id": key, "learner_id": seat.learner_id})
        self._attended[key] = hours.Attended(key, seat.learner_id, minutes, seat.second_chance)
        if before != ours:
            self.changes[key] = [before, ours]

    def write(self) -> list[hours.Attended]:
        """Write what was put. Returns what every mark of the session says, in order of enrolment."""
        session_id = self.found.session.id
        common = {"by": self.actor.name, "at": self.now, "version": self.version}
        _ADD.each_soon(self._added, session_id=session_id, **common)
        _CHANGE.each_soon(self._changed, of_session=session_id, **common)
        return [self._attended[key] for key in sorted(self._attended)]


# --- batches ---------------------------------------------------------------------------------------------------------


_BATCH = table(models.MarkBatch).c
_TAKEN = Prepared(
    select(_BATCH.number, _BATCH.outcome).where(
        _BATCH.session_id == bindparam("session_id"), _BATCH.key == bindparam("key")
    )
)
_KEEP = adding(models.MarkBatch, "session_id", "key", "number", "way", "by", "at", "outcome")


def taken(session_id: str, key: str) -> Saved | None:
    """The answer that a batch got the first time, None for a new one."""
    kept = _TAKEN.ask(session_id=session_id, key=key).first() if key else None
    if kept is None:
        return None
    clashes = tuple(Clash(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in kept.outcome["clashes"])
    return Saved(kept.number, kept.outcome["changed"], clashes, tuple(kept.outcome["left_out"]), repeated=True)


def keep(session_id: str, batch: Batch, saved: Saved, actor: Actor, now: datetime) -> None:
    """Write down what was answered. A second sending in flight loses on the key, and its marks are undone with it."""
    clashes: Sequence[dict[str, Any]] = [{**vars(one), "at": one.at.isoformat()} for one in saved.clashes]
    _KEEP.soon(
        session_id=session_id,
        key=batch.key or db.new_id(),
        number=saved.version,
        way=batch.way,
        by=actor.name,
        at=now,
        outcome={"changed": saved.changed, "clashes": clashes, "left_out": list(saved.left_out)},
    )


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
