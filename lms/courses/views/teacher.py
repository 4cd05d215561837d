"""The teacher's day: the next class, who needs something, what is left to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from flask import g
from flask_babel import gettext as _

from lms.courses import queries
from lms.courses.queries import Register, SessionInfo
from lms.courses.views import offline, people
from lms.courses.views.door import pages
from lms.courses.views.register import shift_words
from lms.kernel import language
from lms.kernel.actor import Actor
from lms.kernel.contracts import Panel
from lms.kernel.vocabulary import Literacy
from lms.kernel.web import current_actor, current_day, draw, now, panels, render
from lms.learners import queries as learners

BACK, AHEAD = timedelta(days=7), timedelta(days=21)


@dataclass(frozen=True)
class Need:
    """One line of "Who needs something"."""

    learner_id: str
    name: str
    kind: str
    icon: str
    word: str
    note: str


@pages.get("/teach", permission="courses.teach")
def teacher_today() -> Any:
    """The next class and one button; then only those who need something."""
    actor, today = current_actor(), current_day()
    sessions = _sessions(actor, today)
    day = _day_to_show(sessions, today)
    of_day = [one for one in sessions if one.day == day]
    current = next((one for one in of_day if one.ends_at > now()), None)
    register = queries.register(current.id) if current else None
    needs, shown = _needs(register) if register else ([], [])
    rooms = people.rooms_by_id(actor.centre_id)
    return render(
        "courses/teacher_today.html",
        today=today,
        day=day,
        current=current,
        register=register,
        told=sum(bool(person.apology) for person in register.people) if register else 0,
        begins=_begins(current, now()) if current else "",
        needs=_by_person(needs),
        shown=shown,
        later=[one for one in of_day if one is not current and one.ends_at > now()],
        of_day=of_day,
        untaken=[one for one in sessions if one.ends_at <= now() and one.marked_at is None and one.taken],
        taken=[one for one in of_day if one.ends_at <= now() and one.marked_at is not None],
        rooms=rooms,
        who=offline.who(),
        desk=panels("teacher.desk"),
        words=people,
        draw=draw,
    )


def _sessions(actor: Actor, today: date) -> list[SessionInfo]:
    if actor.staff_id is None:
        return []
    found = queries.sessions_between(today - BACK, today + AHEAD, teacher_id=actor.staff_id)
    # Whoever takes a class for somebody else today finds it here, today only.
    known = {one.id for one in found}
    found += [one for one in queries.substituted_by(actor.staff_id, today) if one.id not in known]
    return sorted((one for one in found if one.state != "cancelled"), key=lambda one: one.starts_at)


def _day_to_show(sessions: list[SessionInfo], today: date) -> date:
    """Today while a class is still to come or was there; else the next day with one."""
    if any(one.day == today for one in sessions):
        return today
    return next((one.day for one in sessions if one.day > today), today)


def _begins(session: SessionInfo, at: datetime) -> str:
    minutes = ceil((session.starts_at - at).total_seconds() / 60)
    if minutes <= 0:
        return str(_("now"))
    if minutes < 120:
        return str(_("in %(minutes)s min", minutes=minutes))
    return "" if minutes >= 24 * 60 else str(_("in %(hours)s h", hours=minutes // 60))


def _needs(register: Register) -> tuple[list[Need], list[Panel]]:
    """People of the next class who need something: what plug-ins say first, then new ones, then those on shifts."""
    session = register.session
    names = {person.learner_id: person.name for person in register.people}
    asked = panels(
        "teacher.today",
        section_id=session.section_id,
        session_id=session.id,
        day=session.day,
        learner_ids=tuple(names),
    )
    found = [
        Need(learner_id=line["learner_id"], name=names[line["learner_id"]], **{key: line[key] for key in _SHOWN})
        for panel in asked
        for line in panel.values.get("people", ())
        if line["learner_id"] in names
    ]
    found += _away(register)
    found += _new(register)
    found += [
        Need(key, names[key], "wait", "moon", word, _("May be tired or leave early."))
        for key, word in shift_words(session, tuple(names)).items()
    ]
    return found, [panel for panel in asked if panel.template]


def _by_person(needs: Iterable[Need]) -> list[tuple[Need, list[Need]]]:
    """Everybody once, with all that she needs, in the order in which it was said."""
    found: dict[str, list[Need]] = {}
    for need in needs:
        found.setdefault(need.learner_id, []).append(need)
    return [(of_her[0], of_her) for of_her in found.values()]


_SHOWN = ("kind", "icon", "word", "note")


def _away(register: Register) -> list[Need]:
    """Who was away several times in a row and stands on the list for it."""
    names = {person.learner_id: person.name for person in register.people}
    missing = queries.missing_now(section_id=register.session.section_id)
    return [
        Need(
            key,
            names[key],
            "warn",
            "calendar-x",
            _("Away %(number)s times", number=len(row.missed)),
            _("Last missed on %(day)s. Ask how things are.", day=language.written(row.last.day, g.locale)),
        )
        for key, (_alert, row) in missing.items()
        if key in names
    ]


def _new(register: Register) -> list[Need]:
    since = register.session.day - people.NEW_FOR
    new = [person for person in register.people if person.from_date > since]
    known = learners.by_ids(person.learner_id for person in new) if new else {}
    return [
        Need(
            person.learner_id,
            person.name,
            "info",
            "hand-waving",
            _("New"),
            _reads(known[person.learner_id], person.from_date == register.session.day),
        )
        for person in new
        if person.learner_id in known
    ]


def _reads(learner: learners.LearnerInfo, first_day: bool) -> str:
    reads = {
        Literacy.NONE: _("Learns to read for the first time."),
        Literacy.FUNCTIONAL: _("Reads a little."),
        Literacy.OTHER_SCRIPT: _("Reads another script, no Latin letters yet."),
        Literacy.LATIN: _("Reads Latin letters."),
    }.get(Literacy(learner.literacy), "")
    said = [str(part) for part in (_("First day.") if first_day else "", reads) if part]
    return " ".join(said) or str(_("Joined not long ago."))
