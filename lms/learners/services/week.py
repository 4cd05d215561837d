"""Deeds about weeks: keeping what somebody said about when she can come, and taking the last change back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, exists, select

from lms.kernel import db, errors, signals
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Shift
from lms.learners import models
from lms.learners.domain.lives import LONGEST_AREA, Availability, DatedTime
from lms.learners.domain.patterns import LONGEST_CYCLE, Kind, Pattern, Preset, preset_pattern
from lms.learners.domain.plain import from_plain, to_plain, week_of
from lms.learners.queries import week as queries

KEPT_CHANGES = 20
MOST_TRAVEL = 240
MOST_REST = 24
WEEK_TABLES = (
    models.WeekPattern.__tablename__,
    models.WeekException.__tablename__,
    models.WeekBefore.__tablename__,
)
"""What a merge moves only to a record that says nothing about her week itself."""


def first_week(learner_id: str, *, shift: str, rotation_anchor: date | None, travel_minutes: int) -> list[Any]:
    """The rows of somebody who registers: a shift becomes a pattern."""
    pattern = preset_pattern(Preset(Shift(shift).value), rotation_anchor)
    rows: list[Any] = [models.Availability(learner_id=learner_id, travel_minutes=travel_minutes)]
    return rows if pattern is None else [*rows, _pattern_row(learner_id, pattern)]


def set_availability(
    learner_id: str,
    *,
    shift: str,
    rotation_anchor: date | None,
    travel_minutes: int,
    actor: Actor | None = None,
    now: datetime | None = None,
) -> None:
    """Replace the usual work pattern by a shift, and how far she can travel. All else of her week stays.

    With `actor` and `now` it is a change like any other: kept for `take_back` and announced.
    """
    known = queries.availability(learner_id)
    work = preset_pattern(Preset(Shift(shift).value), rotation_anchor)
    replaced = usual_work(known)
    others = tuple(one for one in known.all_patterns if one not in replaced)
    facts = {"patterns": (work, *others) if work else others, "travel_minutes": travel_minutes}
    if actor is None or now is None:
        _write(learner_id, known, changed_week(known, **facts))
    else:
        keep_week(learner_id, actor=actor, now=now, **facts)


def usual_work(week: Availability) -> tuple[Pattern, ...]:
    """Work and being on call without an end."""
    return tuple(one for one in week.all_patterns if one.kind in (Kind.WORK, Kind.ON_CALL) and one.until is None)


def changed_week(week: Availability, **facts: Any) -> Availability:
    """A week with other facts, as it would be kept."""
    return week_of(
        **{
            "travel_minutes": week.travel_minutes,
            "rest_hours": week.rest_hours,
            "patterns": week.all_patterns,
            "exceptions": week.exceptions,
            "travel_by_centre": week.travel_by_centre,
            "travel_limit": week.travel_limit,
            "online": week.online,
            "needs": week.needs,
            "area": week.area,
            **facts,
        }
    )


def keep_week(learner_id: str, *, actor: Actor, now: datetime, **facts: Any) -> Availability:
    """Change what is known of a week: fields of `Availability` by name, all others stay. Returns the week.

    Raises Invalid for times that no week has. What stood before is kept for `take_back`.
    """
    _exists(learner_id)
    known = queries.availability(learner_id)
    changed = changed_week(known, **facts)
    _check(changed)
    if to_plain(changed) == to_plain(known):
        return known
    _remember(learner_id, known, actor, now)
    _write(learner_id, known, changed, actor=actor, now=now)
    signals.announce(signals.week_changed, learner_id, actor=actor, now=now)
    return changed


def take_back(learner_id: str, *, actor: Actor, now: datetime) -> Availability:
    """The week as it was before the last change. Raises Conflict when there is nothing to take back."""
    last = queries.last_change(learner_id)
    if last is None:
        raise errors.Conflict("learners.nothing_to_take_back")
    session = db.session()
    row = session.get_one(models.WeekBefore, last.id)
    before = from_plain(row.value)
    _write(learner_id, queries.availability(learner_id), before, actor=actor, now=now)
    session.execute(delete(models.WeekBefore).where(models.WeekBefore.id == last.id))
    signals.announce(signals.week_changed, learner_id, actor=actor, now=now)
    return before


def has_week(learner_id: str) -> bool:
    """Whether a record says anything about when she can come."""
    session = db.session()
    return any(
        session.scalar(select(exists().where(table.learner_id == learner_id)))
        for table in (models.WeekPattern, models.WeekException)
    )


def _check(week: Availability) -> None:
    for pattern in week.all_patterns:
        if not 1 <= pattern.cycle <= LONGEST_CYCLE:
            raise errors.Invalid("learners.cycle_length", field="cycle", most=LONGEST_CYCLE)
        if pattern.since and pattern.until and pattern.until < pattern.since:
            raise errors.Invalid("learners.season_ends_before", field="until")
        for one in pattern.stretches:
            if not (0 <= one.day < pattern.cycle and 0 <= one.starts < 24 * 60 and one.starts < one.ends <= 48 * 60):
                raise errors.Invalid("learners.hours_end_before", field="ends")
    for dated in week.exceptions:
        if not 0 <= dated.starts < dated.ends <= 24 * 60:
            raise errors.Invalid("learners.hours_end_before", field="ends")
    limits = [week.travel_minutes, week.travel_limit or 0, *dict(week.travel_by_centre).values()]
    if any(not 0 <= one <= MOST_TRAVEL for one in limits):
        raise errors.Invalid("learners.travel_minutes", field="travel_minutes", most=MOST_TRAVEL)
    if len(week.area) > LONGEST_AREA:
        raise errors.Invalid("learners.area_long", field="area", most=LONGEST_AREA)
    if not 0 <= week.rest_hours <= MOST_REST:
        raise errors.Invalid("learners.rest_hours", field="rest_hours", most=MOST_REST)


def _exists(learner_id: str) -> None:
    if db.session().scalar(select(models.Learner.id).where(models.Learner.id == learner_id)) is None:
        raise errors.NotFound("learners.absent")


def _remember(learner_id: str, known: Availability, actor: Actor, now: datetime) -> None:
    session, table = db.session(), models.WeekBefore
    session.add(table(id=db.new_id(), learner_id=learner_id, value=to_plain(known), by=actor.name, at=now))
    session.flush()
    ids = session.scalars(
        select(table.id).where(table.learner_id == learner_id).order_by(table.at.desc(), table.id.desc())
    )
    gone = list(ids)[KEPT_CHANGES:]
    if gone:
        session.execute(delete(table).where(table.id.in_(gone)))


def _write(
    learner_id: str,
    known: Availability,
    changed: Availability,
    *,
    actor: Actor | None = None,
    now: datetime | None = None,
) -> None:
    """Put a week in the place of another one. Rows that say the same stay."""
    session = db.session()
    row = session.get(models.Availability, learner_id) or models.Availability(learner_id=learner_id)
    row.travel_minutes, row.rest_hours = changed.travel_minutes, changed.rest_hours
    row.travel_limit, row.travel_by_centre = changed.travel_limit, dict(changed.travel_by_centre)
    row.online, row.needs, row.area = changed.online, sorted(changed.needs), changed.area
    if actor is not None:
        row.changed_at, row.changed_by = now, actor.name
    session.add(row)
    if changed.all_patterns != known.all_patterns:
        _replace_rows(models.WeekPattern, learner_id, [_pattern_row(learner_id, one) for one in changed.all_patterns])
    if changed.exceptions != known.exceptions:
        _replace_rows(models.WeekException, learner_id, [_exception_row(learner_id, one) for one in changed.exceptions])
    session.flush()


def _replace_rows(table: Any, learner_id: str, rows: Sequence[Any]) -> None:
    session = db.session()
    for row in session.scalars(select(table).where(table.learner_id == learner_id)):
        session.delete(row)
    session.flush()
    session.add_all(rows)


def _pattern_row(learner_id: str, pattern: Pattern) -> models.WeekPattern:
    return models.WeekPattern(
        id=db.new_id(),
        learner_id=learner_id,
        kind=pattern.kind.value,
        preset=pattern.preset.value,
        cycle=pattern.cycle,
        anchor=pattern.anchor,
        since=pattern.since,
        until=pattern.until,
        stretches=[[one.day, one.starts, one.ends] for one in pattern.stretches],
        run_minutes=pattern.run_minutes,
        alone=pattern.alone,
    )


def _exception_row(learner_id: str, one: DatedTime) -> models.WeekException:
    return models.WeekException(
        id=db.new_id(),
        learner_id=learner_id,
        day=one.day,
        free=one.free,
        starts=one.starts,
        ends=one.ends,
        reason=one.reason,
    )
