"""Course blocking: who attends and tries and still does not get further. A verdict is a question, never a sanction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from math import floor
from typing import Protocol, TypeVar

from curricula.domain.causes import Action, Cause, Hint, Signals, actions_for, cause_hints
from curricula.domain.chance import LIKELY, SURE_ENOUGH, Chance
from curricula.domain.hours import EXPECTED_LESSONS, Profile, expected_minutes, exposure_ratio
from curricula.domain.progress import Assessment, SkillTrend, Trend, attendance_share, skill_trend
from lms.kernel.vocabulary import LESSON_MINUTES, Level, ProgressState, Skill

SHOWN_SHARE = 0.1
"""One in ten of a section: a longer list is not read, and a group is not talked about as a whole."""


class Effort(StrEnum):
    """How hard somebody tries, as the teacher or the learner says."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Missing(StrEnum):
    """Why there is not enough evidence for a verdict."""

    PROFILE_UNKNOWN = "profile_unknown"
    FEW_MINUTES = "few_minutes"
    FEW_ASSESSMENTS = "few_assessments"
    OLD_ASSESSMENTS = "old_assessments"
    LONG_PAUSE = "long_pause"
    PLACEMENT_DISPUTED = "placement_disputed"
    NOTHING_OFFERED = "nothing_offered"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers of the rule, all of them data. "Hours" in the rule are lessons of 45 minutes throughout.

    `blocked_ratio` 1.75 is Denmark's own tolerance of allowed over average months per module (laerdansk.dk).
    """

    expected_lessons: tuple[tuple[Profile, int], ...] = tuple(EXPECTED_LESSONS.items())
    enough_ratio: float = 0.6
    watch_ratio: float = 1.25
    blocked_ratio: float = 1.75
    regular_attendance: float = 0.7
    excused_leave_denominator: bool = False
    assessments_compared: int = 3
    minutes_between_assessments: int = 60 * LESSON_MINUTES
    gain_error_multiple: float = 1.0
    skills_for_blocked: int = 2
    window_weeks: int = 12
    long_pause_weeks: int = 6
    fresh_weeks: int = 8
    supply_weeks: int = 8
    review_weeks: int = 8
    shown_share: float = SHOWN_SHARE
    likely: float = LIKELY
    """The model takes a flag back where its whole interval lies below this."""
    sure_enough: float = SURE_ENOUGH
    """The model flags somebody whom the rule does not where its whole interval lies above this."""


DEFAULTS = Thresholds()


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without classes for this learner; an open end is still running."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class LearnerFacts:
    """Everything the rule looks at, for one learner at one level on one day. `window_*`: the last twelve weeks."""

    on: date
    profile: Profile | None
    level: Level
    level_entered_on: date
    attended_minutes: int
    window_offered: int
    window_attended: int
    window_excused: int = 0
    levels_covered: int = 1
    assessments: tuple[Assessment, ...] = ()
    effort_teacher: Effort | None = None
    effort_learner: Effort | None = None
    pauses: tuple[Pause, ...] = ()
    placement_disputed: bool = False
    unmeasured: bool = False
    """She learns for company and daily life alone: no hours are expected of her, and nothing is said about them."""
    level_met: bool = False
    level_shown: bool = False
    """The last checks reach the mark of the level, though no pass is on record yet."""
    next_course_known: bool = False
    next_course_starts: date | None = None
    signals: Signals = field(default_factory=Signals)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that would change the verdict: a code with what fills its sentence."""

    code: str
    skill: Skill | None = None
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class FiveFacts:
    """What the page shows beside a verdict: expected, attended, how regularly, the checks per skill, the effort.

    `commitment` counts excused absence as attended: it is shown, no rule uses it.
    """

    expected_minutes: int | None
    attended_minutes: int
    attendance: float | None
    commitment: float | None
    trends: tuple[SkillTrend, ...]
    effort: Effort | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a review. `review_in` counts from the day of the review."""

    state: ProgressState
    ratio: float | None
    facts: FiveFacts
    missing: tuple[Missing, ...] = ()
    blocked_skills: tuple[Skill, ...] = ()
    hints: tuple[Hint, ...] = ()
    actions: tuple[Action, ...] = ()
    would_change: tuple[Change, ...] = ()
    review_in: timedelta = timedelta()


def review(learner: LearnerFacts, thresholds: Thresholds = Thresholds(), chance: Chance | None = None) -> Verdict:
    """The verdict on one learner, by the first rule that applies. `chance`: what the statistical model says beside it."""
    facts = five_facts(learner, thresholds)
    missing = missing_evidence(learner, facts, thresholds)
    state = _state(learner, facts, missing, thresholds, chance)
    hints = _hints(state, learner, facts)
    return Verdict(
        state,
        ratio(facts),
        facts,
        missing if state is ProgressState.NOT_ENOUGH_EVIDENCE else (),
        flat_skills(facts) if state in (ProgressState.BLOCKED, ProgressState.SKILL_BLOCKED) else (),
        hints,
        _actions(state, facts, hints, thresholds),
        what_would_change(state, learner, facts, missing, thresholds),
        timedelta(weeks=thresholds.review_weeks),
    )


def state_of(
    learner: LearnerFacts, thresholds: Thresholds = Thresholds(), chance: Chance | None = None
) -> ProgressState:
    """The state alone, without causes and actions."""
    facts = five_facts(learner, thresholds)
    return _state(learner, facts, missing_evidence(learner, facts, thresholds), thresholds, chance)


def five_facts(learner: LearnerFacts, thresholds: Thresholds) -> FiveFacts:
    """The facts a verdict rests on, computed once."""
    expected = _expected(learner, thresholds)
    excused = learner.window_excused if thresholds.excused_leave_denominator else 0
    share = attendance_share(learner.window_attended, learner.window_offered, excused)
    commitment = attendance_share(learner.window_attended + learner.window_excused, learner.window_offered)
    trends = _trends(learner, thresholds)
    return FiveFacts(expected, learner.attended_minutes, share, commitment, trends, best_effort(learner))


def missing_evidence(learner: LearnerFacts, facts: FiveFacts, thresholds: Thresholds) -> tuple[Missing, ...]:
    """Rule 1: what keeps us from saying anything. Missing evidence never means "fine"."""
    reasons = {
        Missing.PROFILE_UNKNOWN: facts.expected_minutes is None,
        Missing.FEW_MINUTES: (ratio(facts) or 0) < thresholds.enough_ratio,
        Missing.FEW_ASSESSMENTS: all(trend.trend is Trend.TOO_FEW for trend in facts.trends),
        Missing.OLD_ASSESSMENTS: assessments_are_old(learner, thresholds),
        Missing.LONG_PAUSE: paused_long(learner, thresholds),
        Missing.PLACEMENT_DISPUTED: learner.placement_disputed,
        Missing.NOTHING_OFFERED: facts.attendance is None,
        Missing.NOT_MEASURED: learner.unmeasured,
    }
    return tuple(reason for reason, applies in reasons.items() if applies)


def assessments_are_old(learner: LearnerFacts, thresholds: Thresholds) -> bool:
    """Whether the newest score is too old to speak of today."""
    newest = max((assessment.on for assessment in learner.assessments), default=None)
    return newest is not None and learner.on - newest > timedelta(weeks=thresholds.fresh_weeks)


def paused_long(learner: LearnerFacts, thresholds: Thresholds) -> bool:
    """Whether a long pause lies in the window, even in part: the pace of these weeks says nothing then."""
    window_start = learner.on - timedelta(weeks=thresholds.window_weeks)
    return any(
        (pause.end or learner.on) - pause.start > timedelta(weeks=thresholds.long_pause_weeks)
        and (pause.end or learner.on) >= window_start
        and pause.start <= learner.on
        for pause in learner.pauses
    )


def attendance_is_low(facts: FiveFacts, thresholds: Thresholds) -> bool:
    """Rule 2: under 70 % of the minutes offered in the window, another list with other questions."""
    return facts.attendance is not None and facts.attendance < thresholds.regular_attendance


def is_blocked(facts: FiveFacts, thresholds: Thresholds, chance: Chance | None = None) -> bool:
    """Rule 3: far over the expected hours, trying, and no gain in any skill tested. One skill alone is not enough.

    The model beside the rule corrects luck where its whole interval lies on one side: scores flat by luck do not flag
    somebody who very likely moves, and one small gain of four does not hide somebody who very likely stands still. For the
    second it must be surer: whoever needs few lessons was checked seldom when her hours pass tolerance, so that what is only
    likely would flag her more often than people who need many.
    """
    tested = _tested(facts)
    if not _over_tolerance(facts, thresholds) or len(tested) < thresholds.skills_for_blocked:
        return False
    if not moving(facts):
        return chance is None or chance.high >= thresholds.likely
    return chance is not None and chance.low >= thresholds.sure_enough and not _clearly_moving(facts)


def is_skill_blocked(facts: FiveFacts, thresholds: Thresholds) -> bool:
    """Rule 5: the same, but at least as many skills move as stand still; or one skill is all that was tested."""
    flat = flat_skills(facts)
    few_tested = len(_tested(facts)) < thresholds.skills_for_blocked
    return _over_tolerance(facts, thresholds) and bool(flat) and (few_tested or len(flat) <= len(moving(facts)))


def is_watched(facts: FiveFacts, thresholds: Thresholds) -> bool:
    """Rule 3, first half: over the expected hours and no gain in at least one skill."""
    return (ratio(facts) or 0) >= thresholds.watch_ratio and bool(flat_skills(facts))


def is_supply_stalled(learner: LearnerFacts, thresholds: Thresholds) -> bool:
    """Rule 4: the level is met, and a search found no fitting course soon. The administrator's list."""
    limit = learner.on + timedelta(weeks=thresholds.supply_weeks)
    soon = learner.next_course_starts is not None and learner.next_course_starts <= limit
    return learner.level_met and learner.next_course_known and not soon


def flat_skills(facts: FiveFacts) -> tuple[Skill, ...]:
    """Skills with comparable scores and no gain."""
    return tuple(trend.skill for trend in facts.trends if trend.trend is Trend.NO_GAIN)


def moving(facts: FiveFacts) -> tuple[Skill, ...]:
    """Skills with a gain above the error of the test."""
    return tuple(trend.skill for trend in facts.trends if trend.trend is Trend.GAIN)


def best_effort(learner: LearnerFacts) -> Effort | None:
    """The higher of the two views: either the teacher's or the learner's word is enough."""
    said = [effort for effort in (learner.effort_teacher, learner.effort_learner) if effort is not None]
    return min(said, key=list(Effort).index, default=None)


def ratio(facts: FiveFacts) -> float | None:
    """r, or nothing where the profile is not known."""
    return None if facts.expected_minutes is None else exposure_ratio(facts.attended_minutes, facts.expected_minutes)


def ratio_of(learner: LearnerFacts, thresholds: Thresholds) -> float | None:
    """The same before the other facts are known."""
    expected = _expected(learner, thresholds)
    return None if expected is None else exposure_ratio(learner.attended_minutes, expected)


def _expected(learner: LearnerFacts, thresholds: Thresholds) -> int | None:
    if learner.profile is None:
        return None
    return expected_minutes(learner.profile, learner.levels_covered, dict(thresholds.expected_lessons))


def what_would_change(
    state: ProgressState,
    learner: LearnerFacts,
    facts: FiveFacts,
    missing: Sequence[Missing],
    thresholds: Thresholds,
) -> tuple[Change, ...]:
    """What would lead to another verdict, so that nobody has to guess."""
    if state is ProgressState.NOT_ENOUGH_EVIDENCE:
        return tuple(_supply(reason, facts, thresholds) for reason in missing)
    if state is ProgressState.LOW_ATTENDANCE:
        needed = thresholds.regular_attendance * learner.window_offered - learner.window_attended
        return (Change("attend_more", amount=needed),)
    if state is ProgressState.SUPPLY_STALLED:
        return (Change("course_found"),)
    gains = tuple(
        Change("gain_in_skill", trend.skill, trend.gain_needed)
        for trend in facts.trends
        if trend.trend is Trend.NO_GAIN and state is not ProgressState.WITHIN_EXPECTED
    )
    unsaid = state is ProgressState.WATCH and facts.effort is None
    return (*gains, Change("effort_said")) if unsaid else gains


class Found(Protocol):
    """A finding as the list of a section needs it."""

    @property
    def found_on(self) -> date:
        """The day on which the learner was first found in this state."""
        ...

    @property
    def sureness(self) -> float:
        """The low end of the probability of this state, 0 to 1."""
        ...


Finding = TypeVar("Finding", bound=Found)


def shown_and_waiting(
    findings: Sequence[Finding], section_size: int, share: float = SHOWN_SHARE
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings a teacher sees now and those that wait: one in ten of the section, at least one.

    The oldest first; of the same day the surest.
    """
    by_age = sorted(findings, key=lambda finding: (finding.found_on, -finding.sureness))
    count = max(1, floor(section_size * share))
    return tuple(by_age[:count]), tuple(by_age[count:])


def _state(
    learner: LearnerFacts,
    facts: FiveFacts,
    missing: Sequence[Missing],
    thresholds: Thresholds,
    chance: Chance | None,
) -> ProgressState:
    if learner.unmeasured:
        return ProgressState.NOT_ENOUGH_EVIDENCE
    if learner.level_met:
        stalled = is_supply_stalled(learner, thresholds)
        return ProgressState.SUPPLY_STALLED if stalled else ProgressState.PROGRESSING
    if learner.level_shown:
        return ProgressState.PROGRESSING
    if missing:
        return ProgressState.NOT_ENOUGH_EVIDENCE
    if attendance_is_low(facts, thresholds):
        return ProgressState.LOW_ATTENDANCE
    if is_blocked(facts, thresholds, chance):
        return ProgressState.BLOCKED
    if is_skill_blocked(facts, thresholds):
        return ProgressState.SKILL_BLOCKED
    if is_watched(facts, thresholds):
        return ProgressState.WATCH
    return ProgressState.WITHIN_EXPECTED if flat_skills(facts) else ProgressState.PROGRESSING


CLEAR = 2.0
"""Times the error of a difference: such a gain is not luck."""


def _clearly_moving(facts: FiveFacts) -> bool:
    return any(trend.trend is Trend.GAIN and trend.gain > CLEAR * trend.gain_needed for trend in facts.trends)


def _over_tolerance(facts: FiveFacts, thresholds: Thresholds) -> bool:
    return (ratio(facts) or 0) >= thresholds.blocked_ratio and facts.effort in (Effort.HIGH, Effort.MEDIUM)


def _trends(learner: LearnerFacts, thresholds: Thresholds) -> tuple[SkillTrend, ...]:
    return tuple(
        skill_trend(
            learner.assessments,
            skill,
            thresholds.minutes_between_assessments,
            thresholds.assessments_compared,
            thresholds.gain_error_multiple,
        )
        for skill in Skill
    )


def _tested(facts: FiveFacts) -> tuple[Skill, ...]:
    return tuple(trend.skill for trend in facts.trends if trend.trend is not Trend.TOO_FEW)


def _hints(state: ProgressState, learner: LearnerFacts, facts: FiveFacts) -> tuple[Hint, ...]:
    if state is ProgressState.SUPPLY_STALLED:
        return (Hint(Cause.NO_BRIDGE, ("level_met", "no_course_found")),)
    if learner.profile is None or state in (ProgressState.PROGRESSING, ProgressState.WITHIN_EXPECTED):
        return ()
    return cause_hints(learner.signals, learner.profile, facts.trends)


def _actions(
    state: ProgressState, facts: FiveFacts, hints: tuple[Hint, ...], thresholds: Thresholds
) -> tuple[Action, ...]:
    if state is ProgressState.SUPPLY_STALLED:
        return actions_for(hints)[1:]
    if state in (ProgressState.BLOCKED, ProgressState.SKILL_BLOCKED):
        return actions_for(hints)
    # Too little evidence must not keep us from asking what keeps somebody away.
    asks = state in (ProgressState.LOW_ATTENDANCE, ProgressState.NOT_ENOUGH_EVIDENCE)
    if asks and attendance_is_low(facts, thresholds):
        return (Action.ASK_BARRIERS,)
    tests = state in (ProgressState.WATCH, ProgressState.NOT_ENOUGH_EVIDENCE)
    return (Action.TEST_AGAIN,) if tests else ()


def _supply(reason: Missing, facts: FiveFacts, thresholds: Thresholds) -> Change:
    """The evidence that is still to come, counted where it can be counted."""
    if reason is Missing.FEW_MINUTES and facts.expected_minutes is not None:
        return Change(reason.value, amount=thresholds.enough_ratio * facts.expected_minutes - facts.attended_minutes)
    return Change(reason.value)
