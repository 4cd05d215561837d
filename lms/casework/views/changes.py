"""Changing a plan: everything that would move is listed before it is saved. And every version, beside the one before it."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain.content import GOALS, Change, Content, Goal
from lms.casework.views import saying
from lms.casework.views.door import local_day, pages
from lms.kernel import db, errors, language
from lms.kernel.vocabulary import LEVELS
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import whole_number
from lms.learners import queries as learners


@pages.get("/casework/<learner_id>/change", permission="casework.plan", writes=True)
def change_plan(learner_id: str) -> Any:
    """Goals, pace, review and dates as they stand, to be changed."""
    return show(learner_id)


@pages.post("/casework/<learner_id>/change", permission="casework.plan")
def look_or_save(learner_id: str) -> Any:
    """List what moves; save it when exactly this was looked at."""
    given = {name: value for name, value in request.form.items() if name not in _OWN}
    looked = request.form.get("looked") == _seal(given)
    if request.form.get("deed") != "save" or not looked:
        return show(learner_id, given=given)
    learner, current = _current(learner_id)
    try:
        change = _change_of(_merged(current, given), current.content)
        after = queries.preview(learner, current, change, current_day()).after
        estimate = queries.kept_estimate(queries.advice(learner, after, current_day()).estimate)
        services.revise(
            learner_id,
            change,
            reason=given.get("reason", ""),
            seen=int(given.get("seen", "0") or 0),
            estimate=estimate,
            actor=current_actor(),
            now=now(),
        )
    except errors.OnwardError as error:
        return show(learner_id, given=given, refused=error)
    return done(_("The plan is changed. Both of you agree to it next."), "casework.person", learner_id=learner_id)


_OWN = frozenset({"csrf_token", "once", "deed", "looked"})


def _seal(given: Mapping[str, str]) -> str:
    """What was looked at, so that nothing else is saved. The reason may still be written."""
    seen = sorted((name, value) for name, value in given.items() if name != "reason")
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _current(learner_id: str) -> tuple[learners.LearnerInfo, queries.PlanInfo]:
    learner = learners.learner(learner_id)
    current = queries.plan(learner.person_id, current_day())
    if current is None:
        raise errors.NotFound("casework.no_plan")
    return learner, current


def show(learner_id: str, *, given: Mapping[str, str] | None = None, refused: errors.OnwardError | None = None) -> Any:
    """The page of a change; with what was typed it lists what would move."""
    learner, current = _current(learner_id)
    audit.read("learners_learner", [learner.id], "plan", now=now())
    g.place = "casework.people"
    values = _merged(current, given or {})
    found, trouble = None, refused
    if given is not None:
        try:
            found = queries.preview(learner, current, _change_of(values, current.content), current_day())
        except errors.Invalid as error:
            trouble = trouble or error
    return render(
        "casework/change.html",
        trouble.status if trouble else 200,
        learner=learner,
        plan=current,
        today=current_day(),
        values=values,
        goals=GOALS,
        levels=[(level.value, language.say(f"level.{level}")) for level in LEVELS],
        steps=[step for step in current.steps if step.done_on is None],
        step_title=saying.step_title,
        preview=found,
        told=saying.told(found.differences) if found else [],
        bookings=saying.told(found.bookings) if found else [],
        seal=_seal({name: values[name] for name in given} | _unsent(values, given)) if given is not None else "",
        trouble=language.say(trouble.code, trouble.facts) if trouble else "",
        field=trouble.facts.get("field", "") if trouble else "",
        **_ranges(learner, current, found),
    )


def _unsent(values: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Fields that the page will send although this request had not: it came from a short form."""
    if "seen" in given:
        return {}
    return {name: value for name, value in values.items() if value or not name.startswith("goal_")}


def _ranges(learner: learners.LearnerInfo, current: queries.PlanInfo, found: queries.Preview | None) -> dict[str, str]:
    """The range to the goal, before and after."""
    if found is None:
        return {"range_before": "", "range_after": ""}
    before = queries.advice(learner, current.content, current_day()).estimate
    after = queries.advice(learner, found.after, current_day()).estimate
    return {
        "range_before": saying.how_long(before, current_day()),
        "range_after": saying.how_long(after, current_day()),
    }


def _merged(current: queries.PlanInfo, given: Mapping[str, str]) -> dict[str, str]:
    """The fields as the plan stands, with what was typed over them."""
    values = _values(current.content, current.version) | dict(given)
    if "seen" in given:
        # A box that was not ticked is not sent.
        values |= {f"goal_{kind}": given.get(f"goal_{kind}", "") for kind in GOALS}
    return values


def _values(content: Content, version: int) -> dict[str, str]:
    """The fields of the form as the plan stands."""
    had = {one.kind: one for one in content.goals}
    fields = {
        "seen": str(version),
        "first": content.goal,
        "weekly_lessons": str(content.weekly_lessons or ""),
        "review_on": content.review_on.isoformat() if content.review_on else "",
        "reason": "",
    }
    for kind in GOALS:
        one = had.get(kind)
        fields |= {
            f"goal_{kind}": "1" if one else "",
            f"words_{kind}": one.words if one else "",
            f"level_{kind}": one.level if one else "",
        }
    return fields | {f"date_{one.key}": one.due_on.isoformat() for one in content.steps if one.done_on is None}


def _change_of(values: Mapping[str, str], content: Content) -> Change:
    """What the fields ask for. Raises Invalid naming the field that cannot be read."""
    had = {one.kind: one for one in content.goals}
    goals = [
        Goal(had[kind].key if kind in had else db.new_id(), kind, values[f"words_{kind}"], values[f"level_{kind}"])
        for kind in [*had, *(one for one in GOALS if one not in had)]
        if values.get(f"goal_{kind}")
    ]
    goals.sort(key=lambda one: one.kind != values.get("first"))
    dates = {}
    for one in content.steps:
        given = values.get(f"date_{one.key}", "")
        if one.done_on is None and given != one.due_on.isoformat():
            dates[one.key] = _day(given, f"date_{one.key}")
    return Change(
        goals=tuple(goals),
        weekly_lessons=_lessons(values.get("weekly_lessons", "")),
        review_on=_day(values["review_on"], "review_on") if values.get("review_on") else None,
        dates=dates,
    )


def _day(given: str, field: str) -> date:
    try:
        day = date.fromisoformat(given)
    except ValueError as unreadable:
        raise errors.Invalid("casework.day_missing", field=field) from unreadable
    if day < current_day():
        raise errors.Invalid("casework.day_over", field=field)
    return day


def _lessons(given: str) -> int | None:
    if not given.strip():
        return None
    lessons = whole_number(given)
    if lessons is None:
        raise errors.Invalid("casework.lessons_off", field="weekly_lessons")
    return lessons


@pages.get("/casework/<learner_id>/versions/<int:number>", permission="casework.plan", writes=True)
def version(learner_id: str, number: int) -> Any:
    """A version as it was, and what was different from the one before it."""
    learner = learners.learner(learner_id)
    found = queries.plan(learner.person_id, current_day(), version=number)
    if found is None:
        raise errors.NotFound("casework.no_plan")
    audit.read("learners_learner", [learner.id], "plan", now=now())
    g.place = "casework.people"
    before = queries.plan(learner.person_id, current_day(), version=number - 1) if number > 1 else None
    told = queries.told_estimate(found.estimate)
    return render(
        "casework/version.html",
        learner=learner,
        plan=found,
        before=before,
        newest=queries.newest_version(learner.person_id),
        told=saying.told(queries.compared(before.content, found.content)) if before else [],
        how_long=saying.how_long(told, local_day(found.made_at)),
        assumptions=saying.assumptions(told),
        step_title=saying.step_title,
        local_day=local_day,
        today=current_day(),
    )
