"""Permit, nationality, religion and origin: nothing that decides can read them, whatever somebody writes down."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement import packs
from placement.domain import interview, sorter, track_rules
from placement.domain.estimation import Prior
from placement.domain.interview import EarlierRecord
from placement.domain.literacy import LiteracyProfile
from placement.domain.sorter import Background, Evidence, SkillFinding
from placement.domain.track_rules import PlacementFacts, TrackRule

FORBIDDEN = (
    "permit",
    "residence",
    "nationality",
    "citizen",
    "religion",
    "ethnic",
    "origin",
    "passport",
    "visa",
    "asylum",
)
DECIDES = (Background, Evidence, SkillFinding, LiteracyProfile, PlacementFacts, TrackRule, EarlierRecord, Prior)
KEYS = st.sampled_from([*FORBIDDEN, "permit_status", "residence_permit", "country_of_origin"])
VALUES = st.one_of(st.text(max_size=12), st.booleans(), st.integers(0, 9))


@pytest.mark.parametrize("known", DECIDES, ids=lambda known: known.__name__)
def test_nothing_that_decides_has_such_a_field(known: Any) -> None:
    names = [field.name for field in fields(known)]
    assert names
    assert not [name for name in names if any(word in name for word in FORBIDDEN)]


def test_the_interview_asks_for_none_of_it() -> None:
    asked = [field.code for field in interview.FIELDS] + [
        option for field in interview.FIELDS for option in field.options
    ]
    assert not [code for code in asked if any(word in code for word in FORBIDDEN)]


@pytest.mark.parametrize("country", packs.countries())
def test_no_rule_pack_names_it_in_a_rule(country: str) -> None:
    rules = packs.load_track_rules(country).rules
    said = [f"{rule.key} {rule.goal} {rule.test} {rule.after} {rule.note}" for rule in rules]
    assert not [one for one in said if any(word in one for word in FORBIDDEN)]


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_whatever_somebody_writes_about_it_changes_nothing_and_is_not_kept(told: dict[str, Any]) -> None:
    answers = {"schooling_years": 8, "study_habit": "some", "vocational_goal": True, "hours_a_week": 20}
    with_it = {**answers, **told}
    assert interview.background(with_it) == interview.background(answers)
    assert interview.first_level(with_it) == interview.first_level(answers)
    assert set(told) <= set(interview.refused(with_it))


def test_a_decision_reads_values_and_nothing_else() -> None:
    read = {name for name in track_rules.fits.__annotations__ if name != "return"}
    assert read == {"rule", "facts"}
    assert {name for name in sorter.recommend.__annotations__ if name != "return"} == {"evidence", "costs", "model"}
