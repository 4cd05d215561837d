"""Why somebody may not get further, and what to do about it: ranked codes with the signals behind them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from curricula.domain.hours import EXPECTED_LESSONS, Profile
from curricula.domain.progress import SkillTrend, Trend
from lms.kernel.vocabulary import Level, Literacy, Skill

LITTLE_WEEKLY_MINUTES = 6 * 60
CARE_FAILURES = 2
NEAR_DEADLINE_WEEKS = 12
OTHER_PACE = 1.5
"""A group counts as made for others when the learner needs at least this many times its hours."""


class Cause(StrEnum):
    """Likely causes, in the order in which they are looked at when equally well supported."""

    HEALTH = "health"
    LITERACY_NEED_MISSED = "literacy_need_missed"
    WRONG_TRACK = "wrong_track"
    WRONG_TIME = "wrong_time"
    TOO_LITTLE_TEACHING = "too_little_teaching"
    NARROW_SKILL = "narrow_skill"
    NO_BRIDGE = "no_bridge"
    TIME_OUT = "time_out"
    GOAL_TOO_HIGH = "goal_too_high"
    LEARNING_DIFFICULTY = "learning_difficulty"


class Action(StrEnum):
    """What a person may choose to do; each becomes a task with a review date."""

    ASK_HEALTH = "ask_health"
    ASK_BARRIERS = "ask_barriers"
    RETEST_SCRIPT = "retest_script"
    MOVE_TO_LITERACY = "move_to_literacy"
    CHANGE_TRACK = "change_track"
    TWIN_GROUP = "twin_group"
    CARE_PLACE = "care_place"
    OTHER_TIME = "other_time"
    MORE_LESSONS = "more_lessons"
    SKILL_COURSE = "skill_course"
    OPEN_GROUP = "open_group"
    OTHER_PROVIDER = "other_provider"
    SECOND_CHANCE = "second_chance"
    REVIEW_GOAL = "review_goal"
    EXAM_ACCOMMODATION = "exam_accommodation"
    ONE_TO_ONE = "one_to_one"
    TEST_AGAIN = "test_again"
    ADVICE = "advice"


ACTIONS: Mapping[Cause, tuple[Action, ...]] = {
    Cause.HEALTH: (Action.ASK_HEALTH,),
    Cause.LITERACY_NEED_MISSED: (Action.RETEST_SCRIPT, Action.MOVE_TO_LITERACY),
    Cause.WRONG_TRACK: (Action.CHANGE_TRACK,),
    Cause.WRONG_TIME: (Action.OTHER_TIME, Action.TWIN_GROUP, Action.CARE_PLACE),
    Cause.TOO_LITTLE_TEACHING: (Action.MORE_LESSONS,),
    Cause.NARROW_SKILL: (Action.SKILL_COURSE,),
    Cause.NO_BRIDGE: (Action.OPEN_GROUP, Action.OTHER_PROVIDER),
    Cause.TIME_OUT: (Action.SECOND_CHANCE,),
    Cause.GOAL_TOO_HIGH: (Action.REVIEW_GOAL,),
    Cause.LEARNING_DIFFICULTY: (Action.ONE_TO_ONE, Action.EXAM_ACCOMMODATION),
}


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known around a learner. Nothing here is needed; each thing known may support a cause.

    `health_mentioned` says only that the person spoke of health, never what was said.
    """

    literacy: Literacy = Literacy.UNKNOWN
    script_tested: bool | None = None
    group_profile: Profile | None = None
    group_levels_ahead: float = 0.0
    weekly_minutes: int | None = None
    evening_only: bool = False
    absences_cluster: bool = False
    care_failures: int = 0
    health_mentioned: bool = False
    weeks_to_deadline: int | None = None
    goal_level: Level | None = None
    exam_failed: bool = False
    actions_tried: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """A likely cause and the signals that speak for it."""

    cause: Cause
    signals: tuple[str, ...]


def literacy_need_missed(signals: Signals, profile: Profile, trends: Mapping[Skill, Trend]) -> tuple[str, ...]:
    """Reading and writing stand still while speaking or listening moves, or nobody ever looked at the script."""
    found = []
    written = [trends.get(skill) for skill in (Skill.READING, Skill.WRITING)]
    spoken = [trends.get(skill) for skill in (Skill.SPEAKING, Skill.LISTENING)]
    if Trend.NO_GAIN in written and Trend.GAIN not in written and Trend.GAIN in spoken:
        found.append("writing_flat_speaking_moves")
    # A missing script test alone says nothing about somebody already taught as a literacy learner.
    if signals.script_tested is False and profile is not Profile.NOT_LITERATE and Trend.NO_GAIN in written:
        found.append("script_not_tested")
    return tuple(found)


def wrong_track(signals: Signals, profile: Profile, trends: Mapping[Skill, Trend]) -> tuple[str, ...]:
    """The group is a level ahead, or is made for people with more schooling."""
    found = []
    if signals.group_levels_ahead >= 1:
        found.append("group_a_level_ahead")
    made_for = signals.group_profile
    if made_for and EXPECTED_LESSONS[profile] / EXPECTED_LESSONS[made_for] >= OTHER_PACE:
        found.append("group_with_more_schooling")
    return tuple(found)


def wrong_time(signals: Signals, profile: Profile, trends: Mapping[Skill, Trend]) -> tuple[str, ...]:
    """Evening classes only, absences that gather on a weekday or hour, or childcare that fails."""
    found = []
    if signals.evening_only:
        found.append("evening_only")
    if signals.absences_cluster:
        found.append("absences_cluster")
    if signals.care_failures >= CARE_FAILURES:
        found.append("care_fails")
    return tuple(found)


def too_little_teaching(signals: Signals, profile: Profile, trends: Mapping[Skill, Trend]) -> tuple[str, ...]:
    """Under six hours a week."""
    few = signals.weekly_minutes is not None and signals.weekly_minutes < LITTLE_WEEKLY_MINUTES
    return ("few_lessons_a_week",) if few else ()


def narrow_skill(signals: Signals, profile: Profile, trends: Mapping[Skill, Trend]) -> tuple[str, ...]:
    """One skill stands still and another moves."""
    flat = [skill for skill, trend in trends.items() if trend is Trend.NO_GAIN]
    return (f"flat_{flat[0].value}",) if len(flat) == 1 and Trend.GAIN in trends.values() else ()


def goal_too_high(signals: Signals, profile: Profile, trends: Mapping[Skill, Trend]) -> tuple[str, ...]:
    """The deadline is near and the goal is B1 or higher. The goal is talked about, never lowered silently."""
    near = signals.weeks_to_deadline is not None and 0 <= signals.weeks_to_deadline <= NEAR_DEADLINE_WEEKS
    high = signals.goal_level is not None and signals.goal_level.rank >= Level.B1.rank
    return ("deadline_near",) if near and high else ()


def time_out(signals: Signals, profile: Profile, trends: Mapping[Skill, Trend]) -> tuple[str, ...]:
    """The deadline has passed or the examination was failed."""
    found = ["deadline_passed"] if signals.weeks_to_deadline is not None and signals.weeks_to_deadline < 0 else []
    return (*found, "exam_failed") if signals.exam_failed else tuple(found)


def health(signals: Signals, profile: Profile, trends: Mapping[Skill, Trend]) -> tuple[str, ...]:
    """The person has spoken of illness, sight, hearing, sleep or grief."""
    return ("health_mentioned",) if signals.health_mentioned else ()


def learning_difficulty(signals: Signals, profile: Profile, trends: Mapping[Skill, Trend]) -> tuple[str, ...]:
    """Only after other things have been tried: it is the last explanation, not the first."""
    return ("other_actions_tried",) if signals.actions_tried >= 2 else ()


RULES: Mapping[Cause, Callable[[Signals, Profile, Mapping[Skill, Trend]], tuple[str, ...]]] = {
    Cause.HEALTH: health,
    Cause.LITERACY_NEED_MISSED: literacy_need_missed,
    Cause.WRONG_TRACK: wrong_track,
    Cause.WRONG_TIME: wrong_time,
    Cause.TOO_LITTLE_TEACHING: too_little_teaching,
    Cause.NARROW_SKILL: narrow_skill,
    Cause.TIME_OUT: time_out,
    Cause.GOAL_TOO_HIGH: goal_too_high,
    Cause.LEARNING_DIFFICULTY: learning_difficulty,
}


def cause_hints(signals: Signals, profile: Profile, trends: Iterable[SkillTrend]) -> tuple[Hint, ...]:
    """Causes with at least one signal: health before all, then by the number of signals, learning difficulty last."""
    by_skill = {trend.skill: trend.trend for trend in trends}
    hints = [Hint(cause, rule(signals, profile, by_skill)) for cause, rule in RULES.items()]
    return tuple(sorted((hint for hint in hints if hint.signals), key=_weight))


def actions_for(hints: Iterable[Hint]) -> tuple[Action, ...]:
    """What to offer, health first: sight, hearing and sleep are asked about before anything else is concluded."""
    offered = [Action.ASK_HEALTH, *(action for hint in hints for action in ACTIONS[hint.cause])]
    return tuple(dict.fromkeys(offered if len(offered) > 1 else [*offered, Action.ADVICE]))


def _weight(hint: Hint) -> tuple[bool, bool, int]:
    return hint.cause is not Cause.HEALTH, hint.cause is Cause.LEARNING_DIFFICULTY, -len(hint.signals)
