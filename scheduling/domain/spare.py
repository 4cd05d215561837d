"""What a timetable leaves free: seats, teachers, rooms, care places; what a newcomer lacks; who fits in when it is added.

Newcomers are put in one after another and nobody who has a seat is moved. So "this would seat six people" is a promise
that can be kept at once, and moving others may do even better.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from scheduling.domain.constraints_lives import teacher_has_time_to_travel, twin_has_a_seat_for_those_who_swap
from scheduling.domain.problem import Household, Learner, Pattern, Problem, Teacher, attends_enough, is_qualified, suits
from scheduling.domain.rules import Rule
from scheduling.domain.score import carers_needed, fit_cost, unplaced_cost
from scheduling.domain.timetable import Section, Timetable, brought_together, children_present, times_of


class Lack(StrEnum):
    """Kinds of things that can be missing, the easiest to provide first."""

    NOTHING = "timetable.missing.nothing"
    CARE_PLACE = "timetable.missing.care_place"
    CARER = "timetable.missing.carer"
    SEAT = "timetable.missing.seat"
    STEP_FREE = "timetable.missing.step_free_room"
    GROUP = "timetable.missing.group_too_small"
    SECTION = "timetable.missing.section"
    ROOM = "timetable.missing.room"
    TEACHER = "timetable.missing.teacher"
    CARE_HOURS = "timetable.missing.care_hours"
    PATTERN = "timetable.missing.pattern"
    FREE_TIME = "timetable.missing.free_time"
    HOUSEHOLD = "timetable.missing.adult_at_home"


EASIEST = tuple(Lack)


@dataclass(frozen=True)
class Gap:
    """One missing thing. Only the facts that belong to the kind are filled.

    `count` is how many places, carers or learners; `limit` is the least size of a group that is too small.
    """

    kind: Lack
    course: str = ""
    pattern: str = ""
    section: str = ""
    group: str = ""
    slots: tuple[str, ...] = ()
    count: int = 0
    limit: int = 0


@dataclass(frozen=True)
class Option:
    """A way to seat somebody: an existing section, or a new one in a pattern; and what is missing for it."""

    pattern: str
    section: str = ""
    gaps: tuple[Gap, ...] = ()


class Spare:
    """What is free in one timetable of one problem, given that some gaps have been closed."""

    def __init__(self, problem: Problem, timetable: Timetable, closed: Iterable[Gap] = ()) -> None:
        self.problem = problem
        self.sections = list(timetable.sections)
        self.waiting = list(timetable.unplaced(problem))
        self.patterns = {pattern.id: pattern for pattern in problem.patterns}
        self.care_hours = set(problem.childcare.staff) if problem.childcare else set[str]()
        self._present = defaultdict(Counter[str], children_present(problem, self.sections))
        self._teachers = list(problem.teachers)
        self._households = {adult: one for one in problem.households for adult in one.adults}
        self._spare_rooms: Counter[str] = Counter()
        self._extra: Counter[tuple[str, ...]] = Counter()
        self._least: dict[str, int] = {course.id: course.section_min for course in problem.courses}
        for gap in closed:
            self._close(gap)

    def _close(self, gap: Gap) -> None:
        """Pretend that the missing thing is there."""
        if gap.kind is Lack.CARE_PLACE:
            self._extra.update({("place", gap.group, s): gap.count for s in gap.slots})
        elif gap.kind is Lack.CARER:
            self._extra.update({("carer", s): gap.count for s in gap.slots})
        elif gap.kind is Lack.SEAT:
            self._extra["seat", gap.section] += 1
        elif gap.kind is Lack.STEP_FREE:
            self._extra["step_free", gap.section] += 1
        elif gap.kind is Lack.GROUP:
            self._least[gap.course] = min(self._least[gap.course], gap.count)
        elif gap.kind is Lack.SECTION:
            self._extra["section", gap.course] += 1
        elif gap.kind is Lack.ROOM:
            self._spare_rooms[gap.pattern] += 1
        elif gap.kind is Lack.TEACHER:
            qualification = self.problem.course[gap.course].qualification
            extra = Teacher("", frozenset({qualification}), frozenset(gap.slots), len(gap.slots))
            self._teachers.append(replace(extra, id=f"+{len(self._teachers)}"))
        elif gap.kind is Lack.CARE_HOURS:
            self._open_care(gap.slots)
        elif gap.kind is Lack.PATTERN:
            self.patterns[gap.pattern] = Pattern(gap.pattern, gap.slots)

    def _open_care(self, slots: tuple[str, ...]) -> None:
        """With as many places and carers as in the slot where there are most of them."""
        care = self.problem.childcare
        if care is None:
            return
        self.care_hours.update(slots)
        for group in care.groups:
            most = max(group.places.values(), default=0)
            self._extra.update({("place", group.id, s): most - group.places.get(s, 0) for s in slots})
        self._extra.update({("carer", s): max(care.staff.values(), default=0) for s in slots})

    # What one learner lacks.

    def fits(self, learner: Learner, pattern: Pattern) -> bool:
        """Admissible, apart from care hours, which are a gap that can be closed."""
        if pattern.id in self.problem.pattern and learner.id in self.problem.attendable:
            return pattern.id in self.problem.attendable[learner.id]
        # A pattern or a person that was added in thought.
        return attends_enough(learner, pattern, self.problem.rules)

    def sits(self, learner: Learner, section: Section) -> bool:
        """The same for a section, where she may go to its twin class in the weeks in which that fits better."""
        pattern, twin = self.patterns[section.pattern], self._twin(section)
        if twin is None or self.fits(learner, pattern):
            return self.fits(learner, pattern)
        return attends_enough(learner, pattern, self.problem.rules, self.patterns[twin.pattern])

    def _twin(self, section: Section) -> Section | None:
        return next((one for one in self.sections if section.twin and one.id == section.twin), None)

    def _times(self, learner: Learner, section: Section) -> Pattern:
        """Every time at which she would be in class, those in the twin class among them."""
        pattern, twin = self.patterns[section.pattern], self._twin(section)
        if twin is None:
            return pattern
        return replace(pattern, slots=times_of(learner, pattern, self.patterns[twin.pattern]))

    def options(self, learner: Learner) -> list[Option]:
        """Every way to seat the learner, the one with least missing first."""
        found = [
            Option(section.pattern, section.id, self.gaps_in(learner, section))
            for section in self.sections
            if section.course == learner.course and self.sits(learner, section)
        ]
        found += [
            Option(pattern.id, "", self.gaps_for_new(learner, pattern))
            for pattern in self.patterns.values()
            if self.fits(learner, pattern)
        ]
        return sorted(found, key=lambda option: _distance(option.gaps))

    def gaps_in(self, learner: Learner, section: Section) -> tuple[Gap, ...]:
        """What the learner lacks for a seat in an existing section."""
        pattern = self._times(learner, section)
        return (
            *self._seat_gaps(learner, section),
            *self._twin_gaps(learner, section),
            *self.care_gaps([learner], pattern),
            *self._household_gaps(learner, pattern),
        )

    def _seat_gaps(self, learner: Learner, section: Section) -> Iterable[Gap]:
        limit = self.problem.course[section.course].section_max
        room = self.problem.room.get(section.room)
        if room is not None:
            limit = min(limit, room.capacity)
            if learner.step_free and not room.step_free and not self._extra["step_free", section.id]:
                yield Gap(Lack.STEP_FREE, section=section.id, course=section.course, pattern=section.pattern)
        if len(section.learners) >= limit + self._extra["seat", section.id]:
            yield Gap(Lack.SEAT, section=section.id, course=section.course, pattern=section.pattern, count=1)

    def _twin_gaps(self, learner: Learner, section: Section) -> Iterator[Gap]:
        """The seat in the twin class that is missing in the weeks in which she would go there."""
        twin = self._twin(section)
        if twin is None or learner.id not in self.problem.learner or learner.id in section.learners:
            return
        joined = replace(section, learners=(*section.learners, learner.id))
        trial = Timetable((joined, twin))
        if any(
            violation.facts["section"] == twin.id
            for violation in twin_has_a_seat_for_those_who_swap(self.problem, trial)
        ):
            yield Gap(Lack.SEAT, section=twin.id, course=twin.course, pattern=twin.pattern, count=1)

    def gaps_for_new(self, learner: Learner, pattern: Pattern) -> tuple[Gap, ...]:
        """What is missing to open one more section for the learner and the others who wait and fit."""
        course = self.problem.course[learner.course]
        gaps: list[Gap] = []
        opened = sum(section.course == course.id for section in self.sections)
        if opened >= course.max_sections + self._extra["section", course.id]:
            gaps.append(Gap(Lack.SECTION, course=course.id, count=1))
        if self.free_teacher(course.id, pattern) is None:
            gaps.append(Gap(Lack.TEACHER, course=course.id, pattern=pattern.id, slots=pattern.slots))
        if self.free_room(course.id, pattern, step_free=learner.step_free) is None:
            gaps.append(Gap(Lack.ROOM, pattern=pattern.id, slots=pattern.slots))
        group = self.group_for(pattern, [learner, *(p for p in self.waiting if p is not learner)])
        if learner in group and len(group) < self._least[course.id]:
            least = self._least[course.id]
            gaps.append(Gap(Lack.GROUP, course=course.id, pattern=pattern.id, count=len(group), limit=least))
        return (*gaps, *self.care_gaps([learner], pattern), *self._household_gaps(learner, pattern))

    def _household_gaps(self, learner: Learner, pattern: Pattern) -> Iterator[Gap]:
        """Times at which everybody else at home is in class, too, and a child has no care place."""
        household = self._households.get(learner.id)
        if household is None or not household.children:
            return
        others: list[set[str]] = []
        for adult in household.adults:
            if adult != learner.id:
                sections = [section for section in self.sections if adult in section.learners]
                others.append({slot for section in sections for slot in self.patterns[section.pattern].slots})
        alone = self._left_alone(household, [s for s in pattern.slots if all(s in slots for slots in others)])
        if alone:
            yield Gap(Lack.HOUSEHOLD, slots=alone, count=len(household.children))

    def _left_alone(self, household: Household, slots: Iterable[str]) -> tuple[str, ...]:
        """Those of the slots in which the children have no care if all adults are in class."""
        adults = [self.problem.learner[one] for one in household.adults if one in self.problem.learner]
        short = Counter(household.children) - brought_together(adults)
        return tuple(slot for slot in slots if short or slot not in self.care_hours)

    def _needs_one_at_home(self, person: Learner, group: Sequence[Learner], pattern: Pattern) -> bool:
        """Whether somebody of her home is in the group already and their children would be alone."""
        household = self._households.get(person.id)
        if household is None or not any(other.id in household.adults for other in group):
            return False
        return bool(household.children and self._left_alone(household, pattern.slots))

    def care_gaps(self, learners: Sequence[Learner], pattern: Pattern) -> tuple[Gap, ...]:
        """Care hours, places by age group and carers that are short if these learners join in this pattern."""
        children = Counter(child for person in learners for child in person.care)
        if self.problem.childcare is None or not children:
            return ()
        open_slots = [s for s in pattern.slots if s in self.care_hours]
        closed = tuple(s for s in pattern.slots if s not in self.care_hours)
        hours = (Gap(Lack.CARE_HOURS, slots=closed),) if closed else ()
        return (*hours, *self._place_gaps(children, open_slots), *self._carer_gaps(children, open_slots))

    def _place_gaps(self, children: Counter[str], slots: Sequence[str]) -> Iterator[Gap]:
        for group, n in sorted(children.items()):
            short = {s: self._present[s][group] + n - self._places(group, s) for s in slots}
            if any(lacking > 0 for lacking in short.values()):
                where = tuple(s for s in slots if short[s] > 0)
                yield Gap(Lack.CARE_PLACE, group=group, slots=where, count=max(short.values()))

    def _carer_gaps(self, children: Counter[str], slots: Sequence[str]) -> Iterator[Gap]:
        short = {s: carers_needed(self.problem, self._present[s] + children) - self._staff(s) for s in slots}
        if any(lacking > 0 for lacking in short.values()):
            where = tuple(s for s in slots if short[s] > 0)
            yield Gap(Lack.CARER, slots=where, count=max(short.values()))

    def _places(self, group: str, slot: str) -> int:
        known = self.problem.care_group.get(group)
        return (known.places.get(slot, 0) if known else 0) + self._extra["place", group, slot]

    def _staff(self, slot: str) -> int:
        staff = self.problem.childcare.staff.get(slot, 0) if self.problem.childcare else 0
        return staff + self._extra["carer", slot]

    # Free teachers and rooms, and the group that would use them.

    def free_teacher(self, course: str, pattern: Pattern, site: str = "") -> str | None:
        """Somebody qualified who works and is free then, and who can get to the site in time."""
        busy = Counter[str]()
        at = {(s.teacher, slot) for s in self.sections for slot in self.patterns[s.pattern].slots}
        for section in self.sections:
            busy[section.teacher] += len(self.patterns[section.pattern].slots)
        for teacher in self._teachers:
            if (
                is_qualified(teacher, self.problem.course[course])
                and self._paper_lasts(teacher, course)
                and teacher.slots.issuperset(pattern.slots)
                and busy[teacher.id] + len(pattern.slots) <= teacher.max_meetings
                and not any((teacher.id, s) in at for s in pattern.slots)
                and self._gets_there(teacher.id, pattern, site)
            ):
                return teacher.id
        return None

    def _paper_lasts(self, teacher: Teacher, course: str) -> bool:
        lasts = self.problem.course[course].qualification not in teacher.lapsing
        return lasts or Rule.PAPER_LASTS in self.problem.rules.soft

    def _gets_there(self, teacher: str, pattern: Pattern, site: str) -> bool:
        if not self.problem.travel or not site:
            return True
        trial = [section for section in self.sections if section.teacher == teacher and section.room]
        room = next((room.id for room in self.problem.rooms if room.site == site), None)
        if room is None:
            return True
        trial.append(Section("+", "", pattern.id, room, teacher))
        known = [one for one in trial if one.pattern in self.problem.pattern]
        return not any(teacher_has_time_to_travel(self.problem, Timetable(tuple(known))))

    def free_room(self, course: str, pattern: Pattern, *, step_free: bool = False) -> str | None:
        """The largest free room; a room that was added in thought is called by an empty name and has chairs enough."""
        at = {(s.room, slot) for s in self.sections for slot in self.patterns[s.pattern].slots}
        free = [
            room
            for room in self.problem.rooms
            if (room.step_free or not step_free)
            and suits(room, self.problem.course[course])
            and not room.taken.intersection(pattern.slots)
            and not any((room.id, s) in at for s in pattern.slots)
        ]
        # With more than one site, a room is free only where somebody who can teach gets to it.
        reached = (
            [room for room in free if self.free_teacher(course, pattern, room.site)] if self.problem.travel else free
        )
        largest = max(reached or free, key=lambda room: room.capacity, default=None)
        if largest is not None:
            return largest.id
        return "" if self._spare_rooms[pattern.id] > 0 else None

    def _site(self, room: str) -> str:
        known = self.problem.room.get(room)
        return known.site if known else ""

    def group_for(self, pattern: Pattern, people: Sequence[Learner], room: str | None = None) -> list[Learner]:
        """Those of the first one's course who fit the pattern and for whom care suffices together, up to a full group."""
        course = self.problem.course[people[0].course]
        known = self.problem.room.get(room or "")
        limit = min(course.section_max, known.capacity) if known else course.section_max
        group: list[Learner] = []
        for person in people:
            if len(group) >= limit:
                break
            if person.course != course.id or not self.fits(person, pattern):
                continue
            if person.step_free and known is not None and not known.step_free:
                continue
            if any(self._household_gaps(person, pattern)) or self._needs_one_at_home(person, group, pattern):
                continue
            if not self.care_gaps([*group, person], pattern):
                group.append(person)
        return group

    # Putting people in.

    def fill(self) -> list[str]:
        """Seat whoever can be seated now, and say whom: first in the sections there are, then in new ones."""
        before = {person.id for person in self.waiting}
        costs = self.problem.rules.costs
        self.waiting.sort(key=lambda person: -unplaced_cost(person, costs))
        self._fill_sections()
        while self._open_best():
            self._fill_sections()
        return sorted(before - {person.id for person in self.waiting})

    def _fill_sections(self) -> None:
        costs = self.problem.rules.costs
        for person in list(self.waiting):
            able = [
                (fit_cost(person, self.patterns[section.pattern], costs), i)
                for i, section in enumerate(self.sections)
                if section.course == person.course and self.sits(person, section) and not self.gaps_in(person, section)
            ]
            if able:
                _, i = min(able)
                section = self.sections[i]
                self.sections[i] = replace(section, learners=(*section.learners, person.id))
                self._seat([person], self._times(person, section))

    def _open_best(self) -> bool:
        """Open the new section that seats most people. False if none can be opened."""
        best: tuple[int, Pattern, list[Learner]] | None = None
        for course in {person.course: None for person in self.waiting}:
            people = [person for person in self.waiting if person.course == course]
            for pattern in self.patterns.values():
                group = self._new_group(pattern, people)
                if group and (best is None or len(group) > best[0]):
                    best = (len(group), pattern, group)
        if best is None:
            return False
        _, pattern, group = best
        course = group[0].course
        room = self.free_room(course, pattern, step_free=any(person.step_free for person in group)) or ""
        if not room:
            self._spare_rooms[pattern.id] -= 1
        teacher = self.free_teacher(course, pattern, self._site(room)) or ""
        people_ids = tuple(person.id for person in group)
        self.sections.append(Section(f"+{len(self.sections)}", course, pattern.id, room, teacher, people_ids))
        self._seat(group, pattern)
        return True

    def _new_group(self, pattern: Pattern, people: list[Learner]) -> list[Learner]:
        """The group that a new section could have at once, or nobody."""
        course = self.problem.course[people[0].course]
        opened = sum(section.course == course.id for section in self.sections)
        if opened >= course.max_sections + self._extra["section", course.id]:
            return []
        # Most patterns fit too few of them; that is cheaper to see than a free room and teacher.
        if sum(self.fits(person, pattern) for person in people) < max(1, self._least[course.id]):
            return []
        room = self.free_room(course.id, pattern, step_free=any(person.step_free for person in people))
        room = self.free_room(course.id, pattern) if room is None else room
        if room is None or self.free_teacher(course.id, pattern, self._site(room)) is None:
            return []
        group = self.group_for(pattern, people, room)
        return group if len(group) >= max(1, self._least[course.id]) else []

    def _seat(self, group: list[Learner], pattern: Pattern) -> None:
        children = Counter(child for person in group for child in person.care)
        for s in pattern.slots:
            self._present[s].update(children)
        seated = {person.id for person in group}
        self.waiting = [person for person in self.waiting if person.id not in seated]


def _distance(gaps: tuple[Gap, ...]) -> tuple[int, int]:
    return len(gaps), sum(EASIEST.index(gap.kind) for gap in gaps)
