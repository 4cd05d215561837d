"""Seats last: decide teachers, rooms and carers with divisible people, then seat people in whole numbers.

Whole seats are what makes the programme slow, and they change its cost little once everything else is decided.
"""

from scheduling.solvers import highs
from scheduling.solvers.highs import Outcome, Restriction
from scheduling.solvers.incumbent import Incumbent
from scheduling.solvers.model import Model
from scheduling.solvers.programme import Vector

_DIVIDE_SECONDS = 1.0
_SEAT_SECONDS = 2.0
_MORE_CARERS_SECONDS = 1.0
_WORTH_MORE_CARERS = 1.005
"""More than this many times the best cost, and a few more carers will not make up for it."""
_STEPS = 300
_SAME_TEACHERS_GAP = 0.005


def divisible(model: Model, part: Restriction) -> Restriction:
    """The restriction with people as divisible as sand."""
    seats = {*model.seated.values(), *model.swapping.values()}
    whole = [is_whole and column not in seats for column, is_whole in enumerate(part.integer)]
    return Restriction(part.lower, part.upper, whole)


class Outline:
    """The best known choice of teachers, rooms and carers with divisible seats, and what it would cost."""

    def __init__(self, best: Incumbent) -> None:
        self._best = best
        self.values, self.objective = best.values, best.objective

    def refill(self, taught: Vector) -> None:
        """Keep which teacher gives what: choose rooms and carers anew for them, then seat the learners."""
        part = highs.whole(self._best.model.programme)
        for column in self._best.model.taught.values():
            part.lower[column] = part.upper[column] = round(taught[column])
        self._keep(self._solve(part, 0, _DIVIDE_SECONDS, gap=_SAME_TEACHERS_GAP))

    def improve(self, part: Restriction, seed: int, seconds: float, steps: int) -> bool:
        """Solve a part of the choice anew; whether it became better. Then people are seated by it."""
        return self._keep(self._solve(part, seed, seconds, steps=steps, start=self.values), seed)

    def catch_up(self) -> None:
        """A timetable that costs less than the choice does is the better choice."""
        if self._best.objective < self.objective:
            self.values, self.objective = self._best.values, self._best.objective

    def _solve(
        self,
        part: Restriction,
        seed: int,
        seconds: float,
        *,
        gap: float = 0.0005,
        steps: int = _STEPS,
        start: Vector | None = None,
    ) -> Outcome:
        best = self._best
        limits = best.limits(gap=gap, seconds=best.slow(seconds), steps=steps)
        loose = divisible(best.model, part)
        return highs.optimise(best.model.programme, loose, limits, seed=seed, start=start, watch=best.stop_only())

    def _keep(self, outcome: Outcome, seed: int = 0) -> bool:
        if outcome.values is None or outcome.objective > self.objective - 0.5:
            return False
        self.values, self.objective = outcome.values, outcome.objective
        self._seat(seed)
        return True

    def _seat(self, seed: int) -> None:
        """People in whole numbers, with everything else as chosen; what only follows from the seats follows them."""
        best, model = self._best, self._best.model
        part = highs.whole(model.programme)
        for column in (*model.taught.values(), *model.opened.values(), *model.carers.values()):
            part.lower[column] = part.upper[column] = round(self.values[column])
        limits = best.limits(gap=0.0002, seconds=best.slow(_SEAT_SECONDS), steps=_STEPS)
        outcome = highs.optimise(model.programme, part, limits, seed=seed, watch=best.watch())
        if outcome.values is None or outcome.objective > best.objective * _WORTH_MORE_CARERS:
            return
        best.consider(outcome.values)
        # A whole person may need a carer more than the divided one did.
        for column in model.carers.values():
            part.upper[column] = min(part.upper[column] + 1, model.programme.upper[column])
        limits = best.limits(gap=0.0002, seconds=best.slow(_MORE_CARERS_SECONDS), steps=_STEPS)
        outcome = highs.optimise(model.programme, part, limits, seed=seed, start=outcome.values, watch=best.watch())
        if outcome.values is not None:
            best.consider(outcome.values)
