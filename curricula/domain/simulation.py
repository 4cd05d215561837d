"""Invented checks for a demonstration: scores that follow a known true pace, with the error that real checks have. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from lms.kernel.vocabulary import Skill

WEEKS_BETWEEN = 8
START = (42.0, 6.0)
"""Middle and spread of the points at the beginning of a level."""
POINTS_PER_LEVEL = 30.0
"""Points that the expected hours of a level bring at the usual pace."""
NOISE = 3.0
MISSED = 0.08
"""Share of checks that somebody was not there for."""
ONE_FLAT = 0.05
"""Share of people with one skill that stands still while the others move."""
STANDS_STILL = 0.05


@dataclass(frozen=True, slots=True)
class InventedCheck:
    """A score of one skill on one day, with the minutes attended until then."""

    learner_id: str
    skill: Skill
    day: date
    score: float
    attended_minutes: int


def check_days(first: date, today: date) -> tuple[date, ...]:
    """Days of checks, oldest first: last week and every eight weeks back, none in the first weeks."""
    days = []
    day = today - timedelta(weeks=1)
    while day >= first + timedelta(weeks=2):
        days.append(day)
        day -= timedelta(weeks=WEEKS_BETWEEN)
    return tuple(reversed(days))


def checks_of(
    learner_id: str, days: Sequence[tuple[date, int]], *, expected_minutes: int, gain: float, rng: Random
) -> Iterable[InventedCheck]:
    """Checks of one person. `days`: when, and the minutes attended until then; `gain` 1 is the usual pace."""
    flat = rng.choice(tuple(Skill)) if gain > STANDS_STILL and rng.random() < ONE_FLAT else None
    for skill in Skill:
        start = rng.gauss(*START)
        pace = 0.0 if skill is flat else gain
        for day, attended in days:
            true = start + POINTS_PER_LEVEL * pace * attended / expected_minutes
            score = min(100.0, max(0.0, round(true + rng.gauss(0, NOISE))))
            if rng.random() >= MISSED:
                yield InventedCheck(learner_id, skill, day, score, attended)
