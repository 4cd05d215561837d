"""Steps of the newest version: added, moved, taken out, and how far each one is."""

from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain import plan, together
from lms.casework.domain.content import Change, Step
from lms.casework.domain.directory import service_trouble
from lms.casework.services.plans import late_no_more, refuse_at_once, revise, today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners


def add_step(
    learner_id: str,
    title: str,
    owner: str,
    due_on: date | None,
    *,
    detail: str = "",
    icon: str = "book-open",
    plain: str = "",
    follows: str = "",
    service: str = "",
    organisation_id: str = "",
    starts: time | None = None,
    ends: time | None = None,
    first_on: date | None = None,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """A step with one owner and one date. Raises Invalid naming the field that lacks, Conflict without a plan.

    A service belongs to the organisation of the directory that is responsible for it: that is its owner. What has a time
    meets neither another step nor a class.
    In a plan that the person has confirmed it makes the next version, with a reason. Returns the step's id.
    """
    _newest_plan(learner_id, actor, now)
    found = queries.organisations_by_id([organisation_id]).get(organisation_id)
    owner = found.name if service and found else owner
    asked = service_trouble(service, found.services if found and found.ended_on is None else None)
    trouble = asked or plan.step_trouble(title, owner, due_on, today_of(actor, now))
    if trouble is not None or due_on is None:
        field, code = trouble or ("due_on", "casework.day_missing")
        raise errors.Invalid(code, field=field)
    step = Step(
        key=db.new_id(),
        title=title.strip(),
        owner=owner.strip(),
        due_on=due_on,
        detail=detail.strip(),
        icon=icon,
        plain=plain.strip(),
        follows=follows,
        service=service,
        organisation_id=organisation_id if service else "",
        starts=starts,
        ends=ends,
        first_on=first_on,
    )
    trouble = together.times_trouble(step, today_of(actor, now))
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    _fits(learner_id, step, actor, now)
    plan_id = revise(learner_id, Change(added=(step,)), reason=reason, actor=actor, now=now)
    step_id = select(models.Step.id).where(models.Step.plan_id == plan_id, models.Step.key == step.key)
    return str(db.session().scalar(step_id))


def _fits(learner_id: str, step: Step, actor: Actor, now: datetime) -> None:
    """There is no class while the step is."""
    wanted = list(together.slots_of([step], today_of(actor, now), step.due_on))
    classes = queries.class_slots(learners.learner(learner_id), wanted[0].day, step.due_on) if wanted else []
    taken = together.meets(wanted, classes)
    if taken is not None:
        refuse_at_once(taken)


def remove_step(learner_id: str, step_id: str, *, reason: str = "", actor: Actor, now: datetime) -> None:
    """Take a step out of the plan."""
    key = _step(learner_id, step_id, actor, now).key
    revise(learner_id, Change(dropped=frozenset({key})), reason=reason, actor=actor, now=now)


def begin_step(learner_id: str, step_id: str, *, actor: Actor, now: datetime) -> None:
    """Somebody has begun: the step is on the way."""
    _step(learner_id, step_id, actor, now).state = plan.StepState.ON_THE_WAY


def finish_step(learner_id: str, step_id: str, *, actor: Actor, now: datetime) -> None:
    """The step is done today. Done twice is done once."""
    row = _step(learner_id, step_id, actor, now)
    row.done_on = row.done_on or today_of(actor, now)
    late_no_more(learner_id, [row.key], actor, now)


def undo_step(learner_id: str, step_id: str, *, actor: Actor, now: datetime) -> None:
    """Take back that a step is done or has begun: a done one is open again, an open one is next."""
    row = _step(learner_id, step_id, actor, now)
    if row.done_on is None:
        row.state = plan.StepState.NEXT
    row.done_on = None


def move_step(
    learner_id: str, step_id: str, due_on: date | None, *, reason: str = "", actor: Actor, now: datetime
) -> date:
    """Change a step's date, and those of the steps that follow where it became later. Returns the date before.

    Where the person has confirmed the plan it makes the next version, with a reason.
    """
    row = _step(learner_id, step_id, actor, now)
    trouble = plan.day_trouble(due_on, today_of(actor, now))
    if trouble is not None or due_on is None:
        field, code = trouble or ("due_on", "casework.day_missing")
        raise errors.Invalid(code, field=field)
    before = row.due_on
    _fits(learner_id, replace(queries.step_fact(row), due_on=due_on), actor, now)
    revise(learner_id, Change(dates={row.key: due_on}), reason=reason, actor=actor, now=now)
    return before


def put_back_date(learner_id: str, step_id: str, due_on: date, *, actor: Actor, now: datetime) -> None:
    """Take back a change of date, also to a day that is over."""
    row = _step(learner_id, step_id, actor, now)
    revise(learner_id, Change(dates={row.key: due_on}), actor=actor, now=now)


def _newest_plan(learner_id: str, actor: Actor, now: datetime) -> queries.PlanInfo:
    found = queries.plan(learners.learner(learner_id).person_id, today_of(actor, now))
    if found is None:
        raise errors.Conflict("casework.no_plan")
    return found


def _step(learner_id: str, step_id: str, actor: Actor, now: datetime) -> models.Step:
    """A step of the newest version; older versions stay as they are."""
    current = _newest_plan(learner_id, actor, now)
    row = db.session().scalar(select(models.Step).where(models.Step.id == step_id, models.Step.plan_id == current.id))
    if row is None:
        raise errors.NotFound("casework.no_step")
    return row
