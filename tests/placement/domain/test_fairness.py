"""Fairness: items that treat groups differently are found, fair ones are not, and few people say nothing."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.kernel.vocabulary import Literacy
from placement.domain import fairness, interview, irt, literacy, sorter
from placement.domain.fairness import Answered, Dif
from placement.domain.population import Population
from placement.domain.sorter import Evidence
from placement.domain.track_rules import PlacementFacts


def answered(
    *, shift: float = 0.0, slope: float = 1.5, people: int = 1500, focal_ability: float = 0.0, seed: int = 1
) -> Answered:
    """An item answered by two groups; for the focal group it lies `shift` higher, with another `slope`."""
    rng = np.random.default_rng(seed)
    focal = np.arange(2 * people) % 2 == 1
    ability = rng.standard_normal(2 * people) + focal_ability * focal
    chance = np.where(focal, irt.probability(ability, slope, shift), irt.probability(ability, 1.5, 0.0))
    labels = np.where(focal, "tigrinya", "arabic")
    return Answered("i", rng.random(2 * people) < chance, ability, {"first_language": labels})


def only(one: Answered) -> Dif:
    (found,) = fairness.differential(one)
    return found


def test_a_fair_item_is_graded_a_even_when_the_group_knows_less() -> None:
    for ability in (0.0, -0.7):
        found = only(answered(focal_ability=ability))
        assert found.mantel_haenszel is not None
        assert found.logistic is not None
        assert found.mantel_haenszel.grade == "A"
        assert found.logistic.grade == "A"


def test_an_item_harder_for_a_group_is_found_with_its_direction() -> None:
    found = only(answered(shift=0.8))
    assert found.mantel_haenszel is not None
    assert found.logistic is not None
    # The difference in log odds is slope times shift.
    assert found.mantel_haenszel.delta == pytest.approx(-2.35 * 1.5 * 0.8, rel=0.15)
    assert found.mantel_haenszel.grade == "C"
    assert found.logistic.uniform > found.logistic.non_uniform
    easier = only(answered(shift=-0.8)).mantel_haenszel
    assert easier is not None
    assert easier.delta > 0


def test_an_item_that_turns_round_along_the_scale_is_found_by_the_logistic_size() -> None:
    found = only(answered(slope=0.1)).logistic
    assert found is not None
    assert found.non_uniform > found.uniform
    assert found.grade in ("B", "C")


@pytest.mark.parametrize(("people", "too_few"), [(99, True), (100, False)])
def test_fewer_than_a_hundred_in_a_group_are_too_few(people: int, too_few: bool) -> None:
    assert only(answered(people=people)).too_few is too_few


def test_people_without_a_label_are_left_out_and_the_largest_group_is_the_reference() -> None:
    one = answered(people=300)
    labels = one.groups["first_language"].copy()
    labels[:101] = np.where(labels[:101] == "arabic", "", labels[:101])
    found = only(replace(one, groups={"first_language": labels}))
    assert (found.reference, found.focal_people) == ("tigrinya", 300 - 51)


def test_an_item_everybody_gets_right_differs_for_nobody() -> None:
    one = answered(people=200)
    found = only(replace(one, right=np.ones(400, dtype=bool)))
    assert found.mantel_haenszel is not None
    assert found.mantel_haenszel.grade == "A"


# --- what must not decide --------------------------------------------------------------------------------------------

FORBIDDEN = (
    "nationality",
    "religion",
    "residence",
    "permit",
    "citizen",
    "passport",
    "country_of_origin",
    "gender",
    "age",
)


@settings(deadline=None, max_examples=40)
@given(
    told=st.dictionaries(st.sampled_from(FORBIDDEN), st.one_of(st.text(max_size=5), st.integers(), st.booleans())),
    years=st.integers(0, 18),
    reads=st.sampled_from(Literacy),
)
def test_nationality_religion_and_residence_change_no_recommendation(
    told: dict[str, Any], years: int, reads: Literacy
) -> None:
    answers: dict[str, Any] = {"schooling_years": years, "reads": reads.value}
    letters = literacy.reported_profile(reads)
    plain = sorter.recommend(Evidence(letters, (), interview.background(answers)))
    with_more = sorter.recommend(Evidence(letters, (), interview.background(answers | told)))
    assert with_more == plain


def test_no_prior_and_no_rule_has_a_place_for_them() -> None:
    kinds: tuple[Any, ...] = (Population, Evidence, sorter.Background, PlacementFacts, literacy.LiteracyProfile)
    names = {field.name for kind in kinds for field in fields(kind)} | {field.code for field in interview.FIELDS}
    assert not [name for name in names for word in FORBIDDEN if word in name.split("_") or name.startswith(word)]
