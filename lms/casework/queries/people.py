"""A caseworker's people, a page at a time: what is due, who has no plan, whom nobody looks after."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, func, or_, select
from sqlalchemy.orm import aliased

from lms.casework import models
from lms.casework.domain import plan as rules
from lms.casework.queries.credentials import young_without
from lms.casework.queries.lists import BY_NAME, holds
from lms.casework.queries.plans import CheckInInfo, StepInfo, in_force, step_info
from lms.kernel import db
from lms.kernel.actor import Actor
from lms.learners import models as learner_models
from lms.learners import queries as learners
from lms.organisations import models as organisation_models

_LEARNER, _PERSON, _PLAN = learner_models.Learner, learner_models.Person, models.Plan


@dataclass(frozen=True)
class PersonDue:
    """One of my people: open steps and the next talk, by date. `version` is none without a plan."""

    learner: learners.LearnerInfo
    since: date
    version: int | None
    agreed: bool
    steps: tuple[StepInfo, ...]
    check_in: CheckInInfo | None
    no_certificate: bool = False
    """Under 27, and no certificate is known."""

    def due(self, today: date) -> tuple[StepInfo, ...]:
        """Steps that somebody has to look at on a day."""
        return tuple(step for step in self.steps if rules.needs_today(step.standing, step.due_on, today))

    def talk_due(self, today: date) -> bool:
        """Whether a talk is due today or was due before."""
        return self.check_in is not None and self.check_in.due_on <= today


@dataclass(frozen=True)
class Mine:
    """How many people somebody looks after: all, those whose name was asked for, with something due, without a plan."""

    people: int
    named: int
    due: int
    no_plan: int


def count_mine(staff_id: str, today: date, *, words: str = "") -> Mine:
    """The numbers of the lists of this member of staff."""
    known = _known(_mine(staff_id, today))
    everybody, without = _number(known), _number(known.where(_NO_PLAN))
    named = _number(known.where(*_named(words))) if words.split() else everybody
    return Mine(everybody, named, _number_waiting(staff_id, today), without)


def my_people(
    staff_id: str, today: date, *, words: str = "", page: int = 1, size: int | None = None
) -> list[PersonDue]:
    """Whom this member of staff looks after, by name; every word stands in it. Without a size: all of them."""
    mine = _mine(staff_id, today)
    found = _known(mine).where(*_named(words)).order_by(*BY_NAME)
    return _page(found.with_only_columns(_LEARNER.id, mine.c.since), today, page, size)


def due_now(staff_id: str, today: date, *, page: int = 1, size: int | None = None) -> list[PersonDue]:
    """Those with a step or a talk that is due today or late, the longest waiting first."""
    statement, since, due = _waiting(staff_id, today)
    return _page(statement.with_only_columns(_LEARNER.id, since).order_by(due, *BY_NAME), today, page, size)


def without_plan(staff_id: str, today: date, *, limit: int = 20) -> list[PersonDue]:
    """Those who have no plan, the longest with this member of staff first."""
    mine = _mine(staff_id, today)
    found = _known(mine).where(_NO_PLAN).order_by(mine.c.since, *BY_NAME)
    return _page(found.with_only_columns(_LEARNER.id, mine.c.since), today, 1, limit)


_NO_PLAN = ~select(_PLAN.id).where(_PLAN.person_id == _LEARNER.person_id).correlate(_LEARNER).exists()


def _number(statement: Any) -> int:
    return db.session().scalar(statement.with_only_columns(func.count())) or 0


def _number_waiting(staff_id: str, today: date) -> int:
    """How many have something due. The number above the list and the one beside the navigation are asked for once."""
    known: dict[Any, Any] = {} if db.writes() else db.session().info.setdefault(db.ANSWERS, {})
    key = (_number_waiting, db.scope(), staff_id, today)
    if key not in known:
        known[key] = _number(_waiting(staff_id, today)[0])
    number: int = known[key]
    return number


def _mine(staff_id: str, today: date) -> Subquery:
    kept = models.Assignment
    return (
        select(kept.learner_id, func.min(kept.from_date).label("since"))
        .where(kept.staff_id == staff_id, *in_force(today))
        .group_by(kept.learner_id)
        .subquery()
    )


def _known(mine: Subquery) -> Any:
    """These people. Choose columns of learner and person."""
    return (
        select(_LEARNER.id)
        .join(mine, mine.c.learner_id == _LEARNER.id)
        .join(_PERSON, _PERSON.person_id == _LEARNER.person_id)
        .where(_LEARNER.merged_into.is_(None))
    )


def _named(words: str) -> list[ColumnElement[bool]]:
    """Every word stands in the name."""
    return [or_(holds(_PERSON.given_name, word), holds(_PERSON.family_name, word)) for word in words.split()]


def _waiting(staff_id: str, today: date) -> tuple[Any, Any, Any]:
    """My people with something due, since when they are mine, and the first day of what waits of each.

    Steps and talks are each gathered once: asked person by person, a database without statistics takes minutes.
    """
    step, talk, mine = models.Step, models.CheckIn, _mine(staff_id, today)
    newer, own = aliased(_PLAN), aliased(_LEARNER)
    theirs = select(own.person_id).join(mine, mine.c.learner_id == own.id)
    late = (
        select(_PLAN.person_id, func.min(step.due_on).label("day"))
        .join(step, step.plan_id == _PLAN.id)
        .where(
            step.done_on.is_(None),
            step.due_on <= today,
            _PLAN.person_id.in_(theirs),
            ~select(newer.id).where(newer.person_id == _PLAN.person_id, newer.version > _PLAN.version).exists(),
        )
        .group_by(_PLAN.person_id)
        .subquery()
    )
    owed = (
        select(talk.learner_id, func.min(talk.due_on).label("day"))
        .where(talk.held_at.is_(None), talk.due_on <= today)
        .group_by(talk.learner_id)
        .subquery()
    )
    statement = (
        _known(mine)
        .outerjoin(late, late.c.person_id == _LEARNER.person_id)
        .outerjoin(owed, owed.c.learner_id == _LEARNER.id)
        .where(or_(late.c.day.is_not(None), owed.c.day.is_not(None)))
    )
    # The earlier of both; of one that is not there nothing is earlier.
    due = case((late.c.day <= owed.c.day, late.c.day), else_=func.coalesce(owed.c.day, late.c.day))
    return statement, mine.c.since, due


def _page(statement: Any, today: date, page: int, size: int | None) -> list[PersonDue]:
    """People of a statement that brings learner and since, with their open steps and next talks."""
    if size:
        statement = statement.limit(size).offset((page - 1) * size)
    since = {row[0]: row[1] for row in db.session().execute(statement)}
    found = learners.by_ids(since)
    plans = _newest_plans(one.person_id for one in found.values())
    steps, talks = _open_steps([row.id for row in plans.values()], today), _next_talks(found)
    flagged = _without_certificate(found, today)
    return [_person(found[key], day, plans, steps, talks, flagged) for key, day in since.items()]


def _person(
    learner: learners.LearnerInfo,
    since: date,
    plans: Mapping[str, models.Plan],
    steps: Mapping[str, list[StepInfo]],
    talks: Mapping[str, CheckInInfo],
    flagged: Container[str],
) -> PersonDue:
    plan = plans.get(learner.person_id)
    return PersonDue(
        learner=learner,
        since=since,
        version=plan.version if plan else None,
        agreed=plan is not None and plan.person_agreed_at is not None,
        steps=tuple(steps.get(plan.id, ())) if plan else (),
        check_in=talks.get(learner.id),
        no_certificate=learner.id in flagged,
    )


def _without_certificate(learner_ids: Iterable[str], today: date) -> set[str]:
    rows = (
        select(_LEARNER.id)
        .join(_PERSON, _PERSON.person_id == _LEARNER.person_id)
        .where(_LEARNER.id.in_(list(learner_ids)), young_without(today))
    )
    return set(db.session().scalars(rows))


def _newest_plans(person_ids: Iterable[str]) -> dict[str, models.Plan]:
    rows = db.session().scalars(select(_PLAN).where(_PLAN.person_id.in_(list(person_ids))).order_by(_PLAN.version))
    return {row.person_id: row for row in rows}


def count_due(actor: Actor, today: date) -> int:
    """How many of my people have something due: the number beside the navigation."""
    if actor.staff_id is None:
        return 0
    return _number_waiting(actor.staff_id, today)


def unassigned(centre_id: str | None, today: date, *, limit: int = 20) -> tuple[list[learners.LearnerInfo], int]:
    """Learners of a centre whom nobody looks after, the longest waiting first, and how many there are.

    Whose caseworker has left stands here, too: no plan waits for somebody who does not come back.
    """
    if centre_id is None:
        return [], 0
    kept, staff = models.Assignment, organisation_models.Staff
    looked_after = (
        select(kept.id)
        .join(staff, staff.id == kept.staff_id)
        .where(kept.learner_id == _LEARNER.id, staff.active.is_(True), *in_force(today))
        .correlate(_LEARNER)
        .exists()
    )
    alone = select(_LEARNER.id).where(
        _LEARNER.centre_id == centre_id, _LEARNER.merged_into.is_(None), _LEARNER.until.is_(None), ~looked_after
    )
    total = _number(alone)
    ids = db.session().scalars(alone.order_by(_LEARNER.since, _LEARNER.number).limit(limit)).all()
    found = learners.by_ids(ids)
    return [found[one] for one in ids], total


def _open_steps(plan_ids: list[str], today: date) -> dict[str, list[StepInfo]]:
    found: dict[str, list[StepInfo]] = {}
    rows = db.session().scalars(
        select(models.Step)
        .where(models.Step.plan_id.in_(plan_ids), models.Step.done_on.is_(None))
        .order_by(models.Step.due_on, models.Step.id)
    )
    for row in rows:
        found.setdefault(row.plan_id, []).append(step_info(row, today))
    return found


def _next_talks(learner_ids: Iterable[str]) -> dict[str, CheckInInfo]:
    rows = db.session().scalars(
        select(models.CheckIn)
        .where(models.CheckIn.learner_id.in_(list(learner_ids)), models.CheckIn.held_at.is_(None))
        .order_by(models.CheckIn.due_on.desc())
    )
    return {r.learner_id: CheckInInfo(r.id, r.learner_id, r.due_on, r.channel, r.held_at, r.note) for r in rows}
