"""Varied weeks of the people of the demonstration: rotas, school hours, days that are different, wishes. Seeded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from lms.courses.queries import fits
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Shift
from lms.learners import queries, services
from lms.learners.domain.lives import Availability, DatedTime, Need
from lms.learners.domain.patterns import Kind, Pattern, Preset, Stretch, monday_of, own_pattern, preset_pattern

OTHER_WORK: Mapping[Shift, Sequence[tuple[Preset, float]]] = {
    Shift.ROTATING: ((Preset.TWO_TWO_TWO, 0.3), (Preset.FOUR_FOUR, 0.3), (Preset.OWN, 0.15)),
    Shift.EARLY: ((Preset.SPLIT, 0.4),),
    Shift.DAY: ((Preset.WEEKEND, 0.1),),
    Shift.NONE: ((Preset.WEEKEND, 0.05), (Preset.ON_CALL, 0.05)),
}
"""What some people of a shift work in truth, and how many of them."""
THREE_AND_ONE = (Shift.EARLY,) * 3 + (Shift.LATE,) * 3 + (Shift.NONE,) * 3
SCHOOL_AGE = (6, 14)
SCHOOL_HOURS = (8 * 60, 12 * 60 + 30)
REASONS = ("", "Doctor", "Office", "Holiday")
AREAS = ("Wedding", "Moabit", "Reinickendorf", "Wohnheim Nordhafen", "Spandau")
"""Parts of the invented town; who lives in the last ones has a long way."""
FAR_AREAS = AREAS[-2:]


@dataclass(frozen=True)
class Told:
    """How many weeks were told, and how many of them leave too little of a class."""

    weeks: int
    too_little: int


def tell(learner_ids: Sequence[str], *, today: date, seed: int, actor: Actor, now: datetime) -> Told:
    """Weeks of these people, through the service. One seat at most becomes a bad fit: who would be another one tells nothing."""
    # Numbers of their own: what was drawn before stays as it is.
    rng = Random(seed)
    known = queries.availabilities(learner_ids)
    children = queries.children_of_learners(list(learner_ids))
    weeks, too_little = 0, 0
    for learner_id in learner_ids:
        ages = [(today - child.birth_date).days // 365 for child in children.get(learner_id, ())]
        before = known.get(learner_id, Availability())
        facts = _facts(before, ages, today, rng)
        if not facts:
            continue
        if fits.seats_that_do_not_fit(learner_id, today, week=services.changed_week(before, **facts)):
            if too_little:
                continue
            too_little += 1
        services.keep_week(learner_id, **facts, actor=actor, now=now)
        weeks += 1
    return Told(weeks, too_little)


def say_where(learner_ids: Sequence[str], seated: Collection[str], *, seed: int, actor: Actor, now: datetime) -> None:
    """Where these people live; most of those without a seat so far away that they come to no centre."""
    rng = Random(f"areas {seed}")
    for learner_id in learner_ids:
        if rng.random() < 0.3:
            continue
        facts: dict[str, Any] = {"area": rng.choice(AREAS)}
        if learner_id not in seated and rng.random() < 0.8:
            facts |= {"area": rng.choice(FAR_AREAS), "travel_minutes": rng.choice((50, 55, 65)), "travel_limit": 45}
        services.keep_week(learner_id, **facts, actor=actor, now=now)


def _facts(known: Availability, ages: Sequence[int], today: date, rng: Random) -> dict[str, Any]:
    """What somebody tells of her week beyond her shift; nothing for most people."""
    facts: dict[str, Any] = {}
    patterns = [_work(known, today, rng), *_school(ages, rng)]
    told = tuple(one for one in patterns if one is not None)
    if told:
        changed = any(one.kind is not Kind.SCHOOL for one in told)
        facts["patterns"] = (*(() if changed else known.all_patterns), *told)
    if rng.random() < 0.12:
        facts["exceptions"] = _different(today, rng)
    if rng.random() < 0.2:
        facts["online"] = True
    if rng.random() < 0.06:
        facts["needs"] = frozenset({rng.choice([Need.WOMEN_ONLY, Need.WOMAN_TEACHER, Need.QUIET, Need.SMALL_GROUP])})
    return facts


def _work(known: Availability, today: date, rng: Random) -> Pattern | None:
    draw = rng.random()
    anchor = monday_of(today) - timedelta(days=rng.randrange(28))
    for preset, part in OTHER_WORK.get(known.shift, ()):
        if draw < part:
            if preset is Preset.OWN:
                return own_pattern(THREE_AND_ONE, anchor)
            return preset_pattern(preset, anchor)
        draw -= part
    return None


def _school(ages: Sequence[int], rng: Random) -> list[Pattern]:
    at_school = [age for age in ages if SCHOOL_AGE[0] <= age <= SCHOOL_AGE[1]]
    if not at_school or rng.random() < 0.5:
        return []
    hours = tuple(Stretch(day, *SCHOOL_HOURS) for day in range(5))
    return [Pattern(Kind.SCHOOL, hours, run_minutes=rng.choice((10, 15, 20)))]


def _different(today: date, rng: Random) -> tuple[DatedTime, ...]:
    first = today + timedelta(days=rng.randrange(3, 25))
    days = rng.choice((1, 1, 1, 5))
    return tuple(
        DatedTime(first + timedelta(days=place), False, reason=REASONS[-1] if days > 1 else rng.choice(REASONS[:3]))
        for place in range(days)
    )
