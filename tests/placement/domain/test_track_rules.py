"""Track rules: dates, levels, school years and order, on the packs that ship."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.kernel.vocabulary import Confidence, Level, Track
from placement import packs
from placement.domain import track_rules
from placement.domain.track_rules import Case, PlacementFacts, TrackRule

PACKS = {country: packs.load_track_rules(country) for country in packs.countries()}
CASES = [(country, case) for country, pack in PACKS.items() for case in pack.cases]
RULES = [(country, rule) for country, pack in PACKS.items() for rule in pack.rules]
DE, SE = PACKS["de"], PACKS["se"]


@pytest.mark.parametrize(
    ("country", "case"), CASES, ids=[f"{country}-{case.facts.track}-{case.facts.level}" for country, case in CASES]
)
def test_every_row_of_a_test_table_comes_out_as_it_says(country: str, case: Case) -> None:
    rule = track_rules.rule_for(PACKS[country].rules, case.facts, case.day)
    assert (rule.key if rule else "") == case.rule


@pytest.mark.parametrize(("country", "rule"), RULES, ids=[f"{country}-{rule.key}" for country, rule in RULES])
def test_every_rule_decides_its_own_row_and_nothing_beyond_its_conditions(country: str, rule: TrackRule) -> None:
    rows = [case for case in PACKS[country].cases if case.rule == rule.key]
    assert rows, f"no row of the table of {country} is decided by {rule.key}"
    for case in rows:
        decided = track_rules.rule_for(PACKS[country].rules, case.facts, case.day)
        assert decided is rule
        assert track_rules.fits(rule, case.facts)
        assert not [facts for facts in outside(rule, case.facts) if track_rules.fits(rule, facts)]
        assert not [day for day in days_outside(rule) if rule.evidence.holds_on(day)]


def outside(rule: TrackRule, facts: PlacementFacts) -> Iterator[PlacementFacts]:
    """The same person with one fact just beyond each condition of the rule."""
    yield from (replace(facts, track=track) for track in Track if track is not rule.track)
    yield from (replace(facts, level=level) for level in Level if level not in rule.levels)
    if rule.schooling_from > 0:
        yield from (replace(facts, schooling_years=years) for years in (rule.schooling_from - 1, None))
    if rule.schooling_to is not None:
        yield from (replace(facts, schooling_years=years) for years in (rule.schooling_to + 1, None))
    if rule.test:
        yield replace(facts, scores={})
        yield from (replace(facts, scores={rule.test: score}) for score in beyond(rule))
    if rule.after:
        yield replace(facts, attended_before=())
    if rule.goal:
        yield replace(facts, goals=())
    if rule.irregular:
        yield replace(facts, irregular=False)


def beyond(rule: TrackRule) -> tuple[int, ...]:
    """Scores just below and just above those that a rule asks for."""
    return (rule.score_from - 1, *(() if rule.score_to is None else (rule.score_to + 1,)))


def days_outside(rule: TrackRule) -> Iterator[date]:
    """The last day before a rule and the first after it."""
    first, last = rule.evidence.valid_from, rule.evidence.valid_to
    yield from (() if first is None else (first - timedelta(days=1),))
    yield from (() if last is None else (last + timedelta(days=1),))


@pytest.mark.parametrize("country", PACKS)
def test_every_rule_and_duty_says_its_source_how_sure_it_is_and_from_when_it_holds(country: str) -> None:
    """A first day that was not found is written down as not known, so it is never left out by mistake."""
    written = tomllib.loads((packs.COUNTRIES / f"{country}.toml").read_text(encoding="utf-8"))
    for row in (*written["rules"], *written["duties"]):
        assert row["source"].strip()
        assert row["confidence"] in set(Confidence)
        assert isinstance(row["valid_from"], date) or row["valid_from"] == "unknown"
    assert len(PACKS[country].rules) == len(written["rules"])


@pytest.mark.parametrize(("country", "rule"), RULES, ids=[f"{country}-{rule.key}" for country, rule in RULES])
def test_a_rule_may_refuse_only_when_it_was_found_in_its_source(country: str, rule: TrackRule) -> None:
    assert rule.verified == (rule.evidence.confidence is Confidence.FOUND)


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


def test_six_countries_have_rules() -> None:
    assert set(PACKS) == {"ca", "de", "dk", "nl", "no", "se"}


@pytest.mark.parametrize(
    ("score", "before", "after"), [(27, "z", "z"), (28, "z", "b1"), (30, "z", "b1"), (31, "b1", "b1")]
)
def test_the_dutch_cut_fell_from_31_to_28_on_12_april_2023(score: int, before: str, after: str) -> None:
    facts = PlacementFacts(Track.REGULAR, Level.A1, scores={"nl_learnability": score})
    rules = [track_rules.rule_for(PACKS["nl"].rules, facts, date(2023, 4, day)) for day in (11, 12)]
    assert [rule.course for rule in rules if rule] == [f"nl_{route}_route" for route in (before, after)]


def test_a_dutch_rule_asks_for_the_score_it_does_not_know() -> None:
    day, facts = date(2026, 3, 1), PlacementFacts(Track.REGULAR, Level.A1)
    assert track_rules.unknown_facts(PACKS["nl"], facts, day) == ("nl_learnability",)
    known = PlacementFacts(Track.REGULAR, Level.A1, scores={"nl_learnability": 0})
    assert track_rules.unknown_facts(PACKS["nl"], known, day) == ()


def test_a_swedish_rule_asks_for_school_years_and_a_german_gap_asks_for_nothing() -> None:
    day = date(2026, 3, 1)
    assert track_rules.unknown_facts(SE, PlacementFacts(Track.REGULAR, Level.PRE_A1), day) == ("schooling_years",)
    assert track_rules.unknown_facts(DE, PlacementFacts(Track.REGULAR, Level.C1), day) == ()


@pytest.mark.parametrize("track", [Track.REGULAR, Track.FAST_TRACK, Track.VOCATIONAL_LANGUAGE])
def test_an_irregular_profile_goes_to_a_person_in_canada(track: Track) -> None:
    facts = PlacementFacts(track, Level.A2, irregular=True)
    rule = track_rules.rule_for(PACKS["ca"].rules, facts, date(2026, 3, 1))
    assert rule is not None
    assert (rule.course, rule.note, rule.verified) == ("linc_skill_specific", "person_decides_profile", True)


def test_limits_in_years_that_no_source_gives_are_never_called_verified() -> None:
    by_years = [
        rule
        for country in ("dk", "no")
        for rule in PACKS[country].rules
        if rule.schooling_from or rule.schooling_to is not None
    ]
    assert by_years
    assert not [rule.key for rule in by_years if rule.verified]


def test_a_rule_that_ended_is_known_to_have_ended() -> None:
    assert track_rules.has_ended(DE, "intensive_before_2024", date(2026, 3, 1))
    assert track_rules.has_ended(DE, "gone_from_the_pack", date(2026, 3, 1))
    assert not track_rules.has_ended(DE, "intensive", date(2026, 3, 1))
    assert not track_rules.has_ended(DE, "", date(2026, 3, 1))
