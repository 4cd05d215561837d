"""The cost of a timetable in named parts: what the soft requirements add up to, in points."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from scheduling.domain.problem import Costs, Learner, Pattern, Problem, share
from scheduling.domain.timetable import Timetable, children_present


@dataclass(frozen=True)
class Cost:
    """Points by part. Lower is better."""

    unplaced: int = 0
    priority: int = 0
    share: int = 0
    intensity: int = 0
    carer: int = 0
    meeting: int = 0

    @property
    def total(self) -> int:
        return self.unplaced + self.priority + self.share + self.intensity + self.carer + self.meeting


def missed_cost(learner: Learner, pattern: Pattern, costs: Costs) -> int:
    """Points for the meetings the learner will miss, rounded half up for each learner."""
    return int(costs.share * (1 - share(learner, pattern)) + 0.5)


def intensity_cost(learner: Learner, pattern: Pattern, costs: Costs) -> int:
    """Points when the pattern is intensive and the wish is not, or the other way round."""
    return costs.intensity if learner.intensive not in (None, pattern.intensive) else 0


def fit_cost(learner: Learner, pattern: Pattern, costs: Costs) -> int:
    """What it costs to seat this learner in this pattern."""
    return missed_cost(learner, pattern, costs) + intensity_cost(learner, pattern, costs)


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


def cost(problem: Problem, timetable: Timetable) -> Cost:
    """The cost of a timetable in which everything named exists."""
    costs = problem.rules.costs
    seats = [
        (problem.learner[person], problem.pattern[section.pattern])
        for section in timetable.sections
        for person in section.learners
    ]
    meetings = Counter(len(problem.pattern[section.pattern].slots) for section in timetable.sections)
    unplaced = timetable.unplaced(problem)
    return Cost(
        unplaced=costs.unplaced * len(unplaced),
        priority=costs.priority * sum(person.priority for person in unplaced),
        share=sum(missed_cost(person, pattern, costs) for person, pattern in seats),
        intensity=sum(intensity_cost(person, pattern, costs) for person, pattern in seats),
        carer=costs.carer * _carer_slots(problem, timetable),
        meeting=costs.meeting * sum(length * n for length, n in meetings.items()),
    )
