"""From counts of twin classes back to classes: which two are a pair, and who sits in it."""

from collections.abc import Sequence
from math import lcm
from typing import TYPE_CHECKING

from scheduling.domain.problem import Problem, swaps

if TYPE_CHECKING:
    from scheduling.solvers.assemble import Counts, Group
    from scheduling.solvers.model import Model


def pair(model: "Model", counts: "Counts", groups: Sequence["Group"]) -> None:
    """Make as many pairs as the counts say: decided ones first, then those that ran, then the largest groups."""
    for (k, p, q), column in model.paired.items():
        for _ in range(int(counts[column])):
            ones = [g for g in groups if (g.course, g.pattern) == (k, p) and g.twin is None]
            others = [g for g in groups if (g.course, g.pattern) == (k, q) and g.twin is None]
            if ones and others:
                one, other = max(((a, b) for a in ones for b in others), key=lambda two: _belong(*two))
                one.twin, other.twin = other, one


def _belong(one: "Group", other: "Group") -> tuple[bool, bool, bool, int]:
    decided = bool(one.lock and other.lock and one.lock.twin == other.lock.section)
    ran = bool(one.home and other.home and one.home.twin == other.home.id)
    free = not (one.lock and one.lock.twin) and not (other.lock and other.lock.twin)
    return decided, ran, free, one.seats + other.seats


def pair_again(problem: Problem, groups: Sequence["Group"]) -> None:
    """Twin classes that ran go on as such where both do, and nobody in them would move for it."""
    running = {g.home.id: g for g in groups if g.home}
    for one in groups:
        other = running.get(one.home.twin) if one.home else None
        if other is None or one.twin or other.twin or one.course != other.course:
            continue
        patterns = problem.patterns[one.pattern], problem.patterns[other.pattern]
        apart = set(patterns[0].slots).isdisjoint(patterns[1].slots)
        quiet = not any(_moves(problem, i, one, other) for i in one.members)
        if apart and quiet and not any(_moves(problem, i, other, one) for i in other.members):
            one.twin, other.twin = other, one


def seat(problem: Problem, learners: Sequence[int], groups: Sequence["Group"], twin: int) -> None:
    """People who come by turns, each into a group whose twin meets in that pattern; who sat in one stays there."""
    pairs = [g for g in groups if g.twin is not None and g.twin.pattern == twin]
    for i in learners:
        name = problem.learners[i].id
        decided = [g for g in pairs if g.lock and name in (g.lock.learners or ())]
        usual = [g for g in pairs if g.home and name in g.home.learners]
        for group in [*decided, *usual, *sorted(pairs, key=lambda g: len(g.members))]:
            if len(group.members) < group.seats and _holds(problem, i, group):
                group.members.append(i)
                break


def joins(problem: Problem, learner: int, group: "Group") -> bool:
    """Whether somebody who does not come by turns can sit in a group, beside those who come to it from its twin."""
    return group.twin is None or (not _moves(problem, learner, group, group.twin) and _holds(problem, learner, group))


def _moves(problem: Problem, learner: int, group: "Group", twin: "Group") -> bool:
    return any(swaps(problem.learners[learner], problem.patterns[group.pattern], problem.patterns[twin.pattern]))


def _holds(problem: Problem, learner: int, group: "Group") -> bool:
    """Whether in no week too many people come to either group of a pair, with one more at home in this one."""
    twin = group.twin
    if twin is None:
        return True
    here, there = [*group.members, learner], twin.members
    return (
        _most(problem, group, here, twin, there) <= group.seats
        and _most(problem, twin, there, group, here) <= twin.seats
    )


def count(problem: Problem, groups: Sequence["Group"]) -> None:
    """How many come to each twin class in its fullest week."""
    for group in groups:
        if group.twin is not None:
            group.crowd = _most(problem, group, group.members, group.twin, group.twin.members)


def _most(problem: Problem, group: "Group", members: Sequence[int], twin: "Group", others: Sequence[int]) -> int:
    own, other = problem.patterns[group.pattern], problem.patterns[twin.pattern]
    stay = [swaps(problem.learners[i], own, other) for i in members]
    join = [swaps(problem.learners[i], other, own) for i in others]
    weeks = lcm(*(len(one) for one in (*stay, *join) if one), 1)
    return max(
        sum(not one[week % len(one)] for one in stay if one) + sum(one[week % len(one)] for one in join if one)
        for week in range(weeks)
    )
