"""How well the review finds those who truly stand still: against naive rules, by group, with its calibration. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from curricula.domain import gain, stalled
from curricula.domain.chance import Chance
from curricula.domain.cohorts import LOW, NEVER, PROFILES, SUPPLY, Cohort
from curricula.domain.progress import Assessment
from lms.kernel.vocabulary import LESSON_MINUTES, Level, ProgressState, Skill

Flags = npt.NDArray[np.int64]
"""For each learner the first week in which she is flagged, `NEVER` without."""
MONDAY = date(2024, 1, 1)
SMALLEST_GROUP = 500
BINS = 10
CERTAIN = 1.96
AT_ONCE = 4000
_EFFORTS = (None, stalled.Effort.LOW, stalled.Effort.MEDIUM, stalled.Effort.HIGH)


# --- naive rules -----------------------------------------------------------------------------------------------------


def not_passed_by_year_end(cohort: Cohort) -> Flags:
    """Flagged at the end of a calendar year for being there and not having passed."""
    flags = np.full(len(cohort), NEVER)
    for last in range(51, cohort.attended.shape[1], 52):
        there = (cohort.start <= last) & (cohort.end > last) & (cohort.recorded > last)
        flags = np.where(there & (flags == NEVER), last, flags)
    return flags


def hours_over_expectation(cohort: Cohort) -> Flags:
    """Flagged once attended hours pass the expected ones."""
    weeks = np.arange(cohort.attended.shape[1])
    there = weeks < np.minimum(cohort.end, cohort.recorded)[:, None]
    return _first((cohort.total > cohort.expected[:, None]) & there)


def _first(where: npt.NDArray[np.bool_]) -> Flags:
    found: Flags = np.where(where.any(axis=1), where.argmax(axis=1), NEVER)
    return found


# --- the review ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Looked:
    """What the review says of each learner and week in which hours are past tolerance: its probability, and whether she
    comes too rarely to be asked about her course. `blocked` and `by_rules`: the first week in which she is called blocked,
    with the model and by the rules alone."""

    row: npt.NDArray[np.int64]
    week: npt.NDArray[np.int64]
    chance: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    rarely: npt.NDArray[np.bool_]
    blocked: Flags
    by_rules: Flags


def history_of(cohort: Cohort) -> list[gain.Course]:
    """What a centre knows in the end of past learners, without any truth."""
    exposures, last = cohort.exposures(), cohort.attended.shape[1]
    return [_course(cohort, exposures, row, last) for row in range(len(cohort)) if cohort.start[row] < last]


def _course(cohort: Cohort, exposures: npt.NDArray[np.float64], row: int, week: int) -> gain.Course:
    """A learner as seen at the end of a week."""
    seen = int((cohort.check_week[row] <= week).sum())
    passed = bool(cohort.recorded[row] <= week)
    if passed:
        seen = int((cohort.check_week[row] < cohort.met[row]).sum())
    at = exposures[row, :seen]
    return gain.Course(
        PROFILES[cohort.profile[row]],
        str(cohort.centre[row]),
        tuple(at.tolist()),
        tuple(map(tuple, cohort.scores[row, :seen].tolist())),
        tuple(map(tuple, cohort.error[row, :seen].tolist())),
        float(at[-1]) if seen else 0.0,
        passed,
    )


def look(cohort: Cohort, model: gain.GainModel, thresholds: stalled.Thresholds = stalled.DEFAULTS) -> Looked:
    """Review every learner in every teaching week in which the hours are past tolerance and the level is not on record."""
    weeks = np.arange(cohort.attended.shape[1])
    past = cohort.total >= thresholds.blocked_ratio * cohort.expected[:, None]
    open_ = weeks < np.minimum(cohort.end, cohort.recorded)[:, None]
    rows, at = np.nonzero(past & open_ & (cohort.offered > 0))
    chance, low, high = _chances(cohort, model, rows, at)
    blocked, by_rules = np.full(len(cohort), NEVER), np.full(len(cohort), NEVER)
    total = cohort.total
    for row, week, *known in zip(*(column.tolist() for column in (rows, at, chance, low, high)), strict=True):
        # Later weeks say nothing new about when somebody was first called blocked.
        if blocked[row] < NEVER and by_rules[row] < NEVER:
            continue
        facts = _facts(cohort, total, row, week, thresholds)
        for flags, said in ((blocked, Chance(*known)), (by_rules, None)):
            if flags[row] == NEVER and stalled.state_of(facts, thresholds, said) is ProgressState.BLOCKED:
                flags[row] = week
    return Looked(rows, at, chance, low, high, _rarely(cohort, rows, at, thresholds), blocked, by_rules)


def _rarely(cohort: Cohort, rows: Any, at: Any, thresholds: stalled.Thresholds) -> npt.NDArray[np.bool_]:
    """Whether somebody came to less than the regular share of the window's lessons."""
    first = np.maximum(at - thresholds.window_weeks, -1)
    found = []
    for lessons in (cohort.attended, cohort.offered):
        total = np.pad(lessons.cumsum(axis=1), ((0, 0), (1, 0)))
        found.append(total[rows, at + 1] - total[rows, first + 1])
    return np.asarray(found[0] < thresholds.regular_attendance * found[1])


def _chances(cohort: Cohort, model: gain.GainModel, rows: Any, at: Any) -> tuple[Any, Any, Any]:
    """The probability changes only with a new check: it is computed once for each learner and number of checks."""
    seen = (cohort.check_week[rows] <= at[:, None]).sum(axis=1)
    wanted = sorted(set(zip(rows.tolist(), seen.tolist(), strict=True)))
    exposures = cohort.exposures()
    found: dict[tuple[int, int], Chance] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        courses = [_course_after(cohort, exposures, row, count) for row, count in part]
        found |= zip(part, gain.chances(model, courses), strict=True)
    each = [found[key] for key in zip(rows.tolist(), seen.tolist(), strict=True)]
    middle, low, high = (np.array([getattr(one, name) for one in each]) for name in ("middle", "low", "high"))
    return middle, low, high


def _course_after(cohort: Cohort, exposures: npt.NDArray[np.float64], row: int, count: int) -> gain.Course:
    at = exposures[row, :count]
    return gain.Course(
        PROFILES[cohort.profile[row]],
        str(cohort.centre[row]),
        tuple(at.tolist()),
        tuple(map(tuple, cohort.scores[row, :count].tolist())),
        tuple(map(tuple, cohort.error[row, :count].tolist())),
        float(at[-1]) if count else 0.0,
    )


def _facts(cohort: Cohort, total: Any, row: int, week: int, thresholds: stalled.Thresholds) -> stalled.LearnerFacts:
    first = max(0, week - thresholds.window_weeks + 1)
    seen = int((cohort.check_week[row] <= week).sum())
    return stalled.LearnerFacts(
        on=_day(week),
        profile=PROFILES[cohort.profile[row]],
        level=Level.A1,
        level_entered_on=_day(int(cohort.start[row])),
        attended_minutes=int(total[row, week]) * LESSON_MINUTES,
        window_offered=int(cohort.offered[row, first : week + 1].sum()) * LESSON_MINUTES,
        window_attended=int(cohort.attended[row, first : week + 1].sum()) * LESSON_MINUTES,
        assessments=_assessments(cohort, total, row, seen),
        effort_teacher=_EFFORTS[cohort.effort[row]],
        pauses=tuple(_pauses(cohort, row, week, thresholds)),
        level_shown=_shown(cohort, row, seen),
    )


def _shown(cohort: Cohort, row: int, seen: int) -> bool:
    """Whether the last check, in at least two skills, reached the mark of the level."""
    last = cohort.scores[row, seen - 1] if seen else np.array([])
    there = last[~np.isnan(last)]
    return len(there) >= 2 and float(there.mean()) >= cohort.mark


def _day(week: int) -> date:
    return MONDAY + timedelta(weeks=week, days=4)


def _assessments(cohort: Cohort, total: Any, row: int, seen: int) -> tuple[Assessment, ...]:
    weeks = cohort.check_week[row]
    return tuple(
        Assessment(
            skill,
            _day(int(weeks[check])),
            float(cohort.scores[row, check, place]),
            float(cohort.error[row, check, place]),
            int(total[row, weeks[check]]) * LESSON_MINUTES,
        )
        for check in range(seen)
        for place, skill in enumerate(Skill)
        if not np.isnan(cohort.scores[row, check, place])
    )


def _pauses(cohort: Cohort, row: int, week: int, thresholds: stalled.Thresholds) -> Iterator[stalled.Pause]:
    lessons = np.nonzero(cohort.offered[row, : week + 1])[0]
    for before, after in pairwise(lessons):
        if after - before > thresholds.long_pause_weeks:
            yield stalled.Pause(_day(int(before)), _day(int(after)))


# --- what is found against what is true ------------------------------------------------------------------------------


def judged(cohort: Cohort, flags: Flags) -> dict[str, Any]:
    """Precision, recall, false flags, and teaching weeks from the beginning of the standstill to the flag."""
    true = cohort.stalled_from < NEVER
    hit, flagged = true & (flags < NEVER), flags < NEVER
    teaching = (cohort.offered > 0).cumsum(axis=1)
    last = cohort.attended.shape[1] - 1
    rows = np.arange(len(cohort))
    delay = teaching[rows, np.minimum(flags, last)] - teaching[rows, np.minimum(cohort.stalled_from, last)]
    late = np.maximum(delay[hit], 0)
    return {
        "flagged": int(flagged.sum()),
        "false_flags": int((flagged & ~true).sum()),
        "precision": _share(int(hit.sum()), int(flagged.sum())),
        "recall": _share(int(hit.sum()), int(true.sum())),
        "median_delay_teaching_weeks": float(np.median(late)) if len(late) else None,
        "nine_in_ten_within_weeks": float(np.quantile(late, 0.9)) if len(late) else None,
    }


def first_weeks(cohort: Cohort, looked: Looked, where: npt.NDArray[np.bool_]) -> Flags:
    """The first week of each learner among those looked at."""
    flags = np.full(len(cohort), NEVER)
    np.minimum.at(flags, looked.row[where], looked.week[where])
    return flags


def at_recall(cohort: Cohort, looked: Looked, recall: float) -> dict[str, Any]:
    """Flag by the probability, at the highest threshold that reaches a recall; of those who come rarely half of it counts."""
    score = np.where(looked.rarely, looked.chance / 2, looked.chance)
    best = np.full(len(cohort), -2.0)
    np.maximum.at(best, looked.row, score)
    true = cohort.stalled_from < NEVER
    needed = int(np.ceil(recall * true.sum() - 1e-9))
    threshold = float(np.sort(best[true])[::-1][max(needed, 1) - 1])
    found = judged(cohort, first_weeks(cohort, looked, score >= threshold))
    return {"threshold": round(threshold, 6)} | found


def calibration(cohort: Cohort, looked: Looked) -> dict[str, Any]:
    """Said probability against what was true, over weeks past tolerance: expected calibration error in ten bins."""
    true = (looked.week >= cohort.stalled_from[looked.row]) & (looked.week < cohort.stalled_to[looked.row])
    place = np.minimum((looked.chance * BINS).astype(int), BINS - 1)
    bins, error = [], 0.0
    for one in range(BINS):
        here = place == one
        if here.any():
            said, was = float(looked.chance[here].mean()), float(true[here].mean())
            error += abs(said - was) * int(here.sum()) / len(place)
            bins.append({"said": round(said, 4), "was": round(was, 4), "weeks": int(here.sum())})
    return {"error": round(error, 4), "weeks": len(place), "bins": bins}


def by_group(cohort: Cohort, flags: Flags) -> dict[str, Any]:
    """Flag rates of groups at equal truth, with intervals, and the largest proven difference between two groups."""
    true, flagged = cohort.stalled_from < NEVER, flags < NEVER
    told: dict[str, Any] = {}
    pairs: list[dict[str, Any]] = []
    for name, values in cohort.groups.items():
        told[name] = {}
        for truth, among in (("stalled", true), ("not_stalled", ~true)):
            rows = {
                str(value): (int((flagged & among & (values == value)).sum()), int((among & (values == value)).sum()))
                for value in sorted(set(values.tolist()))
            }
            told[name][truth] = {key: _rate(*counts) for key, counts in rows.items()}
            large = {key: counts for key, counts in rows.items() if counts[1] >= SMALLEST_GROUP}
            pairs += [
                {"of": f"{name}: {one} / {other}", "truth": truth, "counts": (*these, *those)}
                for one, these in large.items()
                for other, those in large.items()
                if one != other
            ]
    return {
        "groups": told,
        "largest_difference": _largest(pairs, CERTAIN),
        "largest_difference_of_all_pairs_at_once": _largest(pairs, _certain_of_all(len(pairs))),
        "smallest_group": SMALLEST_GROUP,
    }


def _largest(pairs: Sequence[Mapping[str, Any]], certain: float) -> dict[str, Any]:
    bounds = [(ratio_lower_bound(one["counts"], certain), one) for one in pairs]
    bound, of = max(bounds, key=lambda each: each[0], default=(0.0, {"of": "", "truth": ""}))
    return {"lower_bound": round(bound, 3), "of": of["of"], "truth": of["truth"], "pairs": len(pairs)}


def _certain_of_all(pairs: int) -> float:
    """Bonferroni: among many comparisons one is large by luck, so that each interval is wider."""
    return NormalDist().inv_cdf(1 - 0.025 / max(pairs, 1))


def ratio_lower_bound(counts: tuple[int, int, int, int], certain: float = CERTAIN) -> float:
    """The lower end of the 95 % interval of one rate over another (Katz's logarithm, half a case added to each)."""
    flagged, of, other_flagged, other_of = counts
    a, b = flagged + 0.5, other_flagged + 0.5
    ratio = (a / (of + 0.5)) / (b / (other_of + 0.5))
    wide = certain * sqrt(max(1 / a - 1 / (of + 0.5) + 1 / b - 1 / (other_of + 0.5), 0.0))
    return exp(log(ratio) - wide)


def _rate(flagged: int, of: int) -> dict[str, Any]:
    low, high = interval(flagged, of)
    return {"flagged": flagged, "of": of, "rate": _share(flagged, of), "low": round(low, 4), "high": round(high, 4)}


def interval(count: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if of == 0:
        return 0.0, 1.0
    share, square = count / of, CERTAIN**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    wide = CERTAIN * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - wide), min(1.0, middle + wide)


def _share(count: int, of: int) -> float | None:
    return round(count / of, 4) if of else None


# --- the whole study -------------------------------------------------------------------------------------------------


def study(cohort: Cohort, past: Cohort, thresholds: stalled.Thresholds = stalled.DEFAULTS) -> Mapping[str, Any]:
    """The model learns from `past`, which has no truth for it, and is judged on `cohort`."""
    model = gain.fit(history_of(past))
    looked = look(cohort, model, thresholds)
    naive = {
        "not_passed_by_year_end": judged(cohort, not_passed_by_year_end(cohort)),
        "hours_over_expectation": judged(cohort, hours_over_expectation(cohort)),
    }
    best = max(naive, key=lambda one: _f1(naive[one]))
    flags = looked.blocked
    matched = at_recall(cohort, looked, naive[best]["recall"] or 0.0)
    fewer = naive[best]["false_flags"] / max(matched["false_flags"], 1)
    return {
        "learners": len(cohort),
        "truly_stalled": int((cohort.stalled_from < NEVER).sum()),
        "naive": naive,
        "best_naive": best,
        "blocked": judged(cohort, flags),
        "rules_alone": judged(cohort, looked.by_rules),
        "at_recall_of_best_naive": matched | {"times_fewer_false_flags": round(fewer, 2)},
        "at_recall_of_each_naive": {
            name: (found := at_recall(cohort, looked, one["recall"] or 0.0))
            | {"times_fewer_false_flags": round(one["false_flags"] / max(found["false_flags"], 1), 2)}
            for name, one in naive.items()
        },
        "calibration": calibration(cohort, looked),
        "groups": by_group(cohort, flags),
        "called_blocked": {
            "low_attendance": _called(cohort.circumstance == LOW, flags < NEVER),
            # Before she met the level she was somebody else's question.
            "supply_stalled": _called(cohort.circumstance == SUPPLY, (flags < NEVER) & (flags >= cohort.met)),
        },
        "model": {
            "learners_of_history": model.learners,
            "share_that_stalls": round(model.share, 4),
            "points_per_level": round(model.points_per_level, 2),
            "by_profile": {key: round(share, 4) for key, (share, _) in sorted(model.by_profile.items())},
        },
        "interval_width": round(float((looked.high - looked.low).mean()), 4) if len(looked.row) else None,
    }


def _f1(one: Mapping[str, Any]) -> float:
    precision, recall = one["precision"] or 0.0, one["recall"] or 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _called(here: npt.NDArray[np.bool_], blocked: npt.NDArray[np.bool_]) -> dict[str, Any]:
    return _rate(int((here & blocked).sum()), int(here.sum()))
