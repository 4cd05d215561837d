"""Enrolments with all that is kept of them: where somebody stood on a day, how she came there, which attempt it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from lms.courses import models
from lms.courses.domain import enrolment
from lms.kernel import db, errors
from lms.kernel.language import Marked
from lms.kernel.questions import Question
from lms.kernel.vocabulary import EnrolmentState
from lms.messages import domain as kept


@dataclass(frozen=True)
class Placed:
    """A learner in a section or on its waiting list. `until` is the first day on which she is gone."""

    id: str
    section_id: str
    section: str
    course_id: str
    module_key: str
    title: str
    centre_id: str
    learner_id: str
    state: EnrolmentState
    from_date: date
    until: date | None
    reason: str
    attempt: int
    follows_id: str | None
    waiting_since: datetime | None
    needed_by: date | None
    need: int
    unanswered: int
    confirmed_on: date | None
    asked_on: date | None
    rests_until: date | None
    """She said "not now": from this day on a seat may be offered to her again."""
    obstacle: tuple[str, dict[str, Any]] | None
    """Code and facts of what stood between her and a free seat last time."""

    @property
    def holds_seat(self) -> bool:
        """Whether one of the section's seats is hers."""
        return self.state in enrolment.HOLDS_SEAT


_PLACED = (
    select(models.Enrolment, models.Section, models.Course)
    .join(models.Section, models.Enrolment.section_id == models.Section.id)
    .join(models.Course, models.Section.course_id == models.Course.id)
)


def placed(enrolment_id: str) -> Placed:
    """One enrolment. Raises NotFound."""
    found = _all(_PLACED.where(models.Enrolment.id == enrolment_id))
    if not found:
        raise errors.NotFound("courses.absent")
    return found[0]


def placed_in(section_id: str, states: Iterable[str] | None = None) -> list[Placed]:
    """Everybody who is, was or waits in a section, in the order of coming; only in some states where they are named."""
    statement = _PLACED.where(models.Enrolment.section_id == section_id)
    if states is not None:
        statement = statement.where(models.Enrolment.state.in_(list(states)))
    return _all(statement)


_OF_LEARNERS = _PLACED.where(models.Enrolment.learner_id.in_(bindparam("ids"))).order_by(
    models.Enrolment.from_date, models.Enrolment.id
)
# By whether states are named.
_THEIRS = {
    False: Question(_OF_LEARNERS),
    True: Question(_OF_LEARNERS.where(models.Enrolment.state.in_(bindparam("states")))),
}


def placed_of(learner_ids: Iterable[str], states: Iterable[str] | None = None) -> dict[str, list[Placed]]:
    """Enrolments by learner, in the order of coming."""
    given = {"ids": list(learner_ids)} | ({} if states is None else {"states": list(states)})
    found: dict[str, list[Placed]] = {}
    for one in (_placed(*parts) for parts in _THEIRS[states is not None].parts(**given)):
        found.setdefault(one.learner_id, []).append(one)
    return found


def seats_elsewhere(enrolment_id: str) -> list[Placed]:
    """Seats that the same learner has in other sections, without those that are only offered."""
    own = placed(enrolment_id)
    held = placed_of([own.learner_id], (EnrolmentState.ENROLLED, EnrolmentState.PAUSED)).get(own.learner_id, [])
    return [one for one in held if one.section_id != own.section_id]


def given_up_for(enrolment_id: str) -> list[Placed]:
    """Of these, the ones in the same module: nobody sits in one module twice."""
    own = placed(enrolment_id)
    return [one for one in seats_elsewhere(enrolment_id) if one.module_key == own.module_key]


def open_at(centre_id: str | None, states: Iterable[str]) -> list[Placed]:
    """Everybody in these states at a centre, or at all of them."""
    statement = _PLACED.where(models.Enrolment.state.in_(list(states)), models.Section.state == "published")
    if centre_id:
        statement = statement.where(models.Section.centre_id == centre_id)
    return _all(statement)


def _all(statement: Select[models.Enrolment, models.Section, models.Course]) -> list[Placed]:
    rows = db.session().execute(statement.order_by(models.Enrolment.from_date, models.Enrolment.id))
    return [_placed(*row) for row in rows]


def _placed(row: Any, section: Any, course: Any) -> Placed:
    seen = row.obstacle
    return Placed(
        id=row.id,
        section_id=row.section_id,
        section=section.name,
        course_id=course.id,
        module_key=course.module_key,
        title=course.title,
        centre_id=section.centre_id,
        learner_id=row.learner_id,
        state=EnrolmentState(row.state),
        from_date=row.from_date,
        until=row.to_date,
        reason=row.reason,
        attempt=row.attempt,
        follows_id=row.follows_id,
        waiting_since=row.waiting_since,
        needed_by=row.needed_by,
        need=row.need,
        unanswered=row.unanswered,
        confirmed_on=row.confirmed_on,
        asked_on=row.asked_on,
        rests_until=row.rests_until,
        obstacle=(seen["code"], _said(kept.revived(seen["facts"]))) if seen else None,
    )


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts of an obstacle; those that are message ids were kept as such."""
    return {
        name: Marked(value["say"]) if isinstance(value, dict) and "say" in value else value
        for name, value in facts.items()
    }


# --- history ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StepInfo:
    """One step of an enrolment: who, when, why."""

    number: int
    before: EnrolmentState | None
    after: EnrolmentState
    on: date
    reason: str
    note: str
    by: str
    at: datetime
    facts: dict[str, Any]

    @property
    def change(self) -> enrolment.Change:
        """What the rules look at."""
        return enrolment.Change(self.number, self.before, self.after, self.on)


def history(enrolment_id: str) -> list[StepInfo]:
    """Every step of an enrolment, the first one first."""
    rows = db.session().scalars(
        select(models.EnrolmentChange)
        .where(models.EnrolmentChange.enrolment_id == enrolment_id)
        .order_by(models.EnrolmentChange.number)
    )
    return [_change(row) for row in rows]


def _change(row: models.EnrolmentChange) -> StepInfo:
    before = EnrolmentState(row.before) if row.before else None
    after = EnrolmentState(row.after)
    return StepInfo(row.number, before, after, row.on_day, row.reason, row.note, row.by, row.at, row.facts)


def states_on(section_id: str, day: date) -> dict[str, EnrolmentState]:
    """Where everybody of a section stood on a day: enrolment id -> state. Who had not come yet is absent."""
    step = models.EnrolmentChange
    rows = db.session().execute(
        select(step.enrolment_id, step.number, step.after, step.on_day)
        .join(models.Enrolment, models.Enrolment.id == step.enrolment_id)
        .where(models.Enrolment.section_id == section_id, step.on_day <= day)
        .order_by(step.enrolment_id, step.number)
    )
    # In order of writing, so that the last one stays.
    return {row.enrolment_id: EnrolmentState(row.after) for row in rows}


def active_on(section_id: str, day: date) -> frozenset[str]:
    """Enrolments that take part on a day: in from their first day on, not paused, not gone. Others have no absence."""
    found = states_on(section_id, day)
    return frozenset(key for key, state in found.items() if state is EnrolmentState.ENROLLED)


# --- attempts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """One attempt at a module: its enrolments in order, minutes offered to her and attended in it, counted for itself."""

    number: int
    enrolment_ids: tuple[str, ...]
    minutes: int
    sessions: int


def attempts(learner_id: str, module_key: str) -> list[Attempt]:
    """Attempts of a learner at a module, the first one first. A transfer goes on with the same attempt."""
    own = [one for one in placed_of([learner_id]).get(learner_id, ()) if one.module_key == module_key]
    taken = [one for one in own if one.state is not EnrolmentState.WAITING]
    attended = _attended([one.id for one in taken])
    found = []
    for number in sorted({one.attempt for one in taken}):
        ids = tuple(one.id for one in taken if one.attempt == number)
        parts = [attended.get(key, (0, 0)) for key in ids]
        found.append(Attempt(number, ids, sum(part[0] for part in parts), sum(part[1] for part in parts)))
    return found


def next_attempt(enrolment_id: str) -> str | None:
    """The enrolment by which a second chance was given to somebody after this one, where it stands."""
    row = models.Enrolment
    first = db.session().get(row, enrolment_id)
    if first is None:
        return None
    return db.session().scalar(
        select(row.id).where(row.follows_id == enrolment_id, row.attempt > first.attempt, row.state != "left").limit(1)
    )


def brought_along(enrolment_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """What people bring from the classes they were moved from: enrolment id -> (minutes attended, sessions)."""
    chains = {key: _before(key) for key in enrolment_ids}
    attended = _attended([one for chain in chains.values() for one in chain])
    sums = {
        key: (sum(attended.get(one, (0, 0))[0] for one in chain), sum(attended.get(one, (0, 0))[1] for one in chain))
        for key, chain in chains.items()
    }
    return {key: value for key, value in sums.items() if value[1]}


def _before(enrolment_id: str) -> list[str]:
    """Enrolments of the same attempt that one goes on from, the nearest first."""
    session, found = db.session(), []
    row = session.get(models.Enrolment, enrolment_id)
    while row is not None and row.follows_id:
        earlier = session.get(models.Enrolment, row.follows_id)
        if earlier is None or earlier.attempt != row.attempt:
            break
        found.append(earlier.id)
        row = earlier
    return found


def _attended(enrolment_ids: list[str]) -> dict[str, tuple[int, int]]:
    rows = db.session().execute(
        select(models.Mark.enrolment_id, func.sum(models.Mark.minutes), func.count())
        .where(models.Mark.enrolment_id.in_(enrolment_ids))
        .group_by(models.Mark.enrolment_id)
    )
    return {key: (int(minutes), sessions) for key, minutes, sessions in rows}


def was_marked(enrolment_id: str) -> bool:
    """Whether somebody has a mark in this enrolment."""
    return bool(db.session().scalar(select(func.count()).where(models.Mark.enrolment_id == enrolment_id)))
