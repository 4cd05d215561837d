"""Rooms, staff, sections and marks of a running year taken in from lists: tried first, all or nothing, again without harm."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.courses import services as planning
from lms.courses.domain import attendance
from lms.courses.domain.calendar import WeeklyMeeting
from lms.exchange.domain.calendar_lists import Listed, Row, read
from lms.exchange.domain.table import Problem
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Attendance
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from lms.organisations import services as organising

NOBODY = ("-", "–")
"""In a cell: no room, no teacher. An empty cell leaves what stands."""


@dataclass(frozen=True)
class Outcome:
    """What a list brings: new rows, changed ones, and those that stand here already just so."""

    kind: str
    new: int = 0
    changed: int = 0
    same: int = 0
    problems: tuple[Problem, ...] = ()


class _Tried(Exception):
    """Takes a trial back."""


def take_in_list(
    kind: str, data: str | bytes, centre_id: str, term_id: str | None, *, trial: bool, actor: Actor, now: datetime
) -> Outcome:
    """Take a list in, or with `trial` find out what it would bring. With any problem nothing of it is kept."""
    listed = read(kind, data)
    if listed.problems:
        return Outcome(kind, problems=listed.problems)
    intake = _Intake(kind, organisations.centre(centre_id), term_id, actor, now)
    try:
        with db.session().begin_nested():
            intake.take(listed)
            if trial or intake.problems:
                raise _Tried
    except _Tried:
        db.session().expire_all()
    if not trial and not intake.problems:
        counts = {"new": intake.new, "changed": intake.changed, "same": intake.same}
        audit.record("import", f"exchange_{kind}", "", changes=counts, now=now)
    return Outcome(kind, intake.new, intake.changed, intake.same, tuple(intake.problems))


class _Intake:
    """One list on its way in."""

    def __init__(
        self, kind: str, centre: organisations.Centre, term_id: str | None, actor: Actor, now: datetime
    ) -> None:
        self.kind, self.centre, self.actor, self.now = kind, centre, actor, now
        self.term = next((one for one in organisations.terms(centre.id) if one.id == term_id), None)
        self.new = self.changed = self.same = 0
        self.problems: list[Problem] = []

    def take(self, listed: Listed) -> None:
        """Line by line; a refusal is told with its line and column."""
        if self.kind == "marks":
            self._marks(listed)
            return
        if self.kind == "sections" and self.term is None:
            self.problems.append(Problem(0, "", "", "list.no_term"))
            return
        take_row = {"rooms": self._room, "staff": self._staff, "sections": self._section}[self.kind]
        for row in listed.rows:
            try:
                with db.session().begin_nested():
                    take_row(row)
            except errors.OnwardError as refusal:
                self._tell(row, "name", refusal.code, **refusal.facts)

    def _tell(self, row: Row, column: str, code: str, **facts: Any) -> None:
        self.problems.append(Problem(row.line, column, str(row.get(column, "")), code, facts))

    def _count(self, before: bool | None) -> None:
        """None for a new row, else whether it was changed."""
        if before is None:
            self.new += 1
        elif before:
            self.changed += 1
        else:
            self.same += 1

    # --- rooms and staff ---------------------------------------------------------------------------------------------

    def _room(self, row: Row) -> None:
        known = {one.name: one for one in organisations.rooms(self.centre.id)}
        found = known.get(row.get("name"))
        if found is None:
            organising.add_room(
                self.centre.id,
                row.get("name"),
                row.get("picture", "fish"),
                row.get("seats"),
                floor=row.get("floor", 0),
                step_free=row.get("step_free", True),
            )
            self._count(None)
            return
        self._count(
            organising.change_room(
                found.id,
                key=row.get("picture"),
                capacity=row.get("seats"),
                floor=row.get("floor"),
                step_free=row.get("step_free"),
            )
        )

    def _staff(self, row: Row) -> None:
        known = {one.name: one for one in organisations.staff(kind=row.get("kind"), centre_id=self.centre.id)}
        found = known.get(row.get("name"))
        changed: bool | None = None
        if found is None:
            staff_id = organising.add_staff(
                row.get("name"),
                row.get("kind"),
                centre_id=self.centre.id,
                phone=row.get("phone", ""),
                meetings_a_week=row.get("meetings_a_week", 12),
            )
        else:
            staff_id = found.id
            changed = organising.change_staff(
                staff_id, phone=row.get("phone"), meetings_a_week=row.get("meetings_a_week")
            )
        until = row.get("paper_until")
        held = {name for name, _until in found.qualifications} if found else set[str]()
        # A list without days adds papers; it does not take away the days of those that are held.
        named = [one for one in row.get("teaches", ()) if until or one not in held]
        papers = [organising.renew_qualification(staff_id, one, valid_until=until) for one in named]
        if changed is not None:
            changed = changed or any(papers)
        self._count(changed)

    # --- sections ----------------------------------------------------------------------------------------------------

    def _section(self, row: Row) -> None:
        offered = {one.module_key: one for one in courses.courses(self.centre.id)}
        by_title = {one.title.casefold(): one for one in offered.values()}
        course = offered.get(row.get("module", "")) or by_title.get(row.get("module", "").casefold())
        room = self._named(row, "room", {one.name.casefold(): one.id for one in organisations.rooms(self.centre.id)})
        teachers = organisations.staff(kind="teacher", centre_id=self.centre.id)
        teacher = self._named(row, "teacher", {one.name.casefold(): one.id for one in teachers})
        if course is None:
            self._tell(row, "module", "list.no_course", choices=tuple(sorted(offered)))
        elif self.term and (not self.problems or self.problems[-1].line != row.line):
            self._open(row, self.term, course, room, teacher)

    def _named(self, row: Row, column: str, known: dict[str, str]) -> str | None:
        """Its id; None for a cell that says nothing, an empty word for one that says nobody."""
        name = row.get(column)
        if name is None or name in NOBODY:
            return None if name is None else ""
        if name.casefold() in known:
            return known[name.casefold()]
        self._tell(row, column, f"list.no_{column}")
        return None

    def _open(
        self, row: Row, term: organisations.Term, course: courses.CourseInfo, room: str | None, teacher: str | None
    ) -> None:
        known = courses.sections(term_id=term.id)
        standing = next((one for one in known if (one.name, one.course.id) == (row.get("name"), course.id)), None)
        edit = _edit(row, term, course, room, teacher, standing)
        facts: dict[str, Any] = {
            "closed": organisations.closed_days(self.centre.id, edit.starts_on, edit.ends_on),
            "zone": self.centre.zone,
            "actor": self.actor,
            "now": self.now,
        }
        if standing:
            # Days that are over stay as they were, whatever the list says now.
            today = clock.local(self.now, self.centre.zone).date()
            self._count(planning.edit_section(standing.id, edit, today, **facts) is not None)
            return
        planning.open_section(planning.NewSection.of(edit, course.id, term.id), **facts)
        self._count(None)

    # --- marks -------------------------------------------------------------------------------------------------------

    def _marks(self, listed: Listed) -> None:
        """Marks of sessions that are over. A session that has a register keeps it: only the same marks may come again."""
        sections = {one.name.casefold(): one for one in courses.sections(centre_id=self.centre.id)}
        numbers = {one.number: one.learner_id for one in learners.identities()}
        new: list[planning.PastMark] = []
        registers: dict[str, courses.Register] = {}
        for row in listed.rows:
            section = sections.get(str(row.get("section")).casefold())
            learner_id = numbers.get(str(row.get("number")))
            if section is None:
                self._tell(row, "section", "list.no_section")
                continue
            if learner_id is None:
                self._tell(row, "number", "list.no_person")
                continue
            session = self._session(row, section.id)
            if session is None:
                continue
            register = registers.setdefault(session.id, courses.register(session.id))
            mark = self._mark(row, register, learner_id)
            if mark is not None:
                new.append(mark)
        if not self.problems:
            try:
                planning.take_over_marks(new, actor=self.actor, now=self.now)
            except errors.OnwardError as refusal:
                self._tell(listed.rows[0], "day", refusal.code, **refusal.facts)

    def _session(self, row: Row, section_id: str) -> courses.SessionInfo | None:
        day, starts = row.get("day"), row.get("from")
        found = courses.sessions_between(day, day, section_ids=[section_id])
        held = [one for one in found if one.state != "cancelled" and starts in (None, one.starts)]
        if len(held) == 1 and held[0].ends_at <= self.now:
            return held[0]
        code = "list.several_sessions" if len(held) > 1 else "list.session_ahead" if held else "list.no_session"
        self._tell(row, "day", code)
        return None

    def _mark(self, row: Row, register: courses.Register, learner_id: str) -> planning.PastMark | None:
        person = next((one for one in register.people if one.learner_id == learner_id), None)
        if person is None:
            self._tell(row, "number", "list.not_in_section")
            return None
        session = register.session
        arrived, left = row.get("arrived"), row.get("left")
        if any(at is not None and not session.starts < at < session.ends for at in (arrived, left)):
            self._tell(row, "arrived" if arrived else "left", "list.time_outside")
            return None
        given = attendance.Given(Attendance(row.get("mark")), row.get("reason", ""), arrived, left)
        if session.marked_at is not None:
            if (person.attendance, person.reason) == (given.attendance, given.reason):
                self.same += 1
            else:
                self._tell(row, "mark", "list.marked_otherwise")
            return None
        self.new += 1
        minutes = attendance.attended_minutes(given, session.starts, session.ends)
        return planning.PastMark(session.id, person.enrolment_id, learner_id, given.attendance, minutes, given.reason)


def _edit(
    row: Row,
    term: organisations.Term,
    course: courses.CourseInfo,
    room: str | None,
    teacher: str | None,
    standing: courses.SectionInfo | None,
) -> planning.SectionEdit:
    """What a line says a section should be. What it does not name stays as it stands."""
    return planning.SectionEdit(
        name=row.get("name"),
        seats=row.get("seats", standing.seats if standing else course.section_max),
        room_id=_or_stays(room, standing.room_id if standing else None),
        teacher_id=_or_stays(teacher, standing.teacher_id if standing else None),
        meetings=_meetings(row, standing.meetings if standing else ()),
        starts_on=row.get("starts_on", standing.starts_on if standing else term.starts_on),
        ends_on=row.get("ends_on", standing.ends_on if standing else term.ends_on),
        mode=row.get("mode", standing.mode if standing else "room"),
        link=standing.link if standing else "",
        minutes=standing.own_minutes if standing else None,
        entry_until=standing.entry_until if standing else None,
    )


def _or_stays(named: str | None, stands: str | None) -> str | None:
    return stands if named is None else named or None


def _meetings(row: Row, standing: tuple[WeeklyMeeting, ...]) -> tuple[WeeklyMeeting, ...]:
    """The weekly times of a line. Without a word about the rhythm every weekday keeps its own; so does a rhythm that is
    named as it stands, with the week it is counted from.
    """
    rhythms = {int(one.weekday): (one.every, one.anchor) for one in standing}
    one_for_all = rhythms[min(rhythms)] if len(set(rhythms.values())) == 1 else (1, None)
    found = []
    for day in row.get("weekdays"):
        every, anchor = rhythms.get(day, one_for_all)
        if row.get("every_weeks", every) != every:
            every, anchor = row.get("every_weeks"), None
        found.append(WeeklyMeeting(day, row.get("from"), row.get("to"), every, anchor))
    return tuple(found)
