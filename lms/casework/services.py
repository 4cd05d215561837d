"""Deeds of casework: looking after somebody, versions of a plan and its steps, agreement, talks, asking for a swap."""

from datetime import date, datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain import household, plan
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages

CHANNELS = ("voice", "sms", "email", "letter", "in_person")
GOALS = ("work", "family", "study", "citizenship", "health", "other")


def _today(actor: Actor, now: datetime) -> date:
    return clock.local(now, actor.zone).date()


# --- who looks after whom --------------------------------------------------------------------------------------------


def assign(learner_id: str, staff_id: str, *, actor: Actor, now: datetime) -> str:
    """From today on this member of staff looks after the learner; whoever did so before no longer does."""
    today = _today(actor, now)
    learners.learner(learner_id)
    current = queries.assignment_of(learner_id, today)
    if current is not None and current.staff_id == staff_id:
        return current.id
    if current is not None:
        current.to_date = today
    # Somebody taken on again on the day it ended keeps one row: a pair has one beginning a day.
    row = db.session().scalar(
        select(models.Assignment).where(
            models.Assignment.learner_id == learner_id,
            models.Assignment.staff_id == staff_id,
            models.Assignment.from_date == today,
        )
    )
    if row is None:
        row = models.Assignment(id=db.new_id(), learner_id=learner_id, staff_id=staff_id, from_date=today)
        db.session().add(row)
    row.to_date = None
    db.session().flush()
    return row.id


def end_assignment(learner_id: str, *, actor: Actor, now: datetime) -> None:
    """From today on nobody looks after the learner. Raises Conflict when nobody did."""
    row = queries.assignment_of(learner_id, _today(actor, now))
    if row is None:
        raise errors.Conflict("casework.no_assignment")
    row.to_date = _today(actor, now)


# --- the plan --------------------------------------------------------------------------------------------------------


def make_plan(learner_id: str, goal: str, *, reason: str = "", actor: Actor, now: datetime) -> str:
    """A new version of a learner's plan, with the steps of the one before. From the second on a reason is asked.

    Nobody has agreed to it yet, whatever was agreed before. Returns the plan's id.
    """
    learner = learners.learner(learner_id)
    before = queries.plan(learner.person_id, _today(actor, now))
    if goal not in GOALS:
        raise errors.Invalid("casework.goal_missing", field="goal")
    if before is not None and not reason.strip():
        raise errors.Invalid("casework.reason_missing", field="reason")
    row = models.Plan(
        id=db.new_id(),
        person_id=learner.person_id,
        version=plan.next_version([before.version] if before else []),
        goal=goal,
        facts={"level": learner.level, "track": learner.track, "literacy": learner.literacy},
        reason=reason.strip(),
        made_by=actor.name,
        made_at=now,
    )
    db.session().add(row)
    db.session().flush()
    if before is not None:
        _carry_over(before.id, row.id)
    return row.id


def _carry_over(old_id: str, new_id: str) -> None:
    """Copies, so that the older version stays what it was."""
    for step in db.session().scalars(select(models.Step).where(models.Step.plan_id == old_id)).all():
        kept = ("person_id", "title", "detail", "icon", "owner", "due_on", "state", "done_on")
        db.session().add(models.Step(id=db.new_id(), plan_id=new_id, **{name: getattr(step, name) for name in kept}))


def add_step(
    learner_id: str,
    title: str,
    owner: str,
    due_on: date | None,
    *,
    detail: str = "",
    icon: str = "book-open",
    actor: Actor,
    now: datetime,
) -> str:
    """A step with one owner and one date. Raises Invalid naming the field that lacks, Conflict without a plan."""
    row = _newest_plan(learner_id, actor, now)
    trouble = plan.step_trouble(title, owner, due_on, _today(actor, now))
    if trouble is not None or due_on is None:
        field, code = trouble or ("due_on", "casework.day_missing")
        raise errors.Invalid(code, field=field)
    step = models.Step(
        id=db.new_id(),
        person_id=row.person_id,
        plan_id=row.id,
        title=title.strip(),
        detail=detail.strip(),
        icon=icon if icon in plan.STEP_PICTURES else "book-open",
        owner=owner.strip(),
        due_on=due_on,
        state=plan.StepState.NEXT,
    )
    db.session().add(step)
    row.person_agreed_at = None
    return step.id


def remove_step(learner_id: str, step_id: str, *, actor: Actor, now: datetime) -> None:
    """Take back that a step was added."""
    db.session().delete(_step(learner_id, step_id, actor, now))


def begin_step(learner_id: str, step_id: str, *, actor: Actor, now: datetime) -> None:
    """Somebody has begun: the step is on the way."""
    _step(learner_id, step_id, actor, now).state = plan.StepState.ON_THE_WAY


def finish_step(learner_id: str, step_id: str, *, actor: Actor, now: datetime) -> None:
    """The step is done today. Done twice is done once."""
    row = _step(learner_id, step_id, actor, now)
    row.done_on = row.done_on or _today(actor, now)


def undo_step(learner_id: str, step_id: str, *, actor: Actor, now: datetime) -> None:
    """Take back that a step is done or has begun: a done one is open again, an open one is next."""
    row = _step(learner_id, step_id, actor, now)
    if row.done_on is None:
        row.state = plan.StepState.NEXT
    row.done_on = None


def move_step(learner_id: str, step_id: str, due_on: date | None, *, actor: Actor, now: datetime) -> date:
    """Change a step's date; the person has to hear the plan again. Returns the date before."""
    row = _step(learner_id, step_id, actor, now)
    trouble = plan.day_trouble(due_on, _today(actor, now))
    if trouble is not None or due_on is None:
        field, code = trouble or ("due_on", "casework.day_missing")
        raise errors.Invalid(code, field=field)
    before = row.due_on
    row.due_on = due_on
    _newest_plan(learner_id, actor, now).person_agreed_at = None
    return before


def put_back_date(learner_id: str, step_id: str, due_on: date, *, actor: Actor, now: datetime) -> None:
    """Take back a change of date, also to a day that is over."""
    _step(learner_id, step_id, actor, now).due_on = due_on


def agree(learner_id: str, *, actor: Actor, now: datetime) -> None:
    """Agree to the newest version: a learner to her own, staff to that of a learner. Agreed twice is agreed once."""
    own = actor.role is Role.LEARNER
    if own and actor.learner_id != learner_id:
        raise errors.NotFound("casework.no_plan")
    row = _newest_plan(learner_id, actor, now)
    if own:
        row.person_agreed_at = row.person_agreed_at or now
    else:
        row.staff_agreed_at = row.staff_agreed_at or now


def _newest_plan(learner_id: str, actor: Actor, now: datetime) -> models.Plan:
    found = queries.plan(learners.learner(learner_id).person_id, _today(actor, now))
    if found is None:
        raise errors.Conflict("casework.no_plan")
    return db.session().get_one(models.Plan, found.id)


def _step(learner_id: str, step_id: str, actor: Actor, now: datetime) -> models.Step:
    """A step of the newest version; older versions stay as they are."""
    current = _newest_plan(learner_id, actor, now)
    row = db.session().scalar(select(models.Step).where(models.Step.id == step_id, models.Step.plan_id == current.id))
    if row is None:
        raise errors.NotFound("casework.no_step")
    return row


# --- talks -----------------------------------------------------------------------------------------------------------


def schedule_check_in(learner_id: str, due_on: date | None, channel: str, *, actor: Actor, now: datetime) -> str:
    """Settle the next talk. One stands at a time: an open one moves to this day and channel."""
    trouble = plan.day_trouble(due_on, _today(actor, now))
    if trouble is not None or due_on is None:
        field, code = trouble or ("due_on", "casework.day_missing")
        raise errors.Invalid(code, field=field)
    if channel not in CHANNELS:
        raise errors.Invalid("casework.channel_missing", field="channel")
    row = _open_talk(learner_id)
    if row is None:
        row = models.CheckIn(id=db.new_id(), learner_id=learners.learner(learner_id).id)
        db.session().add(row)
    row.due_on, row.channel = due_on, channel
    db.session().flush()
    return row.id


def hold_check_in(learner_id: str, note: str, *, channel: str = "", actor: Actor, now: datetime) -> str:
    """Keep the note of a talk that was held: the open one, or one that nobody had settled before."""
    if not note.strip():
        raise errors.Invalid("casework.note_missing", field="note")
    row = _open_talk(learner_id)
    if row is None:
        row = models.CheckIn(
            id=db.new_id(), learner_id=learners.learner(learner_id).id, due_on=_today(actor, now), channel="in_person"
        )
        db.session().add(row)
    if channel in CHANNELS:
        row.channel = channel
    row.held_at, row.note = now, note.strip()
    db.session().flush()
    return row.id


def take_back_note(learner_id: str, check_in_id: str, *, actor: Actor, now: datetime) -> None:
    """Take back that a talk was held: it is open again and its note is gone."""
    row = db.session().scalar(
        select(models.CheckIn).where(models.CheckIn.id == check_in_id, models.CheckIn.learner_id == learner_id)
    )
    if row is None:
        raise errors.NotFound("casework.no_check_in")
    row.held_at, row.note = None, ""


def _open_talk(learner_id: str) -> models.CheckIn | None:
    found = queries.next_check_in(learners.learner(learner_id).id)
    return db.session().get_one(models.CheckIn, found.id) if found else None


# --- the week --------------------------------------------------------------------------------------------------------


def ask_for_swap(learner_id: str, session_id: str, *, day: date, actor: Actor, now: datetime) -> str | None:
    """Ask the centre to let a learner sit in another group once, where her work meets a class of the week of `day`.

    Returns the task's id, None when it was asked before. Raises Conflict when there is no way out any more.
    """
    learner = learners.learner(learner_id)
    week = queries.household_week(learner, household.monday_of(day), _today(actor, now))
    found = next(
        (
            (member, clash)
            for member, clash in week.clashes
            if clash.lesson.session_id == session_id and clash.way_out is not None
        ),
        None,
    )
    if found is None or found[1].way_out is None:
        raise errors.Conflict("casework.no_swap")
    member, clash, other = found[0], found[1], found[1].way_out
    return messages.ask(
        Role.ADMINISTRATOR,
        "casework.swap_asked",
        {
            "name": member.learner.name,
            "section": clash.lesson.name,
            "day": clash.lesson.day,
            "other": other.name,
            "other_day": other.day,
            "time": other.starts,
        },
        now=now,
        learner_id=member.learner.id,
        due_on=min(clash.lesson.day, other.day),
        unique_key=f"swap:{member.learner.id}:{session_id}",
    )
