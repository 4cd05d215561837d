"""A timetable: sections with pattern, room, teacher and learners."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.domain.problem import Learner, Problem


@dataclass(frozen=True)
class Section:
    """One group of learners of one course. `id` is unique inside its timetable."""

    id: str
    course: str
    pattern: str
    room: str
    teacher: str
    learners: tuple[str, ...] = ()


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


def children_present(problem: Problem, sections: Iterable[Section]) -> Presence:
    """Children of the sections' learners by slot and age group."""
    present: Presence = {}
    for section in sections:
        children = [child for person in section.learners for child in problem.learner[person].care]
        for slot in problem.pattern[section.pattern].slots:
            present.setdefault(slot, Counter()).update(children)
    return present
