"""Fairness: whether an item is harder for one group than for another of the same ability (differential item functioning).

Two effect sizes for each pair of groups. Mantel-Haenszel (Mantel & Haenszel 1959; Holland & Thayer 1988) compares the
odds of a right answer within strata of equal ability, on the delta scale of ETS with its classes A, B, C (Zieky 1993),
the error of the odds ratio after Robins, Breslow & Greenland (1986) and Phillips & Holland (1987).
Logistic regression (Swaminathan & Rogers 1990) also finds items that favour one group low and the other high on the
scale; its size is the gain in Nagelkerke's R squared, with the classes of Jodoin & Gierl (2001). Fewer than a hundred
people in a group are too few to say.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.domain.irt import Array

FEWEST = 100
STRATA = 10
DELTA = -2.35
"""One unit of the ETS delta scale is 1 / 2.35 of a logarithm of odds."""
SMALL_DELTA, LARGE_DELTA = 1.0, 1.5
SMALL_GAIN, LARGE_GAIN = 0.035, 0.070
SIGNIFICANT = 0.05
ONE_SIDED_95 = 1.644854
ROUNDS, CLOSE = 50, 1e-10
RIDGE = 1e-6

Flags = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """`delta` below zero: harder for the focal group. `grade`: A nothing to mention, B some, C much.

    `chi` has one degree of freedom; `se` is the standard error of `delta`.
    """

    odds_ratio: float
    delta: float
    se: float
    chi: float
    p: float
    grade: str


@dataclass(frozen=True, slots=True)
class Logistic:
    """Gain in Nagelkerke's R squared by the group (`uniform`) and by group times ability (`non_uniform`).

    The likelihood-ratio tests: of both gains together (`p`), and of each one.
    """

    uniform: float
    non_uniform: float
    p: float
    grade: str
    p_uniform: float
    p_non_uniform: float


@dataclass(frozen=True, slots=True)
class Dif:
    """One item, one group against the largest. Without figures there were too few people."""

    item: str
    variable: str
    reference: str
    focal: str
    reference_people: int
    focal_people: int
    mantel_haenszel: MantelHaenszel | None
    logistic: Logistic | None

    @property
    def too_few(self) -> bool:
        """Whether nothing can be said."""
        return self.mantel_haenszel is None


@dataclass(frozen=True, eq=False)
class Answered:
    """All answers to one item: right or not, ability from the other answers, and a label per group variable."""

    item: str
    right: Flags
    ability: Array
    groups: Mapping[str, Labels]


def differential(answered: Answered) -> Iterator[Dif]:
    """Every group of every variable against the largest group of it; people without a label are left out."""
    for variable, labels in answered.groups.items():
        names, counts = np.unique(labels[labels != ""], return_counts=True)
        if len(names) < 2:
            continue
        reference = str(names[counts.argmax()])
        for focal in (str(name) for name in names if name != reference):
            yield _compare(answered, variable, labels, reference, focal)


def mantel_haenszel(right: Flags, ability: Array, focal: Flags) -> MantelHaenszel:
    """In ten strata of ability."""
    return in_strata(right, _strata(ability), focal)


def in_strata(right: Flags, strata: npt.NDArray[np.intp], focal: Flags) -> MantelHaenszel:
    """Common odds ratio over given strata, reference against focal group; the test with continuity correction."""
    a, b, c, d = (
        np.bincount(strata, side & answer, minlength=int(strata.max()) + 1).astype(np.float64)
        for side in (~focal, focal)
        for answer in (right, ~right)
    )
    total = a + b + c + d
    # A stratum with one group only says nothing; with one person the variance has no sense.
    both = (a + b > 0) & (c + d > 0)
    if not both.any():
        return MantelHaenszel(1.0, 0.0, 0.0, 0.0, 1.0, "A")
    a, b, c, d, total = (values[both] for values in (a, b, c, d, total))
    expected = (a + b) * (a + c) / total
    spread = float(((a + b) * (c + d) * (a + c) * (b + d) / (total**2 * (total - 1))).sum())
    chi = max(abs(float((a - expected).sum())) - 0.5, 0.0) ** 2 / spread if spread > 0 else 0.0
    ratio, error = _common_odds_ratio(a, b, c, d)
    delta, se, p = DELTA * math.log(ratio), -DELTA * error, _tail(chi, 1)
    return MantelHaenszel(ratio, delta, se, chi, p, _ets_grade(delta, se, p))


def _common_odds_ratio(a: Array, b: Array, c: Array, d: Array) -> tuple[float, float]:
    """Mantel-Haenszel's odds ratio and the standard error of its logarithm."""
    total = a + b + c + d
    over, under, alike, crossed = a * d / total, b * c / total, (a + d) / total, (b + c) / total
    if not (over.sum() > 0 and under.sum() > 0):
        # Half an answer on each side keeps the ratio finite where nobody, or everybody, was right.
        over, under = over + 0.5 / len(over), under + 0.5 / len(under)
    one, other = float(over.sum()), float(under.sum())
    variance = (
        float((alike * over).sum()) / (2 * one**2)
        + float((alike * under + crossed * over).sum()) / (2 * one * other)
        + float((crossed * under).sum()) / (2 * other**2)
    )
    return one / other, math.sqrt(variance)


def logistic(right: Flags, ability: Array, focal: Flags) -> Logistic:
    """Three nested models: ability; with the group; with group times ability."""
    standard = (ability - ability.mean()) / (ability.std() or 1.0)
    group = focal.astype(float)
    columns = np.stack([np.ones_like(standard), standard, group, group * standard], axis=1)
    likelihoods = [_fitted(columns[:, :many], right) for many in (2, 3, 4)]
    gains = [_nagelkerke(each, right) for each in likelihoods]
    uniform, non_uniform = max(gains[1] - gains[0], 0.0), max(gains[2] - gains[1], 0.0)
    p = _tail(2 * (likelihoods[2] - likelihoods[0]), 2)
    each = [_tail(2 * (likelihoods[place + 1] - likelihoods[place]), 1) for place in (0, 1)]
    return Logistic(uniform, non_uniform, p, _gain_grade(uniform + non_uniform, p), each[0], each[1])


def _compare(answered: Answered, variable: str, labels: Labels, reference: str, focal: str) -> Dif:
    here = (labels == reference) | (labels == focal)
    right, ability, in_focal = answered.right[here], answered.ability[here], labels[here] == focal
    many, few = int((~in_focal).sum()), int(in_focal.sum())
    enough = min(many, few) >= FEWEST
    return Dif(
        answered.item,
        variable,
        reference,
        focal,
        many,
        few,
        mantel_haenszel(right, ability, in_focal) if enough else None,
        logistic(right, ability, in_focal) if enough else None,
    )


def _strata(ability: Array) -> npt.NDArray[np.intp]:
    """Ten strata with about as many people each."""
    edges = np.unique(np.quantile(ability, np.linspace(0, 1, STRATA + 1)[1:-1]))
    return np.asarray(np.searchsorted(edges, ability, side="right"), dtype=np.intp)


def _ets_grade(delta: float, se: float, p: float) -> str:
    """A: not significant, or below 1. C: 1.5 or more, and significantly above 1. B: what lies between."""
    if p >= SIGNIFICANT or abs(delta) < SMALL_DELTA:
        return "A"
    certain = abs(delta) - SMALL_DELTA > ONE_SIDED_95 * se
    return "C" if abs(delta) >= LARGE_DELTA and certain else "B"


def _gain_grade(gain: float, p: float) -> str:
    if p >= SIGNIFICANT or gain < SMALL_GAIN:
        return "A"
    return "C" if gain >= LARGE_GAIN else "B"


def _fitted(columns: Array, right: Flags) -> float:
    """Log-likelihood of a logistic regression, by iteratively reweighted least squares with a very small ridge."""
    weights, ridge = np.zeros(columns.shape[1]), RIDGE * np.eye(columns.shape[1])
    for _ in range(ROUNDS):
        chance = _chance(columns, weights)
        slope = columns.T @ (right - chance) - ridge @ weights
        step = np.linalg.solve((columns * (chance * (1 - chance))[:, None]).T @ columns + ridge, slope)
        weights = weights + np.clip(step, -2.0, 2.0)
        if float(np.abs(step).max()) < CLOSE:
            break
    return _log_likelihood(_chance(columns, weights), right)


def _chance(columns: Array, weights: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(columns @ weights, -30, 30))), dtype=np.float64)


def _log_likelihood(chance: Array, right: Flags) -> float:
    return float(np.log(np.where(right, chance, 1 - chance)).sum())


def _nagelkerke(log_likelihood: float, right: Flags) -> float:
    """R squared of Nagelkerke (1991): the likelihood gained, as a share of what could be gained."""
    share = float(right.mean())
    if share in (0.0, 1.0):
        return 0.0
    nothing = _log_likelihood(np.full(len(right), share), right)
    return (1 - math.exp(2 * (nothing - log_likelihood) / len(right))) / (1 - math.exp(2 * nothing / len(right)))


def _tail(chi: float, degrees: int) -> float:
    """Chance of a chi-squared value this large or larger, for one or two degrees of freedom."""
    chi = max(chi, 0.0)
    return math.erfc(math.sqrt(chi / 2)) if degrees == 1 else math.exp(-chi / 2)
