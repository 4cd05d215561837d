"""The life of an item in figures: how it was answered against what was expected, how that changes, how often it is asked.

What is expected of an answer follows from all other answers of the same sitting: the item itself is left out, so that it
cannot agree with itself. Residuals as in Wright & Masters (1982), "Rating Scale Analysis"; drift is the change of the mean
residual from the older to the newer half of the answers.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from placement.domain import estimation, irt
from placement.domain.calibration import Curve
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.irt import Array, Parameters
from placement.domain.sitting import Sitting

ENOUGH = 50
"""Answers, without which nothing is said of an item; for drift in either half."""
SURE = 2.576
"""Standard errors beyond which a difference is no chance: 99 of 100."""
NOTABLE = 0.1
"""Of a point: less is not worth a look, however sure."""
DULL = 0.1
"""An item whose answers go with ability so little tells next to nothing."""


@dataclass(frozen=True, slots=True)
class Showing:
    """One answer to one item. `expected` and `variance` of its score follow from the other answers of the sitting."""

    item: str
    score: int
    highest: int
    knew: bool
    seconds: float
    at: float
    theta: float
    expected: float
    variance: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One item over all its answers. Without enough answers all but the counts are `None`."""

    item: str
    answers: int
    right: float | None = None
    unknown: float | None = None
    seconds: float | None = None
    residual: float | None = None
    z: float | None = None
    fit: float | None = None
    tells: float | None = None
    drift: float | None = None
    drift_z: float | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should look at."""
        found = []
        if self.z is not None and self.residual is not None and abs(self.z) > SURE and abs(self.residual) > NOTABLE:
            found.append("harder" if self.residual < 0 else "easier")
        if self.tells is not None and self.tells < DULL:
            found.append("tells_little")
        if (
            self.drift is not None
            and self.drift_z is not None
            and abs(self.drift_z) > SURE
            and abs(self.drift) > NOTABLE
        ):
            found.append("drifts")
        return tuple(found)


def showings(sitting: Sitting, at: float) -> list[Showing]:
    """Every scored answer of a sitting, pilot items among them."""
    cells = estimation.grid(LANGUAGE_CUTS)
    scored = [one for one in sitting.asked if one.score is not None]
    logs = [np.log(np.maximum(_chances(one.item.parameters)[one.score or 0], 1e-300)) for one in scored]
    whole = np.log(np.maximum(estimation.prior_mass(LANGUAGE_CUTS, sitting.prior), 1e-300))
    whole = whole + sum((log for log, one in zip(logs, scored, strict=True) if one.counts), np.zeros(len(whole)))
    found = []
    for log, one in zip(logs, scored, strict=True):
        left = whole - log if one.counts else whole
        mass = np.exp(left - left.max())
        mass /= mass.sum()
        chances = _chances(one.item.parameters) @ mass
        scores = np.arange(len(chances))
        expected = float(chances @ scores)
        found.append(
            Showing(
                one.item.key,
                one.score or 0,
                one.item.parameters.highest_score,
                one.knew,
                one.seconds,
                at,
                float(mass @ cells.nodes),
                expected,
                float(chances @ scores**2) - expected**2,
            )
        )
    return found


@lru_cache(maxsize=2048)
def _chances(parameters: Parameters) -> Array:
    return irt.score_curves(estimation.grid(LANGUAGE_CUTS).nodes, parameters)[0]


def figures(shown: Iterable[Showing]) -> list[Figures]:
    """Every item that was answered."""
    by_item: dict[str, list[Showing]] = defaultdict(list)
    for one in shown:
        by_item[one.item].append(one)
    return [_figures(key, by_item[key]) for key in sorted(by_item)]


def _figures(key: str, shown: Sequence[Showing]) -> Figures:
    if len(shown) < ENOUGH:
        return Figures(key, len(shown))
    scores = np.array([one.score / one.highest for one in shown])
    away = np.array([(one.score - one.expected) / one.highest for one in shown])
    variance = np.array([one.variance / one.highest**2 for one in shown])
    thetas = np.array([one.theta for one in shown])
    drift, drift_z = _drift(shown, away, variance)
    return Figures(
        item=key,
        answers=len(shown),
        right=float(scores.mean()),
        unknown=sum(not one.knew for one in shown) / len(shown),
        seconds=float(np.median([one.seconds for one in shown])),
        residual=float(away.mean()),
        z=float(away.sum() / math.sqrt(max(variance.sum(), 1e-12))),
        fit=float((away**2).sum() / max(variance.sum(), 1e-12)),
        tells=_correlation(scores, thetas),
        drift=drift,
        drift_z=drift_z,
    )


def _drift(shown: Sequence[Showing], away: Array, variance: Array) -> tuple[float | None, float | None]:
    """Change of the mean residual from the older half of the answers to the newer, and in standard errors."""
    order = np.argsort([one.at for one in shown], kind="stable")
    half = len(order) // 2
    old, new = order[:half], order[half:]
    if half < ENOUGH or shown[order[0]].at == shown[order[-1]].at:
        return None, None
    change = float(away[new].mean() - away[old].mean())
    error = math.sqrt(variance[new].sum() / len(new) ** 2 + variance[old].sum() / len(old) ** 2)
    return change, change / max(error, 1e-9)


def _correlation(one: Array, other: Array) -> float | None:
    if one.std() == 0 or other.std() == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def linked(found: Mapping[str, Curve], before: Mapping[str, float]) -> dict[str, Curve]:
    """Curves of a free calibration on the scale of numbers that stood before, by mean and spread of the difficulties.

    Mean/sigma linking (Marco 1977, Journal of Educational Measurement 14), over items that have both.
    """
    both = [key for key in found if key in before]
    if len(both) < 2:
        return dict(found)
    new, old = np.array([found[key].b for key in both]), np.array([before[key] for key in both])
    slope = float(old.std() / new.std()) if new.std() > 0 and old.std() > 0 else 1.0
    shift = float(old.mean() - slope * new.mean())
    return {key: Curve(one.a / slope, slope * one.b + shift, one.c) for key, one in found.items()}


def overlap(asked: Mapping[str, int], sittings: int) -> float | None:
    """Share of questions that two people have in common on average (Chen, Ankenmann & Spray 2003, JEM 40)."""
    total = sum(asked.values())
    if sittings < 2 or not total:
        return None
    length = total / sittings
    common = sum(many * (many - 1) for many in asked.values()) / (sittings * (sittings - 1))
    return common / length
