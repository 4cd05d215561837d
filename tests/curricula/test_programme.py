"""The shipped programmes: their hours, dates and registers, each against its published figure."""

from datetime import date

import pytest

from curricula.domain.programme import Dated, Programme, group_limit
from curricula.domain.register import absence_mark
from curricula.packs import load_packs
from lms.kernel.vocabulary import AbsenceReason, Attendance, Confidence, Level, Track

TODAY = date(2026, 11, 23)
BEFORE_DECEMBER_2024 = date(2024, 12, 6)
PACKS = load_packs()
INTEGRATION, VOCATIONAL, SFI = PACKS["de_integrationskurs"], PACKS["de_berufssprachkurse"], PACKS["se_sfi"]


def lessons(programme: Programme, track: str, day: date = TODAY) -> int:
    modules = [module for module in programme.on(day).modules_of(track) if not module.optional]
    return sum(module.minutes or 0 for module in modules) // 45


@pytest.mark.parametrize(
    ("track", "count"),
    [("general", 700), ("literacy", 1000), ("second_script", 1000), ("special_need", 1000), ("intensive", 500)],
)
def test_integration_course_has_its_published_lessons(track: str, count: int) -> None:
    assert lessons(INTEGRATION, track) == count


def test_literacy_course_with_its_fourth_part_stays_within_1300_lessons() -> None:
    modules = INTEGRATION.on(TODAY).modules_of("literacy")
    assert sum(module.minutes or 0 for module in modules) == 1300 * 45


def test_intensive_course_was_430_lessons_until_december_2024_and_500_since() -> None:
    assert lessons(INTEGRATION, "intensive", BEFORE_DECEMBER_2024) == 430
    assert lessons(INTEGRATION, "intensive", date(2024, 12, 7)) == 500


@pytest.mark.parametrize(
    ("key", "count"),
    [("b2", 400), ("b2_bridge", 500), ("c1", 400), ("special_a2", 400), ("special_b1", 400), ("recognition", 600)],
)
def test_vocational_course_has_its_published_lessons(key: str, count: int) -> None:
    module = VOCATIONAL.module(key)
    assert module is not None
    assert module.hours is not None
    assert module.hours.amount == count


def test_hours_that_nobody_publishes_stay_empty() -> None:
    assert all(module.minutes is None for module in SFI.modules)


def test_group_grew_from_20_to_25_on_25_june_2017() -> None:
    assert [limit.maximum for limit in group_limit(INTEGRATION, "general", date(2017, 6, 24))] == [20]
    assert [limit.maximum for limit in group_limit(INTEGRATION, "general", date(2017, 6, 25))] == [25]


def test_literacy_group_size_from_memory_may_warn_but_not_refuse() -> None:
    own, general = group_limit(INTEGRATION, "literacy", TODAY)
    assert (own.maximum, own.evidence.may_refuse) == (16, False)
    assert (general.maximum, general.evidence.may_refuse) == (25, True)


def test_facts_change_with_the_day() -> None:
    old = {fact.key for fact in INTEGRATION.on(BEFORE_DECEMBER_2024).facts}
    new = {fact.key for fact in INTEGRATION.on(TODAY).facts}
    assert "repeat_old" in old
    assert "repeat_old" not in new
    assert "repeat" in new - old


def test_every_statement_names_its_source_and_how_sure_it_is() -> None:
    for programme in PACKS.values():
        statements: list[Dated] = [*programme.facts, *programme.modules, *programme.next_steps, *programme.absences]
        for statement in statements:
            assert statement.evidence.source
            assert isinstance(statement.evidence.confidence, Confidence)


def test_modules_before_the_last_aim_at_the_level_of_the_next_that_reaches_one() -> None:
    assert INTEGRATION.level_aimed_at("general", "general_1") is Level.A1
    assert INTEGRATION.level_aimed_at("general", "general_5") is Level.B1
    assert INTEGRATION.level_aimed_at("general", "orientation") is None


def test_level_of_a_module_from_memory_says_so() -> None:
    module = INTEGRATION.module("general_2")
    assert module is not None
    assert module.level_evidence is not None
    assert not module.level_evidence.may_refuse
    assert module.evidence.may_refuse


def test_sfi_path_one_runs_from_course_a_to_d_and_path_three_from_c() -> None:
    assert [module.key for module in SFI.modules_of("path_1")] == ["course_a", "course_b", "course_c", "course_d"]
    assert [module.key for module in SFI.modules_of("path_3")] == ["course_c", "course_d"]


def test_tracks_of_the_programmes_are_tracks_of_the_field() -> None:
    assert {offer.key: offer.track for offer in SFI.on(TODAY).tracks}["path_1"] is Track.LITERACY_FIRST_SCRIPT


# --- the register ---------------------------------------------------------------------------------------------------


def test_childcare_that_fails_unforeseen_is_excused_and_needs_a_confirmation() -> None:
    decision = absence_mark(INTEGRATION, AbsenceReason.CARE_FAILED, TODAY, foreseen=False)
    assert (decision.attendance, decision.proof) == (Attendance.EXCUSED, "care_provider_confirmation")
    shown = absence_mark(
        INTEGRATION, AbsenceReason.CARE_FAILED, TODAY, foreseen=False, proofs=["care_provider_confirmation"]
    )
    assert shown.proof == ""


def test_childcare_closure_known_before_is_unexcused_but_a_person_confirms() -> None:
    decision = absence_mark(INTEGRATION, AbsenceReason.CARE_FAILED, TODAY, foreseen=True)
    assert decision.attendance is Attendance.UNEXCUSED
    assert decision.needs_confirming


def test_not_knowing_whether_it_was_foreseen_counts_for_the_learner() -> None:
    assert absence_mark(INTEGRATION, AbsenceReason.CARE_FAILED, TODAY).attendance is Attendance.EXCUSED


@pytest.mark.parametrize(("day", "proof"), [(1, "notice"), (3, "notice"), (4, "certificate")])
def test_illness_needs_a_certificate_from_the_fourth_day(day: int, proof: str) -> None:
    assert absence_mark(INTEGRATION, AbsenceReason.ILL, TODAY, day_of_absence=day).proof == proof


def test_reason_without_a_rule_is_left_to_a_person() -> None:
    assert absence_mark(INTEGRATION, AbsenceReason.TRANSPORT, TODAY).attendance is Attendance.UNKNOWN
