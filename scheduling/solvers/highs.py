"""HiGHS, the LP and MIP solver, behind two functions: `relax` and `optimise`. One thread each, repeatable."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from scheduling.solvers.programme import Programme, Vector

Watch = Callable[[Vector | None, float], bool]
"""Called with a new best solution or None, and the proven bound so far. Answering False stops the solver."""

_INTERIOR_COLUMNS = 15_000
"""Below this size the interior point method finds the first solution of a relaxation sooner than the simplex method."""
_IMPOSSIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


@dataclass(frozen=True)
class Limits:
    """Where a MIP run ends: relative gap reached, seconds passed, or so many steps of the solver done.

    A step is a round of cuts or a node, after which the solver asks whether to go on. Steps measure effort without a
    clock, so a run that they end is repeatable. Nodes alone would not do: most effort goes into the cuts of the first.
    `cpu_seconds` are those of this thread: they do not pass faster on a busy machine.
    """

    gap: float = 0.001
    seconds: float | None = None
    steps: int | None = None
    cpu_seconds: float | None = None


@dataclass(frozen=True)
class Restriction:
    """A part of a model: narrower bounds of the columns, and which of them must be whole numbers."""

    lower: Vector
    upper: Vector
    integer: list[bool]


@dataclass(frozen=True)
class Outcome:
    """`values` is None if no solution was found; `bound` holds for the restricted model that was solved."""

    values: Vector | None
    objective: float
    bound: float
    impossible: bool = False


@dataclass(frozen=True)
class Relaxation:
    """Solution of the linear relaxation. `values` is None if the solver was cut off before the optimum."""

    values: Vector | None
    objective: float
    impossible: bool = False


def whole(programme: Programme) -> Restriction:
    """The model without any restriction."""
    return Restriction(np.array(programme.lower), np.array(programme.upper, dtype=float), programme.integer)


def _lp(programme: Programme, part: Restriction, cost: Vector | None) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(programme.cost), len(programme.row_lower)
    lp.col_cost_ = np.array(programme.cost, dtype=float) if cost is None else cost
    lp.col_lower_, lp.col_upper_ = part.lower, part.upper
    lp.row_lower_ = np.array(programme.row_lower, dtype=float)
    lp.row_upper_ = np.array(programme.row_upper, dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(programme.row_start, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(programme.row_column, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(programme.row_value, dtype=float)
    lp.offset_ = programme.offset if cost is None else 0.0
    return lp


def _solver(seed: int) -> highspy.Highs:
    solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    # The number of threads is fixed before the first run; HiGHS cannot change it afterwards.
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", seed)
    return solver


class Diver:
    """A linear relaxation that stays loaded, so that it can be solved again quickly after bounds have changed."""

    def __init__(self, programme: Programme, part: Restriction | None = None, cost: Vector | None = None) -> None:
        self._empty = Relaxation(np.zeros(0), programme.offset if cost is None else 0.0)
        self._solver = _solver(0)
        self._solver.passModel(_lp(programme, part or whole(programme), cost))
        if len(programme.cost) < _INTERIOR_COLUMNS:
            self._solver.setOptionValue("solver", "ipm")

    def solve(self, seconds: float | None = None) -> Relaxation:
        if seconds is not None:
            self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(0.01, seconds))
        self._solver.run()
        # From a solution that is there, the simplex method needs a few steps only.
        self._solver.setOptionValue("solver", "simplex")
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kModelEmpty:
            return self._empty
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return Relaxation(None, 0.0, self._solver.getModelStatus() in _IMPOSSIBLE)
        values = np.array(self._solver.getSolution().col_value)
        return Relaxation(values, self._solver.getInfo().objective_function_value)

    def bound(self, column: int, lower: float, upper: float) -> None:
        self._solver.changeColBounds(column, lower, upper)


def optimise(
    programme: Programme,
    part: Restriction,
    limits: Limits,
    *,
    seed: int = 0,
    start: Vector | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """Solve the restricted programme, from a start if there is one."""
    solver = _solver(seed)
    solver.setOptionValue("mip_rel_gap", limits.gap)
    if limits.seconds is not None:
        solver.setOptionValue("time_limit", max(0.01, limits.seconds))
    lp = _lp(programme, part, None)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[is_integer] for is_integer in part.integer]
    solver.passModel(lp)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = list(start)
        solver.setSolution(solution)
    _listen(solver, limits, watch)
    solver.run()
    info = solver.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if found else None
    return Outcome(values, info.objective_function_value, info.mip_dual_bound, solver.getModelStatus() in _IMPOSSIBLE)


def _listen(solver: highspy.Highs, limits: Limits, watch: Watch | None) -> None:
    done, began = itertools.count(1), time.thread_time()

    def interrupt(event: Any) -> None:
        spent = limits.steps is not None and next(done) >= limits.steps
        spent = spent or (limits.cpu_seconds is not None and time.thread_time() - began > limits.cpu_seconds)
        if spent or (watch is not None and not watch(None, event.data_out.mip_dual_bound)):
            event.interrupt()

    def improved(event: Any) -> None:
        if watch is not None:
            watch(np.array(event.data_out.mip_solution), event.data_out.mip_dual_bound)

    solver.cbMipInterrupt += interrupt
    solver.cbMipImprovingSolution += improved
