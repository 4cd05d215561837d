"""Course blocking: the worked cases, and one smallest example for each rule."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from curricula.domain import cases, gain, stalled
from curricula.domain.cases import CASES, EVENING, learner, lessons
from curricula.domain.causes import Action, Cause, Signals
from curricula.domain.chance import Chance
from curricula.domain.progress import Assessment
from curricula.domain.stalled import Effort, Missing, Pause, Thresholds, review
from lms.kernel.vocabulary import Level, Literacy, ProgressState, Skill

TODAY = cases.REVIEWED_ON


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_worked_case_gets_its_state(case: cases.Case) -> None:
    verdict = review(case.facts)
    assert verdict.state is case.state
    assert verdict.ratio == pytest.approx(case.ratio, abs=0.05)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_model_beside_the_rule_leaves_worked_cases_as_they_are(case: cases.Case) -> None:
    expected = stalled.five_facts(case.facts, Thresholds()).expected_minutes
    assert expected is not None
    assert case.facts.profile is not None
    course = gain.course_of(case.facts.profile, "centre", case.facts.assessments, expected)
    (chance,) = gain.chances(gain.ASSUMED, [course])
    assert review(case.facts, chance=chance).state is case.state


def test_learner_in_an_evening_class_for_studied_people_is_told_track_and_time() -> None:
    verdict = review(CASES[2].facts)
    assert [hint.cause for hint in verdict.hints][:2] == [Cause.WRONG_TRACK, Cause.WRONG_TIME]
    assert {Action.CHANGE_TRACK, Action.OTHER_TIME} <= set(verdict.actions)


def test_who_spoke_of_illness_is_asked_about_health_first() -> None:
    verdict = review(CASES[4].facts)
    assert verdict.hints[0].cause is Cause.HEALTH
    assert verdict.actions[0] is Action.ASK_HEALTH


def test_health_comes_before_everything_else_for_every_blocked_learner() -> None:
    assert review(learner(700, signals=EVENING)).actions[0] is Action.ASK_HEALTH


def test_half_the_skills_flat_and_half_moving_is_skill_blocked_by_name() -> None:
    verdict = review(learner(700, flat=(Skill.READING, Skill.WRITING), rising=(Skill.LISTENING, Skill.SPEAKING)))
    assert verdict.state is ProgressState.SKILL_BLOCKED
    assert verdict.blocked_skills == (Skill.READING, Skill.WRITING)


def test_one_tested_skill_says_nothing_about_the_others() -> None:
    verdict = review(learner(700, flat=(Skill.WRITING,)))
    assert verdict.state is ProgressState.SKILL_BLOCKED
    assert verdict.blocked_skills == (Skill.WRITING,)


def test_blocked_needs_effort_from_the_teacher_or_the_learner() -> None:
    silent = learner(700, effort=None)
    assert review(silent).state is ProgressState.WATCH
    assert "effort_said" in [change.code for change in review(silent).would_change]
    assert review(learner(700, effort=Effort.LOW)).state is ProgressState.WATCH
    own_word = replace(learner(700, effort=Effort.LOW), effort_learner=Effort.MEDIUM)
    assert review(own_word).state is ProgressState.BLOCKED


@pytest.mark.parametrize(
    ("attended", "state"),
    [
        (419, ProgressState.WATCH),
        (420, ProgressState.BLOCKED),
        (300, ProgressState.WATCH),
        (299, ProgressState.WITHIN_EXPECTED),
    ],
)
def test_watch_begins_at_one_and_a_quarter_and_blocked_at_one_and_three_quarters(
    attended: int, state: ProgressState
) -> None:
    assert review(learner(attended)).state is state


def test_gains_in_all_skills_are_progress_however_many_hours_it_took() -> None:
    assert review(learner(900, flat=(), rising=tuple(Skill))).state is ProgressState.PROGRESSING


def test_less_than_three_fifths_of_the_expected_hours_says_nothing_yet() -> None:
    verdict = review(learner(143))
    assert verdict.missing == (Missing.FEW_MINUTES,)
    assert verdict.would_change[0].amount == lessons(1)


def test_one_assessment_is_not_evidence() -> None:
    only_last = replace(learner(700), assessments=learner(700).assessments[-1:])
    assert review(only_last).missing == (Missing.FEW_ASSESSMENTS,)


def test_assessments_fewer_than_sixty_lessons_apart_are_not_compared() -> None:
    close = tuple(
        Assessment(Skill.READING, TODAY - timedelta(days=days), 50, 4, lessons(700 - days)) for days in (59, 1)
    )
    assert review(replace(learner(700), assessments=close)).missing == (Missing.FEW_ASSESSMENTS,)


def test_old_assessments_say_nothing_about_today() -> None:
    aged = replace(learner(700), on=TODAY + timedelta(weeks=8))
    assert Missing.OLD_ASSESSMENTS in review(aged).missing


@pytest.mark.parametrize(("weeks", "blocked"), [(6, True), (7, False)])
def test_a_pause_of_more_than_six_weeks_in_the_window_stops_the_verdict(weeks: int, blocked: bool) -> None:
    end = TODAY - timedelta(weeks=2)
    paused = replace(learner(700), pauses=(Pause(end - timedelta(weeks=weeks), end),))
    assert (review(paused).state is ProgressState.BLOCKED) is blocked


def test_a_pause_that_ended_before_the_window_does_not_count() -> None:
    end = TODAY - timedelta(weeks=13)
    assert review(replace(learner(700), pauses=(Pause(end - timedelta(weeks=20), end),))).state is ProgressState.BLOCKED


def test_a_pause_still_running_counts() -> None:
    running = replace(learner(700), pauses=(Pause(TODAY - timedelta(weeks=9)),))
    assert review(running).missing == (Missing.LONG_PAUSE,)


def test_disputed_placement_and_unknown_profile_are_no_verdict() -> None:
    assert review(replace(learner(700), placement_disputed=True)).missing == (Missing.PLACEMENT_DISPUTED,)
    assert Missing.PROFILE_UNKNOWN in review(learner(700, profile=None)).missing


def test_nothing_offered_is_not_low_attendance() -> None:
    idle = replace(learner(700), window_offered=0, window_attended=0)
    assert review(idle).missing == (Missing.NOTHING_OFFERED,)


def test_low_attendance_asks_what_keeps_somebody_away() -> None:
    verdict = review(learner(700, share=0.69))
    assert verdict.state is ProgressState.LOW_ATTENDANCE
    assert verdict.actions == (Action.ASK_BARRIERS,)
    assert verdict.would_change[0].amount == pytest.approx(lessons(2))


def test_seventy_in_a_hundred_is_regular() -> None:
    assert review(learner(700, share=0.7)).state is ProgressState.BLOCKED


def test_somebody_new_who_rarely_comes_is_asked_as_well() -> None:
    assert review(learner(100, share=0.4)).actions == (Action.ASK_BARRIERS,)


def test_excused_absence_leaves_the_denominator_only_where_the_programme_says_so() -> None:
    facts = replace(learner(700, share=0.6), window_excused=lessons(40))
    assert review(facts).state is ProgressState.LOW_ATTENDANCE
    assert review(facts, Thresholds(excused_leave_denominator=True)).state is ProgressState.BLOCKED
    assert review(facts).facts.commitment == pytest.approx(0.8)


def test_level_met_and_no_course_is_supply_stalled_and_not_the_learner() -> None:
    waiting = replace(learner(700), level_met=True, next_course_known=True)
    verdict = review(waiting)
    assert verdict.state is ProgressState.SUPPLY_STALLED
    assert verdict.hints[0].cause is Cause.NO_BRIDGE
    assert verdict.actions == (Action.OPEN_GROUP, Action.OTHER_PROVIDER)


def test_a_course_within_eight_weeks_is_supply_enough() -> None:
    waiting = replace(learner(700), level_met=True, next_course_known=True)
    soon = replace(waiting, next_course_starts=TODAY + timedelta(weeks=8))
    late = replace(waiting, next_course_starts=TODAY + timedelta(weeks=8, days=1))
    assert review(soon).state is ProgressState.PROGRESSING
    assert review(late).state is ProgressState.SUPPLY_STALLED


def test_supply_is_not_called_stalled_before_anybody_looked_for_a_course() -> None:
    assert review(replace(learner(700), level_met=True)).state is ProgressState.PROGRESSING


def test_missed_literacy_need_is_the_first_guess_when_only_speaking_and_listening_move() -> None:
    signals = Signals(literacy=Literacy.UNKNOWN, script_tested=False, weekly_minutes=5 * 60)
    verdict = review(
        learner(700, flat=(Skill.READING, Skill.WRITING), rising=(Skill.LISTENING, Skill.SPEAKING), signals=signals)
    )
    assert [hint.cause for hint in verdict.hints] == [Cause.LITERACY_NEED_MISSED, Cause.TOO_LITTLE_TEACHING]
    assert verdict.actions[:3] == (Action.ASK_HEALTH, Action.RETEST_SCRIPT, Action.MOVE_TO_LITERACY)


@pytest.mark.parametrize(
    ("signals", "cause"),
    [
        (Signals(absences_cluster=True), Cause.WRONG_TIME),
        (Signals(care_failures=2), Cause.WRONG_TIME),
        (Signals(group_levels_ahead=1), Cause.WRONG_TRACK),
        (Signals(weekly_minutes=0), Cause.TOO_LITTLE_TEACHING),
        (Signals(weeks_to_deadline=4, goal_level=Level.B1), Cause.GOAL_TOO_HIGH),
        (Signals(weeks_to_deadline=-1), Cause.TIME_OUT),
        (Signals(exam_failed=True), Cause.TIME_OUT),
        (Signals(actions_tried=2), Cause.LEARNING_DIFFICULTY),
    ],
)
def test_each_signal_points_to_its_cause(signals: Signals, cause: Cause) -> None:
    assert [hint.cause for hint in review(learner(700, signals=signals)).hints] == [cause]


def test_one_flat_skill_among_moving_ones_is_narrow() -> None:
    verdict = review(learner(700, flat=(Skill.WRITING,), rising=(Skill.READING, Skill.SPEAKING, Skill.LISTENING)))
    assert verdict.hints[0].cause is Cause.NARROW_SKILL
    assert verdict.hints[0].signals == ("flat_writing",)


def test_learning_difficulty_is_thought_of_last() -> None:
    signals = Signals(actions_tried=3, care_failures=2, health_mentioned=True)
    causes = [hint.cause for hint in review(learner(700, signals=signals)).hints]
    assert causes == [Cause.HEALTH, Cause.WRONG_TIME, Cause.LEARNING_DIFFICULTY]


def test_blocked_with_no_signal_still_offers_a_talk() -> None:
    assert review(learner(700)).actions == (Action.ASK_HEALTH, Action.ADVICE)


def test_verdict_says_which_gain_would_change_it_and_when_to_look_again() -> None:
    verdict = review(learner(700))
    assert [change.skill for change in verdict.would_change] == list(Skill)
    assert verdict.would_change[0].amount == pytest.approx(4 * 2**0.5)
    assert verdict.review_in == timedelta(weeks=8)


@dataclass(frozen=True)
class Flag:
    name: str
    found_on: date
    sureness: float = 0.5


FLAGS = [Flag("new", date(2026, 11, 20)), Flag("oldest", date(2026, 8, 1)), Flag("old", date(2026, 9, 1))]


@pytest.mark.parametrize(("size", "names"), [(8, ["oldest"]), (19, ["oldest"]), (20, ["oldest", "old"])])
def test_one_in_ten_is_shown_at_least_one_and_the_oldest_first(size: int, names: list[str]) -> None:
    shown, waiting = stalled.shown_and_waiting(FLAGS, size)
    assert [flag.name for flag in shown] == names
    assert len(shown) + len(waiting) == len(FLAGS)


def test_of_the_same_day_the_surest_is_shown() -> None:
    same = date(2026, 9, 1)
    shown, _waiting = stalled.shown_and_waiting([Flag("open", same, 0.3), Flag("sure", same, 0.9)], 8)
    assert [flag.name for flag in shown] == ["sure"]


def test_model_flags_somebody_with_one_small_gain_only_where_it_is_surer_than_likely() -> None:
    facts = learner(700)
    *others, last = facts.assessments
    facts = replace(facts, assessments=(*others, replace(last, score=last.score + 7)))
    assert stalled.moving(stalled.five_facts(facts, Thresholds()))
    assert review(facts, chance=Chance(0.9, 0.75, 0.95)).state is ProgressState.BLOCKED
    assert review(facts, chance=Chance(0.8, 0.65, 0.9)).state is not ProgressState.BLOCKED
    assert review(facts).state is not ProgressState.BLOCKED
