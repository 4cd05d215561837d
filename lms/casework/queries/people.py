"""A caseworker's people, a page at a time: what is due, who has no plan, whom nobody looks after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from lms.casework import models
from lms.casework.domain import plan as rules
from lms.casework.queries.lists import BY_NAME, holds, people
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
    named = func.sum(case((_named(words), 1), else_=0))
    row = db.session().execute(
        _known(_mine(staff_id, today)).with_only_columns(
            func.count(),
            func.coalesce(named, 0),
            func.count(case((_waits(today), 1))),
            func.count(case((_PLAN.id.is_(None), 1))),
        )
    )
    return Mine(*row.one())


def my_people(
    staff_id: str, today: date, *, words: str = "", page: int = 1, size: int | None = None
) -> list[PersonDue]:
    """Whom this member of staff looks after, by name; every word stands in it. Without a size: all of them."""
    return _page(staff_id, today, BY_NAME, _named(words), page=page, size=size)


def due_now(staff_id: str, today: date, *, page: int = 1, size: int | None = None) -> list[PersonDue]:
    """Those with a step or a talk that is due today or late, the longest waiting first."""
    step, talk = _earliest(today)
    # The earlier of both, and of neither nothing.
    order = (case((step <= talk, step), else_=func.coalesce(talk, step)), *BY_NAME)
    return _page(staff_id, today, order, _waits(today), page=page, size=size)


def without_plan(staff_id: str, today: date, *, limit: int = 20) -> list[PersonDue]:
    """Those who have no plan, the longest with this member of staff first."""
    return _page(staff_id, today, None, _PLAN.id.is_(None), size=limit)


def _mine(staff_id: str, today: date) -> Subquery:
    kept = models.Assignment
    return (
        select(kept.learner_id, func.min(kept.from_date).label("since"))
        .where(kept.staff_id == staff_id, *in_force(today))
        .group_by(kept.learner_id)
        .subquery()
    )


def _known(mine: Subquery) -> Any:
    """These people beside the newest version of their plans. Choose columns of it."""
    older = aliased(_PLAN)
    newest = select(func.max(older.version)).where(older.person_id == _PERSON.person_id).correlate(_PERSON)
    return (
        select(_LEARNER.id)
        .join(mine, mine.c.learner_id == _LEARNER.id)
        .join(_PERSON, _PERSON.person_id == _LEARNER.person_id)
        .outerjoin(_PLAN, and_(_PLAN.person_id == _PERSON.person_id, _PLAN.version == newest.scalar_subquery()))
        .where(_LEARNER.merged_into.is_(None))
    )


def _named(words: str) -> ColumnElement[bool]:
    """Whether every word stands in somebody's name."""
    names = (_PERSON.given_name, _PERSON.family_name)
    return and_(true(), *(or_(*(holds(name, word) for name in names)) for word in words.split()))


def _earliest(today: date) -> tuple[Any, Any]:
    """The first day of what waits of somebody: a step of her plan, a talk. Nothing where nothing does."""
    step, talk = models.Step, models.CheckIn
    late = select(func.min(step.due_on)).where(step.plan_id == _PLAN.id, step.done_on.is_(None), step.due_on <= today)
    owed = select(func.min(talk.due_on)).where(
        talk.learner_id == _LEARNER.id, talk.held_at.is_(None), talk.due_on <= today
    )
    return late.correlate(_PLAN).scalar_subquery(), owed.correlate(_LEARNER).scalar_subquery()


def _waits(today: date) -> ColumnElement[bool]:
    """Whether a step or a talk is due today or late."""
    step, talk = _earliest(today)
    return or_(step.is_not(None), talk.is_not(None))


def _page(
    staff_id: str, today: date, order: Any, which: ColumnElement[bool], *, page: int = 1, size: int | None = None
) -> list[PersonDue]:
    """Some of these people with their open steps and next talks. Without an order: the longest with her first."""
    mine = _mine(staff_id, today)
    statement = (
        _known(mine)
        .with_only_columns(_LEARNER.id, mine.c.since, _PLAN.id)
        .where(which)
        .order_by(*(order or (mine.c.since, *BY_NAME)))
    )
    if size:
        statement = statement.limit(size).offset((page - 1) * size)
    rows = db.session().execute(statement).all()
    found = learners.by_ids(learner_id for learner_id, _since, _plan in rows)
    plans = {row.id: row for row in db.session().scalars(select(_PLAN).where(_PLAN.id.in_([row[2] for row in rows])))}
    steps, talks = _open_steps(list(plans), today), _next_talks(found)
    return [
        PersonDue(
            learner=found[learner_id],
            since=since,
            version=plans[plan_id].version if plan_id else None,
            agreed=bool(plan_id) and plans[plan_id].person_agreed_at is not None,
            steps=tuple(steps.get(plan_id, ())),
            check_in=talks.get(learner_id),
        )
        for learner_id, since, plan_id in rows
    ]


def count_due(actor: Actor, today: date) -> int:
    """How many of my people have something due: the number beside the navigation."""
    if actor.staff_id is None:
        return 0
    waiting = _known(_mine(actor.staff_id, today)).where(_waits(today))
    return db.session().scalar(waiting.with_only_columns(func.count())) or 0


def unassigned(centre_id: str | None, today: date, *, limit: int = 20) -> tuple[list[learners.LearnerInfo], int]:
    """Learners of a centre whom nobody looks after, the longest waiting first, and how many there are.

    Whose caseworker has left stands here, too: no plan waits for somebody who does not come back.
    """
    if centre_id is None:
        return [], 0
    alone = people(today).where(_LEARNER.centre_id == centre_id, organisation_models.Staff.id.is_(None))
    total = db.session().scalar(alone.with_only_columns(func.count())) or 0
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
