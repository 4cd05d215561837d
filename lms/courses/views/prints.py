"""Paper as PDF: a register to sign, a week for the door, a grid to type in afterwards, a month's hours to hand over."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from flask import current_app, request, url_for
from flask.wrappers import Response
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from lms import documents
from lms.accounts.services import audit
from lms.courses import queries
from lms.courses.domain import hours
from lms.courses.queries.attended import MarkedSession, marked_sessions
from lms.courses.queries.register import RegisterPerson
from lms.courses.views import people, sheet
from lms.courses.views.door import pages
from lms.courses.views.hours import asked_month, month_name
from lms.courses.views.register import is_mine, register_of
from lms.courses.views.week import Week, week_asked_for
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, now
from lms.learners import queries as learners
from lms.organisations import queries as organisations

TEMPLATES = Path(__file__).parents[2] / "templates" / "courses"
PICTURES = Path(__file__).parents[3] / "static" / "img" / "openmoji"
ROOMS = {
    "fish": ("#1B298A", "#FFFFFF"),
    "sun": ("#FFEC27", "#12262B"),
    "tree": ("#036539", "#FFFFFF"),
    "boat": ("#81DBFF", "#12262B"),
    "cherry": ("#B34C7A", "#FFFFFF"),
    "bread": ("#D99023", "#12262B"),
    "turtle": ("#BBCFA7", "#12262B"),
    "moon": ("#0F0C18", "#FFFFFF"),
}
"""Ground and ink of each room, those of static/css/tokens.css."""
LINES, MOST = 3, 6
"""Empty lines for people who join on the day; sessions that stand side by side on one grid."""


def paper(template: str, data: Mapping[str, Any], *, title: str, name: str, pictures: Sequence[str] = ()) -> Response:
    """A template of this area as a PDF for the reader, in her language."""
    drawings = {
        one: path.read_text(encoding="utf-8") for one in pictures if (path := PICTURES / f"{one}.svg").is_file()
    }
    if "qr" in data:
        drawings["qr"] = _code(str(data["qr"]))
    locale = str(get_locale() or "en")
    made = documents.pdf(TEMPLATES / template, data, title=title, locale=locale, pictures=drawings)
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _code(address: str) -> str:
    out = BytesIO()
    segno.make(address, error="m").save(out, kind="svg", xmldecl=False, border=2)
    return out.getvalue().decode()


def _day(day: date) -> str:
    return language.written(day, str(get_locale() or "en"))


def _time(one: Any) -> str:
    return f"{one.starts:%H:%M} – {one.ends:%H:%M}"


# --- a register to sign ------------------------------------------------------------------------------------------------


@pages.get("/register/<session_id>/paper.pdf", permission="courses.register.take")
def register_pdf(session_id: str) -> Any:
    """One session's register with room to sign."""
    found = register_of(session_id)
    session = found.session
    numbers = learners.by_ids(one.learner_id for one in found.everybody)
    teacher = people.staff_by_id([session.teacher_id]).get(session.teacher_id or "")
    place = people.room_name(people.rooms_by_id(session.centre_id).get(session.room_id or ""))
    words = {
        "number": _("Number"), "name": _("Name"), "from": _("From"), "to": _("To"), "mark": _("Marked as"),
        "signature": _("Signature"), "teacher": _("Teacher’s signature"), "write": _("Write one of these:"),
        "signs": _("In the lists of the programme:"),
    }  # fmt: skip
    return paper(
        "register_sheet.typ",
        {
            "section": session.section,
            "day": _day(session.day),
            "time": _time(session),
            "where": language.joined(part for part in (place, teacher.name if teacher else "") if part),
            "people": [
                {"number": numbers[one.learner_id].number, "name": one.name, "away": _away(one)}
                for one in found.everybody
            ],
            "lines": LINES,
            "letters": sheet.letters(),
            "signs": sheet.signs(session.section_id),
            "foot": _printed(len(found.everybody)),
            "words": words,
        },
        title=f"{session.section}, {_day(session.day)}",
        name=f"register-{session.day}",
    )


def _away(person: RegisterPerson) -> str:
    if person.standing == "left":
        return str(_("Left %(day)s", day=_day(person.to_date) if person.to_date else ""))
    return {"paused": str(_("Pauses")), "elsewhere": str(_("With the twin class"))}.get(person.standing, "")


def _printed(count: int) -> str:
    people_said = ngettext("%(num)s person", "%(num)s people", count)
    return f"{people_said}. {_('Printed %(day)s.', day=_day(current_day()))}"


# --- a week for the door ------------------------------------------------------------------------------------------------


@pages.get("/week/doors.pdf", permission="courses.board.see")
def doors_pdf() -> Any:
    """A page for each room, or for one: colour, picture, week."""
    week = week_asked_for()
    wanted = request.args.get("room")
    rooms = [room for room in week.rooms if wanted in (None, room.id)]
    if not rooms:
        raise errors.NotFound("courses.absent")
    span = people.days_span(week.days[0], week.days[-1])
    faces = [people.face_of(one) for one in week.teachers.values()]
    return paper(
        "door_sheet.typ",
        {
            "rooms": [_door(week, room) for room in rooms],
            "foot": f"{span}. {_('Printed %(day)s.', day=_day(current_day()))}",
            "hear": _("Hear it:"),
            "qr": current_app.config["ONWARD"].base_url + url_for("courses.learner_today"),
        },
        title=_("Door sheets"),
        name=f"doors-{week.monday}",
        pictures=[*(room.key for room in rooms), *faces],
    )


def _door(week: Week, room: organisations.Room) -> dict[str, Any]:
    ground, ink = ROOMS.get(room.key, ("#75898E", "#FFFFFF"))
    seats = ngettext("%(num)s seat", "%(num)s seats", room.capacity)
    note = language.joined([people.floor_name(room.floor), seats, *([_("step-free")] if room.step_free else [])])
    days = []
    for day, sessions in week.door(room.id):
        empty = _("Closed: %(why)s", why=week.closed[day]) if day in week.closed else _("No class")
        shown = [_session(week, one) for one in sessions]
        days.append({"name": people.weekday(day), "dots": day.weekday() + 1, "sessions": shown, "empty": empty})
    name = people.room_name(room)
    return {"key": room.key, "name": name, "note": note, "ground": ground, "ink": ink, "days": days}


def _session(week: Week, one: queries.SessionInfo) -> dict[str, str]:
    teacher = week.teachers.get(one.teacher_id or "")
    return {
        "time": _time(one),
        "section": one.section,
        "teacher": people.given(teacher.name) if teacher else "",
        "face": people.face_of(teacher) if teacher else "",
    }


# --- a grid to type in --------------------------------------------------------------------------------------------------


@pages.get("/sections/<section_id>/grid.pdf", permission="courses.register.take")
def grid_pdf(section_id: str) -> Any:
    """People down, the next sessions across, a box in each cell: to be filled in by hand and typed in afterwards."""
    section = queries.section(section_id)
    ahead = queries.sessions_between(current_day(), section.ends_on, section_ids=[section_id])
    chosen = [one for one in ahead if one.state != "cancelled" and is_mine(one)][:MOST]
    if not chosen:
        raise errors.NotFound("courses.absent")
    registers = [queries.register(one.id) for one in chosen]
    rows: dict[str, dict[str, Any]] = {}
    for place, register in enumerate(registers):
        for one in register.everybody:
            row = rows.setdefault(one.learner_id, {"name": one.name, "open": [False] * len(chosen)})
            row["open"][place] = not one.standing
    return paper(
        "paper_grid.typ",
        {
            "section": section.name,
            "sessions": [{"day": _day(one.day), "time": f"{one.starts:%H:%M}"} for one in chosen],
            "people": sorted(rows.values(), key=lambda row: str(row["name"]).casefold()),
            "lines": LINES,
            "letters": sheet.letters(),
            "foot": _printed(len(rows)),
            "words": {
                "name": _("Name"),
                "empty": _("An empty cell is not marked."),
                "teacher": _("Teacher’s signature"),
            },
        },
        title=_("%(section)s: sheet to fill in", section=section.name),
        name=f"sheet-{chosen[0].day}",
    )


# --- a month's hours ------------------------------------------------------------------------------------------------------


@pages.get("/people/<learner_id>/attendance.pdf", permission="learners.see", writes=True)
def attendance_pdf(learner_id: str) -> Any:
    """What somebody attended in a month, to hand to an office: every session, the sums, room for two signatures."""
    learner, month = learners.learner(learner_id), asked_month()
    audit.read("learners_learner", [learner_id], "attendance", now=now())
    found = marked_sessions(learner_id, month, hours.last_day(month))
    provider = organisations.provider(current_actor().provider_id or "")
    centre = organisations.centre(learner.centre_id)
    born = str(format_date(learner.birth_date, "long")) if learner.birth_date else ""
    return paper(
        "hours_sheet.typ",
        {
            "name": learner.name,
            "number": learner.number,
            "born": born,
            "month": month_name(month),
            "provider": language.joined(dict.fromkeys(part for part in (provider.name, centre.name, centre.street) if part)),
            "rows": [_line(one) for one in found],
            "sums": _sums(found),
            "printed": _("Printed %(day)s.", day=format_date(current_day(), "long")),
            "words": {
                "name": _("Name"), "number": _("Number"), "born": _("Birth date"), "month": _("Month"), "day": _("Day"),
                "time": _("Time"), "class": _("Class"), "mark": _("Marked as"), "minutes": _("Minutes attended"),
                "none": _("No session was marked in this month."), "learner": _("The person’s signature"),
                "provider": _("Signature and stamp"),
            },
        },
        title=_("Attendance: %(name)s, %(month)s", name=learner.name, month=month_name(month)),
        name=f"attendance-{month:%Y-%m}",
    )  # fmt: skip


def _line(one: MarkedSession) -> dict[str, str]:
    mark = language.say(f"attendance.{one.attendance}")
    why = language.say(f"reason.{one.reason}") if language.knows(f"reason.{one.reason}") else ""
    return {
        "day": _day(one.day),
        "time": _time(one),
        "class": one.section,
        "mark": f"{mark} ({why})" if why else mark,
        "minutes": str(one.minutes),
    }


def _sums(found: Sequence[MarkedSession]) -> list[dict[str, str]]:
    attended, held = sum(one.minutes for one in found), sum(one.length for one in found)
    there = sum(one.minutes > 0 for one in found)
    lessons = language.number(hours.units(attended, 45), 1)
    return [
        {"word": _("Sessions attended"), "value": f"{there} / {len(found)}"},
        {"word": _("Minutes attended"), "value": f"{attended} / {held}"},
        {"word": _("Lessons of 45 minutes"), "value": lessons},
    ]
