"""Versions of a plan: a new one, a change with its reason, what shows that a goal comes nearer, what a provider asks."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.casework import models, packs, queries
from lms.casework.domain import compliance, content, plan, together
from lms.casework.domain import versions as confirmations
from lms.casework.domain.content import Change, Content, Goal, Step
from lms.casework.domain.goals import Stage
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.messages import services as messages
from lms.organisations import queries as organisations


def today_of(actor: Actor, now: datetime) -> date:
    """The calendar day where somebody works."""
    return clock.local(now, actor.zone).date()


def make_plan(
    learner_id: str,
    goal: str = "",
    *,
    goals: Iterable[Goal] = (),
    strategy: str = "",
    titles: Mapping[str, str] | None = None,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """A new version of a learner's plan, with the steps of the one before. From the second on a reason is asked.

    `goal` is short for one goal without words. A `strategy` brings the steps and the pace of its template into a first
    version; `titles` are their words by code, as the page says them. Nobody has agreed to the new version yet, whatever was
    agreed before. Returns the plan's id.
    """
    learner = learners.learner(learner_id)
    today = today_of(actor, now)
    before = queries.plan(learner.person_id, today)
    wanted = tuple(goals) or _one_goal(goal, before.content if before else None)
    after = replace(before.content if before else Content(), goals=wanted)
    if strategy and before is None:
        after = _from_template(after, strategy, learner, titles or {}, today, actor)
    if after.review_on is None or after.review_on < today:
        after = replace(after, review_on=today + timedelta(weeks=queries.rule().review_weeks))
    _refuse(before.content if before else Content(), after, today)
    if before is not None and not reason.strip():
        raise errors.Invalid("casework.reason_missing", field="reason")
    return _new_version(learner, before, after, reason, actor, now)


def revise(
    learner_id: str,
    change: Change,
    *,
    reason: str = "",
    seen: int | None = None,
    estimate: Mapping[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> str:
    """Change the plan. What the person has confirmed becomes an older version, and the next one needs a reason.

    `seen` is the version that was on the page: Conflict when another one has come meanwhile. `estimate` is kept as told.
    Returns the id of the version that holds the change.
    """
    today, learner = today_of(actor, now), learners.learner(learner_id)
    before = queries.plan(learner.person_id, today)
    if before is None:
        raise errors.Conflict("casework.no_plan")
    if seen is not None and seen != before.version:
        raise errors.Conflict("casework.changed_meanwhile")
    after = content.changed(before.content, change)
    _refuse(before.content, after, today)
    if not content.differences(before.content, after):
        return before.id
    if confirmations.frozen(before.person):
        if not reason.strip():
            raise errors.Invalid("casework.reason_missing", field="reason")
        return _new_version(learner, before, after, reason, actor, now, estimate=estimate)
    row = db.session().get_one(models.Plan, before.id)
    # Staff's own word was about the plan as it stood.
    row.staff_agreed_at, row.staff_agreed_by = None, ""
    row.estimate = dict(estimate) if estimate is not None else row.estimate
    _write(row, after)
    _looked_at(learner, before.content, after, actor, now)
    return row.id


def _refuse(before: Content, after: Content, today: date) -> None:
    trouble = content.content_trouble(after, today)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    slots = (together.slots_of(one.steps, today, date.max) for one in (before, after))
    taken = together.newly_taken(*slots)
    if taken is not None:
        refuse_at_once(taken)


def refuse_at_once(one: together.Slot) -> None:
    """Nobody is in two places. Raises Invalid that names what is there already."""
    facts = {"title": one.title, "owner": one.owner, "day": one.day, "time": one.starts, "until": one.ends}
    raise errors.Invalid("casework.step_meets", field="starts", **facts)


def _one_goal(kind: str, before: Content | None) -> tuple[Goal, ...]:
    """A goal of this kind; where the plan had it already, the one that it had, with those beside it behind."""
    had = before.goals if before else ()
    same = next((one for one in had if one.kind == kind), Goal(db.new_id(), kind))
    return (same, *(one for one in had if one.kind != kind and one.kind in content.GOALS and same in had))


def _new_version(
    learner: learners.LearnerInfo,
    before: queries.PlanInfo | None,
    after: Content,
    reason: str,
    actor: Actor,
    now: datetime,
    *,
    estimate: Mapping[str, Any] | None = None,
) -> str:
    row = models.Plan(
        id=db.new_id(),
        person_id=learner.person_id,
        version=plan.next_version([before.version] if before else []),
        goal=after.goal,
        facts={"level": learner.level, "track": learner.track, "literacy": learner.literacy},
        estimate=dict(estimate or {}),
        reason=reason.strip(),
        made_by=actor.name,
        made_at=now,
    )
    try:
        with db.session().begin_nested():
            db.session().add(row)
            db.session().flush()
    except IntegrityError as faster:
        raise errors.Conflict("casework.changed_meanwhile") from faster
    _write(row, after)
    if before is not None:
        _looked_at(learner, before.content, after, actor, now)
        messages.settle_about(learner.id, "casework.change_wished", by=actor.name, now=now)
    return row.id


def _looked_at(learner: learners.LearnerInfo, before: Content, after: Content, actor: Actor, now: datetime) -> None:
    """With another day for the next look the one that was due is over; so is what was late and has another day now."""
    if before.review_on != after.review_on:
        messages.settle_about(learner.id, "casework.review_task", by=actor.name, now=now)
    moved = [one.key for one in before.steps if (then := after.step(one.key)) is None or then.due_on != one.due_on]
    late_no_more(learner.id, moved, actor, now)


def late_no_more(learner_id: str, keys: Iterable[str], actor: Actor, now: datetime) -> None:
    """Nobody has to ask any more what is missing for these steps: done, taken out, or of another day."""
    for key in keys:
        asked = f"casework.late:{learner_id}:{key}:"
        messages.settle_about(learner_id, "casework.late_task", key=asked, by=actor.name, now=now)


def _write(row: models.Plan, after: Content) -> None:
    """A version's rows as the content says. Steps that stay keep their rows, so that nothing that points at them is lost."""
    row.goal, row.strategy = after.goal, after.strategy
    row.weekly_lessons, row.review_on = after.weekly_lessons, after.review_on
    _write_goals(row, after)
    stood = {one.key: one for one in db.session().scalars(select(models.Step).where(models.Step.plan_id == row.id))}
    for key in set(stood) - {one.key for one in after.steps}:
        db.session().delete(stood[key])
    for one in after.steps:
        step = stood.get(one.key)
        if step is None:
            step = models.Step(id=db.new_id(), person_id=row.person_id, plan_id=row.id, key=one.key)
            db.session().add(step)
        _fill(step, one)
    db.session().flush()


def _fill(row: models.Step, fact: Step) -> None:
    row.title, row.detail, row.owner, row.due_on = fact.title, fact.detail, fact.owner, fact.due_on
    row.icon = fact.icon if fact.icon in plan.STEP_PICTURES else "book-open"
    row.code, row.plain, row.follows = fact.code, fact.plain, fact.follows
    row.service, row.organisation_id = fact.service, fact.organisation_id
    row.starts, row.ends, row.first_on = fact.starts, fact.ends, fact.first_on
    row.state = plan.StepState.ON_THE_WAY if fact.begun else plan.StepState.NEXT
    row.done_on = fact.done_on


def _write_goals(row: models.Plan, after: Content) -> None:
    stood = {one.key: one for one in db.session().scalars(select(models.Goal).where(models.Goal.plan_id == row.id))}
    for key in set(stood) - {one.key for one in after.goals}:
        db.session().delete(stood[key])
    for place, one in enumerate(after.goals):
        goal = stood.get(one.key)
        if goal is None:
            goal = models.Goal(id=db.new_id(), person_id=row.person_id, plan_id=row.id, key=one.key)
            db.session().add(goal)
        goal.place, goal.kind, goal.words, goal.level = place, one.kind, one.words, one.level


def _from_template(
    before: Content, key: str, learner: learners.LearnerInfo, titles: Mapping[str, str], today: date, actor: Actor
) -> Content:
    template = packs.strategies().get(key)
    if template is None:
        raise errors.Invalid("casework.strategy_missing", field="strategy")
    owners = {
        "person": learner.given_name,
        "caseworker": actor.name,
        "centre": organisations.centre(learner.centre_id).name,
    }
    keys = {one.key: db.new_id() for one in template.steps}
    steps = tuple(
        Step(
            key=keys[one.key],
            title=titles.get(one.code, one.code),
            owner=owners[one.owner],
            due_on=today + timedelta(days=one.days),
            icon=one.icon,
            code=one.code,
            follows=keys.get(one.follows, ""),
        )
        for one in template.steps
    )
    return replace(before, strategy=key, weekly_lessons=template.weekly_lessons, steps=before.steps + steps)


# --- what shows that a goal comes nearer -----------------------------------------------------------------------------


def attach_proof(
    learner_id: str,
    goal_key: str,
    what: str,
    day: date,
    *,
    reached: bool = False,
    stage: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """A test, a certificate, a piece of work that belongs to a goal, and how far the goal is with it.

    No version changes by it. Returns its id.
    """
    learner, today = learners.learner(learner_id), today_of(actor, now)
    current = queries.plan(learner.person_id, today)
    if current is None or goal_key not in {one.key for one in current.content.goals}:
        raise errors.NotFound("casework.no_goal")
    if not what.strip():
        raise errors.Invalid("casework.proof_missing", field="what")
    if stage and stage not in set(Stage):
        raise errors.Invalid("casework.stage_missing", field="stage")
    if day > today:
        raise errors.Invalid("casework.day_to_come", field="day")
    row = models.Proof(
        id=db.new_id(),
        person_id=learner.person_id,
        goal_key=goal_key,
        what=what.strip(),
        day=day,
        reached=reached or stage == Stage.REACHED,
        stage=stage,
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def take_back_proof(learner_id: str, proof_id: str) -> None:
    """It was attached by mistake."""
    learner = learners.learner(learner_id)
    row = db.session().scalar(
        select(models.Proof).where(models.Proof.id == proof_id, models.Proof.person_id == learner.person_id)
    )
    if row is None:
        raise errors.NotFound("casework.no_proof")
    db.session().delete(row)


def set_rule(rule: compliance.Rule, *, actor: Actor, now: datetime) -> None:
    """What the provider asks of plans and guidance from now on."""
    if not all(1 <= days <= 1000 for days in (rule.plan_days, rule.entry_days, rule.exit_days, rule.review_weeks)):
        raise errors.Invalid("casework.rule_off")
    row = db.session().scalar(select(models.Rule))
    if row is None:
        row = models.Rule(id=db.new_id())
        db.session().add(row)
    for name, value in asdict(rule).items():
        setattr(row, name, value)
    db.session().flush()
