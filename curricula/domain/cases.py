"""Ten worked cases of the rule, as data: four decisions of the Swedish appeal board, and controls.

The decisions (overklagandenamnden.se: 2019:1769, 2014:219, 2015:228, 2013:52) tell hours, attendance and outcome. Their
texts hold no scores: profile, number of levels and the checks are our reading of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from curricula.domain.causes import Signals
from curricula.domain.hours import Profile
from curricula.domain.progress import Assessment
from curricula.domain.stalled import DEFAULTS, Effort, LearnerFacts, Thresholds, review
from lms.kernel.vocabulary import LESSON_MINUTES, Level, ProgressState, Skill

REVIEWED_ON = date(2026, 11, 23)
NOTHING_KNOWN = Signals()
EVENING = Signals(evening_only=True, group_profile=Profile.HIGH, weekly_minutes=8 * 60)
ILLNESS = Signals(health_mentioned=True)


@dataclass(frozen=True, slots=True)
class Case:
    """What is known, and the state that the rule must give it."""

    name: str
    facts: LearnerFacts
    state: ProgressState
    ratio: float


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rule said. `reason` is a short line of codes and numbers for people who read rules."""

    case: str
    state: str
    expected: str
    reason: str

    @property
    def right(self) -> bool:
        """Whether the rule said what was expected."""
        return self.state == self.expected


def lessons(count: float) -> int:
    """Minutes of so many lessons."""
    return int(count * LESSON_MINUTES)


def checks(attended: float, *, flat: tuple[Skill, ...] = (), rising: tuple[Skill, ...] = ()) -> tuple[Assessment, ...]:
    """Three recent checks per skill, eighty lessons apart; rising skills gain twelve points, flat ones none."""
    return tuple(
        Assessment(
            skill,
            REVIEWED_ON - timedelta(weeks=1 + 6 * back),
            50 + (6 * (2 - back) if skill in rising else (back % 2)),
            4.0,
            lessons(attended - 80 * back),
        )
        for skill in (*flat, *rising)
        for back in (2, 1, 0)
    )


def learner(
    attended: float,
    *,
    profile: Profile | None = Profile.LOW,
    flat: tuple[Skill, ...] = tuple(Skill),
    rising: tuple[Skill, ...] = (),
    share: float = 0.9,
    effort: Effort | None = Effort.HIGH,
    levels: int = 1,
    signals: Signals = NOTHING_KNOWN,
) -> LearnerFacts:
    """A learner after so many attended lessons: little schooling, regular, trying, flat in every skill unless said."""
    return LearnerFacts(
        on=REVIEWED_ON,
        profile=profile,
        level=Level.A1,
        level_entered_on=date(2025, 1, 7),
        attended_minutes=lessons(attended),
        window_offered=lessons(200),
        window_attended=lessons(200 * share),
        levels_covered=levels,
        assessments=checks(attended, flat=flat, rising=rising),
        effort_teacher=effort,
        signals=signals,
    )


CASES: tuple[Case, ...] = (
    Case(
        "1769 course B",
        replace(learner(810, share=810 / 875), level_met=True),
        ProgressState.PROGRESSING,
        3.4,
    ),
    Case("1769 course C", learner(315, share=315 / 401), ProgressState.WATCH, 1.3),
    Case(
        "2014:219",
        learner(2085, share=2085 / 2365, levels=2, flat=(Skill.SPEAKING, Skill.WRITING), signals=EVENING),
        ProgressState.BLOCKED,
        4.3,
    ),
    Case("2015:228", learner(2191, profile=Profile.NOT_LITERATE, levels=2), ProgressState.BLOCKED, 1.8),
    Case("2013:52", learner(1879, profile=Profile.HIGH, signals=ILLNESS), ProgressState.BLOCKED, 15.7),
    Case("low-schooled, 700 h at 90 %, three flat tests", learner(700), ProgressState.BLOCKED, 2.9),
    Case(
        "never literate, 700 h at 90 %, three flat tests",
        learner(700, profile=Profile.NOT_LITERATE),
        ProgressState.WITHIN_EXPECTED,
        1.2,
    ),
    Case("low-schooled, 100 h", learner(100), ProgressState.NOT_ENOUGH_EVIDENCE, 0.4),
    Case("low-schooled, 500 h offered at 50 %", learner(250, share=0.5), ProgressState.LOW_ATTENDANCE, 1.0),
    Case(
        "low-schooled, 700 h, one rising skill",
        learner(700, flat=(Skill.LISTENING, Skill.READING, Skill.WRITING), rising=(Skill.SPEAKING,)),
        ProgressState.WATCH,
        2.9,
    ),
)


def check_cases(thresholds: Thresholds = DEFAULTS) -> Iterator[Checked]:
    """Every case with what the rule says of it."""
    for case in CASES:
        verdict = review(case.facts, thresholds)
        yield Checked(case.name, verdict.state.value, case.state.value, _reason(case, thresholds))


def _reason(case: Case, thresholds: Thresholds) -> str:
    verdict = review(case.facts, thresholds)
    facts, parts = verdict.facts, []
    if case.facts.level_met:
        parts.append("the level is passed")
    if verdict.missing:
        parts.append("missing: " + ", ".join(verdict.missing))
    parts.append(f"{verdict.ratio or 0:.1f} times the expected lessons")
    if facts.attendance is not None:
        parts.append(f"attends {facts.attendance:.0%}")
    trends = [f"{trend.skill.value} {trend.trend.value}" for trend in facts.trends if len(trend.compared) >= 2]
    parts += [", ".join(trends)] if trends else []
    if facts.effort:
        parts.append(f"effort {facts.effort.value}")
    if verdict.hints:
        parts.append("likely cause: " + ", ".join(hint.cause.value for hint in verdict.hints))
    if verdict.actions:
        parts.append(f"first: {verdict.actions[0].value}")
    return "; ".join(parts)
