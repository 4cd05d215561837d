"""The timetable problem of a centre, built from the host's queries: demand, rooms, teachers, lives and shared resources."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from lms.courses import queries as courses
from lms.kernel import plugins
from lms.kernel.contracts import ResourceGroup, SharedResource, WeekInterval
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from scheduling.domain import problem as domain
from scheduling.domain import week
from scheduling.domain.checks import Finding
from scheduling.domain.draft import Groups
from scheduling.domain.timetable import Section, Timetable
from scheduling.queries import demand as wants
from scheduling.queries import houses, lives
from scheduling.queries.settings import CourseFacts, course_facts, settings, ways
from scheduling.queries.wishes import wishes

SOME_WEEKS = 20
"""So many weeks are planned for where no term says when it ends."""


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
    finishing: Mapping[str, str] = field(default_factory=dict)
    """Who has a seat until before the term, and in which course."""
    listed: Mapping[str, str] = field(default_factory=dict)
    """Who stands on a waiting list, and for which course."""

    draft: Groups = ()
    """The plan that a search begins with, whose locks stand in the problem."""
    papers: tuple[Finding, ...] = ()
    """Papers of teachers that end before the term does, where nothing forbids to plan with them."""

    @property
    def waiting(self) -> tuple[domain.Learner, ...]:
        """Who has no seat."""
        return self.standing.unplaced(self.problem)


def waiting(centre_id: str, starts_on: date | None = None) -> list[learners.LearnerInfo]:
    """Who waits for a seat at a centre; with a day also those whose class ends before it."""
    return list(wants.wanting(centre_id, starts_on).people)


def build_problem(centre_id: str, term_id: str, on: date) -> Demand:
    """Everybody who wants a seat, and everybody in a running section of the term, as one problem for the week of `on`.

    Sections that lie beside the slots of the week take every slot they touch, so that nobody, no room and no teacher is
    there twice. What other terms, other centres and others of the house use is taken.
    """
    centre, term = organisations.centre(centre_id), wants.term_of(centre_id, term_id)
    days = (on, term.ends_on if term and term.ends_on >= on else on + timedelta(weeks=SOME_WEEKS))
    decided, offered = settings(centre_id), courses.courses(centre_id)
    published = courses.sections(centre_id=centre_id, term_id=term_id)
    slots = _slots(centre_id, days, published)
    known = _patterns(published, slots)
    running = [section for section in published if section.id in known]
    wanted = wants.wanting(centre_id, on)
    course_of = wishes(wanted.people, offered, wanted.listed, wanted.finishing)
    seated = {section.id: courses.enrolments_of_section(section.id) for section in running}
    in_running = learners.by_ids(person.learner_id for people in seated.values() for person in people)
    everybody = [one for one in wanted.people if course_of[one.id] is not None and one.id not in in_running] + list(
        in_running.values()
    )
    courses_of = {learner_id: course.id for learner_id, course in course_of.items() if course is not None}
    courses_of |= {p.learner_id: s.course.id for s in running for p in seated[s.id]}
    intervals = [WeekInterval(slot.weekday, slot.start, slot.end) for slot in slots]
    resources = plugins.installed().ask("shared_resources", centre_id, intervals, [one.id for one in everybody], on)
    homes = lives.homes(everybody, resources, on, decided.alone_under)
    people = lives.people(everybody, courses_of, slots, resources, on, wanted.weeks, homes)
    standing = _standing(running, known, seated)
    others, travel = houses.others_then(known, days), ways()
    teachers = houses.teachers(centre, slots, others, days, decided, travel)
    asked = {course.qualification for course in offered if course.id in courses_of.values()}
    papers = houses.papers_that_end(centre, asked, days) if not any(one.lapsing for one in teachers) else ()
    problem = domain.Problem(
        slots=slots,
        patterns=_unique([*_usual(slots), *known.values()]),
        courses=_courses(offered, people, standing),
        rooms=houses.rooms(centre, slots, others, days),
        teachers=teachers,
        learners=tuple(people),
        childcare=_care(resources, slots),
        rules=decided.rules,
        households=homes.households,
        travel=travel,
    )
    return Demand(
        problem,
        standing,
        tuple(one for one in wanted.people if course_of[one.id] is None and one.id not in in_running),
        resources[0].groups if resources else (),
        {s.id: tuple(WeekInterval(m.weekday, m.starts, m.ends) for m in s.meetings) for s in running},
        wanted.finishing,
        wanted.listed,
        papers=papers,
    )


def _slots(
    centre_id: str, days: tuple[date, date], published: Sequence[courses.SectionInfo]
) -> tuple[domain.Slot, ...]:
    """Slots of weekdays on which there can be a class, and of those on which one is."""
    weekdays = wants.teaching_weekdays(centre_id, *days)
    used = {one.weekday for section in published for one in section.meetings}
    return tuple(slot for slot in week.slots() if slot.weekday in weekdays | used)


def _usual(slots: Sequence[domain.Slot]) -> list[domain.Pattern]:
    there = {slot.id for slot in slots}
    return [pattern for pattern in week.patterns() if there.issuperset(pattern.slots)]


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


def _standing(
    running: Sequence[courses.SectionInfo],
    known: Mapping[str, domain.Pattern],
    seated: Mapping[str, Sequence[courses.EnrolmentInfo]],
) -> Timetable:
    """What runs, with twin classes that know each other where two share one roll."""
    sharing: dict[str, list[str]] = {}
    for section in running:
        if section.twin_key:
            sharing.setdefault(section.twin_key, []).append(section.id)
    twin = {one: other for pair in sharing.values() if len(pair) == 2 for one, other in (pair, pair[::-1])}
    return Timetable(
        tuple(
            Section(
                section.id,
                section.course.id,
                known[section.id].id,
                section.room_id or "",
                section.teacher_id or "",
                tuple(person.learner_id for person in seated[section.id]),
                twin.get(section.id, ""),
            )
            for section in running
        )
    )


def _courses(
    offered: Sequence[courses.CourseInfo], people: Sequence[domain.Learner], standing: Timetable
) -> tuple[domain.Course, ...]:
    wanted = Counter(person.course for person in people)
    running = Counter(section.course for section in standing.sections)
    paired = {section.course for section in standing.sections if section.twin}
    facts = course_facts([course.id for course in offered])
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
            equipment=facts.get(course.id, CourseFacts()).equipment,
            twins=course.id in paired or facts.get(course.id, CourseFacts()).twins,
        )
        for course in offered
    )


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
