"""Adults of one household in numbers: children whom either may bring, and slots in which both may not be away."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from scheduling.domain.checks_locks import merged
from scheduling.domain.problem import Household, Learner, Problem
from scheduling.domain.timetable import brought_together


@dataclass(frozen=True)
class Party:
    """Adults of one household. `brings` counts the children of each adult, by care group, whom another may bring, too.

    `apart` are slots in which not all of the adults may be in class, because some child would be alone.
    """

    adults: tuple[int, ...]
    brings: tuple[Mapping[int, int], ...]
    apart: frozenset[int]


def parties(problem: Problem) -> tuple[Party, ...]:
    """Every household in which the place of one adult matters for another one."""
    number = {person.id: i for i, person in enumerate(problem.learners)}
    slots = {slot.id: i for i, slot in enumerate(problem.slots)}
    groups = {group: g for g, group in enumerate(problem.care_group)}
    members: dict[str, list[int]] = defaultdict(list)
    for i, person in enumerate(problem.learners):
        if person.shared:
            members[person.household].append(i)
    if problem.rules.costs.siblings:
        members = _with_siblings(problem, members)
    apart: dict[str, frozenset[int]] = {}
    for household in problem.households:
        if len(household.adults) > 1 and household.children and all(one in number for one in household.adults):
            found = frozenset(slots[s] for s in _slots_apart(problem, household))
            if found:
                apart[household.id] = found
                members[household.id] = sorted({*members[household.id], *(number[one] for one in household.adults)})
    made = []
    for name, adults in members.items():
        brings = tuple(
            dict(Counter(groups[child] for child in problem.learners[i].shared if child in groups)) for i in adults
        )
        made.append(Party(tuple(adults), brings, apart.get(name, frozenset())))
    return tuple(made)


def _with_siblings(problem: Problem, members: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """Adults of a home who all bring children: where siblings shall be together, the times of one matter for the other."""
    homes: dict[str, list[int]] = defaultdict(list)
    for i, person in enumerate(problem.learners):
        if person.household and person.care:
            homes[person.household].append(i)
    more = {name: adults for name, adults in homes.items() if len(adults) > 1}
    return defaultdict(list, {key: sorted({*members.get(key, ()), *more.get(key, ())}) for key in {**members, **more}})


def _slots_apart(problem: Problem, household: Household) -> list[str]:
    care = problem.childcare
    brought = brought_together(problem.learner[adult] for adult in household.adults)
    cared_for = Counter({group: n for group, n in brought.items() if group in problem.care_group})
    somebody_alone = bool(Counter(household.children) - cared_for)
    return [s.id for s in problem.slots if somebody_alone or care is None or s.id not in care.staff]


def own_children(problem: Problem, person: Learner) -> Counter[str]:
    """Children whom nobody else may bring."""
    return Counter(person.care) - Counter(person.shared)


def singled_out(problem: Problem) -> dict[str, str]:
    """Learners who cannot be gathered with others alike: adults of households, and people whose section is decided."""
    found = {name: f"lock {lock.section}" for lock in merged(problem)[0].values() for name in lock.learners or ()}
    for party in parties(problem):
        found |= {problem.learners[i].id: f"person {i}" for i in party.adults}
    return found
