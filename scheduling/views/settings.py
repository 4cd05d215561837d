"""What a centre weighs, which requirements only cost, and facts of its rooms, courses and houses."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.courses import queries as courses
from lms.kernel import errors, language
from lms.kernel.web import current_actor, done, now, render
from lms.organisations import queries as organisations
from scheduling.domain.rules import SOFTENABLE
from scheduling.domain.settings import WEIGHTS
from scheduling.queries import settings as queries
from scheduling.services import settings as services
from scheduling.views import phrases
from scheduling.views.door import pages
from scheduling.views.timetable import own_centre

RIGHT = "scheduling.plan"
USUAL_POINTS = 20


@pages.get("/timetable/settings", permission=RIGHT)
def settings() -> Any:
    """Weights, limits, rooms, courses, ways, and times that others have a room."""
    return _page()


def _page(typed: Mapping[str, str] | None = None, wrong: Mapping[str, str] | None = None, status: int = 200) -> Any:
    centre = own_centre()
    g.place = "scheduling.timetable"
    known = queries.settings(centre.id)
    rooms, offered = organisations.rooms(centre.id), courses.courses(centre.id)
    room_facts = queries.room_facts([one.id for one in rooms])
    names = {one.id: one.name for one in rooms}
    sites = sorted(
        {one.site for one in room_facts.values() if one.site} | {one.name for one in organisations.centres()}
    )
    return render(
        "scheduling/settings.html",
        status,
        centre=centre,
        weights=[(name, language.say(f"timetable.weight.{name}"), getattr(known.costs, name)) for name in WEIGHTS],
        softenable=[
            (str(rule), language.say(f"timetable.soft.{rule.removeprefix('timetable.')}"), known.soft.get(rule))
            for rule in SOFTENABLE
        ],
        usual_points=USUAL_POINTS,
        known=known,
        rooms=[(one, room_facts.get(one.id, queries.RoomFacts())) for one in rooms],
        courses=_with_facts(offered),
        sites=sites,
        ways=sorted(queries.ways().items()),
        names_of_rooms=list(names.items()),
        uses=[(one, names[one.room_id]) for one in queries.room_uses(names)],
        days=[(str(day), phrases.day_name(day)) for day in range(7)],
        day_name=phrases.day_name,
        typed=typed or {},
        wrong=wrong or {},
    )


def _with_facts(offered: list[courses.CourseInfo]) -> list[tuple[courses.CourseInfo, queries.CourseFacts]]:
    facts = queries.course_facts([one.id for one in offered])
    return [(one, facts.get(one.id, queries.CourseFacts())) for one in offered]


def _number(name: str) -> int:
    typed = request.form.get(name, "").strip()
    if not re.fullmatch(r"\d{1,5}", typed):
        raise errors.Invalid("scheduling.whole_number", field=name)
    return int(typed)


def _kept(refused: errors.OnwardError) -> Any:
    field = str(refused.facts.get("field", "form"))
    return _page(request.form, {field: language.say(refused.code, refused.facts)}, refused.status)


@pages.post("/timetable/settings", permission=RIGHT)
def keep_weights() -> Any:
    """Keep weights and limits. The next search uses them."""
    form = request.form
    try:
        weights = {name: _number(f"weight-{name}") for name in WEIGHTS}
        soft = {str(rule): _number(f"soft-{rule}") for rule in SOFTENABLE if form.get(f"is-{rule}") == "soft"}
        services.keep(
            own_centre().id,
            weights,
            soft,
            least_share=_number("least_share"),
            alone_under=_number("alone_under"),
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as refused:
        return _kept(refused)
    return done(_("Kept. The next search uses it."), "scheduling.settings")


@pages.post("/timetable/settings/rooms/<room_id>", permission=RIGHT)
def keep_room(room_id: str) -> Any:
    """The house of a room, and what stands in it."""
    if room_id not in {one.id for one in organisations.rooms(own_centre().id)}:
        raise errors.NotFound("scheduling.absent")
    words = services.equipment_of(request.form.get("equipment", ""))
    services.keep_room(room_id, site=request.form.get("site", ""), equipment=words)
    return done(_("Kept."), "scheduling.settings", _anchor="rooms")


@pages.post("/timetable/settings/courses/<course_id>", permission=RIGHT)
def keep_course(course_id: str) -> Any:
    """What a course needs, and whether it may have twin classes."""
    if course_id not in {one.id for one in courses.courses(own_centre().id)}:
        raise errors.NotFound("scheduling.absent")
    words = services.equipment_of(request.form.get("equipment", ""))
    services.keep_course(course_id, equipment=words, twins=request.form.get("twins") == "1")
    return done(_("Kept."), "scheduling.settings", _anchor="courses")


@pages.post("/timetable/settings/ways", permission=RIGHT)
def keep_way() -> Any:
    """How long the way between two houses takes."""
    form = request.form
    try:
        services.keep_way(form.get("one", ""), form.get("other", ""), _number("minutes"))
    except errors.Invalid as refused:
        return _kept(refused)
    return done(_("Kept."), "scheduling.settings", _anchor="ways")


@pages.post("/timetable/settings/uses", permission=RIGHT)
def add_use() -> Any:
    """Others of the house have a room at a weekly time."""
    form = request.form
    try:
        new = services.NewUse(
            form.get("room_id", ""),
            _number("weekday"),
            _clock("starts"),
            _clock("ends"),
            form.get("title", ""),
            _day("first_on"),
            _day("last_on"),
        )
        if new.room_id not in {one.id for one in organisations.rooms(own_centre().id)}:
            raise errors.Invalid("scheduling.trouble_who.room_closed", field="room_id")
        services.add_use(new, now=now())
    except errors.Invalid as refused:
        return _kept(refused)
    return done(_("Kept. Searches leave the room alone at that time."), "scheduling.settings", _anchor="uses")


def _clock(name: str) -> time:
    try:
        return time.fromisoformat(request.form.get(name, "").strip())
    except ValueError as slip:
        raise errors.Invalid("scheduling.no_such_time", field=name) from slip


def _day(name: str) -> date | None:
    typed = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as slip:
        raise errors.Invalid("scheduling.no_such_day", field=name) from slip


@pages.post("/timetable/settings/uses/<use_id>/drop", permission=RIGHT)
def drop_use(use_id: str) -> Any:
    """The room is free again."""
    names = [one.id for one in organisations.rooms(own_centre().id)]
    if use_id not in {one.id for one in queries.room_uses(names)}:
        raise errors.NotFound("scheduling.absent")
    services.drop_use(use_id)
    return done(_("The room is free at that time again."), "scheduling.settings", _anchor="uses")
