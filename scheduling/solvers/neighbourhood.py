"""Which part of a timetable to set free next: some teachers, patterns or courses, as large as time allows.

Half of the parts may use only sections that the linear relaxation uses or that run already: a smaller programme that can
be searched more widely. The others may use any section.
"""

import random
from dataclasses import dataclass

import numpy as np

from scheduling.solvers import highs
from scheduling.solvers.highs import Restriction
from scheduling.solvers.model import Model
from scheduling.solvers.programme import Vector


def widen(near: Restriction, values: Vector) -> Restriction:
    """The restriction, opened so far that the timetable of these values lies inside."""
    return Restriction(near.lower.copy(), np.maximum(near.upper, np.rint(values)), near.integer)


@dataclass
class Aspect:
    """One way to choose a part: which number in the key of `Model.taught` it draws, out of how many, how many at once."""

    place: int
    count: int
    size: float
    near: bool
    weight: float = 1.0


class Choice:
    """Draws parts at random, more often of the kind that has paid off, and smaller where solving took too long."""

    def __init__(self, model: Model, rng: random.Random, near: Restriction | None) -> None:
        problem = model.compact.problem
        self._model, self._rng, self._near = model, rng, near
        counts = (len(problem.teachers), len(problem.courses), len(problem.patterns))
        self._aspects = [
            Aspect(place, count, max(1.0, count / (3 if is_near else 5)), is_near)
            for place, count in enumerate(counts)
            for is_near in ((False, True) if near else (False,))
        ]
        self._last = self._aspects[0]

    def next(self, values: Vector) -> Restriction:
        """Everything taught stays as it is, except in the part drawn."""
        self._last = aspect = self._rng.choices(self._aspects, [a.weight for a in self._aspects])[0]
        free = set(self._rng.sample(range(aspect.count), min(aspect.count, max(1, round(aspect.size)))))
        whole = highs.whole(self._model.programme)
        if aspect.near and self._near is not None:
            whole = widen(self._near, values)
        for key, column in self._model.taught.items():
            if key[aspect.place] not in free:
                whole.lower[column] = whole.upper[column] = round(values[column])
        return whole

    def learn(self, *, gained: bool, dear: bool) -> None:
        """`gained`: the part gave a better timetable. `dear`: solving it took longer than it should."""
        self._last.weight = 0.8 * self._last.weight + (0.6 if gained else 0.1)
        self._last.size = max(1.0, min(self._last.count, self._last.size * (0.92 if dear else 1.06)))
