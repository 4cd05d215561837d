"""A caseworker's people: what is due, who has no plan, whom nobody looks after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from lms.casework import models
from lms.casework.domain import plan as rules
from lms.casework.queries.lists import people
from lms.casework.queries.plans import CheckInInfo, StepInfo, in_force, step_info
from lms.kernel import db
from lms.kernel.actor import Actor
from lms.learners import models as learner_models
from lms.learners import queries as learners
from lms.organisations import models as organisation_models

_LEARNER = learner_models.Learner


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


def my_people(staff_id: str, today: date) -> list[PersonDue]:
    """Everybody this member of staff looks after, by name."""
    rows = db.session().execute(
        select(models.Assignment.learner_id, func.min(models.Assignment.from_date))
        .where(models.Assignment.staff_id == staff_id, *in_force(today))
        .group_by(models.Assignment.learner_id)
    )
    since = {row[0]: row[1] for row in rows}
    found = learners.by_ids(since)
    plans = _newest_plans(one.person_id for one in found.values())
    steps, talks = _open_steps([row.id for row in plans.values()], today), _next_talks(found)
    return [
        PersonDue(
            learner=one,
            since=since[one.id],
            version=plans[one.person_id].version if one.person_id in plans else None,
            agreed=one.person_id in plans and plans[one.person_id].person_agreed_at is not None,
            steps=tuple(steps.get(one.person_id, ())),
            check_in=talks.get(one.id),
        )
        for one in sorted(found.values(), key=lambda one: (one.family_name, one.given_name, one.id))
    ]


def due_now(people: Iterable[PersonDue], today: date) -> list[PersonDue]:
    """Those with a step or a talk that is due today or late, the longest waiting first."""
    waiting = [one for one in people if one.due(today) or one.talk_due(today)]
    return sorted(waiting, key=lambda one: _earliest(one, today))


def _earliest(person: PersonDue, today: date) -> date:
    days = [step.due_on for step in person.due(today)]
    if person.check_in is not None and person.talk_due(today):
        days.append(person.check_in.due_on)
    return min(days)


def count_due(actor: Actor, today: date) -> int:
    """How many of my people have something due: the number beside the navigation."""
    if actor.staff_id is None:
        return 0
    step, talk = models.Step, models.CheckIn
    late = select(step.id).where(step.plan_id == models.Plan.id, step.done_on.is_(None), step.due_on <= today)
    owed = select(talk.id).where(talk.learner_id == _LEARNER.id, talk.held_at.is_(None), talk.due_on <= today)
    mine = select(models.Assignment.learner_id).where(models.Assignment.staff_id == actor.staff_id, *in_force(today))
    return (
        db.session().scalar(
            people(today, here=False)
            .with_only_columns(func.count())
            .where(
                _LEARNER.id.in_(mine),
                or_(owed.correlate(_LEARNER).exists(), late.correlate(models.Plan).exists()),
            )
        )
        or 0
    )


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


def _newest_plans(person_ids: Iterable[str]) -> dict[str, models.Plan]:
    rows = db.session().scalars(
        select(models.Plan).where(models.Plan.person_id.in_(list(person_ids))).order_by(models.Plan.version)
    )
    return {row.person_id: row for row in rows}


def _open_steps(plan_ids: list[str], today: date) -> dict[str, list[StepInfo]]:
    found: dict[str, list[StepInfo]] = {}
    rows = db.session().scalars(
        select(models.Step)
        .where(models.Step.plan_id.in_(plan_ids), models.Step.done_on.is_(None))
        .order_by(models.Step.due_on, models.Step.id)
    )
    for row in rows:
        found.setdefault(row.person_id, []).append(step_info(row, today))
    return found


def _next_talks(learner_ids: Iterable[str]) -> dict[str, CheckInInfo]:
    rows = db.session().scalars(
        select(models.CheckIn)
        .where(models.CheckIn.learner_id.in_(list(learner_ids)), models.CheckIn.held_at.is_(None))
        .order_by(models.CheckIn.due_on.desc())
    )
    return {r.learner_id: CheckInInfo(r.id, r.learner_id, r.due_on, r.channel, r.held_at, r.note) for r in rows}
