"""Rooms and teachers of a centre as a problem sees them: free where nobody else of the house or the provider has them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time

from lms.courses import queries as courses
from lms.kernel.contracts import WeekInterval
from lms.organisations import queries as organisations
from scheduling.domain import problem as domain
from scheduling.domain.checks import Check, Finding
from scheduling.domain.rules import Rule
from scheduling.domain.settings import Settings
from scheduling.queries.settings import room_facts, room_uses

MINUTES_A_DAY = 24 * 60
Days = tuple[date, date]
"""First and last day for which a timetable is made."""


def others_then(running: Iterable[str], days: Days) -> list[courses.SectionInfo]:
    """Sections of the whole provider that meet in these days and are no part of the timetable."""
    part = set(running)
    return [
        one for one in courses.sections() if one.id not in part and one.starts_on <= days[1] and one.ends_on >= days[0]
    ]


def rooms(
    centre: organisations.Centre, slots: Sequence[domain.Slot], others: Sequence[courses.SectionInfo], days: Days
) -> tuple[domain.Room, ...]:
    """Rooms with their house and equipment, and the slots in which others have them."""
    found = organisations.rooms(centre.id)
    facts, uses = room_facts([one.id for one in found]), room_uses([one.id for one in found], *days)
    taken: dict[str, set[str]] = {}
    for use in uses:
        taken.setdefault(use.room_id, set()).update(_touched(slots, use.weekday, use.starts, use.ends))
    for section in others:
        if section.room_id and section.mode != "online":
            for one in section.meetings:
                taken.setdefault(section.room_id, set()).update(_touched(slots, one.weekday, one.starts, one.ends))
    return tuple(
        domain.Room(
            room.id,
            room.capacity,
            room.step_free,
            (facts[room.id].site if room.id in facts else "") or centre.name,
            facts[room.id].equipment if room.id in facts else frozenset(),
            frozenset(taken.get(room.id, ())),
        )
        for room in found
    )


def teachers(
    centre: organisations.Centre,
    slots: Sequence[domain.Slot],
    others: Sequence[courses.SectionInfo],
    days: Days,
    settings: Settings,
    travel: Mapping[tuple[str, str], int],
) -> tuple[domain.Teacher, ...]:
    """Teachers of the centre and those who belong to none, with what they may teach from the first day on."""
    elsewhere = _taught_elsewhere(centre, slots, others, travel)
    hours_elsewhere = {name: sum(len(one.meetings) for one in others if one.teacher_id == name) for name in elsewhere}
    found = [one for one in organisations.staff(kind="teacher") if one.centre_id in (centre.id, None)]
    return tuple(
        domain.Teacher(
            id=one.id,
            qualifications=_held(one, days, settings),
            slots=frozenset(slot.id for slot in slots if works(one.hours, slot)) - elsewhere.get(one.id, frozenset()),
            max_meetings=max(0, one.meetings_a_week - hours_elsewhere.get(one.id, 0)),
            lapsing=lapsing(one, days) if Rule.PAPER_LASTS in settings.rules.soft else {},
        )
        for one in found
    )


def papers_that_end(centre: organisations.Centre, subjects: Iterable[str], days: Days) -> tuple[Finding, ...]:
    """A warning for every paper for these subjects that ends before the last day."""
    asked = set(subjects)
    return tuple(
        Finding(Check.PAPER_ENDS, {"teacher": one.id, "qualification": name, "day": day.isoformat()})
        for one in organisations.staff(kind="teacher", centre_id=centre.id)
        for name, day in sorted(lapsing(one, days).items())
        if name in asked
    )


def _held(teacher: organisations.Staff, days: Days, settings: Settings) -> frozenset[str]:
    """What a paper is valid for on the first day; where papers must last the term, on the last day, too."""
    needed = days if settings.paper_must_last else days[:1]
    names = {name for name, _ in teacher.qualifications}
    return frozenset(name for name in names if all(teacher.may_teach(name, day) for day in needed))


def lapsing(teacher: organisations.Staff, days: Days) -> dict[str, date]:
    """Papers that are valid on the first day and not on the last, with their last day."""
    ends: dict[str, date] = {}
    for name, until in teacher.qualifications:
        if until is not None and teacher.may_teach(name, days[0]) and not teacher.may_teach(name, days[1]):
            ends[name] = max(until, ends.get(name, until))
    return ends


def _taught_elsewhere(
    centre: organisations.Centre,
    slots: Sequence[domain.Slot],
    others: Sequence[courses.SectionInfo],
    travel: Mapping[tuple[str, str], int],
) -> dict[str, frozenset[str]]:
    """Slots that a teacher's other sections touch, with the way there and back where they are in another centre."""
    names = {one.id: one.name for one in organisations.centres()}
    found: dict[str, set[str]] = {}
    for section in others:
        if not section.teacher_id:
            continue
        pair = (centre.name, names.get(section.centre_id, ""))
        way = travel.get(pair, travel.get(pair[::-1], 0)) if section.mode != "online" else 0
        for one in section.meetings:
            starts, ends = _shifted(one.starts, -way), _shifted(one.ends, way)
            found.setdefault(section.teacher_id, set()).update(_touched(slots, one.weekday, starts, ends))
    return {name: frozenset(touched) for name, touched in found.items()}


def _shifted(at: time, minutes: int) -> time:
    """Wall time, never over midnight."""
    moved = at.hour * 60 + at.minute + minutes
    return time.min if moved < 0 else time.max if moved >= MINUTES_A_DAY else time(*divmod(moved, 60))


def _touched(slots: Sequence[domain.Slot], weekday: int, starts: time, ends: time) -> set[str]:
    return {one.id for one in slots if one.weekday == weekday and one.start < ends and starts < one.end}


def works(hours: Iterable[WeekInterval], slot: domain.Slot) -> bool:
    """Whether somebody's hours hold the whole slot."""
    return any(one.weekday == slot.weekday and one.starts <= slot.start and slot.end <= one.ends for one in hours)
