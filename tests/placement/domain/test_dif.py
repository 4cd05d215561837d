"""Differential item functioning: the figures of published examples, purification, matching, and too few people."""

import math

import numpy as np
import pytest

from placement.domain import dif, fairness, irt
from placement.domain.calibration import MISSING, Answers
from placement.domain.fairness import Labels, MantelHaenszel

RABBITS = [(0, 6, 0, 5), (3, 3, 0, 6), (6, 0, 2, 4), (5, 1, 6, 0), (2, 0, 5, 0)]
"""Penicillin at once or later, cured or not: Mantel (1963); Agresti (1990), "Categorical Data Analysis", page 231."""
BERKELEY = [
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
]
"""Admission of men and women by department: Bickel, Hammel & O'Connell (1975), Science 187."""
NAMES = tuple(f"i{place}" for place in range(12))


def tabled(strata: list[tuple[int, int, int, int]]) -> MantelHaenszel:
    """Counts of reference right, wrong, focal right, wrong, as single answers."""
    rows = [
        (stratum, right, focal)
        for stratum, counts in enumerate(strata)
        for count, (right, focal) in zip(counts, [(1, 0), (0, 0), (1, 1), (0, 1)], strict=True)
        for _ in range(count)
    ]
    stratum, right, focal = (np.array(column) for column in zip(*rows, strict=True))
    return fairness.in_strata(right == 1, stratum.astype(np.intp), focal == 1)


def answered(
    people: int = 900, *, unfair: dict[int, float] | None = None, impact: float = -0.5
) -> tuple[Answers, Labels]:
    """Two groups; the second lies lower by `impact`, and some items are harder for it by so much."""
    rng = np.random.default_rng(4)
    focal = np.arange(2 * people) % 2 == 1
    theta = rng.standard_normal(2 * people) + impact * focal
    b = np.tile(np.linspace(-1.5, 1.5, len(NAMES)), (2 * people, 1))
    for place, shift in (unfair or {}).items():
        b[focal, place] += shift
    right = rng.random(b.shape) < irt.probability(theta[:, None], 1.2, b)
    return right.astype(np.int8), np.where(focal, "later", "first")


def grades(found: dif.Compared) -> str:
    return "".join(one.mantel_haenszel.grade if one.mantel_haenszel else "-" for one in found.found)


def test_the_published_figures_come_out() -> None:
    """Those that the reference implementation in R (`mantelhaen.test`) gives for both tables."""
    rabbits, berkeley = tabled(RABBITS), tabled(BERKELEY)
    assert (rabbits.odds_ratio, rabbits.chi, rabbits.p) == pytest.approx((7.0, 3.9286, 0.04747), rel=1e-3)
    assert (berkeley.odds_ratio, berkeley.chi, berkeley.p) == pytest.approx((0.9046968, 1.4269, 0.2323), rel=1e-3)
    wide = 1.959964 * berkeley.se / 2.35
    limits = [math.exp(math.log(berkeley.odds_ratio) + side * wide) for side in (-1, 1)]
    assert limits == pytest.approx([0.7719074, 1.0603298], rel=1e-5)
    assert berkeley.delta == pytest.approx(-2.35 * math.log(0.9046968), rel=1e-5)


def test_a_large_difference_that_is_not_certainly_above_one_is_only_b() -> None:
    assert abs(tabled(RABBITS).delta) > fairness.LARGE_DELTA
    assert tabled(RABBITS).grade == "B"
    assert tabled([tuple(20 * count for count in stratum) for stratum in RABBITS]).grade == "C"  # type: ignore[misc]
    assert tabled(BERKELEY).grade == "A"


def test_unfair_items_are_flagged_and_fair_ones_are_not_though_the_group_knows_less() -> None:
    answers, labels = answered(unfair={2: 0.9, 7: -0.9})
    (found,) = dif.differential(answers, NAMES, "group", labels)
    assert (found.found[2].reference, found.found[2].focal) == ("first", "later")
    assert grades(found) == "AACAAAACAAAA"
    harder, easier = found.found[2].mantel_haenszel, found.found[7].mantel_haenszel
    assert harder is not None
    assert easier is not None
    assert harder.delta < 0 < easier.delta
    assert found.purified == ("i2", "i7")


def test_purifying_clears_fair_items_that_a_spoiled_score_had_flagged() -> None:
    answers, labels = answered(1500, unfair={0: 1.2, 1: 1.2, 2: 1.2, 3: 1.2}, impact=0.0)
    (plain,) = dif.differential(answers, NAMES, "group", labels, purify=False)
    (clean,) = dif.differential(answers, NAMES, "group", labels)
    assert set(grades(plain)[4:]) != {"A"}
    assert grades(clean) == "CCCC" + "A" * 8
    assert clean.rounds > 0 == plain.rounds


def test_both_tests_of_the_logistic_regression_are_told_apart() -> None:
    answers, labels = answered(unfair={2: 0.9})
    (found,) = dif.differential(answers, NAMES, "group", labels)
    curve = found.found[2].logistic
    assert curve is not None
    assert curve.p_uniform < 1e-6 < 0.01 < curve.p_non_uniform


def test_fewer_than_a_hundred_in_a_group_are_too_few() -> None:
    answers, labels = answered(99)
    (found,) = dif.differential(answers, NAMES, "group", labels)
    assert all(one.too_few for one in found.found)


def test_who_left_something_out_is_not_matched_on_a_score_but_may_be_on_an_ability() -> None:
    answers, labels = answered()
    answers[:450, 0] = MISSING
    (by_score,) = dif.differential(answers, NAMES, "group", labels)
    assert by_score.found[5].reference_people + by_score.found[5].focal_people == 1350
    ability = np.where(answers == MISSING, 0, answers).sum(axis=1).astype(np.float64)
    (by_ability,) = dif.by_ability(answers, NAMES, "group", labels, ability)
    people = [one.reference_people + one.focal_people for one in by_ability.found]
    assert people == [1350] + [1800] * 11
    assert grades(by_ability)[1:] == "A" * 11


def test_the_reference_may_be_named_and_every_other_group_is_compared_with_it() -> None:
    labels = np.array(["a"] * 5 + ["b"] * 3 + ["c"] * 2 + [""])
    assert dif.pairs(labels) == [("a", "b"), ("a", "c")]
    assert dif.pairs(labels, "b") == [("b", "a"), ("b", "c")]
    assert dif.pairs(np.array(["a", "a"])) == []
