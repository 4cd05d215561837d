"""My times: how many sessions of her class a learner can come to, and other groups of the course she can ask for."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.courses import queries
from lms.courses.domain.calendar import monday_of
from lms.courses.queries import fits, mixed
from lms.courses.services import fits as services
from lms.courses.services import mixed as services_of_twins
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.kernel import errors, language
from lms.kernel.vocabulary import EnrolmentState
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners
from lms.learners.domain import targets

MOST_SHOWN = 6
WEEKS = 6
"""So many weeks ahead somebody who works by turns can choose her time."""


@dataclass(frozen=True)
class TwinWeeks:
    """A class, the one that teaches the same at another time, and the weeks ahead: (Monday, comes to the twin, has room)."""

    seat: queries.EnrolmentInfo
    twin: queries.SectionInfo
    weeks: tuple[tuple[date, bool, bool], ...]


@pages.get("/my-times", permission="learner.self")
def my_times() -> Any:
    """What of my class fits my week; other times, those that fit first, and why others do not; weeks in the twin class."""
    return _page()


def _page(refused: str = "", status: int = 200) -> Any:
    g.place = "courses.my_times"
    learner_id, today = current_actor().learner_id or "", current_day()
    seats = queries.enrolments_of([learner_id]).get(learner_id, [])
    own = fits.section_fits(learner_id, [one.section_id for one in seats], today)
    choices = [
        (seat, own.get(seat.section_id), fits.choices(learner_id, seat.section_id, today, with_full=True))
        for seat in seats
    ]
    named = [one.section_id for _seat, _fit, choice in choices for one in (*choice.fitting, *choice.others)]
    return render(
        "courses/my_times.html",
        status,
        refused=refused,
        twins=[found for seat in seats if (found := _twin_weeks(seat, bool(refused)))],
        choices=choices,
        whys=_whys(learner_id, seats, today),
        known={one.id: one for one in queries.sections(ids=named)},
        most=MOST_SHOWN,
        words=people,
    )


def _whys(
    learner_id: str, seats: list[queries.EnrolmentInfo], today: date
) -> dict[str, tuple[tuple[targets.Group, ...], tuple[str, ...]]]:
    """By class, why its course fits, and whom it is for."""
    known = learners.known_of(learner_id)
    return {
        one.id: (
            targets.why(one.course.target, known, today, track=one.course.track, level=one.course.level),
            one.course.target,
        )
        for one in queries.sections(ids=[seat.section_id for seat in seats])
    }


def _mondays() -> list[date]:
    this_week = monday_of(current_day())
    return [this_week + timedelta(weeks=number) for number in range(1, WEEKS + 1)]


def _twin_weeks(seat: queries.EnrolmentInfo, only_with_room: bool) -> TwinWeeks | None:
    """The weeks ahead. After a refusal we look which of them have room; else the door says so when she asks."""
    twin = next(iter(queries.twins(seat.section_id)), None)
    if twin is None or seat.state != EnrolmentState.ENROLLED:
        return None
    mondays = _mondays()
    there = {monday_of(queries.session(one.session_id).day) for one in mixed.visits_of([seat.id])}
    ask = [one for one in mondays if one not in there]
    free = services_of_twins.weeks_with_room(seat.id, ask, actor=current_actor(), now=now()) if only_with_room else ask
    return TwinWeeks(seat, twin, tuple((one, one in there, one in there or one in free) for one in mondays))


@pages.post("/my-times/week", permission="learner.self")
def swap_my_week() -> Any:
    """Come to the twin class for a week, or back to the own one: seat, hour and care place together."""
    actor, key = current_actor(), request.form.get("enrolment_id", "")
    week = next((one for one in _mondays() if one.isoformat() == request.form.get("week")), None)
    mine = {one.id for one in queries.enrolments_of([actor.learner_id or ""]).get(actor.learner_id or "", [])}
    if week is None or key not in mine:
        raise errors.NotFound("courses.absent")
    back = request.form.get("deed") == "back"
    try:
        if back:
            services_of_twins.take_back_week(key, week, actor=actor)
        else:
            services_of_twins.swap_week(key, week, actor=actor, now=now())
    except errors.Conflict as refusal:
        return _page(language.say(refusal.code, refusal.facts), refusal.status)
    said = _("You are in your own class that week.") if back else _("You are in the other class that week.")
    return done(said, "courses.my_times")


@pages.post("/my-times", permission="learner.self")
def ask_for_time() -> Any:
    """Ask for another time."""
    actor = current_actor()
    section_id = request.form.get("section_id", "")
    asked = services.ask_for_time(actor.learner_id or "", section_id, today=current_day(), actor=actor, now=now())
    said = {
        services.WANTED_FULL: _("This group is full. Your centre knows what you wish. You hear from us."),
        services.COULD_SWAP: _("Somebody there would like your time. Your centre asks you both."),
    }
    return done(said.get(asked) or _("Your centre knows. You hear from us."), "courses.my_times")
