"""The week of a centre: a board of rooms and days, the same as a table, and sheets for the doors."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request, url_for

from lms.courses import queries
from lms.courses.domain.calendar import monday_of
from lms.courses.queries import SessionInfo
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.kernel import errors
from lms.kernel.actor import Actor
from lms.kernel.web import current_actor, current_day, draw, panels, render
from lms.kernel.web.addresses import address_of, qr
from lms.organisations import queries as organisations

WEEK, CENTURY = timedelta(days=7), timedelta(days=36500)


@dataclass(frozen=True)
class Week:
    """What every page of a week shows: days, sessions by room and day, closed days, teachers."""

    centre: organisations.Centre
    days: tuple[date, ...]
    rooms: tuple[organisations.Room, ...]
    sessions: tuple[SessionInfo, ...]
    cells: dict[tuple[str, date], list[SessionInfo]]
    closed: dict[date, str]
    teachers: dict[str, organisations.Staff]

    @property
    def monday(self) -> date:
        """First day of the week."""
        return self.days[0]

    def room(self, room_id: str | None) -> organisations.Room | None:
        """A room of the centre."""
        return next((room for room in self.rooms if room.id == room_id), None)

    def door(self, room_id: str) -> list[tuple[date, list[SessionInfo]]]:
        """Days of the week with what happens in one room."""
        return [(day, self.cells.get((room_id, day), [])) for day in self.days]


@pages.get("/week", permission="courses.board.see")
def week_board() -> Any:
    """Rooms as rows, days as columns; `as=table` shows the same as a list."""
    week = week_asked_for()
    care = [
        row
        for panel in panels("week.board", centre_id=week.centre.id, first=week.days[0], last=week.days[-1])
        for row in panel.values["rows"]
    ]
    template = "courses/week_table.html" if request.args.get("as") == "table" else "courses/week.html"
    return render(
        template,
        week=week,
        care=care,
        notices=panels("week.notices", centre_id=week.centre.id),
        draw=draw,
        today=current_day(),
        before=(week.monday - WEEK).isoformat(),
        after=(week.monday + WEEK).isoformat(),
        centres=organisations.centres() if current_actor().centre_id is None else [],
        words=people,
    )


@pages.get("/week/doors", permission="courses.board.see")
def door_sheets() -> Any:
    """One sheet of paper for each room, or for one room."""
    week = week_asked_for()
    wanted = request.args.get("room")
    rooms = [room for room in week.rooms if wanted in (None, room.id)]
    if not rooms:
        raise errors.NotFound("courses.absent")
    return render(
        "courses/doors.html",
        week=week,
        sheets=rooms,
        qr=qr(address_of("courses.learner_today")),
        today=current_day(),
        back_url=f"{url_for('courses.week_board', centre=week.centre.id)}&from={week.monday}",
        pdf_url=f"{url_for('courses.doors_pdf', centre=week.centre.id, room=wanted)}&from={week.monday}",
        words=people,
    )


def week_asked_for() -> Week:
    """The week that the address names, of the centre that this person looks at."""
    centre = _centre(current_actor())
    monday = monday_of(_wanted_day())
    sessions = [
        one
        for one in queries.sessions_between(monday, monday + timedelta(days=6), centre_id=centre.id)
        if one.state != "cancelled"
    ]
    last = max([4, *(one.day.weekday() for one in sessions)])
    cells: dict[tuple[str, date], list[SessionInfo]] = {}
    for one in sessions:
        cells.setdefault((one.room_id or "", one.day), []).append(one)
    return Week(
        centre=centre,
        days=tuple(monday + timedelta(days=number) for number in range(last + 1)),
        rooms=tuple(organisations.rooms(centre.id)),
        sessions=tuple(sessions),
        cells=cells,
        closed=organisations.closed_days(centre.id, monday, monday + timedelta(days=6)),
        teachers=people.staff_by_id(one.teacher_id for one in sessions),
    )


def _wanted_day() -> date:
    """The day that was asked for; today for one that cannot be read or lies a century away."""
    today = current_day()
    try:
        wanted = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        return today
    return wanted if abs(wanted - today) < CENTURY else today


def _centre(actor: Actor) -> organisations.Centre:
    """The person's own centre; who has none chooses by `centre`, else sees the first. Raises NotFound."""
    return organisations.centre_in_view(actor.centre_id or request.args.get("centre"))
