"""The register of one session: a form of marks that scripts make quicker."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from lms.accounts import queries as accounts
from lms.courses import forms, queries, services
from lms.courses.domain import attendance
from lms.courses.queries import Register, SessionInfo
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.kernel import clock, errors
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import AbsenceReason, Attendance, Shift
from lms.kernel.web import current_actor, done, now, panels, refuse, render
from lms.learners import queries as learners
from lms.learners.domain import availability


def register_of(session_id: str) -> Register:
    """A register of the teacher's own centre: a substitute finds it too, and the audit keeps who took it."""
    register = queries.register(session_id)
    people.refuse_other_centre(current_actor(), register.session.centre_id)
    return register


@pages.get("/register/<session_id>", permission="courses.register.take")
def register(session_id: str) -> Any:
    """Who is here: saved marks, announced reasons, and blanks."""
    found = register_of(session_id)
    return _page(found, forms.RegisterForm(), [forms.saved_line(person) for person in found.people])


@pages.post("/register/<session_id>", permission="courses.register.take")
def save_register(session_id: str) -> Any:
    """Save the marks; or, without scripts, fill the blanks with "here" and show the form again."""
    found, form, actor = register_of(session_id), forms.RegisterForm(), current_actor()
    lines = [forms.typed_line(person, request.form) for person in found.people]
    if "all_here" in request.form:
        return _page(found, form, forms.all_here(lines))
    try:
        services.save_register(
            session_id,
            forms.marks(lines, found.people, found.session),
            zone=actor.zone,
            reason=form.reason.data or "",
            actor=actor,
            now=now(),
        )
    except errors.OnwardError as error:
        refuse(form, error)
        return _page(found, form, lines, status=error.status, wrong=str(error.facts.get("field", "")))
    return done(_saved(found.session, lines), "courses.teacher_today")


def _saved(session: SessionInfo, lines: list[forms.Line]) -> str:
    here = sum(line.mark in attendance.PRESENT for line in lines)
    said = _("%(section)s is saved: %(here)s of %(all)s here.", section=session.section, here=here, all=len(lines))
    link = Markup('<a href="{}">{}</a>').format(url_for("courses.register", session_id=session.id), _("Look at it"))
    return Markup("{} {}").format(said, link)


def _page(
    found: Register, form: forms.RegisterForm, lines: list[forms.Line], *, status: int = 200, wrong: str = ""
) -> Any:
    session = found.session
    today = people.today()
    return render(
        "courses/register.html",
        status,
        session=session,
        form=form,
        wrong=wrong,
        rows=list(zip(found.people, lines, strict=True)),
        counts=_counts(lines, found.excusing),
        notes=_notes(found),
        room=people.rooms_by_id(session.centre_id).get(session.room_id or ""),
        reasons=[(reason, reason in found.excusing) for reason in AbsenceReason],
        is_ahead=session.day > today,
        is_old=session.day < today,
        new_since=session.day - people.NEW_FOR,
        history=_history(found),
        words=people,
    )


def _counts(lines: list[forms.Line], excusing: frozenset[AbsenceReason]) -> dict[str, int]:
    """People by what the chips tell: here, late, excused, away, open and blank."""
    counts = dict.fromkeys(("here", "late", "excused", "away", "open", "blank"), 0)
    for line in lines:
        counts[_kind(line.mark, excusing)] += 1
    return counts


def _kind(mark: str, excusing: frozenset[AbsenceReason]) -> str:
    kinds = {
        "": "blank",
        Attendance.PRESENT: "here",
        Attendance.LATE: "late",
        Attendance.LEFT_EARLY: "late",
        AbsenceReason.NOT_KNOWN: "open",
    }
    return kinds.get(mark) or ("excused" if mark in excusing else "away")


def _notes(found: Register) -> dict[str, list[tuple[str, str]]]:
    """What to know about somebody in this hour, by learner id: (icon, word). Never how she learns."""
    ids = tuple(person.learner_id for person in found.people)
    notes = {key: [("moon", word)] for key, word in shift_words(found.session, ids).items()}
    session = found.session
    for panel in panels(
        "register", section_id=session.section_id, session_id=session.id, day=session.day, learner_ids=ids
    ):
        for learner_id, note in panel.values["notes"].items():
            notes.setdefault(learner_id, []).append(note)
    return notes


def shift_words(session: SessionInfo, learner_ids: tuple[str, ...]) -> dict[str, str]:
    """Who comes from a night shift or may have to leave for work, by learner id."""
    hour = WeekInterval(session.day.weekday(), session.starts, session.ends)
    found = {}
    for learner_id, known in learners.availabilities(learner_ids).items():
        week = availability.rotation_week(known, session.day)
        if known.shift is Shift.NIGHT:
            found[learner_id] = _("Night shift")
        elif not availability.can_come(known, hour, week):
            found[learner_id] = _("Shift at this time")
    return found


def _history(found: Register) -> list[dict[str, Any]]:
    """Who saved this register when, and what changed after the first time."""
    names = {person.enrolment_id: person.name for person in found.people}
    lines = accounts.history_of("courses_session", found.session.id)
    told = []
    for line in lines:
        before = [pair for pair in line.changes.values() if pair[0]]
        told.append(
            {
                "at": clock.local(line.at, current_actor().zone),
                "by": line.actor,
                "reason": line.reason,
                "first": ngettext("%(num)s mark", "%(num)s marks", len(line.changes)) if not before else "",
                "changes": [
                    (names.get(key, ""), _mark(pair[0]), _mark(pair[1]))
                    for key, pair in line.changes.items()
                    if before and isinstance(pair, list)
                ],
            }
        )
    return told


def _mark(kept: str | None) -> tuple[str, str]:
    """The audit's `attendance:reason:minutes` as attendance and reason."""
    attended, reason, _minutes = (kept or "::").split(":")
    return attended, reason
