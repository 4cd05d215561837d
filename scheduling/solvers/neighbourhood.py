"""Which part of a timetable to set free next: some teachers, patterns or courses, as large as time allows.

In a small programme all seats are free with every part, and half of the parts may use only sections that the linear
relaxation uses or that run already: that can be searched more widely. Most of its parts are searched with divisible
seats. In a large programme a part is made of courses and patterns, and only its own seats are free.
"""

import random
from dataclasses import dataclass

import numpy as np

from scheduling.solvers import highs
from scheduling.solvers.highs import Restriction
from scheduling.solvers.model import Model
from scheduling.solvers.programme import Vector

_MANY_SEATS = 10_000
_WHOLE_SHARE = 0.15


def widen(near: Restriction, values: Vector) -> Restriction:
    """The restriction, opened so far that the timetable of these values lies inside."""
    return Restriction(near.lower.copy(), np.maximum(near.upper, np.rint(values)), near.integer)


@dataclass
class Aspect:
    """One way to choose a part: how many teachers, courses and patterns of how many are free in it.

    `grows` tells which of the three becomes larger or smaller with experience. `whole` parts are solved with whole seats.
    """

    counts: tuple[int, int, int]
    sizes: list[float]
    grows: int
    near: bool = False
    narrow: bool = False
    whole: bool = False
    weight: float = 1.0


class Choice:
    """Draws parts at random, more often of the kind that has paid off, and smaller where solving took too long."""

    def __init__(self, model: Model, rng: random.Random, near: Restriction | None) -> None:
        self._model, self._rng, self._near = model, rng, near
        problem = model.compact.problem
        counts = (len(problem.teachers), len(problem.courses), len(problem.patterns))
        self._aspects = _narrow(counts) if is_large(model) else _wide(counts, near is not None)
        self._last = self._aspects[0]

    def draw(self) -> Aspect:
        """The way in which the next part is chosen."""
        self._last = self._rng.choices(self._aspects, [a.weight for a in self._aspects])[0]
        return self._last

    def part(self, values: Vector) -> Restriction:
        """Everything taught stays as it is, except in the part drawn; in a narrow part every seat outside of it, too."""
        aspect = self._last
        teachers, courses, patterns = (
            set(self._rng.sample(range(count), min(count, max(1, round(size)))))
            for count, size in zip(aspect.counts, aspect.sizes, strict=True)
        )
        whole = highs.whole(self._model.programme)
        if aspect.near and self._near is not None:
            whole = widen(self._near, values)
        for (t, k, p), column in self._model.taught.items():
            if t not in teachers or k not in courses or p not in patterns:
                whole.lower[column] = whole.upper[column] = round(values[column])
        if aspect.narrow:
            kinds = self._model.compact.kinds
            for (t, p), column in self._model.seated.items():
                if kinds[t].course not in courses or p not in patterns:
                    whole.lower[column] = whole.upper[column] = round(values[column])
            for (k, p, _), column in self._model.opened.items():
                if k not in courses or p not in patterns:
                    whole.lower[column] = whole.upper[column] = round(values[column])
        return whole

    def learn(self, *, gained: bool, dear: bool) -> None:
        """`gained`: the part gave a better timetable. `dear`: solving it took longer than it should."""
        last = self._last
        last.weight = 0.8 * last.weight + (0.6 if gained else 0.1)
        if gained and not last.narrow:
            # Time is always used up where the search finds something: a part of this size pays.
            return
        size = last.sizes[last.grows] * (0.8 if dear and last.narrow else 0.85 if dear else 1.1)
        last.sizes[last.grows] = max(1.0, min(last.counts[last.grows], size))


def is_large(model: Model) -> bool:
    """Whether filling seats in whole numbers is a large programme of its own."""
    return len(model.seated) > _MANY_SEATS


def _wide(counts: tuple[int, int, int], with_near: bool) -> list[Aspect]:
    """A third of the teachers, courses or patterns, or a fifth where any section may be used; teachers most often."""
    found = []
    for place in range(3):
        for near in (False, True) if with_near else (False,):
            sizes = [float(count) for count in counts]
            sizes[place] = max(1.0, counts[place] / (3 if near else 5))
            often = 3.0 if place == 0 else 1.0
            found.append(Aspect(counts, sizes, place, near, weight=often))
            found.append(Aspect(counts, list(sizes), place, near, whole=True, weight=_WHOLE_SHARE * often))
    return found


def _narrow(counts: tuple[int, int, int]) -> list[Aspect]:
    """All courses on a fifth of the patterns, two on half of them, one on most."""
    teachers, courses, patterns = (float(count) for count in counts)
    return [
        Aspect(counts, [teachers, courses, patterns / 5], 2, narrow=True),
        Aspect(counts, [teachers, 2.0, patterns / 2], 2, narrow=True),
        Aspect(counts, [teachers, 1.0, patterns * 0.8], 2, narrow=True),
    ]
