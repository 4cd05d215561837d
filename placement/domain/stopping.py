"""Stopping: ask on only while one more item is worth its price in fewer wrong bands.

The rule is a dynamic programme over summaries of the posterior (mean, standard deviation, items asked). Going
backwards from the longest test it compares the expected cost of deciding now with the price of one more item plus the
expected cost afterwards. The table is computed once per item set; in a sitting it is only looked up.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from placement.domain.cut_scores import CutScores
from placement.domain.estimation import ItemTable, Posterior, normal_cdf
from placement.domain.irt import Array

MEANS = np.linspace(-3.0, 3.0, 61)
LOG_SDS = np.linspace(math.log(0.08), math.log(1.3), 33)
MOVES, MOVE_WEIGHTS = np.polynomial.hermite_e.hermegauss(9)


class StopReason(StrEnum):
    """Why a sitting ended. `KIND` spares a learner who fails the easiest step again and again."""

    SURE_ENOUGH = "sure_enough"
    LONGEST = "longest"
    TIME = "time"
    NO_ITEMS = "no_items"
    KIND = "kind"
    ENDED_BY_PERSON = "ended_by_person"


@dataclass(frozen=True, slots=True)
class StopRules:
    """`price`: what one more item may cost, with a wrong band at 1. `seconds`: time budget, `None` for none."""

    price: float = 0.006
    min_items: int = 4
    max_items: int = 25
    seconds: float | None = None

    def __post_init__(self) -> None:
        if not (0 < self.min_items <= self.max_items and self.price >= 0):
            raise ValueError("a test needs 0 < min_items <= max_items and a price of at least 0")


@dataclass(frozen=True, eq=False)
class StopTable:
    """What going on is worth beyond its price: `gain[items asked, mean, log sd]`. Not above zero: stop."""

    decision: CutScores
    gain: Array


def stop_table(table: ItemTable, rules: StopRules, decision: CutScores, *, chance_among: int = 1) -> StopTable:
    """Work the dynamic programme out for an item set. `decision` holds the cuts that matter here.

    `chance_among` is the randomesque number: choosing among the five best gives the third best on average.
    """
    stop = decision_loss(decision)
    informative = _best_information(table, rules.max_items, (chance_among - 1) // 2)
    gain, value = np.zeros((rules.max_items + 1, len(MEANS), len(LOG_SDS))), stop
    for asked in range(rules.max_items - 1, -1, -1):
        go_on = rules.price + _expected_value(value, informative[asked])
        gain[asked] = stop - go_on
        value = go_on if asked < rules.min_items else np.minimum(stop, go_on)
    return StopTable(decision, gain)


def decision_loss(decision: CutScores) -> Array:
    """Chance of a wrong band when deciding on the best one, for normal posteriors of every mean and sd."""
    sds = np.exp(LOG_SDS)[None, :, None]
    below = normal_cdf((np.asarray(decision.cuts) - MEANS[:, None, None]) / sds)
    padded = np.concatenate([np.zeros((*below.shape[:2], 1)), below, np.ones((*below.shape[:2], 1))], axis=-1)
    return np.asarray(1.0 - np.diff(padded, axis=-1).max(axis=-1), dtype=np.float64)


def worth_going_on(posterior: Posterior, asked: int, table: StopTable) -> bool:
    """Whether one more item is expected to save more than it costs."""
    log_sd = np.array(math.log(max(posterior.sd, 1e-3)))
    return bool(_interpolate(table.gain[asked], np.array(posterior.mean), log_sd) > 0)


def reason_to_stop(
    posterior: Posterior, asked: int, seconds: float, items_left: int, rules: StopRules, table: StopTable
) -> StopReason | None:
    """The first rule that ends the test, or `None`. The shortest length holds against all but a lack of items."""
    if items_left == 0:
        return StopReason.NO_ITEMS
    if asked >= rules.max_items:
        return StopReason.LONGEST
    if asked < rules.min_items:
        return None
    if rules.seconds is not None and seconds >= rules.seconds:
        return StopReason.TIME
    return None if worth_going_on(posterior, asked, table) else StopReason.SURE_ENOUGH


def _best_information(table: ItemTable, length: int, passed_over: int) -> Array:
    """Information of the n-th best item for every (n, mean, sd), averaged over the normal posterior."""
    spread = np.exp(LOG_SDS)
    z = (table.grid.nodes - MEANS[:, None, None]) / spread[None, :, None]
    mass = np.exp(-0.5 * z**2) * np.diff(table.grid.edges)
    mass /= mass.sum(axis=-1, keepdims=True)
    worth = -np.sort(-(mass @ table.information.T), axis=-1)
    ranks = np.minimum(np.arange(length) + passed_over, worth.shape[-1] - 1)
    return np.moveaxis(worth[..., ranks], -1, 0)


def _expected_value(value: Array, information: Array) -> Array:
    """Value after one more item: the sd shrinks by its information, the mean moves by what the sd lost."""
    variance = np.exp(2 * LOG_SDS)[None, :]
    after = variance / (1.0 + variance * information)
    moves = np.sqrt(variance - after)[..., None] * MOVES
    means = MEANS[:, None, None] + moves
    logs = np.broadcast_to(0.5 * np.log(after)[..., None], means.shape)
    return np.asarray(_interpolate(value, means, logs) @ (MOVE_WEIGHTS / MOVE_WEIGHTS.sum()), dtype=np.float64)


def _interpolate(values: Array, mean: Array, log_sd: Array) -> Array:
    """Bilinear look-up in a (mean, log sd) table; beyond the ends the nearest edge counts."""
    row, row_part = _place(mean, MEANS)
    column, column_part = _place(log_sd, LOG_SDS)
    low = values[row, column] * (1 - column_part) + values[row, column + 1] * column_part
    high = values[row + 1, column] * (1 - column_part) + values[row + 1, column + 1] * column_part
    return np.asarray(low * (1 - row_part) + high * row_part, dtype=np.float64)


def _place(x: Array, axis: Array) -> tuple[npt.NDArray[np.intp], Array]:
    """Cell of an even axis and the part of the way through it."""
    at = np.clip((x - axis[0]) / (axis[1] - axis[0]), 0.0, len(axis) - 1.0)
    cell = np.minimum(at.astype(np.intp), len(axis) - 2)
    return cell, at - cell
