"""Why people are not placed: the nearest missing thing, how many it would seat, and where a newcomer could go."""

from dataclasses import dataclass, replace

from scheduling.domain.problem import Learner, Pattern, Problem
from scheduling.domain.spare import EASIEST, Gap, Lack, Option, Spare
from scheduling.domain.timetable import Timetable


@dataclass(frozen=True)
class Missing:
    """What would help a number of people.

    `needs` is the missing thing; where more than one is missing at once, all of them, the easiest first. `learners` are
    those for whom nothing nearer exists. `seats` says whom it alone would seat in this timetable without moving anybody,
    which may be more people or fewer. Kind NOTHING: these people could take a free seat now.
    """

    needs: tuple[Gap, ...]
    learners: tuple[str, ...]
    seats: tuple[str, ...]

    @property
    def kind(self) -> Lack:
        return self.needs[0].kind


def nearest_missing(problem: Problem, timetable: Timetable) -> list[Missing]:
    """Everybody without a place, grouped by the nearest missing thing; what seats most people comes first."""
    spare = Spare(problem, timetable)
    anyway = spare.fill()
    filled = Timetable(tuple(spare.sections))
    ways = {person.id: _ways(spare, person) for person in spare.waiting}
    nearest = {name: [way for way in found if len(way) == len(found[0])] for name, found in ways.items()}
    seats = {way: _whom_it_seats(problem, filled, way) for found in nearest.values() for way in found}
    groups: dict[tuple[Gap, ...], list[str]] = {}
    for name, found in nearest.items():
        # Of equally near things, name the one that helps this person and most others with the least effort.
        best = min(found, key=lambda way: (name not in seats[way], -len(seats[way]), _effort(way)))
        groups.setdefault(best, []).append(name)
    missing = [Missing(way, tuple(names), seats[way]) for way, names in groups.items()]
    if anyway:
        missing.append(Missing((Gap(Lack.NOTHING),), tuple(anyway), tuple(anyway)))
    return sorted(missing, key=lambda m: (-len(m.seats), len(m.needs), _effort(m.needs), -len(m.learners)))


def why_not(problem: Problem, timetable: Timetable, learner: str) -> tuple[Option, ...]:
    """Every way to seat this person, the nearest first, with what is missing for it.

    An option without gaps could be taken now. No option at all means that no pattern fits the person's free hours.
    """
    person = problem.learner[learner]
    others = tuple(
        replace(section, learners=tuple(name for name in section.learners if name != learner))
        for section in timetable.sections
    )
    return tuple(Spare(problem, Timetable(others)).options(person))


def nearest(problem: Problem, timetable: Timetable, learner: str) -> tuple[Gap, ...]:
    """What is missing at the nearest way to a seat for this person; nothing where one could be taken now."""
    person = problem.learner[learner]
    spare = Spare(problem, timetable)
    if any(not option.gaps for option in spare.options(person)):
        return ()
    return _ways(spare, person)[0]


def _ways(spare: Spare, person: Learner) -> list[tuple[Gap, ...]]:
    """Sets of missing things, each enough for a seat, the smallest sets first."""
    options = [tuple(sorted(option.gaps, key=_rank)) for option in spare.options(person) if option.gaps]
    if not options:
        options = [_no_pattern(spare, person)]
    return sorted(dict.fromkeys(options), key=lambda way: (len(way), _effort(way)))


def _no_pattern(spare: Spare, person: Learner) -> tuple[Gap, ...]:
    """No pattern fits: one made from hours that are free in every week would, if there are enough of them."""
    always = [slot for slot in spare.problem.slots if person.weeks and all(slot.id in week for week in person.weeks)]
    length = min((len(pattern.slots) for pattern in spare.problem.patterns), default=1)
    one_a_day = list({slot.weekday: slot.id for slot in reversed(always)}.values())
    if not length or len(one_a_day) < length:
        return (Gap(Lack.FREE_TIME),)
    slots = tuple(sorted(one_a_day[-length:], key=[slot.id for slot in spare.problem.slots].index))
    pattern = Pattern("+" + "+".join(slots), slots)
    new = Gap(Lack.PATTERN, pattern=pattern.id, slots=slots)
    return tuple(sorted((new, *spare.gaps_for_new(person, pattern)), key=_rank))


def _whom_it_seats(problem: Problem, timetable: Timetable, way: tuple[Gap, ...]) -> tuple[str, ...]:
    """Whoever gets a seat when these things are added to a timetable that is as full as it can be."""
    if any(gap.kind in (Lack.FREE_TIME, Lack.HOUSEHOLD) for gap in way):
        return ()
    return tuple(Spare(problem, timetable, way).fill())


def _rank(gap: Gap) -> int:
    return EASIEST.index(gap.kind)


def _effort(way: tuple[Gap, ...]) -> int:
    return sum(_rank(gap) for gap in way)
