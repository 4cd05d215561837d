"""Columns and rows of what only costs points: small groups, long weeks, unsuitable rooms, short ways, gaps, siblings.

A column here follows from others: it is at least some sums, and costs what the judge counts for it.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduling.domain.rules import Rule
from scheduling.domain.timetable import brought_together
from scheduling.solvers import presence
from scheduling.solvers.programme import Vector

if TYPE_CHECKING:
    from scheduling.solvers.model import Model

Terms = list[tuple[int, float]]


def small_groups(model: "Model", k: int, p: int, members: Terms, opened: Terms) -> Terms:
    """A column that counts the groups of a course and pattern that are too small, where that only costs points.

    `opened` are its classes, each with 1.
    """
    problem = model.compact.problem
    points, least = problem.rules.soft.get(Rule.GROUP_TOO_SMALL), problem.courses[k].section_min
    if points is None or least < 2 or not opened:
        return []
    small = model.small[k, p] = model.column(points, sum(model.programme.upper[c] for c, _ in opened))
    model.follow(small, [*opened, *((c, -n / least) for c, n in members)], 0.0)
    return [(small, 1.0)]


def long_week(model: "Model", teacher: int, meetings: Terms) -> bool:
    """Whether a teacher may give more meetings than agreed, for points."""
    points, who = model.compact.problem.rules.soft.get(Rule.TEACHER_MEETINGS), model.compact.problem.teachers[teacher]
    over = len(who.slots) - who.max_meetings
    if points is None or over <= 0:
        return points is not None
    column = model.column(points, 1.0)
    model.follow(column, [(c, n / over) for c, n in meetings], -who.max_meetings / over)
    return True


def room_points(model: "Model", k: int, q: int) -> int:
    """What a class costs in rooms that lack something, or lie elsewhere."""
    compact = model.compact
    return 0 if compact.suits(k, q) else compact.problem.rules.soft.get(Rule.ROOM_SUITS, 0)


def weigh(model: "Model") -> None:
    """Gaps in the days of teachers, and siblings in care without each other."""
    costs = model.compact.problem.rules.costs
    if costs.gap:
        _gaps(model, costs.gap)
    if costs.siblings:
        _siblings(model, costs.siblings)


def teaching(model: "Model") -> dict[tuple[int, int], int]:
    """(teacher, slot) -> column: whether the teacher has a class then."""
    if not model.teaching:
        terms: dict[tuple[int, int], Terms] = defaultdict(list)
        for (t, _, p), column in model.taught.items():
            for s in model.compact.pattern_slots[p]:
                terms[t, s].append((column, 1.0))
        for key, found in terms.items():
            column = model.teaching[key] = model.programme.column(0.0, 1.0, integer=False)
            model.row([*found, (column, -1.0)], 0.0, 0.0)
            model.follows[column] = [(found, 0.0)]
    return model.teaching


def _gaps(model: "Model", points: int) -> None:
    problem, at = model.compact.problem, teaching(model)
    number = {slot.id: i for i, slot in enumerate(problem.slots)}
    for t in range(len(problem.teachers)):
        for day in problem.days:
            slots = [number[slot.id] for slot in day]
            for place in range(1, len(slots) - 1):
                before = [at[t, s] for s in slots[:place] if (t, s) in at]
                after = [at[t, s] for s in slots[place + 1 :] if (t, s) in at]
                if before and after:
                    here = [(at[t, slots[place]], -1.0)] if (t, slots[place]) in at else []
                    waits = model.programme.column(points, 1.0, integer=False)
                    for one in before:
                        for other in after:
                            model.follow(waits, [(one, 1.0), (other, 1.0), *here], -1.0)


def _siblings(model: "Model", points: int) -> None:
    """A slot in which one adult's children are in care, and others of the home, who have a place too, are not."""
    compact = model.compact
    in_class = {(h, adult): terms for h, _, adult, terms in presence.in_class(model)}
    for h, party in enumerate(compact.parties):
        columns: dict[int, int] = {}
        for adult, other in _who_misses(model, h):
            here, there, placed = in_class[h, adult], in_class[h, other], presence.seats_of(model, party.adults[other])
            for s, terms in here.items():
                if s not in columns:
                    columns[s] = model.programme.column(points, 1.0, integer=False)
                absent = [(c, 1.0) for c in placed if c not in set(there.get(s, ()))]
                both = [(c, 1.0) for c in terms]
                model.follow(columns[s], [*both, *absent], -1.0)


def _who_misses(model: "Model", h: int) -> Iterator[tuple[int, int]]:
    """(adult, other) where the other alone of the home brings children: whoever else comes, they are missed."""
    problem, party = model.compact.problem, model.compact.parties[h]
    people = [problem.learners[i] for i in party.adults]
    for j, other in enumerate(people):
        rest = [one for i, one in enumerate(people) if i != j and one.care]
        if other.care and rest and brought_together([*rest, other]) != brought_together(rest):
            yield from ((i, j) for i, one in enumerate(people) if i != j and one.care)


def short_ways(
    model: "Model", pairs: list[tuple[int, str, int, str]], at: dict[tuple[int, int, str], list[int]]
) -> None:
    """Points for each meeting that a teacher can reach only by being late: the meeting just before is too far away."""
    problem, busy = model.compact.problem, teaching(model)
    points = problem.rules.soft[Rule.TEACHER_TRAVEL]
    late: dict[tuple[int, int], int] = {}
    for t in range(len(problem.teachers)):
        for first, site, second, other in pairs:
            here = [*at[t, first, site], *at[t, second, other]]
            if not at[t, first, site] or not at[t, second, other]:
                continue
            if (t, second) not in late:
                late[t, second] = model.programme.column(points, 1.0, integer=False)
            between = [(busy[t, s], -1.0) for s in _between(model, first, second) if (t, s) in busy]
            model.follow(late[t, second], [*((c, 1.0) for c in here), *between], -1.0)


def _between(model: "Model", first: int, second: int) -> list[int]:
    slots = model.compact.problem.slots
    one, other = slots[first], slots[second]
    return [s for s, x in enumerate(slots) if x.weekday == one.weekday and one.start < x.start < other.start]


def settle(model: "Model", values: Vector) -> Vector:
    """Give every column that follows from others the value that they ask for, in place."""
    for column, sums in model.follows.items():
        least = max(sum(values[c] * n for c, n in terms) + constant for terms, constant in sums)
        whole = math.ceil(least - 1e-9) if model.programme.integer[column] else least
        values[column] = max(0.0, float(whole))
    return values
