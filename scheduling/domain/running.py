"""The problem of a search beside classes that run: they stay as they are, and everything else is free. Pure.

What runs need not keep every rule: people made it, and lives have changed since. A room, a teacher or a person that keeps
a running class from being a part of the problem is taken out of it, and what that part uses is no longer free.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from scheduling.domain.around import rules_around, who_chose
from scheduling.domain.constraints import judge
from scheduling.domain.draft import NOBODY
from scheduling.domain.problem import Childcare, Learner, Lock, Problem, Room, Teacher
from scheduling.domain.rules import Rule, Violation
from scheduling.domain.score import carers_needed
from scheduling.domain.timetable import Section, Timetable, children_present

_OUT = (Rule.TWINS, Rule.TWIN_SEATS)
_PEOPLE = (
    Rule.STEP_FREE,
    Rule.LEARNER_TWICE,
    Rule.LEARNER_COURSE,
    Rule.LEARNER_SHARE,
    Rule.CARE_CLOSED,
    Rule.LEARNER_TRAVEL,
    Rule.HOUSEHOLD,
)
_CARE = (Rule.CARE_PLACES, Rule.CARE_STAFF)


@dataclass(frozen=True)
class Apart:
    """What is no part of the problem: rooms and teachers of these classes, these people, and whole classes."""

    rooms: frozenset[str] = frozenset()
    teachers: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Beside:
    """What is left to decide. `running` are the classes that run as the problem knows them, `held` who is no part of it."""

    problem: Problem
    running: Timetable
    standing: Timetable
    held: frozenset[str] = frozenset()
    proves: bool = True
    """Whether what is proven here holds for the centre: carers of children who are no part of it are counted carefully."""

    def whole(self, found: Timetable) -> Timetable:
        """What was found, with every class that runs as it is and everybody who sits in it."""
        new = {section.id: section for section in found.sections}
        return Timetable((*(_joined(one, new.pop(one.id, one)) for one in self.standing.sections), *new.values()))


def _joined(running: Section, found: Section) -> Section:
    people = tuple(one for one in found.learners if one not in running.learners)
    return replace(running, learners=(*running.learners, *people), twin=running.twin or found.twin)


def beside(problem: Problem, standing: Timetable) -> Beside:
    """The problem in which every class that runs is decided, with its time, its room, its teacher and its people."""
    apart = Apart(out=frozenset(one.id for one in standing.sections if one.course not in problem.course))
    apart = replace(apart, held=_people_of(standing, apart.out))
    while True:
        found = _without(problem, standing, apart)
        broken = judge(found.problem, found.running).violations
        if not broken:
            return found
        more = _more(found, apart, broken)
        apart = more if more != apart else _everything(standing)


def _everything(standing: Timetable) -> Apart:
    return Apart(out=frozenset(one.id for one in standing.sections), held=standing.placed)


def _people_of(standing: Timetable, names: Iterable[str]) -> frozenset[str]:
    wanted = set(names)
    return frozenset(person for one in standing.sections if one.id in wanted for person in one.learners)


def _more(found: Beside, apart: Apart, broken: Iterable[Violation]) -> Apart:
    """Apart is what was, and what breaks a rule."""
    rooms, teachers, held, out = set(apart.rooms), set(apart.teachers), set(apart.held), set(apart.out)
    sections = {one.id: one for one in found.running.sections}
    for one in broken:
        facts = one.facts
        section = sections.get(str(facts.get("section", "")))
        if one.rule in _OUT and section is not None:
            out |= {section.id, section.twin} - {""}
        elif one.rule in _PEOPLE:
            held |= (
                _home_of(found.problem, str(facts["learner"]))
                if one.rule is Rule.HOUSEHOLD
                else {str(facts["learner"])}
            )
        elif one.rule in _CARE:
            held |= _with_children(found, str(facts["slot"]), str(facts.get("group", "")))
        elif one.rule is Rule.GROUP_TOO_LARGE and section is not None:
            held |= set(section.learners[int(facts["limit"]) :])
        elif "teacher" in facts:
            teachers |= {each.id for each in sections.values() if each.teacher == facts["teacher"]}
        elif "room" in facts:
            rooms |= {each.id for each in sections.values() if each.room == facts["room"]}
    held |= _people_of(found.standing, out)
    return Apart(frozenset(rooms), frozenset(teachers), frozenset(held), frozenset(out))


def _home_of(problem: Problem, person: str) -> set[str]:
    return {adult for one in problem.households if person in one.adults for adult in one.adults}


def _with_children(found: Beside, slot: str, group: str) -> set[str]:
    """Who brings children then; where no age group is named, of any."""
    return {
        person
        for section in found.running.sections
        for person in section.learners
        if (care := found.problem.learner[person].care) and (not group or group in care)
        if slot in _slots(found.problem, section, found.running)
    }


def _slots(problem: Problem, section: Section, timetable: Timetable) -> set[str]:
    """Every slot of a class and of its twin."""
    both = [section, *(one for one in timetable.sections if one.id == section.twin)]
    return {slot for one in both for slot in problem.pattern[one.pattern].slots}


# --- the problem without what is apart -------------------------------------------------------------------------------


def _without(problem: Problem, standing: Timetable, apart: Apart) -> Beside:
    stays = [_known(problem, one, apart) for one in standing.sections if one.id not in apart.out]
    running = Timetable(tuple(stays))
    used = {one.id: one for one in standing.sections}
    no_room = [used[one.id] for one in stays if one.room.startswith(NOBODY)]
    no_teacher = [used[one.id] for one in stays if one.teacher.startswith(NOBODY)]
    out = [one for one in standing.sections if one.id in apart.out]
    own = [_own_room(problem, one, standing, apart) for one in stays if one.room.startswith(NOBODY)]
    own_teachers = [_own_teacher(problem, one) for one in stays if one.teacher.startswith(NOBODY)]
    count = Counter(one.course for one in out)
    seated = {person for one in stays for person in one.learners}
    learners = [one for one in problem.learners if one.id not in apart.held]
    inside = replace(
        problem,
        rooms=(*_rooms_left(problem, [*no_room, *out]), *own),
        teachers=(*_teachers_left(problem, [*no_teacher, *out]), *own_teachers),
        courses=tuple(replace(one, max_sections=one.max_sections - count[one.id]) for one in problem.courses),
        learners=tuple(_beside_home(problem, one, standing, apart.held - {one.id}, seated) for one in learners),
        childcare=_care_left(problem, standing, apart.held),
        households=tuple(one for one in problem.households if apart.held.isdisjoint(one.adults)),
    )
    chosen = replace(
        inside,
        learners=who_chose(inside, running, {one.id for one in stays}, seated, inside.pattern),
        rules=rules_around(inside, running, {one.id for one in stays}),
        locks=tuple(
            Lock(one.id, one.course, one.pattern, one.room, one.teacher, one.learners, one.twin) for one in stays
        ),
    )
    proves = not any(problem.learner[one].care for one in apart.held if one in problem.learner)
    return Beside(chosen, running, standing, apart.held, proves)


def _known(problem: Problem, section: Section, apart: Apart) -> Section:
    """A class that runs as the problem knows it. Where its room or its teacher is apart, it has one of its own."""
    people = tuple(one for one in section.learners if one in problem.learner and one not in apart.held)
    crowded = len(people) < len(section.learners)
    own_room = crowded or section.id in apart.rooms or section.room not in problem.room
    own_teacher = section.id in apart.teachers or section.teacher not in problem.teacher
    return replace(
        section,
        room=NOBODY + section.id if own_room else section.room,
        teacher=NOBODY + section.id if own_teacher else section.teacher,
        learners=people,
    )


def _own_room(problem: Problem, section: Section, standing: Timetable, apart: Apart) -> Room:
    """With as many chairs as are left in the true one, for this class alone."""
    true = next(one for one in standing.sections if one.id == section.id)
    others = [one for one in standing.sections if one.id in (section.id, true.twin)]
    gone = sum(person in apart.held for one in others for person in one.learners)
    known, course = problem.room.get(true.room), problem.course[section.course]
    chairs = min(course.section_max, known.capacity) if known else course.section_max
    return Room(
        section.room,
        max(len(section.learners), chairs - gone),
        known.step_free if known else True,
        known.site if known else "",
        course.equipment,
        frozenset(problem.slot) - set(problem.pattern[section.pattern].slots),
    )


def _own_teacher(problem: Problem, section: Section) -> Teacher:
    slots = frozenset(problem.pattern[section.pattern].slots)
    return Teacher(section.teacher, frozenset({problem.course[section.course].qualification}), slots, len(slots))


def _rooms_left(problem: Problem, sections: Iterable[Section]) -> list[Room]:
    taken: dict[str, set[str]] = {}
    for one in sections:
        taken.setdefault(one.room, set()).update(problem.pattern[one.pattern].slots)
    return [replace(one, taken=one.taken | taken.get(one.id, set())) for one in problem.rooms]


def _teachers_left(problem: Problem, sections: Iterable[Section]) -> list[Teacher]:
    """Where ways take time, a teacher has nothing else on the days of a class that is apart."""
    taken: dict[str, set[str]] = {}
    meetings = Counter[str]()
    for one in sections:
        slots = set(problem.pattern[one.pattern].slots)
        meetings[one.teacher] += len(slots)
        days = {problem.slot[slot].weekday for slot in slots} if problem.travel else set()
        taken.setdefault(one.teacher, set()).update(slots, (s.id for s in problem.slots if s.weekday in days))
    return [
        replace(
            one,
            slots=one.slots - taken.get(one.id, set()),
            max_meetings=max(0, one.max_meetings - meetings[one.id]),
        )
        for one in problem.teachers
    ]


def _care_left(problem: Problem, standing: Timetable, held: frozenset[str]) -> Childcare | None:
    """Places and carers that the children of people who are no part of the problem leave."""
    care = problem.childcare
    if care is None or not held:
        return care
    theirs = [
        replace(one, learners=tuple(person for person in one.learners if person in held and person in problem.learner))
        for one in standing.sections
    ]
    present = children_present(problem, theirs)
    return replace(
        care,
        groups=tuple(
            replace(one, places={s: max(0, n - present.get(s, Counter())[one.id]) for s, n in one.places.items()})
            for one in care.groups
        ),
        staff={s: max(0, n - carers_needed(problem, present.get(s, Counter()))) for s, n in care.staff.items()},
    )


def _beside_home(
    problem: Problem, person: Learner, standing: Timetable, held: frozenset[str], seated: set[str]
) -> Learner:
    """Whoever waits does not come while another adult of the home is in class whom the problem does not know."""
    others = {adult for one in problem.households if person.id in one.adults for adult in one.adults} & held
    if not others or person.id in seated:
        return person
    busy = {
        slot
        for section in standing.sections
        if others.intersection(section.learners)
        for slot in _slots(problem, section, standing)
    }
    return replace(person, weeks=tuple(week - busy for week in person.weeks))
