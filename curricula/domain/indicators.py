"""Signs of success that a provider sets itself, each from a day on, and what they count. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from curricula.domain.flag_rates import Kind, Person, Rate, rates, schooling_group


class Measure(StrEnum):
    """What is looked at. The number of a definition is a share for the first one, weeks for the others."""

    REGULAR = "regular"
    """Came to at least so many of 100 lessons of the period."""
    STAYED = "stayed"
    """Was still in the class so many weeks after the first day."""
    PASSED = "passed"
    """Passed the module within so many weeks."""
    MOVED_ON = "moved_on"
    """Had a seat in the next class within so many weeks after passing."""


LIMITS: Mapping[Measure, tuple[int, int]] = {
    Measure.REGULAR: (1, 100),
    Measure.STAYED: (1, 104),
    Measure.PASSED: (1, 208),
    Measure.MOVED_ON: (1, 104),
}


@dataclass(frozen=True)
class Definition:
    """What one sign means from a day on. `target` of 100 people, none where nobody set one; `counted` false: left out."""

    key: str
    holds_from: date
    name: str
    measure: Measure
    number: int
    target: int | None = None
    counted: bool = True
    reason: str = ""
    by: str = ""

    def means_the_same(self, other: "Definition") -> bool:
        """Whether both count alike."""
        return (self.measure, self.number, self.counted) == (other.measure, other.number, other.counted)


SHIPPED: tuple[Definition, ...] = (
    Definition("regular", date.min, "", Measure.REGULAR, 70),
    Definition("stayed", date.min, "", Measure.STAYED, 12),
    Definition("passed", date.min, "", Measure.PASSED, 40),
    Definition("moved_on", date.min, "", Measure.MOVED_ON, 6),
)
"""What counts until a provider says otherwise. The numbers are our own guess; they hold no target."""


def in_force(versions: Iterable[Definition], day: date) -> dict[str, Definition]:
    """Of each sign the version that holds on a day, in the order in which the signs came."""
    found: dict[str, Definition] = {}
    for one in sorted(versions, key=lambda one: one.holds_from):
        if one.holds_from <= day:
            found[one.key] = one
    return found


@dataclass(frozen=True)
class Stay:
    """Somebody in one module: her first day, her last where it is over, whether it was finished, the day she passed."""

    learner_id: str
    module: str
    from_date: date
    until: date | None = None
    finished: bool = False
    passed_on: date | None = None


@dataclass(frozen=True)
class Known:
    """What a centre knows. `lessons`: (attended, offered) minutes of the period by learner. `schooling`: years at school."""

    first: date
    last: date
    lessons: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    stays: Sequence[Stay] = ()
    schooling: Mapping[str, float | None] = field(default_factory=dict)


def cases(asked: Definition, known: Known) -> list[tuple[str, bool]]:
    """(learner, whether it was reached) of everybody whose answer is known within the period.

    What takes weeks is counted in the period in which these weeks end: nobody counts as failed who has time left.
    """
    if asked.measure is Measure.REGULAR:
        return [(who, 100 * came >= asked.number * of) for who, (came, of) in sorted(known.lessons.items()) if of > 0]
    weeks = timedelta(weeks=asked.number)
    if asked.measure is Measure.MOVED_ON:
        return _moved_on(known, weeks)
    return [
        (one.learner_id, _reached(asked.measure, one, one.from_date + weeks))
        for one in known.stays
        if known.first <= one.from_date + weeks <= known.last
    ]


def _reached(measure: Measure, one: Stay, end: date) -> bool:
    passed = one.passed_on is not None and one.passed_on <= end
    if measure is Measure.PASSED:
        return passed
    return passed or one.finished or one.until is None or one.until >= end


def _moved_on(known: Known, weeks: timedelta) -> list[tuple[str, bool]]:
    theirs: dict[str, list[Stay]] = {}
    for one in known.stays:
        theirs.setdefault(one.learner_id, []).append(one)
    found = []
    for one in known.stays:
        if one.passed_on is None or not known.first <= one.passed_on + weeks <= known.last:
            continue
        end = one.passed_on + weeks
        others = [stay for stay in theirs[one.learner_id] if stay.module != one.module]
        # A seat that she held before and left before she passed is no next step.
        found.append((one.learner_id, any(stay.from_date <= end and _later(stay, one.passed_on) for stay in others)))
    return found


def _later(stay: Stay, passed_on: date) -> bool:
    return stay.from_date >= passed_on or stay.until is None or stay.until > passed_on


@dataclass(frozen=True)
class Counted:
    """How many reached a sign of how many, and the same by years at school, small groups hidden."""

    people: int
    reached: int
    groups: tuple[Rate, ...]

    @property
    def share(self) -> int | None:
        """Of 100, none where nobody was counted."""
        return round(100 * self.reached / self.people) if self.people else None


def count(asked: Definition, known: Known) -> Counted:
    """What a definition says of a period."""
    found = cases(asked, known)
    people = [Person({Kind.SCHOOLING: schooling_group(known.schooling.get(who))}, ok) for who, ok in found]
    return Counted(len(found), sum(ok for _who, ok in found), rates(people, Kind.SCHOOLING))
