"""Stopping: ask on only while one more item is worth its price in fewer wrong bands.

The rule is a dynamic programme over what the posterior says: the chance that its best band is wrong, its standard
deviation, and the number of items asked. It is learned in a rehearsal: simulated learners take the longest test with
the very items and rules of the real one, and going backwards from its end each step fits what going on will have cost
(least-squares Monte Carlo: Longstaff & Schwartz 2001, Review of Financial Studies 14). That is done once per item set;
in a sitting the table is only looked up.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from placement.domain import cohort, estimation
from placement.domain.cohort import Design, Moments, Scores, Trace
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import Posterior
from placement.domain.irt import Array
from placement.domain.selection import Mask, Rows

LOG_SDS = np.linspace(math.log(0.12), math.log(1.2), 7)
LOSS_POINTS = 17
SMOOTHNESS = 8.0
"""How many learners' worth of evidence two neighbouring corners need to differ."""
ALWAYS = -1.0
"""Below any loss: before the shortest length nobody stops."""
DOUBT = 0.3
"""How many learners' worth of evidence stands against every corner that one more item would save anything."""


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
    """What going on will cost in the end: `going_on[items asked, loss now, log sd]`. Not below the loss now: stop.

    Loss is the chance of a wrong band; what going on costs is the loss at the end plus the price of the items until
    then.
    """

    decision: CutScores
    going_on: Array

    def worth(self, asked: int | Rows, now: Moments) -> Mask:
        """For many learners, asked so many items each, whether one more is expected to save more than it costs."""
        places, parts = _places(now.loss, now.sd, len(self.decision.bands))
        row = np.minimum(asked, len(self.going_on) - 1)
        corners = self.going_on.reshape(len(self.going_on), -1)[np.expand_dims(row, -1), places]
        return np.asarray(((corners * parts).sum(axis=-1) < now.loss) & (asked < np.intp(len(self.going_on))))

    def worth_for_one(self, asked: int, loss: float, sd: float) -> bool:
        """The same for one learner, in plain numbers."""
        if asked >= len(self.going_on):
            return False
        row, down = _place_of_one(loss, 0.0, 1.0 - 1.0 / len(self.decision.bands), LOSS_POINTS)
        column, across = _place_of_one(math.log(max(sd, 1e-3)), float(LOG_SDS[0]), float(LOG_SDS[-1]), len(LOG_SDS))
        (near, next_to), (below, opposite) = self.going_on[asked, row : row + 2, column : column + 2].tolist()
        upper, lower = (1 - across) * near + across * next_to, (1 - across) * below + across * opposite
        return bool((1 - down) * upper + down * lower < loss)


def rehearse(design: Design, learners: int, seed: int = 0) -> "Rehearsal":
    """The longest test of simulated learners who answer as the item table says people do."""
    generator = np.random.default_rng([seed, learners])
    return Rehearsal(cohort.sit(design, expected_scores(design, learners, generator), generator), design.decision)


def expected_scores(design: Design, learners: int, generator: np.random.Generator) -> Scores:
    """Scores of learners drawn from the prior, what is unknown of the items included."""
    prior = estimation.prior_mass(design.table.grid.cuts, design.prior)
    cells = generator.choice(len(prior), size=learners, p=prior / prior.sum())
    reached = np.cumsum(design.table.chances, axis=1)[:, :-1, :]
    drawn = generator.random((learners, len(design.table.items)))
    scores = np.zeros(drawn.shape, dtype=np.int8)
    for score in range(reached.shape[1]):
        scores += drawn > reached[:, score, :].T[cells]
    return scores


@dataclass(frozen=True, eq=False)
class Rehearsal:
    """The steps of simulated learners, with all of the fit that does not depend on the price."""

    trace: Trace
    decision: CutScores

    @cached_property
    def steps(self) -> list["_Step"]:
        """One step per item asked, from none on."""
        moments, bands = self.trace.moments, len(self.decision.bands)
        return [_step(moments.after(asked), bands) for asked in range(self.trace.items.shape[1])]

    @cached_property
    def loss_at_the_end(self) -> Array:
        """Chance of a wrong band after the longest test."""
        return self.trace.moments.after(self.trace.items.shape[1]).loss


def learned(rehearsal: Rehearsal, rules: StopRules) -> StopTable:
    """Work the dynamic programme out backwards from the longest test."""
    cost, longest = rehearsal.loss_at_the_end, len(rehearsal.steps)
    going_on = np.full((longest, LOSS_POINTS * len(LOG_SDS)), ALWAYS)
    for asked in range(longest - 1, -1, -1):
        step, cost = rehearsal.steps[asked], cost + rules.price
        if asked >= rules.min_items:
            going_on[asked] = _fitted(step, cost, rules.price)
            stops = (going_on[asked][step.places] * step.parts).sum(axis=-1) >= step.loss
            cost = np.where(stops, step.loss, cost)
    return StopTable(rehearsal.decision, going_on.reshape(longest, LOSS_POINTS, len(LOG_SDS)))


def worth_going_on(posterior: Posterior, asked: int, table: StopTable) -> bool:
    """Whether one more item is expected to save more than it costs."""
    return table.worth_for_one(asked, 1.0 - float(posterior.on(table.decision).max()), posterior.sd)


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


def _places(loss: Array, sd: Array, bands: int) -> tuple[npt.NDArray[np.intp], Array]:
    """The four corners around each point of the table and how much each counts."""
    row, row_part = _place(loss, 0.0, 1.0 - 1.0 / bands, LOSS_POINTS)
    column, column_part = _place(np.log(np.maximum(sd, 1e-3)), LOG_SDS[0], LOG_SDS[-1], len(LOG_SDS))
    corner = row * len(LOG_SDS) + column
    places = np.stack([corner, corner + 1, corner + len(LOG_SDS), corner + len(LOG_SDS) + 1], axis=-1)
    upper, right = np.stack([1 - row_part, row_part]), np.stack([1 - column_part, column_part])
    parts = (upper[:, None] * right[None, :]).reshape(4, -1).T
    return places, parts


def _place(x: Array, low: float, high: float, points: int) -> tuple[npt.NDArray[np.intp], Array]:
    """Cell of an even axis and the part of the way through it; beyond the ends the nearest edge counts."""
    at = np.clip((x - low) / (high - low) * (points - 1), 0.0, points - 1.0)
    cell = np.minimum(at.astype(np.intp), points - 2)
    return cell, at - cell


def _place_of_one(x: float, low: float, high: float, points: int) -> tuple[int, float]:
    at = min(max((x - low) / (high - low) * (points - 1), 0.0), points - 1.0)
    cell = min(int(at), points - 2)
    return cell, at - cell


@dataclass(frozen=True, eq=False)
class _Step:
    """Where the learners of a rehearsal stand in the table after so many items, and the fit prepared for it."""

    loss: Array
    places: npt.NDArray[np.intp]
    parts: Array
    now: Array
    inverse: Array


def _step(moments: Moments, bands: int) -> _Step:
    size, loss = LOSS_POINTS * len(LOG_SDS), moments.loss
    places, parts = _places(loss, moments.sd, bands)
    weights = np.zeros((len(loss), size))
    np.put_along_axis(weights, places, parts, axis=1)
    normal = weights.T @ weights + SMOOTHNESS * _smoothness() + DOUBT * np.eye(size)
    now = np.repeat(np.linspace(0.0, 1.0 - 1.0 / bands, LOSS_POINTS), len(LOG_SDS))
    return _Step(loss, places, parts, now, np.asarray(np.linalg.inv(normal), dtype=np.float64))


def _fitted(step: _Step, cost: Array, price: float) -> Array:
    """Corner values that fit the costs best, smooth where there is little evidence.

    The fit is of the saving against deciding now. A corner that no learner comes near follows its neighbours, and a
    little the belief that one more item saves nothing.
    """
    saved = cost - (step.now[step.places] * step.parts).sum(axis=-1)
    right = np.bincount(step.places.ravel(), (step.parts * saved[:, None]).ravel(), minlength=len(step.now))
    found = step.now + step.inverse @ (right + DOUBT * price)
    # Where nobody came by the fit is a guess; but one more item never costs less than its price.
    return np.asarray(np.maximum(found, price), dtype=np.float64)


def _smoothness() -> Array:
    """Sum of squared differences between neighbouring corners as a quadratic form."""
    return np.asarray(
        np.kron(_steps(LOSS_POINTS), np.eye(len(LOG_SDS))) + np.kron(np.eye(LOSS_POINTS), _steps(len(LOG_SDS))),
        dtype=np.float64,
    )


def _steps(points: int) -> Array:
    differences = np.diff(np.eye(points), axis=0)
    return np.asarray(differences.T @ differences, dtype=np.float64)
