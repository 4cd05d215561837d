"""What one plan changes against another: seats, times of people, weeks of teachers. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

Meeting = tuple[int, str, str]
"""Weekday, and wall times of start and end."""


@dataclass(frozen=True)
class Planned:
    """One section of a plan."""

    id: str
    existing: bool
    course: str
    meetings: tuple[Meeting, ...]
    room: str
    teacher: str
    learners: tuple[str, ...]
    new_learners: tuple[str, ...]
    children: int = 0
    twin: str = ""


@dataclass(frozen=True)
class Difference:
    """`seated` more or fewer people; how many of those in both plans have another time; teachers with another week."""

    seated: int
    learners_moved: int
    teachers_changed: int


def difference(before: Iterable[Planned], after: Iterable[Planned]) -> Difference:
    """What `after` changes for those whom `before` seated."""
    old, new = tuple(before), tuple(after)
    had, have = _times_of_learners(old), _times_of_learners(new)
    taught, teach = _times_of_teachers(old), _times_of_teachers(new)
    return Difference(
        seated=len(have) - len(had),
        learners_moved=sum(had[one] != have[one] for one in had.keys() & have.keys()),
        teachers_changed=sum(taught.get(one) != teach.get(one) for one in taught.keys() | teach.keys()),
    )


def _times_of_learners(plan: Iterable[Planned]) -> dict[str, frozenset[Meeting]]:
    return {learner: frozenset(section.meetings) for section in plan for learner in section.learners}


def _times_of_teachers(plan: Iterable[Planned]) -> dict[str, frozenset[Meeting]]:
    found: defaultdict[str, frozenset[Meeting]] = defaultdict(frozenset)
    for section in plan:
        if section.teacher:
            found[section.teacher] |= frozenset(section.meetings)
    return dict(found)
