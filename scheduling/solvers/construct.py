"""A first timetable within a second: open, one after another, the section that saves most per meeting."""

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scheduling.solvers import lives, soft
from scheduling.solvers.compact import Compact
from scheduling.solvers.model import Model
from scheduling.solvers.programme import Vector


@dataclass(frozen=True)
class Offer:
    """A section that could be opened now, with the learners it would take."""

    saving: float
    course: int
    pattern: int
    room_class: int
    teacher: int
    learners: tuple[tuple[int, int], ...]
    children: dict[int, int]


@dataclass
class Stock:
    """What is still free while sections are being opened."""

    compact: Compact
    learners: list[int]
    sections: list[int]
    meetings: list[int]
    teacher_busy: set[tuple[int, int]] = field(default_factory=set)
    rooms_used: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    children: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))

    def teacher(self, course: int, pattern: int) -> int | None:
        """The free teacher who could do the least else."""
        slots = self.compact.pattern_slots[pattern]
        free = [
            t
            for t in self.compact.teachers_of[course, pattern]
            if self.meetings[t] >= len(slots) and not any((t, s) in self.teacher_busy for s in slots)
        ]
        return min(free, key=lambda t: (len(self.compact.problem.teachers[t].qualifications), t), default=None)

    def room_class(self, course: int, pattern: int) -> int | None:
        """The class of free rooms with what is needed and most seats; among equals one that is step-free."""
        slots, classes = self.compact.pattern_slots[pattern], self.compact.room_classes
        free = [
            q
            for q in self.compact.classes_of[course]
            if all(self.rooms_used[q, s] < len(classes[q].rooms) for s in slots) and classes[q].taken.isdisjoint(slots)
        ]
        return max(free, key=lambda q: self._worth(course, q), default=None)

    def _worth(self, course: int, q: int) -> tuple[bool, int, bool, int]:
        one = self.compact.room_classes[q]
        return self.compact.suits(course, q), self.compact.seats(course, q), one.step_free, q

    def carers(self, slot: int, more: dict[int, int]) -> int:
        ratios = self.compact.ratios
        return sum(-(-(self.children[g, slot] + more.get(g, 0)) // ratio) for g, ratio in enumerate(ratios))

    def care_holds(self, pattern: int, more: dict[int, int]) -> bool:
        """Whether childcare has places and carers for these children besides those already there."""
        compact = self.compact
        return all(
            all(self.children[g, s] + n <= compact.places.get((g, s), 0) for g, n in more.items())
            and self.carers(s, more) <= compact.staff.get(s, 0)
            for s in compact.pattern_slots[pattern]
        )

    def take(self, offer: Offer) -> None:
        slots = self.compact.pattern_slots[offer.pattern]
        for kind, n in offer.learners:
            self.learners[kind] -= n
        self.sections[offer.course] -= 1
        self.meetings[offer.teacher] -= len(slots)
        for s in slots:
            self.teacher_busy.add((offer.teacher, s))
            self.rooms_used[offer.room_class, s] += 1
            for g, n in offer.children.items():
                self.children[g, s] += n


def construct(model: Model) -> Vector:
    """Values for the columns of the model that make a full timetable, found greedily."""
    compact = model.compact
    stock = Stock(
        compact,
        learners=_alone(compact),
        sections=[course.max_sections for course in compact.problem.courses],
        meetings=[teacher.max_meetings for teacher in compact.problem.teachers],
    )
    wanted = _wanted(compact)
    values = np.zeros(len(model.programme.cost))
    # Savings only shrink while stock is used up, so an offer that still leads after being renewed is the best one.
    heap = [(-float("inf"), course, pattern) for course, pattern in sorted(wanted)]
    heapq.heapify(heap)
    while heap:
        _, course, pattern = heapq.heappop(heap)
        offer = _offer(stock, course, pattern, wanted[course, pattern])
        if offer is None:
            continue
        if heap and -offer.saving > heap[0][0]:
            heapq.heappush(heap, (-offer.saving, course, pattern))
            continue
        stock.take(offer)
        _write(model, values, offer)
        heapq.heappush(heap, (-offer.saving, course, pattern))
    for (g, s), column in model.carers.items():
        values[column] = -(-stock.children[g, s] // compact.ratios[g])
    lives.count_brought(model, values)
    return soft.settle(model, values)


def _alone(compact: Compact) -> list[int]:
    """How many of each kind may be seated without a thought for others: one adult only where some child needs one."""
    stay = {i for party in compact.parties if party.apart for i in party.adults[1:]}
    return [0 if stay.intersection(kind.members) else kind.size for kind in compact.kinds]


def _wanted(compact: Compact) -> dict[tuple[int, int], list[int]]:
    """Kinds by course and pattern, those with most to save first, and few children before many."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for t, kind in enumerate(compact.kinds):
        for p in kind.fits:
            found[kind.course, p].append(t)
    for (_, p), kinds in found.items():
        kinds.sort(key=lambda t: (compact.kinds[t].fits[p] - compact.kinds[t].unplaced, _burden(compact, t), t))
    return found


def _burden(compact: Compact, kind: int) -> int:
    return sum(compact.kinds[kind].brought.values())


def _offer(stock: Stock, course: int, pattern: int, wanted: list[int]) -> Offer | None:
    if stock.sections[course] <= 0:
        return None
    teacher, room_class = stock.teacher(course, pattern), stock.room_class(course, pattern)
    if teacher is None or room_class is None:
        return None
    compact, costs = stock.compact, stock.compact.problem.rules.costs
    learners, children = _fill(stock, pattern, wanted, compact.seats(course, room_class), room_class)
    if sum(n for _, n in learners) < max(1, compact.problem.courses[course].section_min):
        return None
    slots = compact.pattern_slots[pattern]
    saving = sum((compact.kinds[t].unplaced - compact.kinds[t].fits[pattern]) * n for t, n in learners)
    saving -= costs.meeting * len(slots)
    saving -= costs.carer * sum(stock.carers(s, children) - stock.carers(s, {}) for s in slots)
    if saving <= 0:
        return None
    return Offer(saving / len(slots), course, pattern, room_class, teacher, tuple(learners), children)


def _fill(
    stock: Stock, pattern: int, wanted: list[int], seats: int, room_class: int
) -> tuple[list[tuple[int, int]], dict[int, int]]:
    learners: list[tuple[int, int]] = []
    children: dict[int, int] = {}
    for t in wanted:
        kind = stock.compact.kinds[t]
        if kind.step_free and not stock.compact.room_classes[room_class].step_free:
            continue
        n = min(stock.learners[t], seats)
        each_brings = kind.brought
        if each_brings:
            n = _most_with_care(stock, pattern, each_brings, children, n)
        if n <= 0:
            continue
        learners.append((t, n))
        seats -= n
        for g, each in each_brings.items():
            children[g] = children.get(g, 0) + each * n
        if not seats:
            break
    return learners, children


def _most_with_care(stock: Stock, pattern: int, each: Mapping[int, int], already: dict[int, int], n: int) -> int:
    while n > 0:
        together = {g: already.get(g, 0) + each.get(g, 0) * n for g in {*already, *each}}
        if stock.care_holds(pattern, together):
            break
        n -= 1
    return n


def _write(model: Model, values: Vector, offer: Offer) -> None:
    values[model.opened[offer.course, offer.pattern, offer.room_class]] += 1
    values[model.taught[offer.teacher, offer.course, offer.pattern]] += 1
    for kind, n in offer.learners:
        values[model.seated[kind, offer.pattern]] += n
