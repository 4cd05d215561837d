"""Registers on paper: a sheet to sign, and typing it in afterwards by keyboard."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.courses import forms, queries, services
from lms.courses.domain import attendance, attendance_sheet
from lms.courses.queries import Register, RegisterPerson, SessionInfo
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.courses.views.register import is_mine, register_of, session_of
from lms.kernel import errors, language
from lms.kernel.vocabulary import Attendance
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners

BACK = timedelta(days=21)
MOST = 6
"""Sessions on one sheet: more do not fit beside the names."""

Sheet = list[tuple[SessionInfo, tuple[RegisterPerson, ...]]]


@pages.get("/register/<session_id>/paper", permission="courses.register.take")
def register_paper(session_id: str) -> Any:
    """One session's register on paper, with room to sign."""
    found = register_of(session_id)
    session = found.session
    return render(
        "courses/register_paper.html",
        session=session,
        people=found.everybody,
        numbers={one.id: one.number for one in learners.by_ids(p.learner_id for p in found.everybody).values()},
        letters=letters(),
        signs=signs(session.section_id),
        room=people.rooms_by_id(session.centre_id).get(session.room_id or ""),
        teacher=people.staff_by_id([session.teacher_id]).get(session.teacher_id or ""),
        today=current_day(),
        back_url=url_for("courses.register", session_id=session_id),
        pdf_url=url_for("courses.register_pdf", session_id=session_id),
        words=people,
    )


def letters() -> list[dict[str, str]]:
    """What can be written in a cell, on every paper as it is typed in afterwards."""
    timed = [("x", _("Here")), ("l0920", _("Late, came 09:20")), ("g1045", _("Left at 10:45"))]
    away = [(letter, language.say(f"reason.{why}")) for letter, why in attendance_sheet.REASONS.items()]
    return [{"key": key, "means": str(means)} for key, means in timed + away]


def signs(section_id: str) -> list[dict[str, str]]:
    """Letters of the programme's own register, and what they mean."""
    programme = queries.programme_by_key(queries.section(section_id, states=("published", "closed")).course.programme)
    return [{"key": sign["key"], "means": _means(sign)} for sign in programme.get("signs", ())]


def _means(sign: Mapping[str, Any]) -> str:
    if sign["states"]:
        return str(_("change of provider or course"))
    said = language.joined(language.say(f"attendance.{mark}") for mark in sign["attendances"])
    reasons = language.joined(language.say(f"reason.{reason}") for reason in sign["reasons"])
    return f"{said} ({reasons})" if reasons else said


@pages.get("/sections/<section_id>/sheet", permission="courses.register.take")
def sheet(section_id: str) -> Any:
    """A grid for the keyboard: people down, sessions across, a letter in each cell."""
    found = _registers(section_id, request.args.getlist("session"))
    typed = {}
    for register in found:
        for person in register.people:
            field = f"cell-{register.session.id}-{person.enrolment_id}"
            typed[field] = _shown(person)
            if person.attendance:
                typed[f"was-{field}"] = typed[field]
    return _page(section_id, found, typed)


def _shown(person: RegisterPerson) -> str:
    """What stands in a cell at first: what was saved, else the reason she sent, else that she was here."""
    if person.attendance or person.apology:
        line = forms.saved_line(person)
        if person.attendance in attendance.PRESENT:
            mark = Attendance(person.attendance)
            return attendance_sheet.written(attendance.Given(mark, "", person.arrived, person.left))
        return attendance_sheet.written(attendance.Given(Attendance.UNKNOWN, line.mark))
    return attendance_sheet.HERE


def _registers(section_id: str, wanted: Sequence[str]) -> list[Register]:
    """The sessions of a sheet: those that are asked for, else the open ones of the last weeks."""
    if wanted:
        chosen = [session_of(key) for key in wanted[:MOST]]
    else:
        today = current_day()
        past = queries.sessions_between(today - BACK, today, section_ids=[section_id])
        chosen = [one for one in past if one.ends_at <= now() and one.marked_at is None][-MOST:]
    mine = [one for one in chosen if one.section_id == section_id and one.state != "cancelled" and is_mine(one)]
    if wanted and len(mine) < len(chosen):
        raise errors.NotFound("courses.absent")
    return [queries.register(one.id) for one in mine if one.day <= current_day()]


@pages.post("/sections/<section_id>/sheet", permission="courses.register.take")
def save_sheet(section_id: str) -> Any:
    """Save every session of the sheet, or none."""
    found = _registers(section_id, request.form.getlist("session"))
    if not found:
        raise errors.NotFound("courses.absent")
    actor, reason = current_actor(), request.form.get("reason", "").strip()
    try:
        marks = forms.cells([(one.session, one.people) for one in found], request.form)
        if not any(cell.strip() for field, cell in request.form.items() if field.startswith("cell-")):
            raise errors.Invalid("courses.nothing_marked")
        if not reason and any(one.session.day < current_day() for one in found):
            raise errors.Invalid("courses.sheet_reason", field="reason")
        for one in found:
            if given := marks.get(one.session.id):
                batch = services.Batch(seen=_seen(one), way="sheet")
                services.save_register(
                    one.session.id, given, zone=actor.zone, reason=reason, batch=batch, actor=actor, now=now()
                )
    except errors.OnwardError as error:
        sentence = language.say(error.code, error.facts)
        return _page(
            section_id, found, request.form, refused=sentence, wrong=str(error.facts.get("field", "")),
            status=error.status,
        )  # fmt: skip
    said = ngettext("%(num)s register is in.", "%(num)s registers are in.", len(marks))
    return done(said, "courses.section", section_id=section_id)


def _seen(register: Register) -> int | None:
    return request.form.get(f"seen-{register.session.id}", type=int)


def _page(
    section_id: str, found: list[Register], typed: Any, *, refused: str = "", wrong: str = "", status: int = 200
) -> Any:
    names: dict[str, str] = {}
    rows: dict[str, dict[str, RegisterPerson]] = {}
    for register in found:
        for person in register.everybody:
            names[person.learner_id] = person.name
            rows.setdefault(person.learner_id, {})[register.session.id] = person
    return render(
        "courses/sheet.html",
        status,
        section=queries.section(section_id),
        sessions=[register.session for register in found],
        seen={register.session.id: register.version for register in found},
        rows=sorted(((name, rows[key]) for key, name in names.items()), key=lambda row: row[0].casefold()),
        typed=typed,
        refused=refused,
        wrong=wrong,
        reason=request.form.get("reason", ""),
        asks_why=any(register.session.day < current_day() for register in found),
        letters=letters(),
        title=_("Type in from paper"),
        words=people,
    )
