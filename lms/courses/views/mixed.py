"""Groups in a mixed class, the twin class, and swaps by the week."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.courses import queries
from lms.courses.domain.calendar import monday_of
from lms.courses.queries.mixed import groups_of
from lms.courses.services import mixed as services
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.courses.views.plan_form import Typed
from lms.courses.views.sessions import RIGHT
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners

WEEKS = 8
"""So many weeks ahead a swap is offered."""


def _own(section_id: str) -> queries.SectionInfo:
    found = queries.section(section_id)
    people.refuse_other_centre(current_actor(), found.centre_id)
    return found


@pages.get("/sections/<section_id>/groups", permission=RIGHT)
def mixed(section_id: str) -> Any:
    """Parts of a mixed class with their people, and the class that teaches the same at another time."""
    return _page(section_id)


def _page(
    section_id: str, refused: str = "", status: int = 200, *, swap: tuple[str, Sequence[date]] | None = None
) -> Any:
    found = _own(section_id)
    seats = {seat.learner_id: seat for seat in queries.enrolments_of_section(section_id)}
    known = learners.by_ids(seats)
    others = queries.sections(term_id=found.term_id, centre_id=found.centre_id)
    monday = monday_of(current_day())
    return render(
        "courses/mixed.html",
        status,
        section=found,
        groups=groups_of(found, set(seats)),
        members=sorted(
            ((known[key], seat) for key, seat in seats.items() if key in known), key=lambda one: one[0].name
        ),
        courses=[one for one in queries.courses(found.centre_id) if one.id != found.course.id],
        twins=queries.twins(section_id),
        could_be_twins=[
            one for one in others if one.course.id == found.course.id and one.id != section_id and not one.twin_key
        ],
        weeks=[monday + timedelta(weeks=n) for n in range(1, WEEKS + 1)],
        refused=refused,
        swap=swap,
        words=people,
    )


def _do(section_id: str, deed: Any, said: str) -> Any:
    _own(section_id)
    try:
        deed()
    except errors.OnwardError as refusal:
        return _page(section_id, language.say(refusal.code, refusal.facts), 409)
    return done(said, "courses.mixed", section_id=section_id)


@pages.post("/sections/<section_id>/groups", permission=RIGHT)
def add_group(section_id: str) -> Any:
    """One more part, towards the module of its own course."""
    course_id, name = request.form.get("course_id", ""), request.form.get("name", "")
    return _do(section_id, lambda: services.add_group(section_id, course_id, name), _("The group is there."))


@pages.post("/sections/<section_id>/groups/<group_id>/remove", permission=RIGHT)
def remove_group(section_id: str, group_id: str) -> Any:
    """Its people work at the class's own level again."""
    return _do(section_id, lambda: services.remove_group(section_id, group_id), _("The group is gone."))


@pages.post("/sections/<section_id>/groups/people", permission=RIGHT)
def put_in_groups(section_id: str) -> Any:
    """Who works in which part."""

    def deed() -> None:
        for key, value in request.form.items():
            if key.startswith("group-"):
                services.put_in_group(section_id, key.removeprefix("group-"), value or None)

    return _do(section_id, deed, _("Saved."))


@pages.post("/sections/<section_id>/twin", permission=RIGHT)
def pair(section_id: str) -> Any:
    """Two classes share one roll."""
    return _do(section_id, lambda: services.pair(section_id, request.form.get("twin", "")), _("They are twins now."))


@pages.post("/sections/<section_id>/twin/part", permission=RIGHT)
def part_twins(section_id: str) -> Any:
    """A class is on its own again."""
    return _do(section_id, lambda: services.part_twins(section_id), _("This class is on its own again."))


@pages.post("/sections/<section_id>/swap", permission=RIGHT)
def swap_week(section_id: str) -> Any:
    """A learner comes to the twin for a week."""
    monday = Typed(request.form).day("week")
    seat = request.form.get("enrolment_id", "")
    if monday is None or seat not in {one.id for one in queries.enrolments_of_section(section_id)}:
        return _page(section_id, _("Choose a person and a week."), 422)

    week = monday_of(monday)
    try:
        services.swap_week(seat, week, actor=current_actor(), now=now())
    except errors.Conflict as refusal:
        return _refused_swap(section_id, seat, week, refusal)
    except errors.OnwardError as refusal:
        return _page(section_id, language.say(refusal.code, refusal.facts), refusal.status)
    return done(_("Swapped for this week."), "courses.mixed", section_id=section_id)


def _refused_swap(section_id: str, seat: str, week: date, refusal: errors.Conflict) -> Any:
    """No seat or no care place in the twin class: the weeks that have room, each one press away."""
    this_week = monday_of(current_day())
    ahead = [this_week + timedelta(weeks=n) for n in range(1, WEEKS + 1)]
    free = services.weeks_with_room(seat, [one for one in ahead if one != week], actor=current_actor(), now=now())
    return _page(section_id, language.say(refusal.code, refusal.facts), 409, swap=(seat, free))
