"""Raters: severity comes back, correction helps only where it should, kappa is the published one."""

import numpy as np
import pytest

from placement.domain import raters
from placement.domain.raters import Ratings

RATERS, TASKS = 8, 2
SEVERITY = np.linspace(-0.8, 0.8, RATERS)


def drawn(scripts: int = 400, *, severity: float = 1.0, noise: float = 0.5, seed: int = 5) -> Ratings:
    """Every script is scored by two raters; each person did two tasks."""
    rng = np.random.default_rng(seed)
    script = np.repeat(np.arange(scripts), 2)
    rater = np.concatenate([rng.permutation(RATERS)[:2] for _ in range(scripts)])
    level = rng.normal(3, 1.2, scripts)
    score = level[script] - severity * SEVERITY[rater] + rng.normal(0, noise, 2 * scripts)
    return Ratings(script, script // 2, rater, script % 2, score, RATERS, TASKS)


def test_severity_comes_back_within_its_interval() -> None:
    found = raters.severities(drawn())
    assert np.corrcoef(found.severity, SEVERITY)[0, 1] > 0.98
    assert (np.abs(found.severity - SEVERITY) < 3 * found.error).all()
    assert (found.error < 0.15).all()


def test_a_rater_who_is_severer_on_one_task_is_corrected_on_that_task() -> None:
    ratings = drawn(severity=0.0)
    ratings.score[(ratings.rater == 3) & (ratings.task == 1)] -= 1.5
    on_task = raters.severities(ratings).on_task
    others = np.delete(on_task, 3, axis=0).mean(axis=0)
    assert on_task[3] - others == pytest.approx([0.0, 1.5], abs=0.3)


def test_correction_takes_away_what_severity_brought_and_no_more() -> None:
    harsh = raters.pooled(raters.tested(drawn(), np.random.default_rng(1)))
    # Two raters of a pair differ by twice the variance of severity beside the noise.
    expected = 0.5**2 / (0.5**2 + SEVERITY.var(ddof=1))
    assert harsh.ratio == pytest.approx(expected, rel=0.12)
    equal = raters.pooled(raters.tested(drawn(severity=0.0), np.random.default_rng(1)))
    assert equal.ratio == pytest.approx(1.0, abs=0.02)


def test_nobody_is_in_both_halves() -> None:
    ratings = drawn()
    one, other = raters.tested(ratings, np.random.default_rng(1))
    assert one.scripts + other.scripts == 400
    assert one.scripts == other.scripts == 200  # both tasks of a person go together


def test_kappa_is_that_of_the_weights_table() -> None:
    """Against the definition: 1 less the weighted share seen, over the weighted share by chance."""
    one, other = np.array([1.0, 2, 3, 3, 4, 1, 2, 4]), np.array([1.0, 3, 3, 2, 4, 2, 2, 3])
    table = np.zeros((4, 4))
    for first, second in zip(one, other, strict=True):
        table[int(first) - 1, int(second) - 1] += 1 / 8
    weight = (np.arange(4)[:, None] - np.arange(4)) ** 2
    chance = np.outer(table.sum(axis=1), table.sum(axis=0))
    expected = 1 - (weight * table).sum() / (weight * chance).sum()
    assert raters.quadratic_kappa(one, other) == pytest.approx(expected)
    assert raters.quadratic_kappa(np.ones(5), np.ones(5)) is None


def test_two_raters_with_few_scripts_in_common_get_no_kappa() -> None:
    ratings = drawn(300)
    found = raters.agreement_of_pairs(ratings)
    assert len(found) == RATERS * (RATERS - 1) // 2
    assert {one.kappa is None for one in found.values()} == {True}  # about 11 each
    together = raters.agreement(ratings)
    assert together.scripts == 300
    assert together.kappa is not None


def test_raters_who_share_no_script_fall_into_groups() -> None:
    ratings = drawn()
    assert raters.groups_linked(ratings) == 1
    low = ratings.rater < 4
    kept = np.array([low[ratings.script == script].sum() in (0, 2) for script in ratings.script])
    assert raters.groups_linked(ratings.of(kept)) == 2


def test_scores_that_never_differ_are_corrected_by_nothing() -> None:
    ratings = drawn(noise=0.0, severity=0.0)
    assert np.abs(raters.severities(ratings).on_task).max() == 0
    assert raters.pooled(raters.tested(ratings, np.random.default_rng(1))).ratio == 1.0
