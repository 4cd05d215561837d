"""Progress per skill: which assessments can be compared, and whether they show a gain above the error of the test."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import hypot

from lms.kernel.vocabulary import Skill


class Trend(StrEnum):
    """What the comparable assessments of one skill show."""

    GAIN = "gain"
    NO_GAIN = "no_gain"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Assessment:
    """One score with its measurement error, on the scale of its skill, and the minutes attended until then.

    `form` names the test form; the same form twice inflates gains, so such a pair is not compared.
    """

    skill: Skill
    on: date
    score: float
    standard_error: float
    attended_minutes_at: int
    form: str = ""


@dataclass(frozen=True, slots=True)
class SkillTrend:
    """The last comparable scores of a skill, oldest first, and the gain against what the error alone would explain."""

    skill: Skill
    trend: Trend
    compared: tuple[Assessment, ...] = ()
    gain: float = 0.0
    gain_needed: float = 0.0


def comparable(
    assessments: Iterable[Assessment], skill: Skill, minutes_apart: int, most: int
) -> tuple[Assessment, ...]:
    """The newest assessments of a skill, each enough teaching after the one before and on another form; oldest first."""
    chosen: list[Assessment] = []
    tested = [each for each in assessments if each.skill is skill]
    for assessment in sorted(tested, key=lambda each: (each.on, each.attended_minutes_at), reverse=True):
        if len(chosen) < most and _comparable(assessment, chosen, minutes_apart):
            chosen.append(assessment)
    return tuple(reversed(chosen))


def skill_trend(
    assessments: Iterable[Assessment], skill: Skill, minutes_apart: int, most: int, error_multiple: float
) -> SkillTrend:
    """Gain from the oldest to the newest compared score; it counts above the standard error of the difference.

    The error of a difference is the root of the summed squares of both errors.
    """
    compared = comparable(assessments, skill, minutes_apart, most)
    if len(compared) < 2:
        return SkillTrend(skill, Trend.TOO_FEW, compared)
    gain = compared[-1].score - compared[0].score
    needed = error_multiple * hypot(compared[0].standard_error, compared[-1].standard_error)
    return SkillTrend(skill, Trend.GAIN if gain > needed else Trend.NO_GAIN, compared, gain, needed)


def attendance_share(attended: int, offered: int, excused: int = 0) -> float | None:
    """Attended over offered minutes; `excused` minutes leave the denominator where the programme says so."""
    counted = offered - excused
    return attended / counted if counted > 0 else None


def _comparable(assessment: Assessment, chosen: list[Assessment], minutes_apart: int) -> bool:
    if not chosen:
        return True
    later = chosen[-1]
    other_form = not assessment.form or all(assessment.form != each.form for each in chosen)
    return other_form and later.attended_minutes_at - assessment.attended_minutes_at >= minutes_apart
