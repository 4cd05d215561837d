"""Alarms about absences: what happens after how many, how attendance is weighed, and the log of what went out."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.domain import attendance_alerts, attendance_regular
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.kernel import clock, errors, language
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_zone, done, now, render
from lms.learners import queries as learners

MOST_STEPS = 6


@pages.get("/absences", permission="courses.alarms")
def alarms() -> Any:
    """The steps, the rule of each programme, and the log."""
    return _page()


def _page(*, refused: str = "", status: int = 200) -> Any:
    actor = current_actor()
    centre_id = None if actor.role is Role.MANAGER else actor.centre_id
    log = queries.alerts(centre_id=centre_id)
    keys = sorted({course.programme for course in queries.courses(centre_id)})
    steps = queries.alert_steps()
    return render(
        "courses/alarms.html",
        status,
        refused=refused,
        steps=[*steps, *[None] * (1 if len(steps) < MOST_STEPS else 0)],
        deeds=[(deed, language.say(f"courses.alarm.{deed}")) for deed in attendance_alerts.Deed],
        programmes=[(queries.programme_by_key(key), queries.rule_of_programme(key)) for key in keys],
        log=[(one, clock.local(one.at, current_zone())) for one in log],
        names={one.id: one.name for one in learners.by_ids({one.learner_id for one in log}).values()},
        words=people,
    )


@pages.post("/absences/steps", permission="courses.alarms")
def set_steps() -> Any:
    """What happens after how many sessions in a row."""
    afters, deeds = request.form.getlist("after"), request.form.getlist("deed")
    try:
        steps = [
            attendance_alerts.Step(_number(after, "courses.step_outside"), attendance_alerts.Deed(deed))
            for after, deed in zip(afters, deeds, strict=False)
            if after.strip()
        ]
        services.set_steps(steps, actor=current_actor(), now=now())
    except errors.OnwardError as error:
        return _page(refused=language.say(error.code, error.facts), status=error.status)
    except ValueError:
        raise errors.Invalid("page.refused") from None
    return done(_("Saved. It holds from the next register on."), "courses.alarms")


@pages.post("/absences/rule", permission="courses.alarms")
def set_rule() -> Any:
    """How attendance is weighed in a programme."""
    form = request.form
    programme = form.get("programme", "")
    if programme not in {course.programme for course in queries.courses()}:
        raise errors.NotFound("courses.absent")
    try:
        rule = attendance_regular.Rule(
            share=_number(form.get("percent", ""), "courses.share_outside") / 100,
            window_weeks=_number(form.get("window_weeks", ""), "courses.window_outside"),
            excused_outside="excused_outside" in form,
            asks_arrival="asks_arrival" in form,
        )
        services.set_rule(programme, rule, actor=current_actor(), now=now())
    except errors.OnwardError as error:
        return _page(refused=language.say(error.code, error.facts), status=error.status)
    return done(_("Saved. Shares are counted so from now on."), "courses.alarms")


def _number(typed: str, code: str) -> int:
    try:
        return int(typed)
    except ValueError as error:
        raise errors.Invalid(code) from error
