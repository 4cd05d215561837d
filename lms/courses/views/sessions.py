"""One session: moved, cancelled, brought back; sessions that make up for lost hours; a month at a look."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.domain.calendar import MODES, minutes, monday_of
from lms.courses.queries import SessionInfo
from lms.courses.views import people, plan_form
from lms.courses.views.door import pages
from lms.courses.views.plan_form import Typed
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, draw, now, panels, render
from lms.organisations import queries as organisations

RIGHT, SEEN = "courses.plan", "courses.section.see"


@pages.get("/sessions/<session_id>", permission=SEEN)
def session(session_id: str) -> Any:
    """When and where it is, who is told of a change, and for who plans: move, cancel, bring back."""
    found = _own(session_id)
    return _page(found, Typed({}), _values(found))


def _values(found: SessionInfo) -> dict[str, Any]:
    return {
        "day": found.day.isoformat(),
        "starts": f"{found.starts:%H:%M}",
        "ends": f"{found.ends:%H:%M}",
        "room_id": found.room_id or "",
        "teacher_id": found.teacher_id or "",
        "mode": found.mode,
    }


def _own(session_id: str) -> SessionInfo:
    found = queries.session(session_id)
    people.refuse_other_centre(current_actor(), found.centre_id)
    return found


def _page(found: SessionInfo, typed: Typed, values: Mapping[str, Any], status: int = 200, opened: str = "") -> Any:
    return render(
        "courses/session.html",
        status,
        session=found,
        state=people.register_state(found, now()),
        typed=typed,
        values=dict(values),
        opened=opened,
        told=services.who_is_told(found.section_id, found.day),
        panels=panels("session", session_id=found.id, section_id=found.section_id),
        draw=draw,
        **_places(found.centre_id),
    )


def _places(centre_id: str) -> dict[str, Any]:
    rooms = organisations.rooms(centre_id)
    teachers = organisations.staff(kind="teacher", centre_id=centre_id)
    return {
        "rooms": {one.id: one for one in rooms},
        "teachers": {one.id: one.name for one in teachers},
        "room_choices": [("", _("No room yet")), *((one.id, people.room_name(one)) for one in rooms)],
        "teacher_choices": [("", _("no teacher yet")), *((one.id, one.name) for one in teachers)],
        "modes": [(mode, language.say(f"mode.{mode}")) for mode in MODES],
        "words": people,
    }


@pages.post("/sessions/<session_id>/move", permission=RIGHT)
def move_session(session_id: str) -> Any:
    """Another time, room, teacher or way of meeting, for this session only."""
    found = _own(session_id)
    slot, typed = plan_form.read_slot(request.form)
    if slot is None:
        return _page(found, typed, request.form, 422, "move")
    zone = organisations.centre(found.centre_id).zone
    try:
        change = services.move(
            session_id, slot, reason=typed.text("reason"), zone=zone, actor=current_actor(), now=now()
        )
    except errors.OnwardError as refusal:
        typed.errors[refusal.facts.get("field", "day")] = language.say(refusal.code, refusal.facts)
        return _page(found, typed, request.form, 409, "move")
    return done(_("The session is moved."), "courses.session", session_id=session_id, undo=undo_address(change))


def undo_address(change: str | None) -> str | None:
    """Where a change is taken back."""
    return url_for("courses.undo_change", change_id=change) if change else None


@pages.post("/sessions/<session_id>/cancel", permission=RIGHT)
def cancel_session(session_id: str) -> Any:
    """It is not held. The reason is asked; people are told."""
    found, typed = _own(session_id), Typed(request.form)
    try:
        change = services.cancel(session_id, reason=typed.text("reason"), actor=current_actor(), now=now())
    except errors.Invalid as refusal:
        typed.errors["cancel_reason"] = language.say(refusal.code, refusal.facts)
        return _page(found, typed, _values(found), 422, "cancel")
    return done(_("The session is cancelled."), "courses.session", session_id=session_id, undo=undo_address(change))


@pages.post("/sessions/<session_id>/restore", permission=RIGHT)
def restore_session(session_id: str) -> Any:
    """It is held after all."""
    _own(session_id)
    change = services.restore(session_id, actor=current_actor(), now=now())
    return done(
        _("The session is held after all."), "courses.session", session_id=session_id, undo=undo_address(change)
    )


# --- make up ----------------------------------------------------------------------------------------------------------


@pages.get("/sections/<section_id>/makeup", permission=RIGHT)
def makeup(section_id: str) -> Any:
    """Hours that are short, and times at which room and teacher are free."""
    return _makeup(section_id, Typed({}))


def _makeup(section_id: str, typed: Typed, status: int = 200) -> Any:
    found = queries.section(section_id)
    people.refuse_other_centre(current_actor(), found.centre_id)
    today = current_day()
    count = queries.hour_counts([found])[section_id]
    closed = organisations.closed_days(found.centre_id, today, today + timedelta(weeks=8))
    teacher = next(iter(organisations.staff(ids=[found.teacher_id or ""])), None)
    works = [(one.weekday, one.starts, one.ends) for one in teacher.hours] if teacher and teacher.hours else None
    days = plan_form.days_ahead(today, found.ends_on, closed)
    length = max((minutes(one.starts, one.ends) for one in found.meetings), default=45)
    return render(
        "courses/makeup.html",
        status,
        section=found,
        count=count,
        needed=count.makeups(length),
        free=queries.free_times(found, days, works=works),
        typed=typed,
        values=typed.values
        or {"room_id": found.room_id or "", "teacher_id": found.teacher_id or "", "mode": found.mode},
        teacher=teacher,
        **_places(found.centre_id),
    )


@pages.post("/sections/<section_id>/makeup", permission=RIGHT)
def add_makeup(section_id: str) -> Any:
    """One more session."""
    found = queries.section(section_id)
    people.refuse_other_centre(current_actor(), found.centre_id)
    slot, typed = plan_form.read_slot(request.form)
    if slot is None:
        return _makeup(section_id, typed, 422)
    zone = organisations.centre(found.centre_id).zone
    try:
        _session_id, change = services.add_makeup(section_id, slot, zone=zone, actor=current_actor(), now=now())
    except errors.OnwardError as refusal:
        typed.errors[refusal.facts.get("field", "day")] = language.say(refusal.code, refusal.facts)
        return _makeup(section_id, typed, 409)
    return done(_("One more session."), "courses.makeup", section_id=section_id, undo=undo_address(change))


# --- a month ----------------------------------------------------------------------------------------------------------


@pages.get("/month", permission="courses.board.see")
def month() -> Any:
    """All sessions of a month by day: of a centre, or a teacher's own, which she sees first."""
    actor, today = current_actor(), current_day()
    centre = organisations.centre_in_view(actor.centre_id or request.args.get("centre"))
    first = _month(today)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    can_be_mine = actor.staff_id is not None and actor.may("courses.teach")
    first_mine = can_be_mine and not actor.may("courses.plan")
    own = actor.staff_id if request.args.get("mine", "1" if first_mine else "0") == "1" else None
    sessions = queries.sessions_between(first, last, centre_id=centre.id, teacher_id=own)
    by_day: dict[date, list[SessionInfo]] = {}
    for one in sessions:
        by_day.setdefault(one.day, []).append(one)
    start, end = monday_of(first), monday_of(last) + timedelta(days=6)
    return render(
        "courses/month.html",
        centre=centre,
        first=first,
        weeks=[[start + timedelta(days=n + d) for d in range(7)] for n in range(0, (end - start).days + 1, 7)],
        by_day=by_day,
        count=sum(one.state != "cancelled" for one in sessions),
        closed=organisations.closed_days(centre.id, first, last),
        rooms=people.rooms_by_id(centre.id),
        before=(first - timedelta(days=1)).replace(day=1).isoformat(),
        after=(last + timedelta(days=1)).isoformat(),
        title=format_date(first, "LLLL y"),
        mine=bool(own),
        can_be_mine=can_be_mine,
        today=today,
        words=people,
    )


def _month(today: date) -> date:
    try:
        wanted = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        wanted = today
    return (wanted if abs((wanted - today).days) < 36500 else today).replace(day=1)
