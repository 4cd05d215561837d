"""Calibration: item parameters from answers by marginal maximum likelihood, with their standard errors.

EM after Bock & Aitkin (1981, Psychometrika 46): the ability of everybody is a distribution over a grid of points. The
models are those of `placement.domain.irt`; in the 1PL all items share one slope, which is estimated. Abilities are N(0, 1),
unless some items are anchors: these keep their parameters, and mean and spread of the people are estimated with the
other items (fixed-item-parameter calibration, Kim 2006, Journal of Educational Measurement 43). In the 3PL the lower
asymptote has a Beta(5, 17) prior, as in BILOG (Mislevy & Bock 1990): without one it runs to 0 or 1 for easy items.

Standard errors come from the observed information by the identity of Louis (1982, JRSS B 44): what whole knowledge of
the abilities would tell, less what their uncertainty takes away. They hold the uncertainty of mean and spread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from placement.domain.irt import Array

Answers = npt.NDArray[np.int8]
"""People in rows, items in columns: 1 right, 0 wrong, MISSING where nothing was answered."""

MISSING = -1
FEWEST_PEOPLE, FEWEST_ANSWERS, FEWEST_ANCHORS = 100, 50, 2
LEAST_SURE = 1.2
"""Standard error of a difficulty that nobody has estimated: every level stays possible."""
FARTHEST, STEEPEST = 5.9, 4.9
"""Beyond them everybody answered almost alike, or by chance no two people crossed; mirt stops at 6 and 5."""
GRID: Array = np.linspace(-6.0, 6.0, 81)
MOST_ROUNDS, CLOSE = 2000, 1e-4
ASYMPTOTE_PRIOR = (5.0, 17.0)
FIRST_ASYMPTOTE = 0.15
SLOPES, INTERCEPTS = (0.05, 5.0), (-12.0, 12.0)
ASYMPTOTES = (-6.0, 1.0)
"""Bounds of the lower asymptote on the logit scale: .002 to .73."""
NO_GUESSING = -700.0
"""The logit of a lower asymptote of 0."""
STEP, HALVINGS = 1.0, 6
MOVED: Array = np.array([1.0, 1.0, 0.25])
"""A step of the logit moves the asymptote by a quarter of it at most."""
NOWHERE = 1e-9
"""The share of somebody that may be left out of account."""
AT_ONCE = 50
"""People whose scores are held at the same time when the information is added up."""
A, D, G = 0, 1, 2
"""Places of a number in a row of working parameters: slope, intercept (-a b), logit of the lower asymptote."""


class Model(StrEnum):
    """How many numbers describe an item."""

    ONE = "1pl"
    TWO = "2pl"
    THREE = "3pl"


@dataclass(frozen=True, slots=True)
class Curve:
    """The curve of one item."""

    a: float
    b: float
    c: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibrated:
    """One item with its errors. Errors are 0 where a number was given, `None` where the answers do not hold it."""

    item: str
    people: int
    curve: Curve
    se_a: float | None
    se_b: float | None
    se_c: float | None
    anchor: bool = False


@dataclass(frozen=True, slots=True)
class Population:
    """Mean and spread of the people's abilities, and how sure they are."""

    mean: float = 0.0
    sd: float = 1.0


@dataclass(frozen=True, eq=False)
class Fit:
    """What an estimator found, before errors: a row of working parameters per item."""

    working: Array
    population: Population
    rounds: int
    converged: bool


@dataclass(frozen=True, eq=False)
class Calibration:
    """All items of a set of answers on one scale."""

    model: Model
    items: tuple[Calibrated, ...]
    population: Population
    log_likelihood: float
    rounds: int
    converged: bool


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why answers cannot be calibrated: a code, and the items it is about."""

    code: str
    items: tuple[str, ...] = ()
    people: int = 0


def unsure(one: Calibrated) -> bool:
    """Whether the answers leave open how hard an item is, or draw a step of certainty that few people cannot bear out."""
    open_still = one.se_b is None or one.se_b > LEAST_SURE
    return open_still or abs(one.curve.b) >= FARTHEST or one.curve.a >= STEEPEST


def unfit(answers: Answers, names: Sequence[str], model: Model, anchors: Mapping[str, Curve]) -> Unfit | None:
    """What keeps these answers from saying anything, if something does."""
    return _unfit_answers(answers, names, anchors) or _unfit_anchors(names, model, anchors)


def _unfit_anchors(names: Sequence[str], model: Model, anchors: Mapping[str, Curve]) -> Unfit | None:
    if unknown := tuple(name for name in anchors if name not in names):
        return Unfit("anchor_without_answers", unknown)
    if anchors and len(anchors) < FEWEST_ANCHORS:
        return Unfit("too_few_anchors", tuple(anchors))
    if names and set(names) == set(anchors):
        return Unfit("only_anchors")
    if model is Model.ONE and len({curve.a for curve in anchors.values()}) > 1:
        return Unfit("anchors_of_several_slopes", tuple(anchors))
    return None


def _unfit_answers(answers: Answers, names: Sequence[str], anchors: Mapping[str, Curve]) -> Unfit | None:
    people = int((answers != MISSING).any(axis=1).sum())
    if people < FEWEST_PEOPLE:
        return Unfit("too_few_people", people=people)
    if len(names) < 2:
        return Unfit("too_few_items", tuple(names))
    seen = (answers != MISSING).sum(axis=0)
    right = (answers == 1).sum(axis=0)
    rare = tuple(name for name, count in zip(names, seen, strict=True) if count < FEWEST_ANSWERS)
    if rare:
        return Unfit("too_few_answers", rare)
    flat = tuple(name for name, r, n in zip(names, right, seen, strict=True) if r in (0, n) and name not in anchors)
    return Unfit("all_answers_alike", flat) if flat else None


def calibrate(
    answers: Answers, names: Sequence[str], model: Model, anchors: Mapping[str, Curve] | None = None
) -> Calibration:
    """Estimate all items that are no anchors. Ask `unfit` first."""
    return concluded(answers, names, model, fitted(answers, names, model, anchors or {}), anchors or {})


def fitted(answers: Answers, names: Sequence[str], model: Model, anchors: Mapping[str, Curve]) -> Fit:
    """The parameters of greatest marginal likelihood, by EM."""
    held = np.array([name in anchors for name in names])
    working = _first_guess(answers, names, model, anchors)
    population, rounds, converged = Population(), 0, False
    right, wrong = _halves(answers)
    while rounds < MOST_ROUNDS and not converged:
        rounds += 1
        posterior, _ = _posterior(right, wrong, working, population)
        better = _improved(working, right.T @ posterior, (right + wrong).T @ posterior, model, held)
        met = _people(posterior) if held.any() else population
        moved = max(
            float((np.abs(better - working) * MOVED).max()),
            abs(met.mean - population.mean),
            abs(met.sd - population.sd),
        )
        working, population, converged = better, met, moved < CLOSE
    return Fit(working, population, rounds, converged)


def concluded(
    answers: Answers, names: Sequence[str], model: Model, fit: Fit, anchors: Mapping[str, Curve]
) -> Calibration:
    """What an estimator found, with its likelihood and errors, whoever made it."""
    held = np.array([name in anchors for name in names])
    right, wrong = _halves(answers)
    posterior, likelihood = _posterior(right, wrong, fit.working, fit.population)
    spread = _covariances(answers, fit, posterior, model, held)
    seen = (answers != MISSING).sum(axis=0)
    items = tuple(
        _reported(name, int(seen[at]), fit.working[at], spread[at], model, anchors.get(name))
        for at, name in enumerate(names)
    )
    return Calibration(model, items, fit.population, likelihood, fit.rounds, fit.converged)


def log_likelihood(answers: Answers, fit: Fit) -> float:
    """Of the answers, abilities taken out: marginal."""
    return _posterior(*_halves(answers), fit.working, fit.population)[1]


def working_row(curve: Curve) -> list[float]:
    """A curve as the estimator holds it."""
    asymptote = float(np.log(curve.c / (1 - curve.c))) if curve.c > 0 else NO_GUESSING
    return [curve.a, -curve.a * curve.b, asymptote]


def curve_of(row: Array) -> Curve:
    """The curve that a row of working parameters means."""
    asymptote = float(_squashed(row[G])) if row[G] > NO_GUESSING else 0.0
    return Curve(float(row[A]), float(-row[D] / row[A]), asymptote)


def _halves(answers: Answers) -> tuple[Array, Array]:
    return (answers == 1).astype(np.float64), (answers == 0).astype(np.float64)


def _first_guess(answers: Answers, names: Sequence[str], model: Model, anchors: Mapping[str, Curve]) -> Array:
    """Slope 1 (in the 1PL that of the anchors), intercept by the share of right answers; anchors as they are given."""
    seen = (answers != MISSING).sum(axis=0)
    slope = next(iter(anchors.values())).a if model is Model.ONE and anchors else 1.0
    share = ((answers == 1).sum(axis=0) + 0.5) / (seen + 1.0)
    asymptote = np.log(FIRST_ASYMPTOTE / (1 - FIRST_ASYMPTOTE)) if model is Model.THREE else NO_GUESSING
    # The logit of the share is flatter than the intercept, because abilities differ.
    rows = np.stack(
        [np.full_like(share, slope), 1.2 * np.log(share / (1 - share)), np.full_like(share, asymptote)], axis=1
    )
    for at, name in enumerate(names):
        if name in anchors:
            rows[at] = working_row(anchors[name])
    return rows


def _squashed(x: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, NO_GUESSING, 60.0))), dtype=np.float64)


def _curves(working: Array) -> tuple[Array, Array]:
    """Chance of a right answer at every point of the grid, and its slopes by slope, intercept and asymptote."""
    logistic = _squashed(working[:, A, None] * GRID + working[:, D, None])
    c = _squashed(working[:, G, None])
    steep = (1 - c) * logistic * (1 - logistic)
    slopes = np.stack([steep * GRID, steep, (1 - logistic) * c * (1 - c)])
    return np.clip(c + (1 - c) * logistic, 1e-12, 1 - 1e-12), slopes


def _weights(population: Population) -> Array:
    """The share of the people at every point of the grid."""
    weights = np.exp(-0.5 * ((GRID - population.mean) / population.sd) ** 2)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _posterior(right: Array, wrong: Array, working: Array, population: Population) -> tuple[Array, float]:
    """Where everybody stands, in shares over the grid, and the logarithm of the marginal likelihood."""
    chance, _ = _curves(working)
    logs = right @ np.log(chance) + wrong @ np.log(1 - chance)
    top = logs.max(axis=1, keepdims=True)
    joint = np.exp(logs - top) * _weights(population)
    total = joint.sum(axis=1, keepdims=True)
    return joint / total, float((np.log(total) + top).sum())


def _people(posterior: Array) -> Population:
    """Mean and spread of the people from where they stand."""
    shares = posterior.mean(axis=0)
    mean = float(shares @ GRID)
    return Population(mean, float(np.sqrt(shares @ (GRID - mean) ** 2)))


def _gradient(working: Array, right: Array, count: Array, model: Model) -> Array:
    """Slopes of the expected log-likelihood by item, with the prior of the asymptote."""
    chance, slopes = _curves(working)
    found = np.einsum("jq,pjq->jp", (right - count * chance) / (chance * (1 - chance)), slopes)
    if model is Model.THREE:
        found[:, G] += _prior_slope(working[:, G])
    return np.asarray(found, dtype=np.float64)


def _prior_slope(logit: Array) -> Array:
    one, other = ASYMPTOTE_PRIOR
    return np.asarray((one - 1) - (one + other - 2) * _squashed(logit), dtype=np.float64)


def _prior_information(logit: Array) -> Array:
    c = _squashed(logit)
    return np.asarray((sum(ASYMPTOTE_PRIOR) - 2) * c * (1 - c), dtype=np.float64)


def _improved(working: Array, right: Array, count: Array, model: Model, held: npt.NDArray[np.bool_]) -> Array:
    """One step of Fisher's scoring for every item that is not held."""
    chance, slopes = _curves(working)
    weight = count / (chance * (1 - chance))
    information = np.einsum("jq,pjq,rjq->jpr", weight, slopes, slopes)
    gradient = _gradient(working, right, count, model)
    if model is Model.THREE:
        information[:, G, G] += _prior_information(working[:, G])
        step = np.linalg.solve(information + 1e-6 * np.eye(3), gradient[:, :, None])[:, :, 0]
    else:
        step = np.zeros_like(working)
        step[:, :G] = _steps_of_two(information, gradient, held, common=model is Model.ONE)
    step[held] = 0.0
    step = np.clip(step, -STEP, STEP)
    better = _bounded(working, working + step, model, held)
    if model is Model.ONE:
        return better
    before = _expected(working, right, count, model)
    for _ in range(HALVINGS):
        # A step that leads past the top of an item's likelihood would come back for ever.
        worse = _expected(better, right, count, model) < before
        if not worse.any():
            break
        step[worse] /= 2
        better = _bounded(working, working + step, model, held)
    return better


def _bounded(working: Array, better: Array, model: Model, held: npt.NDArray[np.bool_]) -> Array:
    """Kept where parameters of items can be; what is held stays as it was."""
    inside = working.copy()
    free = ~held
    inside[free, A] = np.clip(better[free, A], *SLOPES)
    inside[free, D] = np.clip(better[free, D], *INTERCEPTS)
    if model is Model.THREE:
        inside[free, G] = np.clip(better[free, G], *ASYMPTOTES)
    return inside


def _expected(working: Array, right: Array, count: Array, model: Model) -> Array:
    """The expected log-likelihood of every item, with the prior of the asymptote."""
    chance, _ = _curves(working)
    found = (right * np.log(chance) + (count - right) * np.log(1 - chance)).sum(axis=1)
    if model is Model.THREE:
        c = _squashed(working[:, G])
        found += (ASYMPTOTE_PRIOR[0] - 1) * np.log(np.maximum(c, 1e-300)) + (ASYMPTOTE_PRIOR[1] - 1) * np.log(1 - c)
    return np.asarray(found, dtype=np.float64)


def _steps_of_two(information: Array, gradient: Array, held: npt.NDArray[np.bool_], *, common: bool) -> Array:
    """Steps of slope and intercept; with a common slope all items move it together."""
    aa, ad, dd = information[:, A, A], information[:, A, D], information[:, D, D]
    bend, pull = aa - ad**2 / dd, gradient[:, A] - ad / dd * gradient[:, D]
    slope = pull / bend
    if common:
        # Anchors bring the slope with them; the spread of the people is estimated in its place.
        slope = np.zeros_like(bend) if held.any() else np.full_like(bend, pull.sum() / bend.sum())
    return np.stack([slope, (gradient[:, D] - ad * slope) / dd], axis=1)


def _covariances(
    answers: Answers, fit: Fit, posterior: Array, model: Model, held: npt.NDArray[np.bool_]
) -> list[Array | None]:
    """The covariance of the three working parameters of every item; nothing where the information has no inverse."""
    shape = _reduction(model, held)
    whole = shape.T @ _complete_information(answers, fit, posterior, model) @ shape
    observed = whole - _information_lost(answers, fit, posterior, model, held)
    try:
        inverse = np.linalg.inv(observed)
    except np.linalg.LinAlgError:
        return [None] * len(held)
    spread = shape @ inverse @ shape.T
    blocks = [spread[3 * at : 3 * at + 3, 3 * at : 3 * at + 3] for at in range(len(held))]
    return [block if (np.diag(block) >= 0).all() else None for block in blocks]


def _reduction(model: Model, held: npt.NDArray[np.bool_]) -> Array:
    """From three numbers an item, mean and spread, to the numbers that are free. Column by column."""
    many = 3 * len(held) + 2
    one = np.eye(many)
    free = np.flatnonzero(~held)
    columns = [one[:, 3 * free + D]]
    slopes = one[:, 3 * free + A]
    if model is not Model.ONE:
        columns.append(slopes)
    elif not held.any():
        columns.append(slopes.sum(axis=1, keepdims=True))
    if model is Model.THREE:
        columns.append(one[:, 3 * free + G])
    if held.any():
        columns.append(one[:, -2:])
    return np.concatenate(columns, axis=1)


def _complete_information(answers: Answers, fit: Fit, posterior: Array, model: Model) -> Array:
    """Minus the second slopes of the expected log-likelihood, were all abilities known."""
    right, wrong = _halves(answers)
    expected, count = right.T @ posterior, (right + wrong).T @ posterior
    many, width = len(fit.working), 1e-4
    found = np.zeros((3 * many + 2, 3 * many + 2))
    places = 3 * np.arange(many)
    for number in (A, D, G) if model is Model.THREE else (A, D):
        aside = np.zeros(3)
        aside[number] = width
        sides = [_gradient(fit.working + sign * aside, expected, count, model) for sign in (1, -1)]
        bend = (sides[1] - sides[0]) / (2 * width)
        for other in (A, D, G):
            found[places + other, places + number] = bend[:, other]
    # Where the logarithm of the spread is the parameter, the information of N(mean, sd) at its maximum is diagonal.
    people = len(answers)
    found[-2, -2], found[-1, -1] = people / fit.population.sd**2, 2.0 * people
    return np.asarray((found + found.T) / 2, dtype=np.float64)


def _information_lost(answers: Answers, fit: Fit, posterior: Array, model: Model, held: npt.NDArray[np.bool_]) -> Array:
    """Sum over people of the variance of their score, over where they may stand."""
    chance, slopes = _curves(fit.working)
    standard = (GRID - fit.population.mean) / fit.population.sd
    of_people = np.stack([standard / fit.population.sd, standard**2 - 1], axis=1)
    size = slopes / (chance * (1 - chance))
    lost: Array = np.zeros((1, 1))
    for begin in range(0, len(answers), AT_ONCE):
        part, where = answers[begin : begin + AT_ONCE], posterior[begin : begin + AT_ONCE]
        # After a long test almost all points of the grid are out of the question: they cost time and say nothing.
        who, at = np.nonzero(where > NOWHERE)
        share = where[who, at][:, None]
        gap = np.where(part[who] == MISSING, 0.0, part[who] - chance.T[at])
        scores = _free_scores(gap, size[:, :, at], of_people[at], model, held)
        middle = np.zeros((len(part), scores.shape[1]))
        np.add.at(middle, who, scores * share)
        away = (scores - middle[who]) * np.sqrt(share)
        lost = lost + away.T @ away
    return lost


def _free_scores(gap: Array, size: Array, of_people: Array, model: Model, held: npt.NDArray[np.bool_]) -> Array:
    """Slopes of the log-likelihood by every number that is free, in the order of `_reduction`; a row per person and point."""
    free = np.flatnonzero(~held)
    columns = [gap[:, free] * size[D][free].T]
    if model is not Model.ONE:
        columns.append(gap[:, free] * size[A][free].T)
    elif not held.any():
        columns.append((gap * size[A].T).sum(axis=1, keepdims=True))
    if model is Model.THREE:
        columns.append(gap[:, free] * size[G][free].T)
    if held.any():
        columns.append(of_people)
    return np.concatenate(columns, axis=1)


def _reported(
    name: str, people: int, row: Array, spread: Array | None, model: Model, anchor: Curve | None
) -> Calibrated:
    """An item in the words of the literature. The error of b follows from those of slope and intercept."""
    if anchor is not None:
        return Calibrated(name, people, anchor, 0.0, 0.0, 0.0, anchor=True)
    curve = curve_of(row)
    if spread is None:
        return Calibrated(name, people, curve, None, None, None)
    by_b = np.array([row[D] / row[A] ** 2, -1 / row[A], 0.0])
    variances = (spread[A, A], float(by_b @ spread @ by_b), spread[G, G] * (curve.c * (1 - curve.c)) ** 2)
    se_a, se_b, se_c = (float(np.sqrt(max(value, 0.0))) for value in variances)
    return Calibrated(name, people, curve, se_a, se_b, se_c if model is Model.THREE else 0.0)
