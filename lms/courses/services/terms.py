"""Terms: closed days that sessions follow, and the next term copied from this one with a trial that tells the truth."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from lms.courses import models, queries
from lms.courses.domain.calendar import WeeklyMeeting, dated, monday_of
from lms.courses.queries import SectionInfo
from lms.courses.services import booking, changes, planning
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from lms.organisations import services as places


def close_days(
    centre_id: str, days: Mapping[date, str], *, kind: str = "own", actor: Actor, now: datetime
) -> tuple[int, int]:
    """Close a centre on days, each with its reason. Sessions of those days that have no register and have not begun are
    cancelled. Returns how many days were closed and how many sessions cancelled.
    """
    closed = [day for day, reason in days.items() if places.close_day(centre_id, day, reason, kind=kind)]
    lost = 0
    for section_id, rows in _sessions_on(centre_id, closed, now).items():
        recorder = changes.Recorder(section_id)
        for row in rows:
            row.state, row.reason = "cancelled", days[row.day]
        lost += len(rows)
        recorder.write("cancelled", reason=days[rows[0].day], actor=actor, now=now)
    return len(closed), lost


def _sessions_on(centre_id: str, days: Collection[date], now: datetime) -> dict[str, list[models.Session]]:
    if not days:
        return {}
    rows = db.session().scalars(
        select(models.Session)
        .join(models.Section, models.Session.section_id == models.Section.id)
        .where(
            models.Section.centre_id == centre_id,
            models.Session.day.in_(list(days)),
            models.Session.state == "planned",
            models.Session.marked_at.is_(None),
            models.Session.starts_at > now,
        )
        .order_by(models.Session.starts_at)
    )
    found: dict[str, list[models.Session]] = {}
    for row in rows:
        found.setdefault(row.section_id, []).append(row)
    return found


def affected(centre_id: str, days: Collection[date], now: datetime) -> int:
    """How many sessions a closing of these days would cancel."""
    return sum(len(rows) for rows in _sessions_on(centre_id, days, now).values())


def open_day(closure_id: str, *, today: date, actor: Actor, now: datetime) -> tuple[int, list[str]]:
    """A closed day is a day like any other: its sessions come back. Returns how many, and the names of classes whose room
    or teacher was given away meanwhile.
    """
    centre_id, day, reason = places.open_day(closure_id)
    if day < today:
        return 0, []
    centre = organisations.centre(centre_id)
    back, refused = 0, []
    for section in queries.sections(centre_id=centre_id):
        if not section.starts_on <= day <= section.ends_on:
            continue
        closed = organisations.closed_days(centre_id, section.starts_on, section.ends_on)
        try:
            with db.session().begin_nested():
                back += _bring_back(section, day, reason, closed, centre.zone, actor, now)
        except errors.Conflict:
            refused.append(section.name)
    return back, refused


def _bring_back(
    section: SectionInfo, day: date, reason: str, closed: Mapping[date, str], zone: str, actor: Actor, now: datetime
) -> int:
    """Sessions of a day that were cancelled for its closing, and those that were never made because of it."""
    recorder = changes.Recorder(section.id)
    rows = list(
        db.session().scalars(
            select(models.Session).where(models.Session.section_id == section.id, models.Session.day == day)
        )
    )
    with changes.room_and_teacher_free(recorder.section):
        back = [row for row in rows if row.state == "cancelled" and row.reason == reason]
        for row in back:
            row.state, row.reason = "planned", ""
        known = {row.starts for row in rows}
        new = [
            one
            for one in dated(section.meetings, day, day, closed, anchor=section.starts_on)
            if one.starts not in known
        ]
        db.session().add_all(planning.new_session(recorder.section, one, zone) for one in new)
    recorder.write("restored", actor=actor, now=now)
    return len(back) + len(new)


def take_in_holidays(centre_id: str, starts_on: date, ends_on: date, *, actor: Actor, now: datetime) -> tuple[int, int]:
    """Close a centre on the public holidays of its region. Those that were switched off before stay off."""
    region = organisations.holiday_region(centre_id)
    found = organisations.public_holidays(region, starts_on, ends_on)
    return close_days(centre_id, found, kind="holiday", actor=actor, now=now)


# --- the next term ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trouble:
    """Why something of a class is not copied, or should be looked at: a code and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Copied:
    """What became of one class. `sessions` is 0 where it is not copied at all."""

    section_id: str
    name: str
    sessions: int = 0
    people: int = 0
    troubles: tuple[Trouble, ...] = ()


class _TriedOnly(Exception):
    """Takes a tried copy back."""


def copy_term(
    from_term: str,
    to_term: str,
    *,
    section_ids: Iterable[str],
    people_of: Iterable[str] = (),
    trial: bool = False,
    actor: Actor,
    now: datetime,
) -> list[Copied]:
    """Open classes of a term again in another one: meetings, room, teacher, size, ways to join, parts; the people of the
    classes in `people_of` go on where the booking door lets them.

    A trial does all of it and takes it back: what it lists is what would happen. A class is copied without a room or a
    teacher that is taken, and one that was copied before is left alone.
    """
    source, target = _terms(from_term, to_term)
    chosen, going_on = set(section_ids), set(people_of)
    found = [one for one in queries.sections(term_id=source.id, states=("published", "closed")) if one.id in chosen]
    done: list[Copied] = []
    try:
        with db.session().begin_nested():
            done += [_copy(section, source, target, section.id in going_on, actor, now) for section in found]
            if trial:
                raise _TriedOnly
    except _TriedOnly:
        db.session().expire_all()
    return done


def _terms(from_term: str, to_term: str) -> tuple[organisations.Term, organisations.Term]:
    known = {term.id: term for centre in organisations.centres() for term in organisations.terms(centre.id)}
    if from_term not in known or to_term not in known:
        raise errors.NotFound("courses.absent")
    source, target = known[from_term], known[to_term]
    if target.starts_on <= source.ends_on or source.centre_id != target.centre_id:
        raise errors.Invalid("copy.term_before", field="to_term")
    return source, target


def _copy(
    section: SectionInfo,
    source: organisations.Term,
    target: organisations.Term,
    people: bool,
    actor: Actor,
    now: datetime,
) -> Copied:
    before = db.session().scalar(
        select(models.Section.name).where(models.Section.copied_from == section.id, models.Section.term_id == target.id)
    )
    if before is not None:
        return Copied(section.id, section.name, troubles=(Trouble("copy.copied_already", {"section": before}),))
    if section.state == "closed":
        return Copied(section.id, section.name, troubles=(Trouble("copy.section_closed", {"section": section.name}),))
    teacher_id, troubles = _teacher(section, target)
    new = planning.NewSection(
        course_id=section.course.id,
        term_id=target.id,
        name=section.name,
        seats=section.seats,
        room_id=section.room_id,
        teacher_id=teacher_id,
        meetings=tuple(_shifted(one, section.starts_on, target.starts_on) for one in section.meetings),
        starts_on=target.starts_on,
        ends_on=target.ends_on,
        mode=section.mode,
        link=section.link,
        minutes=section.promised if section.promised != section.course.minutes else None,
        entry_weekdays=section.entry_weekdays,
        copied_from=section.id,
        properties=section.properties,
    )
    section_id, more = _open(new, actor, now)
    sessions = len(queries.sessions_between(target.starts_on, target.ends_on, section_ids=[section_id]))
    troubles += more
    if not sessions:
        troubles.append(Trouble("copy.no_session"))
    seated = 0
    if people:
        seated, refused = _book(section, section_id, target.starts_on, actor, now)
        troubles += refused
        _copy_parts(section.id, section_id)
    return Copied(section.id, section.name, sessions, seated, tuple(troubles))


def _shifted(meeting: WeeklyMeeting, before: date, after: date) -> WeeklyMeeting:
    """A series of every n weeks keeps its distance to the first week of the term."""
    if meeting.every == 1 or meeting.anchor is None:
        return meeting
    return replace(meeting, anchor=meeting.anchor + (monday_of(after) - monday_of(before)))


def _teacher(section: SectionInfo, target: organisations.Term) -> tuple[str | None, list[Trouble]]:
    if section.teacher_id is None:
        return None, []
    found = organisations.staff(ids=[section.teacher_id])
    if not found:
        return None, [Trouble("copy.teacher_gone", {"section": section.name})]
    teacher = found[0]
    if section.course.qualification and not teacher.may_teach(section.course.qualification, target.ends_on):
        return teacher.id, [Trouble("copy.teacher_paper", {"teacher": teacher.name})]
    return teacher.id, []


def _open(new: planning.NewSection, actor: Actor, now: datetime) -> tuple[str, list[Trouble]]:
    """Open the class; without its room, then without its teacher, where these are taken."""
    course = queries.course(new.course_id)
    facts: dict[str, Any] = {
        "closed": organisations.closed_days(course.centre_id, new.starts_on, new.ends_on),
        "zone": organisations.centre(course.centre_id).zone,
        "actor": actor,
        "now": now,
    }
    troubles: list[Trouble] = []
    for _try in range(3):
        try:
            with db.session().begin_nested():
                return planning.open_section(new, **facts), troubles
        except errors.Conflict as taken:
            if taken.code == "courses.room_taken":
                new = replace(new, room_id=None)
                troubles.append(Trouble("copy.room_taken"))
            elif taken.code == "courses.teacher_taken":
                teacher = next(iter(organisations.staff(ids=[new.teacher_id or ""])), None)
                new = replace(new, teacher_id=None)
                troubles.append(Trouble("copy.teacher_taken", {"teacher": teacher.name if teacher else ""}))
            else:
                raise
    raise errors.Conflict("courses.two_sessions_at_once", section=new.name)


def _book(
    section: SectionInfo, section_id: str, from_date: date, actor: Actor, now: datetime
) -> tuple[int, list[Trouble]]:
    """People who hold a seat at the end of the old class go on in the new one, each by the booking door."""
    seats = queries.enrolments_of_section(section.id)
    known = learners.by_ids(seat.learner_id for seat in seats)
    seated, troubles = 0, []
    for seat in sorted(seats, key=lambda one: (one.from_date, one.id)):
        if seat.to_date is not None and seat.to_date <= section.ends_on - timedelta(days=1):
            continue
        try:
            with db.session().begin_nested():
                booking.book(section_id, seat.learner_id, from_date=from_date, actor=actor, now=now)
            seated += 1
        except errors.OnwardError as refusal:
            name = known[seat.learner_id].name if seat.learner_id in known else ""
            troubles.append(Trouble("copy.no_seat", {"person": name, "why": refusal.code, "facts": refusal.facts}))
    return seated, troubles


def _copy_parts(old_id: str, new_id: str) -> None:
    """Parts of a mixed class, with those of their people who go on."""
    session = db.session()
    seated = {one.learner_id for one in queries.enrolments_of_section(new_id)}
    for part in session.scalars(select(models.Subgroup).where(models.Subgroup.section_id == old_id)):
        copy = models.Subgroup(id=db.new_id(), section_id=new_id, course_id=part.course_id, name=part.name)
        session.add(copy)
        session.flush()
        members = session.scalars(select(models.SubgroupMember).where(models.SubgroupMember.subgroup_id == part.id))
        session.add_all(
            models.SubgroupMember(section_id=new_id, learner_id=one.learner_id, subgroup_id=copy.id)
            for one in members
            if one.learner_id in seated
        )
    session.flush()
