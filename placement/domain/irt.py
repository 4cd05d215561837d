"""Item response theory: how likely each score is at an ability, and what an answer tells about the ability.

Symbols are those of the literature: theta ability, a discrimination, b difficulty, c lower asymptote ("guessing"),
d upper asymptote. Logistic metric without the factor 1.7. Sources: 2PL and 3PL Birnbaum (1968, in Lord & Novick,
"Statistical Theories of Mental Test Scores"); 4PL Barton & Lord (1981); GPCM Muraki (1992, Applied Psychological
Measurement 16); information of a polytomous item Muraki (1993, Applied Psychological Measurement 17).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

QUADRATURE_POINTS = 7


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is known of one item. `steps` makes it a GPCM item scored 0..len(steps); `b` then shifts all steps.

    `sd_b` and `sd_log_a` say how sure the difficulty and the logarithm of the discrimination are. An item that only
    an expert has looked at carries a large `sd_b`; the estimate then counts its answers for less.
    """

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    steps: tuple[float, ...] = ()
    sd_b: float = 0.0
    sd_log_a: float = 0.0

    @property
    def highest_score(self) -> int:
        """The best score of the item, 1 for right or wrong."""
        return len(self.steps) or 1


def probability(theta: Array, a: Array | float, b: Array | float, c: float = 0.0, d: float = 1.0) -> Array:
    """Chance of a right answer: P = c + (d - c) / (1 + exp(-a (theta - b))). The 2PL has c = 0 and d = 1."""
    return np.asarray(c + (d - c) / (1.0 + np.exp(-np.clip(a * (theta - b), -60.0, 60.0))), dtype=np.float64)


def information(theta: Array, a: float, b: float, c: float = 0.0, d: float = 1.0) -> Array:
    """Fisher information of a right-or-wrong item: I = P'^2 / (P (1 - P)) with P' = a (P - c) (d - P) / (d - c)."""
    right = probability(theta, a, b, c, d)
    slope = a * (right - c) * (d - right) / (d - c)
    return np.asarray(slope**2 / (right * (1.0 - right)), dtype=np.float64)


def category_probabilities(theta: Array, a: Array | float, steps: Array) -> Array:
    """GPCM: P_k proportional to exp(sum over v <= k of a (theta - b_v)). Scores run along the last axis, from 0.

    `steps` holds the thresholds b_1..b_m along its last axis.
    """
    climbs = np.asarray(a, dtype=np.float64)[..., None] * (theta[..., None] - steps)
    levels = np.concatenate([np.zeros_like(climbs[..., :1]), np.cumsum(climbs, axis=-1)], axis=-1)
    levels -= levels.max(axis=-1, keepdims=True)
    weights = np.exp(levels)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), dtype=np.float64)


def score_curves(theta: Array, item: Parameters) -> tuple[Array, Array]:
    """Chance of each score and its slope at every theta, averaged over what is unknown of the item.

    Both come with shape (scores, theta). Averaging the curves, and not the parameters, is what keeps an estimate
    from claiming more than it knows: an uncertain item gets a flatter curve.
    """
    a, b, weights = _parameter_draws(item)
    at = theta[:, None]
    if item.steps:
        chances = category_probabilities(at, a, b[:, None] + np.asarray(item.steps))
        scores = np.arange(chances.shape[-1])
        slopes = a[:, None] * chances * (scores - (chances @ scores)[..., None])
    else:
        right = probability(at, a, b, item.c, item.d)
        slope = a * (right - item.c) * (item.d - right) / (item.d - item.c)
        chances = np.stack([1.0 - right, right], axis=-1)
        slopes = np.stack([-slope, slope], axis=-1)
    return np.einsum("tqk,q->kt", chances, weights), np.einsum("tqk,q->kt", slopes, weights)


def curve_information(chances: Array, slopes: Array) -> Array:
    """Fisher information of a set of score curves: sum over scores of P'^2 / P."""
    return np.asarray((slopes**2 / np.maximum(chances, 1e-12)).sum(axis=0), dtype=np.float64)


def _parameter_draws(item: Parameters) -> tuple[Array, Array, Array]:
    """Discriminations, difficulties (shifts for a GPCM item) and their weights, by Gauss-Hermite quadrature."""
    points, weights = _normal_quadrature()
    b_points, b_weights = (points, weights) if item.sd_b > 0 else (np.zeros(1), np.ones(1))
    a_points, a_weights = (points, weights) if item.sd_log_a > 0 else (np.zeros(1), np.ones(1))
    a, b = np.meshgrid(item.a * np.exp(item.sd_log_a * a_points), item.b + item.sd_b * b_points)
    return a.ravel(), b.ravel(), np.outer(b_weights, a_weights).ravel()


@cache
def _normal_quadrature() -> tuple[Array, Array]:
    points, weights = np.polynomial.hermite_e.hermegauss(QUADRATURE_POINTS)
    return points, weights / weights.sum()
