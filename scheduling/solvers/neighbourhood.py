"""Which part of a timetable to set free next: some teachers, some patterns or some courses, as large as time allows."""

import random
from dataclasses import dataclass

from scheduling.solvers import highs
from scheduling.solvers.highs import Restriction
from scheduling.solvers.model import Model
from scheduling.solvers.programme import Vector


@dataclass
class Aspect:
    """One way to choose a part: the place of its number in the key of `Model.taught`, of how many, and how many at once."""

    place: int
    count: int
    size: float
    weight: float = 1.0


class Choice:
    """Draws parts at random, more often of the kind that has paid off, and smaller where solving took too long."""

    def __init__(self, model: Model, rng: random.Random) -> None:
        problem = model.compact.problem
        self._model, self._rng = model, rng
        self._aspects = [
            Aspect(0, len(problem.teachers), 3.0),
            Aspect(1, len(problem.courses), 1.0),
            Aspect(2, len(problem.patterns), 8.0),
        ]
        self._last = self._aspects[0]

    def next(self, values: Vector) -> Restriction:
        """Everything taught stays as it is, except in the part drawn."""
        self._last = self._rng.choices(self._aspects, [a.weight for a in self._aspects])[0]
        aspect = self._last
        free = set(self._rng.sample(range(aspect.count), min(aspect.count, max(1, round(aspect.size)))))
        part = highs.whole(self._model.programme)
        for key, column in self._model.taught.items():
            if key[aspect.place] not in free:
                part.lower[column] = part.upper[column] = round(values[column])
        return part

    def learn(self, *, gained: bool, dear: bool) -> None:
        self._last.weight = 0.8 * self._last.weight + (0.6 if gained else 0.1)
        self._last.size = max(1.0, min(self._last.count, self._last.size * (0.92 if dear else 1.06)))
