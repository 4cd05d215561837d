"""Cohorts of learners with what is true about them: simulated ones, for judging whom the review finds. Pure.

Every assumption is a field of `World`. Times are weeks, lessons have 45 minutes, gain rates are shares of the rate in
which a profile gains a level in its expected lessons.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from curricula.domain.hours import EXPECTED_LESSONS, Profile
from lms.kernel.vocabulary import Skill

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
NEVER = 1_000_000
"""A week that does not come."""
PROFILES = tuple(Profile)
REGULAR, LOW, SUPPLY = 0, 1, 2
"""What is true of somebody's circumstances: comes regularly, comes rarely, has met the level and finds no course."""


@dataclass(frozen=True)
class World:
    """What the simulation assumes. None of it was fitted to anything; the numbers are to be argued with."""

    weeks: int = 130
    starts_within: int = 52
    profiles: tuple[float, ...] = (0.22, 0.28, 0.24, 0.18, 0.08)
    weekly_lessons: tuple[tuple[int, float], ...] = ((8, 0.15), (12, 0.25), (20, 0.35), (25, 0.25))
    pace_spread: float = 0.3
    centre_spread: float = 0.1
    stall_share: float = 0.08
    stall_by_centre: float = 0.4
    stalled_rate: float = 0.12
    plateau_share: float = 0.06
    plateau_weeks: int = 8
    slow_share: float = 0.04
    low_attendance: float = 0.1
    supply_stalled: float = 0.06
    late_record: float = 0.1
    attends: tuple[float, float] = (26.0, 4.0)
    attends_rarely: tuple[float, float] = (18.0, 22.0)
    pause_share: float = 0.12
    leaves_weekly: float = 0.004
    points_per_level: float = 30.0
    start_spread: float = 4.0
    test_error: float = 4.0
    missed_check: float = 0.12
    lessons_between_checks: int = 72
    uneven_skills: float = 0.15
    one_flat_skill: float = 0.03
    effort_unsaid: float = 0.05
    effort_low: float = 0.04
    holidays: tuple[int, ...] = (13, 27, 28, 29, 30, 31, 42, 51)


@dataclass
class Cohort:
    """Learners by row, weeks by column. Lessons offered and attended; checks per learner in the order of their weeks.

    `scores` has one row a learner, one column a check, one layer a skill; nan where it was missed. `stalled_from` to
    `stalled_to` is when she truly stood still with more than 1.75 times the expected lessons behind her.
    """

    profile: Whole
    centre: Whole
    groups: dict[str, npt.NDArray[np.str_]]
    start: Whole
    end: Whole
    """First week in which she is not there any more."""
    met: Whole
    """First week after she met the level."""
    recorded: Whole
    """First week in which the centre has that on record."""
    offered: Floats
    attended: Floats
    check_week: Whole
    scores: Floats
    error: Floats
    effort: Whole
    """0 unsaid, 1 low, 2 medium, 3 high."""
    circumstance: Whole
    stalled_from: Whole
    stalled_to: Whole
    expected: Floats
    mark: float = 60.0
    """Points at which the level counts as shown."""

    def __len__(self) -> int:
        return len(self.profile)

    @property
    def total(self) -> Floats:
        """Lessons attended up to and with each week."""
        found: Floats = self.attended.cumsum(axis=1)
        return found

    def exposures(self) -> Floats:
        """Attended over expected lessons when each check was made; nan where there was none."""
        weeks = np.minimum(self.check_week, self.attended.shape[1] - 1)
        found = np.take_along_axis(self.total, weeks, axis=1) / self.expected[:, None]
        return np.where(self.check_week < NEVER, found, np.nan)


def simulate(learners: int, seed: int, world: World = World()) -> Cohort:
    """A cohort of so many learners. The same seed gives the same cohort."""
    rng = np.random.default_rng(seed)
    centres = max(4, learners // 250)
    people = _people(learners, centres, rng, world)
    taught = _taught(people, rng, world)
    return _learnt(people, taught, rng, world)


def _people(count: int, centres: int, rng: np.random.Generator, world: World) -> dict[str, Any]:
    profile = rng.choice(len(PROFILES), count, p=world.profiles)
    # Centres differ in size as they do: a few large ones, many small ones.
    size = rng.gamma(0.8, 1.0, centres) + 0.05
    centre = rng.choice(centres, count, p=size / size.sum())
    years = np.array([rng.choice(pool) for pool in (np.array(_YEARS[PROFILES[one]]) for one in profile)])
    return {
        "profile": profile,
        "centre": centre,
        "centre_pace": rng.normal(0, world.centre_spread, centres),
        "centre_stall": np.clip(world.stall_share * np.exp(rng.normal(0, world.stall_by_centre, centres)), 0.0, 0.5),
        "groups": {
            "sex": rng.choice(["female", "male"], count, p=[0.56, 0.44]),
            "age": rng.choice(["under_25", "25_to_39", "40_and_over"], count, p=[0.2, 0.5, 0.3]),
            "first_language": rng.choice(
                ["Arabic", "Dari", "Tigrinya", "Ukrainian", "Turkish", "other"],
                count,
                p=[0.24, 0.16, 0.1, 0.22, 0.1, 0.18],
            ),
            "schooling": years,
        },
    }


_YEARS = {
    Profile.NOT_LITERATE: ("0_to_5",) * 9 + ("6_to_9",),
    Profile.LOW: ("0_to_5", "6_to_9", "6_to_9", "6_to_9"),
    Profile.MID: ("10_to_11",),
    Profile.HIGH: ("12_and_more",),
    Profile.FAST: ("12_and_more",),
}


def _taught(people: dict[str, Any], rng: np.random.Generator, world: World) -> dict[str, Any]:
    count, weeks = len(people["profile"]), np.arange(world.weeks)
    start = rng.integers(0, world.starts_within, count)
    weekly = rng.choice(
        [lessons for lessons, _ in world.weekly_lessons], count, p=[share for _, share in world.weekly_lessons]
    )
    rarely = rng.random(count) < world.low_attendance
    share = np.where(rarely, rng.beta(*world.attends_rarely, count), rng.beta(*world.attends, count))
    teaches = ~np.isin(weeks % 52, world.holidays)
    there = teaches[None, :] & (weeks[None, :] >= start[:, None])
    pauses = rng.random(count) < world.pause_share
    pause_from = start + rng.integers(6, 60, count)
    pause_to = pause_from + rng.integers(4, 15, count)
    paused = pauses[:, None] & (weeks >= pause_from[:, None]) & (weeks < pause_to[:, None])
    offered = np.where(there & ~paused, weekly[:, None], 0)
    attended = rng.binomial(offered, share[:, None])
    leaves = start + rng.geometric(world.leaves_weekly, count)
    return {"start": start, "weekly": weekly, "rarely": rarely, "offered": offered, "attended": attended, "end": leaves}


def _learnt(people: dict[str, Any], taught: dict[str, Any], rng: np.random.Generator, world: World) -> Cohort:
    count, profile = len(people["profile"]), people["profile"]
    expected = np.array([EXPECTED_LESSONS[one] for one in PROFILES], dtype=float)[profile]
    rate = _rates(people, taught, expected, rng, world)
    exposure = taught["attended"].cumsum(axis=1) / expected[:, None]
    ability = (taught["attended"] / expected[:, None] * rate).cumsum(axis=1) * world.points_per_level
    begins = rng.normal(0, world.start_spread, count)
    check_week = _check_weeks(taught, rng, world)
    scores = _scores(ability + begins[:, None], taught, check_week, rng, world)
    met = _met(scores, check_week, world)
    supply = (met < NEVER) & (rng.random(count) < world.supply_stalled)
    late = rng.random(count) < world.late_record
    recorded = np.where(met < NEVER, met + np.where(late, rng.integers(1, 7, count), 0), NEVER)
    # Whoever finds no next course sits on in the old one, and learns nothing there that its checks could show.
    end = np.minimum(taught["end"], np.where(supply, met + 26, np.where(met < NEVER, recorded, NEVER)))
    weeks = np.arange(world.weeks)
    still = (rate < 0.2) & (exposure >= 1.75) & (weeks < np.minimum(end, met)[:, None]) & (taught["offered"] > 0)
    stalled_from, stalled_to = _first_to_last(still)
    gone = weeks >= end[:, None]
    checks = np.where(check_week < end[:, None], check_week, NEVER)
    said = rng.choice(4, count, p=[world.effort_unsaid, world.effort_low, 0.3, 0.66 - world.effort_unsaid])
    return Cohort(
        profile,
        people["centre"],
        people["groups"],
        taught["start"],
        end,
        met,
        recorded,
        np.where(gone, 0, taught["offered"]).astype(float),
        np.where(gone, 0, taught["attended"]).astype(float),
        checks,
        np.where((checks < NEVER)[..., None], scores, np.nan),
        np.full(scores.shape, world.test_error),
        said,
        np.where(supply, SUPPLY, np.where(taught["rarely"], LOW, REGULAR)),
        stalled_from,
        stalled_to,
        expected,
        30 + world.points_per_level,
    )


def _rates(
    people: dict[str, Any], taught: dict[str, Any], expected: Floats, rng: np.random.Generator, world: World
) -> Floats:
    """The true gain rate of everybody in every week."""
    count = len(expected)
    weeks = np.arange(world.weeks)
    pace = np.exp(rng.normal(0, world.pace_spread, count) + people["centre_pace"][people["centre"]])
    slow = rng.random(count) < world.slow_share
    pace = np.where(slow, rng.uniform(0.22, 0.5, count), np.maximum(pace, 0.22))
    exposure = taught["attended"].cumsum(axis=1) / expected[:, None]
    stalls = rng.random(count) < people["centre_stall"][people["centre"]]
    from_share = rng.uniform(0.0, 0.95, count) / pace
    after = rng.uniform(0.0, world.stalled_rate, count)
    rate = np.where((stalls[:, None]) & (exposure >= from_share[:, None]), after[:, None], pace[:, None])
    rests = rng.random(count) < world.plateau_share
    first = taught["start"] + rng.integers(4, 60, count)
    resting = rests[:, None] & (weeks >= first[:, None]) & (weeks < (first + world.plateau_weeks)[:, None])
    found: Floats = np.where(resting, np.minimum(rate, 0.05), rate)
    return found


def _check_weeks(taught: dict[str, Any], rng: np.random.Generator, world: World) -> Whole:
    """A class checks every so many teaching weeks; who joins late meets the first check soon after."""
    every = np.clip(np.ceil(world.lessons_between_checks / taught["weekly"]), 3, 9).astype(int)
    offset = rng.integers(0, every)
    lesson_week = (taught["offered"] > 0).cumsum(axis=1)
    due = (taught["offered"] > 0) & ((lesson_week + offset[:, None]) % every[:, None] == 0) & (taught["attended"] > 0)
    most = int(due.sum(axis=1).max())
    order = np.argsort(~due, axis=1, kind="stable")[:, :most]
    return np.where(np.take_along_axis(due, order, axis=1), order, NEVER)


def _scores(
    ability: Floats, taught: dict[str, Any], check_week: Whole, rng: np.random.Generator, world: World
) -> Floats:
    count = len(check_week)
    weeks = np.minimum(check_week, world.weeks - 1)
    at = np.take_along_axis(ability, weeks, axis=1)
    uneven = np.exp(rng.normal(0, world.uneven_skills, (count, 1, len(Skill))))
    uneven /= uneven.mean(axis=2, keepdims=True)
    one = rng.random((count, 1)) < world.one_flat_skill
    flat = one & (np.arange(len(Skill)) == rng.integers(0, len(Skill), (count, 1)))
    uneven = np.where(flat[:, None, :], 0.0, uneven)
    true = at[..., None] * uneven + 30
    found = np.round(true + rng.normal(0, world.test_error, true.shape))
    missed = (rng.random(found.shape) < world.missed_check) | (check_week == NEVER)[..., None]
    return np.where(missed, np.nan, np.clip(found, 0, 100))


def _met(scores: Floats, check_week: Whole, world: World) -> Whole:
    """The level counts as met at the first check, sat in at least two skills, whose mean reaches the points of a level."""
    there = (~np.isnan(scores)).sum(axis=2)
    mean = np.where(there > 0, np.nansum(scores, axis=2) / np.maximum(there, 1), -1)
    reached = (there >= 2) & (mean >= 30 + world.points_per_level) & (check_week < NEVER)
    first = reached.argmax(axis=1)
    weeks = np.take_along_axis(check_week, first[:, None], axis=1)[:, 0]
    return np.where(reached.any(axis=1), weeks + 1, NEVER)


def _first_to_last(still: npt.NDArray[np.bool_]) -> tuple[Whole, Whole]:
    first = np.where(still.any(axis=1), still.argmax(axis=1), NEVER)
    last = np.where(still.any(axis=1), still.shape[1] - still[:, ::-1].argmax(axis=1), NEVER)
    return first, last
