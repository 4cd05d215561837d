"""Track rules: dates, levels, school years and order, on the packs that ship."""

from datetime import date

import pytest

from lms.kernel.vocabulary import Level, Track
from placement import packs
from placement.domain import track_rules
from placement.domain.track_rules import Case, PlacementFacts, TrackRules

PACKS = {country: packs.load_track_rules(country) for country in packs.countries()}
CASES = [(country, case) for country, pack in PACKS.items() for case in pack.cases]
DE, SE = PACKS["de"], PACKS["se"]


@pytest.mark.parametrize(
    ("country", "case"), CASES, ids=[f"{country}-{case.facts.track}-{case.facts.level}" for country, case in CASES]
)
def test_every_row_of_a_test_table_comes_out_as_it_says(country: str, case: Case) -> None:
    rule = track_rules.rule_for(PACKS[country].rules, case.facts, case.day)
    assert (rule.key if rule else "") == case.rule


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_every_rule_is_decided_by_some_row(pack: TrackRules) -> None:
    assert {rule.key for rule in pack.rules} <= {case.rule for case in pack.cases}


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_every_rule_has_a_source(pack: TrackRules) -> None:
    assert all(rule.source for rule in pack.rules)


def test_the_german_intensive_course_changed_on_7_december_2024() -> None:
    facts = PlacementFacts(Track.FAST_TRACK, Level.A1)
    rules = [track_rules.rule_for(DE.rules, facts, date(2024, 12, day)) for day in (6, 7)]
    assert [rule.key for rule in rules if rule] == ["intensive_before_2024", "intensive"]
    assert [rule.verified for rule in rules if rule] == [False, True]


def test_the_german_special_course_is_only_for_people_who_attended_the_integration_course() -> None:
    day = date(2026, 3, 1)
    new, old = PlacementFacts(Track.VOCATIONAL_LANGUAGE, Level.A2), ("de_integrationskurs",)
    after = PlacementFacts(Track.VOCATIONAL_LANGUAGE, Level.A2, attended_before=old)
    courses = [track_rules.rule_for(DE.rules, facts, day) for facts in (new, after)]
    assert [rule.course for rule in courses if rule] == ["integration_general", "vocational_special"]


@pytest.mark.parametrize(
    ("years", "course"), [(5, "sfi_path_1"), (6, "sfi_path_2"), (9, "sfi_path_2"), (10, "sfi_path_3")]
)
def test_swedish_paths_go_by_school_years(years: int, course: str) -> None:
    rule = track_rules.rule_for(SE.rules, PlacementFacts(Track.REGULAR, Level.PRE_A1, years), date(2026, 3, 1))
    assert rule is not None
    assert rule.course == course


def test_a_rule_about_school_years_stays_silent_when_they_are_not_known() -> None:
    facts = PlacementFacts(Track.REGULAR, Level.PRE_A1)
    assert track_rules.rule_for(SE.rules, facts, date(2026, 3, 1)) is None


def test_zero_school_years_are_known_school_years() -> None:
    rule = track_rules.rule_for(
        SE.rules, PlacementFacts(Track.LITERACY_FIRST_SCRIPT, Level.PRE_A1, 0), date(2026, 3, 1)
    )
    assert rule is not None
    assert rule.key == "literacy"


def test_germany_asks_for_a_reason_when_another_group_is_chosen() -> None:
    assert "reason_for_another_group" in [duty.code for duty in track_rules.duties_on(DE, date(2026, 3, 1))]


def test_a_rule_from_memory_is_not_verified() -> None:
    rule = next(rule for rule in DE.rules if rule.key == "general_from_a1")
    assert not rule.verified
