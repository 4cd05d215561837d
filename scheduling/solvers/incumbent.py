"""The best timetable of a running search with what is proven about it, shared by the search and the proof."""

import math
import threading
import time

import numpy as np

from scheduling.domain.constraints import judge
from scheduling.domain.timetable import Timetable
from scheduling.solvers.assemble import assemble
from scheduling.solvers.contract import Budget, Listener, Message, Progress, Result
from scheduling.solvers.highs import Limits, Watch
from scheduling.solvers.model import Model
from scheduling.solvers.programme import Vector

_SAFETY = 1e-4
"""The solver works in floating point: a bound counts as reached only if it is passed by more than this."""
_REPORT_EVERY = 0.5
_USUAL_PACE = 1.0


class Incumbent:
    """Starts from the empty timetable, which breaks no rule but decided classes, and only ever becomes better."""

    def __init__(self, model: Model, budget: Budget, listener: Listener) -> None:
        self.model = model
        self.budget = budget
        self._listener = listener
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._caller = threading.get_ident()
        self._reported = -_REPORT_EVERY
        self._ended = False
        self._stopped = False
        self._rejected = 0
        self.pace = 0.0
        """Seconds that the linear relaxation took: the measure for this problem on this machine."""
        self.values: Vector = np.zeros(len(model.programme.cost))
        self.objective = float(model.programme.offset)
        self._timetable = Timetable()
        empty = judge(model.compact.problem, self._timetable)
        self._cost = empty.cost
        self._nothing_yet = not empty.feasible
        """Classes are decided and no timetable is known that has them: what the empty one costs says nothing."""
        self._bound = 0
        self._placed_bound = len(model.compact.problem.learners)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def interrupted(self) -> bool:
        """Time is up or the caller said stop."""
        late = self.budget.seconds is not None and self.seconds >= self.budget.seconds
        return late or self._ended or self._stopped

    @property
    def finished(self) -> bool:
        """Interrupted, or nothing better exists."""
        return self.interrupted or (self._bound >= self._cost.total and not self._nothing_yet)

    def end(self) -> None:
        """Tell the proof running beside the search that the search is over."""
        self._ended = True

    def slow(self, seconds: float) -> float:
        """More time for the same step where the problem is large or the machine busy."""
        return seconds * max(1.0, self.pace / _USUAL_PACE)

    def limits(self, *, gap: float, seconds: float | None, steps: int) -> Limits:
        """Seconds where the budget has seconds; otherwise steps, so that no answer depends on the clock."""
        if self.budget.seconds is None:
            return Limits(gap=gap, steps=steps)
        left = max(0.0, self.budget.seconds - self.seconds)
        return Limits(gap=gap, seconds=left if seconds is None else min(left, seconds))

    def consider(self, values: Vector) -> None:
        """Keep these values if the timetable they make is better, or gives the search a better place to go on from."""
        objective = self.model.programme.offset + float(np.dot(self.model.programme.cost, values))
        if objective > self.objective - 0.5 and self._timetable.sections:
            return
        timetable = assemble(self.model, values)
        verdict = judge(self.model.compact.problem, timetable)
        with self._lock:
            if not verdict.feasible:
                self._rejected += 1
                return
            if objective < self.objective - 0.5 or self._nothing_yet:
                self.objective, self.values = objective, np.rint(values)
            if verdict.cost.total >= self._cost.total and not self._nothing_yet:
                return
            first = not self._timetable.sections
            self._nothing_yet = False
            self._timetable, self._cost = timetable, verdict.cost
        self.say(Message.FIRST if first else Message.IMPROVED)

    def learn_bound(self, bound: float, of: Model) -> None:
        """Costs are whole numbers, so a bound of 1694.2 proves 1695. A model that leaves timetables out proves nothing."""
        if not math.isfinite(bound) or not of.exact:
            return
        proven = math.ceil(bound - _SAFETY)
        with self._lock:
            # No bound may pass the cost of a timetable that exists.
            proven = proven if self._nothing_yet else min(proven, self._cost.total)
            if proven <= self._bound:
                return
            self._bound = proven
        self.say(Message.BOUND)

    def learn_placed_bound(self, most: int) -> None:
        with self._lock:
            self._placed_bound = min(self._placed_bound, most)

    def watch(self, *, proof: Model | None = None) -> Watch:
        """What a solver calls while it runs: collects solutions, and bounds if it works on a whole programme."""

        def look(values: Vector | None, bound: float) -> bool:
            if values is not None and proof in (None, self.model):
                self.consider(values)
            elif values is None and proof is not None:
                self.learn_bound(bound, proof)
            if self.seconds - self._reported >= _REPORT_EVERY:
                self.say(Message.WORKING)
            return not (self.finished if self.budget.seconds is not None else self._stopped)

        return look

    def stop_only(self) -> Watch:
        """What a solver of some other programme calls: its values are no timetable, but it must stop in time."""
        look = self.watch()
        return lambda values, bound: look(None, bound)

    def say(self, message: Message) -> None:
        """Tell the caller, in the caller's own thread only."""
        if threading.get_ident() != self._caller or self._stopped:
            return
        self._reported = self.seconds
        report = Progress(
            self.seconds,
            len(self._timetable.placed),
            self._cost.total,
            self._bound,
            self._placed_bound,
            message,
        )
        if not self._listener(report):
            self._stopped = True

    def result(self, engine: str) -> Result:
        return Result(
            timetable=self._timetable,
            cost=self._cost,
            bound=self._bound,
            placed=len(self._timetable.placed),
            placed_bound=self._placed_bound,
            seconds=self.seconds,
            engine=engine,
            stopped=self._stopped,
            rejected=self._rejected,
        )
