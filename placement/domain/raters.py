"""Raters: how severe each of them is, how much of their disagreement that explains, and how far they agree.

The model is additive, with facets as in many-facet measurement (Linacre 1989, "Many-Facet Rasch Measurement"): a score is
the script's own level, less the severity of the rater, less what the rater is severer by on this task. Severities are
random effects, estimated from scripts that several people scored; how far they are drawn to 0 follows from the answers
(variance components by EM: Searle, Casella & McCulloch 1992, "Variance Components"). A rater with few scripts is
therefore corrected by little. Agreement is Cohen's kappa with quadratic weights (Cohen 1968, Psychological Bulletin 70).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from placement.domain.irt import Array

Places = npt.NDArray[np.intp]

FEWEST_SCRIPTS = 20
"""Scripts that two raters must share before a kappa of the two says anything."""
FEWEST_DOUBLE = 50
"""Scripts with two scores, without which severity cannot be estimated on one half and tested on the other."""
ROUNDS, CLOSE = 200, 1e-6
NORMAL_95 = 1.959964


@dataclass(frozen=True, eq=False)
class Ratings:
    """One criterion: places of script, person, rater and task, and the score, of everything that was rated.

    A script is what one person did for one task; `raters` and `tasks` count how many of them there are.
    """

    script: Places
    person: Places
    rater: Places
    task: Places
    score: Array
    raters: int
    tasks: int

    def of(self, chosen: npt.NDArray[np.bool_]) -> "Ratings":
        """Some of the ratings."""
        return replace(
            self,
            script=self.script[chosen],
            person=self.person[chosen],
            rater=self.rater[chosen],
            task=self.task[chosen],
            score=self.score[chosen],
        )


@dataclass(frozen=True, eq=False)
class Severities:
    """By rater: severity over all tasks with its standard error; by rater and task: what is taken off a score."""

    severity: Array
    error: Array
    on_task: Array


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Variance of scores about the mean of their script, before and after correction."""

    scripts: int
    raw: float
    corrected: float

    @property
    def ratio(self) -> float:
        """What is left of it; 1 when there was none."""
        return self.corrected / self.raw if self.raw > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far pairs of scores of the same script agree. Without kappa all scores were alike, or too few."""

    scripts: int
    kappa: float | None
    exact: float | None


def double_rated(ratings: Ratings) -> Ratings:
    """The ratings of scripts that were scored more than once."""
    _, place, times = np.unique(ratings.script, return_inverse=True, return_counts=True)
    return ratings.of(times[place] > 1)


def severities(ratings: Ratings) -> Severities:
    """How severe everybody is, by maximum likelihood."""
    ratings = double_rated(ratings)
    whole, pulls, total, freedom = _normal_equations(ratings)
    count = ratings.raters
    group = np.repeat([0, 1], [count, len(whole) - count])
    noise, spread = total / max(freedom, 1), np.full(2, 0.1 * total / max(freedom, 1))
    effects: Array = np.zeros(len(whole))
    doubt: Array = np.zeros_like(whole)
    for _ in range(ROUNDS):
        if not noise > 0:
            break
        precision = whole / noise + np.diag(1 / np.maximum(spread[group], 1e-9))
        doubt = np.asarray(np.linalg.inv(precision), dtype=np.float64)
        effects = doubt @ pulls / noise
        size = effects**2 + np.diag(doubt)
        left = total - 2 * effects @ pulls + effects @ whole @ effects
        before = (noise, *spread)
        noise = float(left + (whole * doubt).sum()) / max(freedom, 1)
        spread = np.array([size[group == one].mean() if (group == one).any() else 0.0 for one in (0, 1)])
        if np.allclose(before, (noise, *spread), rtol=CLOSE, atol=1e-12):
            break
    return _as_severities(effects, doubt, ratings)


def corrected(ratings: Ratings, found: Severities) -> Ratings:
    """The scores without the severity of who gave them."""
    return replace(ratings, score=ratings.score + found.on_task[ratings.rater, ratings.task])


def tested(ratings: Ratings, generator: np.random.Generator) -> tuple[Disagreement, Disagreement]:
    """Severity estimated on one half of the people, disagreement taken on the other; then the other way round."""
    ratings = double_rated(ratings)
    people = generator.permutation(np.unique(ratings.person))
    first = np.isin(ratings.person, people[: len(people) // 2])
    one, other = ratings.of(first), ratings.of(~first)
    return _disagreement(other, severities(one)), _disagreement(one, severities(other))


def pooled(parts: Sequence[Disagreement]) -> Disagreement:
    """Several together, each as heavy as it has scripts."""
    scripts = sum(part.scripts for part in parts)
    raw, left = (sum(getattr(part, name) * part.scripts for part in parts) for name in ("raw", "corrected"))
    return Disagreement(scripts, raw / scripts, left / scripts)


def agreement(ratings: Ratings) -> Agreement:
    """Over all pairs of scores of a script, each script as heavy as any other. Who came first says nothing."""
    pairs = [_pairs(scores) for scores in _by_script(ratings)]
    one = np.concatenate([pair[0] for pair in pairs]) if pairs else np.zeros(0)
    other = np.concatenate([pair[1] for pair in pairs]) if pairs else np.zeros(0)
    weight = np.concatenate([np.full(len(pair[0]), 1 / len(pair[0])) for pair in pairs]) if pairs else np.zeros(0)
    both = np.concatenate([one, other]), np.concatenate([other, one]), np.concatenate([weight, weight])
    return _agreement(*both, len(pairs))


def agreement_of_pairs(ratings: Ratings) -> dict[tuple[int, int], Agreement]:
    """Every two raters who scored the same scripts; with too few of these they get no kappa."""
    scores: list[dict[int, float]] = [{} for _ in range(ratings.raters)]
    for rater, script, score in zip(ratings.rater, ratings.script, ratings.score, strict=True):
        scores[rater][int(script)] = float(score)
    found: dict[tuple[int, int], Agreement] = {}
    for one, other in combinations(range(ratings.raters), 2):
        shared = sorted(scores[one].keys() & scores[other].keys())
        if shared:
            first, second = (np.array([scores[who][script] for script in shared]) for who in (one, other))
            found[one, other] = _agreement(first, second, np.ones(len(shared)), len(shared))
    return found


def quadratic_kappa(one: Array, other: Array, weight: Array | None = None) -> float | None:
    """1 less the squared distance of the pairs, over what it would be by chance. `None` where all are alike."""
    weight = np.ones(len(one)) if weight is None else weight
    share = weight / weight.sum()
    means = share @ one, share @ other
    spreads = share @ (one - means[0]) ** 2, share @ (other - means[1]) ** 2
    by_chance = spreads[0] + spreads[1] + (means[0] - means[1]) ** 2
    return 1.0 - float(share @ (one - other) ** 2 / by_chance) if by_chance > 0 else None


def groups_linked(ratings: Ratings) -> int:
    """Into how many groups the raters fall who share no script, not even by way of others. Only 1 can be compared."""
    group = np.arange(ratings.raters)
    for raters in _by_script(ratings, of=ratings.rater):
        low = group[raters].min()
        group[np.isin(group, group[raters])] = low
    return len(np.unique(group[np.unique(ratings.rater)]))


def _normal_equations(ratings: Ratings) -> tuple[Array, Array, float, int]:
    """Sums for the severities, scripts taken out: matrix, right side, squares to explain, and degrees of freedom.

    Columns are raters, then raters by task. With one task the second part is left out: it would say the same again.
    """
    columns = ratings.raters * (1 + (ratings.tasks if ratings.tasks > 1 else 0))
    whole, pulls, total, freedom = np.zeros((columns, columns)), np.zeros(columns), 0.0, 0
    for places in _places_by_script(ratings):
        rater, cell = ratings.rater[places], ratings.rater[places] * ratings.tasks + ratings.task[places]
        parts = [rater, ratings.raters + cell] if ratings.tasks > 1 else [rater]
        away = ratings.score[places] - ratings.score[places].mean()
        rows = np.arange(len(places))
        used, where = np.unique(np.concatenate(parts), return_inverse=True)
        design = np.zeros((len(places), len(used)))
        for part in np.split(where, len(parts)):
            design[rows, part] -= 1.0  # severe raters give less
        design -= design.mean(axis=0)
        whole[np.ix_(used, used)] += design.T @ design
        pulls[used] += design.T @ away
        total, freedom = total + float(away @ away), freedom + len(places) - 1
    return whole, pulls, total, freedom


def _as_severities(effects: Array, doubt: Array, ratings: Ratings) -> Severities:
    """Mean over the tasks, so that it stays one figure a rater; centred on the raters who scored something."""
    many, tasks = ratings.raters, ratings.tasks
    shape = np.repeat(np.eye(many)[:, None, :], tasks, axis=1)  # rater, task, column
    if tasks > 1:
        cells = np.eye(many * tasks).reshape(many, tasks, many * tasks)
        shape = np.concatenate([shape, cells], axis=2)
    seen = np.unique(ratings.rater)
    over = shape.mean(axis=1)
    over = over - over[seen].mean(axis=0)
    on_task = shape @ effects
    centre = on_task[seen].mean() if len(seen) else 0.0
    variance = np.einsum("rc,cd,rd->r", over, doubt, over)
    return Severities(over @ effects, np.sqrt(np.maximum(variance, 0.0)), on_task - centre)


def _disagreement(ratings: Ratings, found: Severities) -> Disagreement:
    fair = corrected(ratings, found)
    scripts = len(np.unique(ratings.script))
    return Disagreement(scripts, _within(ratings), _within(fair))


def _within(ratings: Ratings) -> float:
    """Variance about the mean of the script, over all scripts."""
    _, place, times = np.unique(ratings.script, return_inverse=True, return_counts=True)
    means = np.bincount(place, ratings.score) / times
    return float(((ratings.score - means[place]) ** 2).sum() / max(int((times - 1).sum()), 1))


def _places_by_script(ratings: Ratings) -> list[Places]:
    order = np.argsort(ratings.script, kind="stable")
    cuts = np.flatnonzero(np.diff(ratings.script[order])) + 1
    return [places for places in np.split(order, cuts) if len(places) > 1]


def _by_script(ratings: Ratings, of: npt.NDArray[np.generic] | None = None) -> list[npt.NDArray[np.generic]]:
    values = ratings.score if of is None else of
    return [values[places] for places in _places_by_script(ratings)]


def _pairs(scores: npt.NDArray[np.generic]) -> tuple[Array, Array]:
    one, other = np.triu_indices(len(scores), 1)
    return np.asarray(scores[one], dtype=np.float64), np.asarray(scores[other], dtype=np.float64)


def _agreement(one: Array, other: Array, weight: Array, scripts: int) -> Agreement:
    if scripts < FEWEST_SCRIPTS:
        return Agreement(scripts, None, None)
    return Agreement(scripts, quadratic_kappa(one, other, weight), float(weight @ (one == other) / weight.sum()))
