"""The sorter: each rule of the decision, its reasons, and what would change it."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.kernel.vocabulary import LEVELS, Level, Skill, Track
from placement.domain import interview, joint, sorter
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.domain.estimation import Posterior, Prior, grid, prior_mass
from placement.domain.joint import PACE_CUTS
from placement.domain.literacy import FactSource, LiteracyProfile
from placement.domain.sorter import Background, Evidence, PaceModel, SkillFinding

NO_SCRIPT = LiteracyProfile(0.95, 0.04, 0.01, "1", "1", FactSource.SCREENER)
ARABIC_ONLY = LiteracyProfile(0.03, 0.93, 0.04, "4", "1", FactSource.SCREENER)
READS_LATIN = LiteracyProfile(0.01, 0.02, 0.97, "4", "4", FactSource.SCREENER)


def speaks(level: Level, skill: Skill = Skill.LISTENING, sure: float = 0.9) -> SkillFinding:
    rest = (1 - sure) / (len(LEVELS) - 1)
    bands = {each.value: sure if each is level else rest for each in LEVELS}
    return SkillFinding(skill, bands, LANGUAGE_CUTS.middle(level))


def found_pace(mean: float, sd: float) -> Posterior:
    return Posterior(grid(PACE_CUTS), prior_mass(PACE_CUTS, Prior(mean, sd)))


def evidence(letters: LiteracyProfile = READS_LATIN, level: Level = Level.A1, **known: Any) -> Evidence:
    return Evidence(letters, (speaks(level),), Background(**known))


STRONG: dict[str, Any] = {"other_languages": 2, "study_habit": 2, "digital_skill": 2}


@pytest.mark.parametrize(
    ("letters", "track"),
    [
        (NO_SCRIPT, Track.LITERACY_FIRST_SCRIPT),
        (ARABIC_ONLY, Track.LITERACY_SECOND_SCRIPT),
        (READS_LATIN, Track.REGULAR),
    ],
)
def test_with_the_same_oral_level_the_letters_decide(letters: LiteracyProfile, track: Track) -> None:
    assert sorter.recommend(evidence(letters, schooling_years=6)).track is track


def test_a_vocational_goal_with_a2_oral_leads_to_the_vocational_course() -> None:
    known = evidence(level=Level.A2, vocational_goal=True, schooling_years=8)
    assert sorter.recommend(known).track is Track.VOCATIONAL_LANGUAGE


def test_a_vocational_goal_below_a2_stays_in_the_regular_course() -> None:
    assert sorter.recommend(evidence(level=Level.A1, vocational_goal=True, schooling_years=8)).track is Track.REGULAR


def test_a_vocational_goal_without_the_hours_stays_in_the_regular_course() -> None:
    known = evidence(level=Level.A2, vocational_goal=True, hours_fit=False, schooling_years=8)
    found = sorter.recommend(known)
    assert found.track is Track.REGULAR
    assert "vocational_goal_hours_do_not_fit" in [fact.code for fact in found.facts]


def test_a_strong_pace_leads_to_the_fast_track() -> None:
    assert sorter.recommend(evidence(level=Level.A2, schooling_years=17, **STRONG)).track is Track.FAST_TRACK


def test_a_tested_pace_outweighs_few_school_years() -> None:
    slow_on_paper = evidence(schooling_years=7)
    assert sorter.recommend(slow_on_paper).track is Track.REGULAR
    assert sorter.recommend(replace(slow_on_paper, pace=found_pace(2.2, 0.3))).track is Track.FAST_TRACK


def test_a_pace_test_of_nothing_changes_nothing() -> None:
    known = evidence(schooling_years=9)
    plain, untested = sorter.pace(known), sorter.pace(replace(known, pace=found_pace(0.0, 1.0)))
    assert (untested.mean, untested.sd) == pytest.approx((plain.mean, plain.sd))


def test_an_unknown_habit_moves_no_expectation_and_a_usual_one_neither() -> None:
    usual = Background(other_languages=1, study_habit=1, digital_skill=1)
    assert sorter.pace_shift(Background(), PaceModel()) == sorter.pace_shift(usual, PaceModel()) == 0
    assert sorter.pace_shift(replace(usual, study_habit=0), PaceModel()) < 0


def test_two_school_years_instead_of_twelve_change_a_borderline_decision() -> None:
    twelve = evidence(level=Level.B1, schooling_years=12, **STRONG)
    two = evidence(level=Level.B1, schooling_years=2, **STRONG)
    assert sorter.recommend(twelve).track is Track.FAST_TRACK
    assert sorter.recommend(two).track is Track.REGULAR


def test_what_would_change_names_the_school_years_and_really_decides_so() -> None:
    twelve = evidence(level=Level.B1, schooling_years=12, **STRONG)
    change = next(one for one in sorter.recommend(twelve).what_would_change if one.code == "if_schooling")
    again = sorter.recommend(evidence(level=Level.B1, schooling_years=2, **STRONG))
    assert (change.track, change.values["years"]) == (again.track, 2)
    assert change.probability == pytest.approx(again.probability)


def test_what_would_change_names_the_latin_letters() -> None:
    without = {one.code: one.track for one in sorter.recommend(evidence(ARABIC_ONLY)).what_would_change}
    assert without["if_latin_letters"] is Track.REGULAR
    assert without["if_no_script"] is Track.LITERACY_FIRST_SCRIPT
    with_letters = {one.code: one.track for one in sorter.recommend(evidence()).what_would_change}
    assert with_letters["if_no_latin_letters"] in (Track.LITERACY_FIRST_SCRIPT, Track.LITERACY_SECOND_SCRIPT)


def test_what_would_change_never_names_the_same_track() -> None:
    for letters in (NO_SCRIPT, ARABIC_ONLY, READS_LATIN):
        found = sorter.recommend(evidence(letters, level=Level.A2, schooling_years=12, vocational_goal=True))
        assert found.track not in [one.track for one in found.what_would_change]


def test_a_doubtful_reader_is_kept_out_of_the_fast_class_by_the_cost() -> None:
    doubtful = LiteracyProfile(0.3, 0.1, 0.6, "3", "3", FactSource.SCREENER)
    found = sorter.recommend(replace(evidence(level=Level.A2, schooling_years=17, **STRONG), literacy=doubtful))
    assert max(found.probabilities, key=lambda track: found.probabilities[track]) is Track.FAST_TRACK
    assert found.track is not Track.FAST_TRACK


def test_a_centre_that_fears_another_mistake_decides_otherwise() -> None:
    doubtful = evidence(LiteracyProfile(0.02, 0.18, 0.8, "4", "3", FactSource.SCREENER))
    rows = {true.value: {put.value: float(true is not put) for put in Track} for true in Track}
    rows["literacy_second_script"]["regular"] = 9.0
    assert sorter.recommend(doubtful).track is Track.REGULAR
    assert sorter.recommend(doubtful, sorter.costs(rows)).track is Track.LITERACY_SECOND_SCRIPT


@pytest.mark.parametrize("wrong", ["gap", "negative", "cost_when_right"])
def test_a_cost_table_with_a_mistake_is_refused(wrong: str) -> None:
    rows = {true.value: {put.value: float(true is not put) for put in Track} for true in Track}
    match wrong:
        case "gap":
            del rows["regular"]
        case "negative":
            rows["regular"]["fast_track"] = -1.0
        case _:
            rows["regular"]["regular"] = 1.0
    with pytest.raises(ValueError, match="cost table"):
        sorter.costs(rows)


@settings(deadline=None, max_examples=50)
@given(
    none=st.floats(0, 1),
    other=st.floats(0, 1),
    years=st.integers(0, 20),
    goal=st.booleans(),
    level=st.sampled_from(Level),
)
def test_chances_add_up_and_the_cheapest_track_is_taken(
    none: float, other: float, years: int, goal: bool, level: Level
) -> None:
    letters = LiteracyProfile(none * (1 - other), other, (1 - none) * (1 - other), "2", "2", FactSource.SCREENER)
    found = sorter.recommend(evidence(letters, level, schooling_years=years, vocational_goal=goal))
    assert sum(found.probabilities.values()) == pytest.approx(1.0)
    assert found.expected_costs[found.track] == min(found.expected_costs.values())
    assert found.runner_up is not found.track
    assert 3 <= len(found.facts) <= 5


def test_a_missed_literacy_learner_counts_more_than_her_cost_while_deciding() -> None:
    chances = np.array([0.0, 0.3, 0.7, 0.0, 0.0])
    costs = sorter.expected_costs(chances, sorter.DEFAULT_COSTS)
    assert costs[2] == pytest.approx(0.3 * 2 * sorter.PRECAUTION)
    assert costs[1] == pytest.approx(0.7 * 2)


def test_school_years_say_nothing_about_the_letters() -> None:
    chances = np.array([0.3, 0.1, 0.6])
    for years in range(19):
        told = joint.with_schooling(joint.letters_of(chances), np.array(years))
        assert told.sum(axis=-1) == pytest.approx(chances)


def test_every_reason_names_where_it_is_known_from() -> None:
    found = sorter.recommend(evidence(ARABIC_ONLY, schooling_years=4, vocational_goal=True))
    sources = {fact.code: fact.source for fact in found.facts}
    assert sources["reads_a_script"] is FactSource.SCREENER
    assert sources["oral_level"] is FactSource.TEST
    assert sources["schooling"] is FactSource.INTERVIEW


def test_below_the_fast_track_the_missing_score_is_named() -> None:
    found = sorter.recommend(evidence(schooling_years=12))
    values = next(fact.values for fact in found.facts if fact.code == "below_fast_track")
    assert values["score"] + values["short"] == pytest.approx(values["needed"])
    assert values["short"] > 0


def test_less_than_75_in_100_goes_to_a_person() -> None:
    unsure = LiteracyProfile(0.02, 0.4, 0.58, "3", "3", FactSource.SCREENER)
    assert "not_sure" in sorter.recommend(evidence(unsure)).needs_person
    assert sorter.recommend(evidence(NO_SCRIPT)).needs_person == ()


@pytest.mark.parametrize(("chance", "needs"), [(0.7499, ["not_sure"]), (0.75, []), (0.99, [])])
def test_from_75_in_100_on_the_recommendation_stands_by_itself(chance: float, needs: list[str]) -> None:
    assert list(sorter.reasons_for_a_person(evidence(), chance)) == needs


@pytest.mark.parametrize(("reading", "apart"), [(Level.A1, False), (Level.PRE_A1, True)])
def test_skills_two_levels_apart_go_to_a_person(reading: Level, apart: bool) -> None:
    both = Evidence(NO_SCRIPT, (speaks(Level.A2), speaks(reading, Skill.READING)))
    assert ("skills_apart" in sorter.recommend(both).needs_person) is apart


def test_without_an_oral_result_a_person_decides() -> None:
    found = sorter.recommend(Evidence(READS_LATIN, (speaks(Level.A2, Skill.READING),)))
    assert "oral_not_measured" in found.needs_person


@pytest.mark.parametrize(
    ("goals", "social"),
    [
        (["meet_people", "daily_life"], True),
        (["meet_people", "certificate"], False),
        (["daily_life", "work"], False),
        ([], False),
    ],
)
def test_who_came_for_people_and_daily_life_may_learn_without_examinations(goals: list[str], social: bool) -> None:
    known = interview.background({"goals": goals, "schooling_years": 6})
    found = sorter.recommend(Evidence(READS_LATIN, (speaks(Level.A1),), known))
    assert (found.track, found.social) == (Track.REGULAR, social)


def test_the_social_track_is_no_vocational_and_no_fast_one() -> None:
    known = Background(wants_contact=True)
    fitting = {track for track in Track if sorter.social_fits(known, track)}
    assert fitting == {Track.LITERACY_FIRST_SCRIPT, Track.LITERACY_SECOND_SCRIPT, Track.REGULAR}


def test_speaking_counts_before_listening_as_the_oral_level() -> None:
    both = Evidence(READS_LATIN, (speaks(Level.B1), speaks(Level.A2, Skill.SPEAKING)))
    assert both.oral is both.skills[1]


def test_the_sorter_cannot_see_permit_nationality_or_religion() -> None:
    seen = {field.name for kind in (Evidence, Background, SkillFinding, LiteracyProfile) for field in fields(kind)}
    assert seen == {
        "literacy", "skills", "background", "pace", "letters", "cuts",
        "schooling_years", "other_languages", "study_habit", "digital_skill", "vocational_goal", "hours_fit", "wants_contact",
        "skill", "bands", "theta", "source",
        "none", "other_script", "latin", "any_script_step", "latin_step",
    }  # fmt: skip


def read_at(a2_begins: float, theta: float, sd: float = 0.3) -> Evidence:
    """Somebody of this oral ability with a vocational goal, at a centre where A2 begins there."""
    cuts = CutScores(LANGUAGE_CUTS.bands, (-1.5, a2_begins, 1.2, 1.5, 1.786))
    found = Posterior(grid(cuts), prior_mass(cuts, Prior(theta, sd)))
    bands = dict(zip(cuts.bands, found.bands.tolist(), strict=True))
    skill = SkillFinding(Skill.LISTENING, bands, theta)
    return Evidence(READS_LATIN, (skill,), Background(schooling_years=8, vocational_goal=True), cuts=cuts)


def test_where_a_centre_lets_a2_begin_decides_who_is_ready_for_work_language() -> None:
    chances = [sorter.decide(read_at(cut, 0.0))[0][Track.VOCATIONAL_LANGUAGE] for cut in (-0.9, -0.3, 0.3, 0.9)]
    assert chances == sorted(chances, reverse=True)
    assert [sorter.recommend(read_at(cut, 0.0)).track for cut in (-0.9, 0.9)] == [
        Track.VOCATIONAL_LANGUAGE,
        Track.REGULAR,
    ]


@settings(max_examples=60, deadline=None)
@given(cut=st.floats(-1.4, 1.1), theta=st.floats(-2, 2))
def test_chances_add_up_whatever_the_cuts_and_only_the_goal_knows_them(cut: float, theta: float) -> None:
    chances, _ = sorter.decide(read_at(cut, theta))
    assert sum(chances.values()) == pytest.approx(1.0)
    without = replace(read_at(cut, theta), background=Background(schooling_years=8))
    assert sorter.decide(without)[0][Track.VOCATIONAL_LANGUAGE] == 0.0
