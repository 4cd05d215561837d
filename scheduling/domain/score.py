"""The cost of a timetable in named parts: what the soft requirements add up to, in points."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduling.domain.problem import Costs, Learner, Pattern, Problem, share
from scheduling.domain.timetable import Timetable, brought_together, children_present, times_of, twin_patterns


@dataclass(frozen=True)
class Cost:
    """Points by part. Lower is better. `softened` is paid for rules that only cost here."""

    unplaced: int = 0
    priority: int = 0
    share: int = 0
    intensity: int = 0
    carer: int = 0
    meeting: int = 0
    gap: int = 0
    siblings: int = 0
    softened: int = 0

    @property
    def total(self) -> int:
        seats = self.unplaced + self.priority + self.share + self.intensity
        return seats + self.carer + self.meeting + self.gap + self.siblings + self.softened


def missed_cost(learner: Learner, pattern: Pattern, costs: Costs, twin: Pattern | None = None) -> int:
    """Points for the meetings the learner will miss, rounded half up for each learner."""
    return int(costs.share * (1 - share(learner, pattern, twin)) + 0.5)


def intensity_cost(learner: Learner, pattern: Pattern, costs: Costs) -> int:
    """Points when the pattern is intensive and the wish is not, or the other way round."""
    return costs.intensity if learner.intensive not in (None, pattern.intensive) else 0


def fit_cost(learner: Learner, pattern: Pattern, costs: Costs, twin: Pattern | None = None) -> int:
    """What it costs to seat this learner in this pattern."""
    return missed_cost(learner, pattern, costs, twin) + intensity_cost(learner, pattern, costs)


def unplaced_cost(learner: Learner, costs: Costs) -> int:
    """What it costs to leave this learner without a place."""
    return costs.unplaced + costs.priority * learner.priority


def carers_needed(problem: Problem, children: Mapping[str, int]) -> int:
    """Carers for the children of one slot: each age group by its own ratio, rounded up for each group."""
    known = problem.care_group
    return sum(-(-n // known[group].ratio) for group, n in children.items() if group in known)


def _carer_slots(problem: Problem, timetable: Timetable) -> int:
    if problem.childcare is None:
        return 0
    present = children_present(problem, timetable.sections)
    return sum(carers_needed(problem, children) for children in present.values())


def teacher_gaps(problem: Problem, timetable: Timetable) -> int:
    """Slots between two meetings of a teacher's day in which the teacher waits."""
    taught: dict[str, set[str]] = {}
    for section in timetable.sections:
        taught.setdefault(section.teacher, set()).update(problem.pattern[section.pattern].slots)
    return sum(_waits([slot.id in slots for slot in day]) for slots in taught.values() for day in problem.days)


def _waits(teaches: Sequence[bool]) -> int:
    places = [place for place, busy in enumerate(teaches) if busy]
    return places[-1] - places[0] + 1 - len(places) if places else 0


def siblings_apart(problem: Problem, timetable: Timetable) -> int:
    """Slots in which some children of a household are in care and others of it, who come at other times, are not."""
    twins = twin_patterns(problem, timetable.sections)
    at: dict[str, dict[str, list[Learner]]] = {}
    for section in timetable.sections:
        for learner in (problem.learner[person] for person in section.learners):
            if learner.household and learner.care:
                for slot in times_of(learner, problem.pattern[section.pattern], twins.get(section.id)):
                    at.setdefault(learner.household, {}).setdefault(slot, []).append(learner)
    return sum(_apart(list(slots.values())) for slots in at.values())


def _apart(adults_by_slot: Sequence[Sequence[Learner]]) -> int:
    everybody = brought_together({one.id: one for adults in adults_by_slot for one in adults}.values())
    return sum(brought_together(adults) != everybody for adults in adults_by_slot)


def cost(problem: Problem, timetable: Timetable) -> Cost:
    """The cost of a timetable in which everything named exists, apart from rules that only cost here."""
    costs = problem.rules.costs
    twins = twin_patterns(problem, timetable.sections)
    seats = [
        (problem.learner[person], problem.pattern[section.pattern], twins.get(section.id))
        for section in timetable.sections
        for person in section.learners
    ]
    meetings = Counter(len(problem.pattern[section.pattern].slots) for section in timetable.sections)
    unplaced = timetable.unplaced(problem)
    return Cost(
        unplaced=costs.unplaced * len(unplaced),
        priority=costs.priority * sum(person.priority for person in unplaced),
        share=sum(missed_cost(person, pattern, costs, twin) for person, pattern, twin in seats),
        intensity=sum(intensity_cost(person, pattern, costs) for person, pattern, _ in seats),
        carer=costs.carer * _carer_slots(problem, timetable),
        meeting=costs.meeting * sum(length * n for length, n in meetings.items()),
        gap=costs.gap * teacher_gaps(problem, timetable) if costs.gap else 0,
        siblings=costs.siblings * siblings_apart(problem, timetable) if costs.siblings else 0,
    )
