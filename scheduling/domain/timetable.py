"""A timetable: sections with pattern, room, teacher and learners."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.domain.problem import Learner, Pattern, Problem, swaps


@dataclass(frozen=True)
class Section:
    """One group of learners of one course. `id` is unique inside its timetable.

    `twin` names the section that teaches the same content at another time, which names this one.
    """

    id: str
    course: str
    pattern: str
    room: str
    teacher: str
    learners: tuple[str, ...] = ()
    twin: str = ""


@dataclass(frozen=True)
class Timetable:
    sections: tuple[Section, ...] = ()

    @property
    def placed(self) -> frozenset[str]:
        """Ids of everybody who sits in some section."""
        return frozenset(person for section in self.sections for person in section.learners)

    def unplaced(self, problem: Problem) -> tuple[Learner, ...]:
        """Everybody of the problem who sits in no section, in the problem's order."""
        placed = self.placed
        return tuple(person for person in problem.learners if person.id not in placed)


Presence = dict[str, Counter[str]]
"""Children in care: slot id -> age group id -> number of children."""


def twin_patterns(problem: Problem, sections: Iterable[Section]) -> dict[str, Pattern]:
    """Section id -> the pattern of its twin, for those that have one."""
    found = list(sections)
    known = {section.id: section for section in found}
    return {one.id: problem.pattern[known[one.twin].pattern] for one in found if one.twin in known}


def times_of(learner: Learner, pattern: Pattern, twin: Pattern | None) -> tuple[str, ...]:
    """Every slot in which the learner is in class in some week of the rotation."""
    if twin is None:
        return pattern.slots
    used = set(swaps(learner, pattern, twin))
    own = pattern.slots if False in used or not used else ()
    return own + (tuple(slot for slot in twin.slots if slot not in own) if True in used else ())


def children_present(problem: Problem, sections: Iterable[Section]) -> Presence:
    """Children of the sections' learners by slot and age group; a child that two adults bring counts once."""
    found = list(sections)
    twins = twin_patterns(problem, found)
    present: Presence = {}
    together: dict[tuple[str, str], list[Learner]] = {}
    for section in found:
        pattern, twin = problem.pattern[section.pattern], twins.get(section.id)
        for slot in pattern.slots:
            present.setdefault(slot, Counter())
        for learner in (problem.learner[person] for person in section.learners):
            if not learner.care:
                continue
            for slot in times_of(learner, pattern, twin):
                if learner.shared:
                    together.setdefault((slot, learner.household), []).append(learner)
                else:
                    present.setdefault(slot, Counter()).update(learner.care)
    for (slot, _), adults in together.items():
        present.setdefault(slot, Counter()).update(brought_together(adults))
    return present


def brought_together(adults: Iterable[Learner]) -> Counter[str]:
    """Age groups of the children whom adults of one household bring, each child once."""
    own: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    for adult in adults:
        own += Counter(adult.care) - Counter(adult.shared)
        shared |= Counter(adult.shared)
    return own + shared
