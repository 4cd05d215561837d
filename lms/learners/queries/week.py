"""Asking about weeks: when somebody can come, and her last change that can be taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from lms.kernel import db
from lms.kernel.questions import Question
from lms.learners import models
from lms.learners.domain.lives import Availability, DatedTime, Need
from lms.learners.domain.patterns import Kind, Pattern, Preset, Stretch
from lms.learners.domain.plain import week_of

_SHIFT, _DAY = models.WeekPattern, models.WeekException
_AVAILABLE = Question(select(models.Availability).where(models.Availability.learner_id.in_(bindparam("ids"))))
_PATTERNS = Question(select(_SHIFT).where(_SHIFT.learner_id.in_(bindparam("ids"))).order_by(_SHIFT.id))
_EXCEPTIONS = Question(select(_DAY).where(_DAY.learner_id.in_(bindparam("ids"))).order_by(_DAY.day, _DAY.starts))


def availabilities(learner_ids: Iterable[str]) -> Mapping[str, Availability]:
    """Availability by learner id; somebody without a row can come at any time and is absent here."""
    ids = list(learner_ids)
    rows = _AVAILABLE.ask(ids=ids).all() if ids else []
    # Whoever wrote nothing down has no shifts and no days either.
    told = [row.learner_id for row in rows]
    patterns: dict[str, list[Pattern]] = {}
    for row in _PATTERNS.ask(ids=told) if told else ():
        patterns.setdefault(row.learner_id, []).append(pattern_of(row))
    exceptions: dict[str, list[DatedTime]] = {}
    for one in _EXCEPTIONS.ask(ids=told) if told else ():
        exceptions.setdefault(one.learner_id, []).append(DatedTime(one.day, one.free, one.starts, one.ends, one.reason))
    return {
        row.learner_id: week_of(
            travel_minutes=row.travel_minutes,
            rest_hours=row.rest_hours,
            patterns=tuple(sorted(patterns.get(row.learner_id, ()), key=_place)),
            exceptions=tuple(exceptions.get(row.learner_id, ())),
            travel_by_centre=tuple(sorted(row.travel_by_centre.items())),
            travel_limit=row.travel_limit,
            online=row.online,
            needs=frozenset(Need(need) for need in row.needs),
            area=row.area,
        )
        for row in rows
    }


def _place(one: Pattern) -> tuple[int, date]:
    # Rows of one moment have no order of their own, and a week that says the same should be the same.
    return list(Kind).index(one.kind), one.since or date.min


def pattern_of(row: Any) -> Pattern:
    """A kept pattern as a value."""
    return Pattern(
        Kind(row.kind),
        tuple(Stretch(*one) for one in row.stretches),
        row.cycle,
        row.anchor,
        row.since,
        row.until,
        Preset(row.preset),
        row.run_minutes,
        row.alone,
    )


def availability(learner_id: str) -> Availability:
    """One learner's week; somebody who said nothing can come at any time."""
    return availabilities([learner_id]).get(learner_id, Availability())


@dataclass(frozen=True)
class LastChange:
    """Who changed a week last, and when."""

    id: str
    by: str
    at: datetime


def last_change(learner_id: str) -> LastChange | None:
    """The last change that can be taken back."""
    row = db.session().scalar(
        select(models.WeekBefore)
        .where(models.WeekBefore.learner_id == learner_id)
        .order_by(models.WeekBefore.at.desc(), models.WeekBefore.id.desc())
        .limit(1)
    )
    return LastChange(row.id, row.by, row.at) if row else None


SHARED = 5
"""People who have to name an area before other learners are offered its name: what one person types stays hers."""


def area_names(*, shared: bool = False) -> list[str]:
    """Names of areas where people live, in order of letters; with `shared` only those that several people named."""
    row = models.Availability
    named = select(row.area, func.count()).where(row.area != "").group_by(row.area).order_by(row.area)
    return [name for name, people in db.session().execute(named) if not shared or people >= SHARED]
