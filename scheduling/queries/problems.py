"""The timetable problem of a centre, built from the host's queries: demand, rooms, teachers, lives and shared resources."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lms.courses import queries as courses
from lms.kernel import plugins
from lms.kernel.contracts import ResourceGroup, SharedResource, WeekInterval
from lms.kernel.vocabulary import Shift
from lms.learners import queries as learners
from lms.learners.domain.availability import Availability, can_come
from lms.organisations import queries as organisations
from scheduling.domain import problem as domain
from scheduling.domain import week
from scheduling.domain.timetable import Section, Timetable
from scheduling.queries.wishes import wishes


@dataclass(frozen=True)
class Demand:
    """A problem and the timetable that stands already: sections of the term that run, with who sits in them."""

    problem: domain.Problem
    standing: Timetable
    without_course: tuple[learners.LearnerInfo, ...] = ()
    """Learners for whose track no course is left here."""
    care_groups: tuple[ResourceGroup, ...] = ()
    meetings: Mapping[str, tuple[WeekInterval, ...]] = field(default_factory=dict)
    """The true weekly times of the standing sections: the problem knows the slots only that they touch."""

    @property
    def waiting(self) -> tuple[domain.Learner, ...]:
        """Who has no seat."""
        return self.standing.unplaced(self.problem)


def waiting(centre_id: str) -> list[learners.LearnerInfo]:
    """Who waits for a seat at a centre."""
    return courses.without_seat(centre_id)


def build_problem(centre_id: str, term_id: str, on: date) -> Demand:
    """Everybody without a seat, and everybody in a running section of the term, as one problem for the week of `on`.

    Sections that lie beside the slots of the week take every slot they touch, so that nobody, no room and no teacher is
    there twice.
    """
    offered = courses.courses(centre_id)
    slots = week.slots()
    published = courses.sections(centre_id=centre_id, term_id=term_id)
    known = _patterns(published, slots)
    running = [section for section in published if section.id in known]
    alone = waiting(centre_id)
    wanted = wishes(alone, offered)
    seated = {section.id: courses.enrolments_of_section(section.id) for section in running}
    in_running = learners.by_ids(person.learner_id for people in seated.values() for person in people)
    everybody = [one for one in alone if wanted[one.id] is not None] + list(in_running.values())
    courses_of = {learner_id: course.id for learner_id, course in wanted.items() if course is not None}
    courses_of |= {p.learner_id: s.course.id for s in running for p in seated[s.id]}
    intervals = [WeekInterval(slot.weekday, slot.start, slot.end) for slot in slots]
    resources = plugins.installed().ask("shared_resources", centre_id, intervals, [one.id for one in everybody], on)
    people = _people(everybody, courses_of, slots, resources)
    standing = Timetable(
        tuple(
            Section(
                section.id,
                section.course.id,
                known[section.id].id,
                section.room_id or "",
                section.teacher_id or "",
                tuple(person.learner_id for person in seated[section.id]),
            )
            for section in running
        )
    )
    problem = domain.Problem(
        slots=slots,
        patterns=_unique([*week.patterns(), *known.values()]),
        courses=_courses(offered, people, standing),
        rooms=tuple(domain.Room(r.id, r.capacity, r.step_free) for r in organisations.rooms(centre_id)),
        teachers=_teachers(centre_id, slots, on),
        learners=tuple(people),
        childcare=_care(resources, slots),
    )
    return Demand(
        problem,
        standing,
        tuple(one for one in alone if wanted[one.id] is None),
        resources[0].groups if resources else (),
        {s.id: tuple(WeekInterval(m.weekday, m.starts, m.ends) for m in s.meetings) for s in running},
    )


def _patterns(running: Iterable[courses.SectionInfo], slots: Sequence[domain.Slot]) -> dict[str, domain.Pattern]:
    """The slots of every running section: a known pattern, or one of its own."""
    order = {slot.id: place for place, slot in enumerate(slots)}
    known = {frozenset(pattern.slots): pattern for pattern in week.patterns()}
    found = {}
    for section in running:
        touched = {slot for one in section.meetings for slot in week.overlapping(one.weekday, one.starts, one.ends)}
        if touched:
            ids = tuple(sorted(touched, key=order.__getitem__))
            own = domain.Pattern(f"of-{section.id}", ids, len(section.meetings) >= 4)
            found[section.id] = known.get(frozenset(ids)) or own
    return found


def _unique(patterns: Iterable[domain.Pattern]) -> tuple[domain.Pattern, ...]:
    return tuple({pattern.id: pattern for pattern in patterns}.values())


def _people(
    everybody: Sequence[learners.LearnerInfo],
    courses_of: Mapping[str, str],
    slots: Sequence[domain.Slot],
    resources: Sequence[SharedResource],
) -> list[domain.Learner]:
    known = learners.availabilities([one.id for one in everybody])
    demand: dict[str, tuple[str, ...]] = {}
    later: dict[str, tuple[str, ...]] = {}
    for resource in resources:
        demand |= resource.demand
        later |= resource.later
    return [
        domain.Learner(
            id=one.id,
            course=courses_of[one.id],
            weeks=free_weeks(known.get(one.id, Availability()), slots, one.centre_id),
            children=demand.get(one.id, ()),
            later=later.get(one.id, ()),
            step_free=one.step_free,
            intensive=_wish(known.get(one.id, Availability())),
        )
        for one in sorted(everybody, key=lambda one: one.number)
    ]


def _wish(availability: Availability) -> bool | None:
    """Whoever has no work hours is best served by class on most days; others have said nothing about it."""
    return True if availability.shift is Shift.NONE else None


def free_weeks(
    availability: Availability, slots: Sequence[domain.Slot], centre_id: str | None = None
) -> tuple[frozenset[str], ...]:
    """The slots somebody can come to, for each week until her pattern meets the same weekdays again."""
    return tuple(
        frozenset(
            slot.id
            for slot in slots
            if can_come(availability, WeekInterval(slot.weekday, slot.start, slot.end), number, centre_id)
        )
        for number in range(availability.weeks)
    )


def _courses(
    offered: Sequence[courses.CourseInfo], people: Sequence[domain.Learner], standing: Timetable
) -> tuple[domain.Course, ...]:
    wanted = Counter(person.course for person in people)
    running = Counter(section.course for section in standing.sections)
    return tuple(
        domain.Course(
            id=course.id,
            # One section more than the bare number leaves room for mornings and evenings side by side.
            max_sections=max(running[course.id], -(-wanted[course.id] // course.section_max) + 1),
            section_min=course.section_min,
            section_max=course.section_max,
            qualification=course.qualification,
            track=course.track,
            level=course.level,
            title=course.title,
        )
        for course in offered
    )


def _teachers(centre_id: str, slots: Sequence[domain.Slot], on: date) -> tuple[domain.Teacher, ...]:
    return tuple(
        domain.Teacher(
            id=teacher.id,
            qualifications=frozenset(name for name, _ in teacher.qualifications if teacher.may_teach(name, on)),
            slots=frozenset(slot.id for slot in slots if _works(teacher.hours, slot)),
            max_meetings=teacher.meetings_a_week,
        )
        for teacher in organisations.staff(kind="teacher", centre_id=centre_id)
    )


def _works(hours: Iterable[WeekInterval], slot: domain.Slot) -> bool:
    return any(one.weekday == slot.weekday and one.starts <= slot.start and slot.end <= one.ends for one in hours)


def _care(resources: Sequence[SharedResource], slots: Sequence[domain.Slot]) -> domain.Childcare | None:
    if not resources:
        return None
    first = resources[0]
    opened = [place for place, is_open in enumerate(first.opened) if is_open]
    return domain.Childcare(
        groups=tuple(
            domain.CareGroup(group.key, group.ratio, {slots[place].id: group.places[place] for place in opened})
            for group in first.groups
        ),
        staff={slots[place].id: first.staff[place] for place in opened},
    )
