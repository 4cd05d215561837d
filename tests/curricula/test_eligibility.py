"""Which track is mine: eligible, not, or not known, and the rule that decided."""

from dataclasses import replace
from datetime import date

import pytest

from curricula.domain.eligibility import (
    Answer,
    PersonFacts,
    claims,
    eligibility,
    holds,
    track_options,
)
from curricula.domain.programme import Condition, Operator, PersonFact
from curricula.packs import load_packs
from lms.kernel.vocabulary import Confidence, Level, Literacy

TODAY = date(2026, 11, 23)
PACKS = load_packs()
INTEGRATION, VOCATIONAL, SFI = PACKS["de_integrationskurs"], PACKS["de_berufssprachkurse"], PACKS["se_sfi"]
TESTED: dict[PersonFact, object] = {PersonFact.PLACEMENT_TAKEN: True}


def answer(track: str, person: PersonFacts) -> Answer:
    return eligibility(INTEGRATION, track, person, TODAY).answer


def test_somebody_who_cannot_read_may_enter_the_literacy_track() -> None:
    person = {**TESTED, PersonFact.LITERACY: Literacy.NONE}
    assert answer("literacy", person) is Answer.ELIGIBLE
    assert answer("second_script", person) is Answer.NOT_ELIGIBLE


def test_one_plain_no_decides_and_names_its_rule() -> None:
    person = {**TESTED, PersonFact.LITERACY: Literacy.LATIN}
    decided = eligibility(INTEGRATION, "literacy", person, TODAY)
    assert decided.rule is not None
    assert (decided.answer, decided.rule.key) == (Answer.NOT_ELIGIBLE, "literacy")


def test_what_is_not_known_is_not_a_no_and_names_the_document_that_decides() -> None:
    decided = eligibility(INTEGRATION, "literacy", TESTED, TODAY)
    assert (decided.answer, decided.unknown, decided.document) == (
        Answer.UNKNOWN,
        (PersonFact.LITERACY,),
        "placement_test",
    )


def test_no_course_before_the_placement_test() -> None:
    assert answer("general", {PersonFact.PLACEMENT_TAKEN: False}) is Answer.NOT_ELIGIBLE


def test_rule_that_is_not_verified_warns_and_does_not_refuse() -> None:
    doubtful = tuple(
        replace(rule, evidence=replace(rule.evidence, confidence=Confidence.MEMORY)) for rule in INTEGRATION.entry_rules
    )
    person = {**TESTED, PersonFact.LITERACY: Literacy.LATIN}
    decided = eligibility(replace(INTEGRATION, entry_rules=doubtful), "literacy", person, TODAY)
    assert decided.answer is Answer.ELIGIBLE
    assert [rule.key for rule in decided.warnings] == ["literacy"]


def test_rule_out_of_force_is_not_asked() -> None:
    person = {**TESTED, PersonFact.LITERACY: Literacy.LATIN}
    assert eligibility(INTEGRATION, "literacy", person, date(2024, 1, 1)).answer is Answer.ELIGIBLE


@pytest.mark.parametrize(("years", "track"), [(5, "path_1"), (6, "path_2"), (9, "path_2"), (10, "path_3")])
def test_school_years_advise_a_swedish_path_and_refuse_none(years: int, track: str) -> None:
    options = track_options(SFI, {PersonFact.SCHOOLING_YEARS: years}, TODAY)
    assert [option.track for option in options if claims(option)] == [track]
    assert all(option.answer is Answer.ELIGIBLE for option in options)


def test_two_tracks_that_claim_one_person_are_both_named() -> None:
    person = {**TESTED, PersonFact.LITERACY: Literacy.NONE, PersonFact.SPECIAL_NEED: True}
    options = track_options(INTEGRATION, person, TODAY)
    assert [option.track for option in options if claims(option)] == ["literacy", "special_need"]


def test_special_vocational_course_is_for_those_who_attended_and_stayed_below_b1() -> None:
    attended = {PersonFact.PROPERLY_ATTENDED: frozenset({"de_integrationskurs"})}
    stuck = {**attended, PersonFact.LEVEL: Level.A2}
    through = {**attended, PersonFact.LEVEL: Level.B1}
    assert eligibility(VOCATIONAL, "special", stuck, TODAY).answer is Answer.ELIGIBLE
    assert eligibility(VOCATIONAL, "special", through, TODAY).answer is Answer.NOT_ELIGIBLE
    stranger = {PersonFact.PROPERLY_ATTENDED: frozenset(), PersonFact.LEVEL: Level.A2}
    assert eligibility(VOCATIONAL, "special", stranger, TODAY).answer is Answer.NOT_ELIGIBLE


@pytest.mark.parametrize(
    ("operator", "value", "met"),
    [
        (Operator.AT_LEAST, "a2", True),
        (Operator.AT_MOST, "a1", False),
        (Operator.BELOW, "b1", True),
        (Operator.IS, "a2", True),
        (Operator.ONE_OF, ("a1", "b1"), False),
    ],
)
def test_levels_compare_by_their_place_on_the_scale(operator: Operator, value: str, met: bool) -> None:
    condition = Condition(PersonFact.LEVEL, operator, value)
    assert holds(condition, {PersonFact.LEVEL: Level.A2}) is met
