"""Deeds of care: setting up groups, keeping and giving back places, checking children in and out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from childcare import models, queries
from childcare.words import SENTENCES
from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.contracts import Booking, Obstacle, Reservation, WeekInterval
from lms.kernel.language import Marked

PART = 300
"""Half hours changed by one statement: SQLite takes a limited number of values."""


def add_group(
    centre_id: str,
    name: str,
    picture: str,
    *,
    from_months: int,
    to_months: int,
    places: int,
    square_metres: int | None = None,
) -> str:
    """A care group for children from one age up to, but without, another. Returns its id."""
    if places < 1:
        raise errors.Invalid("childcare.no_places", field="places")
    if from_months >= to_months:
        raise errors.Invalid("childcare.ages_turned", field="to_months")
    row = models.CareGroup(
        id=db.new_id(),
        centre_id=centre_id,
        name=name,
        picture=picture,
        from_months=from_months,
        to_months=to_months,
        places=places,
        square_metres=square_metres,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def set_care_hours(centre_id: str, intervals: Iterable[WeekInterval]) -> None:
    """Replace when a centre takes children in."""
    session = db.session()
    session.execute(delete(models.CareHours).where(models.CareHours.centre_id == centre_id))
    session.add_all(
        models.CareHours(centre_id=centre_id, weekday=one.weekday, starts=one.starts, ends=one.ends)
        for one in intervals
    )
    session.flush()


def keep_record(
    child_id: str,
    *,
    allergies: str = "",
    medicine: str = "",
    may_collect: Sequence[str] = (),
    picture: str = "",
) -> None:
    """What carers must know of a child."""
    session = db.session()
    row = session.scalar(select(models.ChildRecord).where(models.ChildRecord.child_id == child_id))
    row = row or models.ChildRecord(child_id=child_id)
    row.allergies, row.medicine, row.may_collect = allergies.strip(), medicine.strip(), list(may_collect)
    row.picture = picture or row.picture or ""
    session.add(row)
    session.flush()


# --- beside a seat ---------------------------------------------------------------------------------------------------


def obstacles(booking: Booking) -> list[Obstacle]:
    """What stands between this parent and this seat: closed hours, or a group without a place left."""
    inside, outside = queries.places_wanted(booking)
    if outside:
        first = outside[0]
        return [
            Obstacle("childcare.closed", {"child": first.child, "weekday": _weekday(first.day), "starts": first.starts})
        ]
    full = queries.first_full(inside)
    return [Obstacle("childcare.full", _facts(full))] if full else []


def _weekday(day: date) -> Marked:
    return Marked(SENTENCES[f"weekday.{day.weekday()}"])


def _facts(place: queries.PlaceWanted) -> dict[str, object]:
    names = {group.id: group.name for group in queries.groups()}
    return {
        "group": names[place.group_id],
        "child": place.child,
        "weekday": _weekday(place.day),
        "starts": place.starts,
    }


def reserve(booking: Booking, actor: Actor) -> list[Reservation]:
    """Keep a place for every child and session of a seat, or raise Conflict("childcare.full") and keep none."""
    places, _ = queries.places_wanted(booking)
    if not places:
        return []
    wanted = Counter((place.group_id, place.day, number) for place in places for number in place.half_hours)
    _make_half_hours(list(wanted))
    if not _take(wanted):
        full = queries.first_full(places)
        raise errors.Conflict("childcare.full", **_facts(full or places[0]))
    db.session().execute(
        insert(models.CareBooking),
        [
            {
                "id": db.new_id(),
                "provider_id": booking.provider_id,
                "enrolment_id": booking.enrolment_id,
                "learner_id": booking.learner_id,
                "session_id": place.session_id,
                "child_id": place.child_id,
                "group_id": place.group_id,
                "day": place.day,
                "starts": place.starts,
                "ends": place.ends,
                "collected_by": "",
            }
            for place in places
        ],
    )
    children = sorted({place.child_id for place in places})
    audit.record(
        "reserve_care", "courses_enrolment", booking.enrolment_id, changes={"children": children, "places": len(places)}
    )
    return [Reservation("childcare.kept", {"children": sorted({place.child for place in places})})]


def _make_half_hours(keys: Sequence[tuple[str, date, int]]) -> None:
    """Rows for half hours that nobody asked for before. Two who ask at once make one row."""
    session = db.session()
    sizes = {group.id: group.places for group in queries.groups()}
    make = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    rows = [
        {
            "provider_id": db.require_provider(),
            "group_id": group_id,
            "day": day,
            "number": number,
            "places": sizes[group_id],
            "taken": 0,
        }
        for group_id, day, number in sorted(keys)
    ]
    for start in range(0, len(rows), PART):
        session.execute(make(models.HalfHour).values(rows[start : start + PART]).on_conflict_do_nothing())


def _take(wanted: Counter[tuple[str, date, int]]) -> bool:
    """Take one place, or more for siblings, in every half hour. The condition is in the write: False when one is full."""
    for count in sorted(set(wanted.values())):
        keys = sorted(key for key, number in wanted.items() if number == count)
        if _change(keys, count, models.HalfHour.taken + count <= models.HalfHour.places) != len(keys):
            return False
    return True


def _change(keys: Sequence[tuple[str, date, int]], by: int, *conditions: object) -> int:
    changed = 0
    for start in range(0, len(keys), PART):
        result = db.session().execute(
            update(models.HalfHour)
            .where(
                tuple_(models.HalfHour.group_id, models.HalfHour.day, models.HalfHour.number).in_(
                    keys[start : start + PART]
                ),
                *conditions,  # type: ignore[arg-type]
            )
            .values(taken=models.HalfHour.taken + by)
            .execution_options(synchronize_session=False)
        )
        changed += result.rowcount  # type: ignore[attr-defined]
    return changed


def release(booking: Booking) -> None:
    """Give back the places of a seat from a day on. What was used before stays on record."""
    session = db.session()
    rows = list(
        session.scalars(
            select(models.CareBooking).where(
                models.CareBooking.enrolment_id == booking.enrolment_id,
                models.CareBooking.day >= booking.from_date,
                models.CareBooking.arrived_at.is_(None),
            )
        )
    )
    if not rows:
        return
    freed = Counter(
        (row.group_id, row.day, number) for row in rows for number in queries.half_hours(row.starts, row.ends)
    )
    for count in sorted(set(freed.values())):
        _change(sorted(key for key, number in freed.items() if number == count), -count)
    session.execute(delete(models.CareBooking).where(models.CareBooking.id.in_([row.id for row in rows])))
    audit.record("release_care", "courses_enrolment", booking.enrolment_id, changes={"places": len(rows)})


# --- the door of the care room ---------------------------------------------------------------------------------------


def check_in(booking_id: str, *, actor: Actor, now: datetime) -> None:
    """A child has come. Checked in twice, the first time stands."""
    row = _booking(booking_id)
    if row.day != now.date() and abs((row.day - now.date()).days) > 1:
        raise errors.Conflict("childcare.not_today", day=row.day)
    if row.arrived_at is None:
        row.arrived_at = now
        audit.record("check_in", "childcare_booking", row.id, now=now)


def check_out(booking_id: str, collected_by: str, *, actor: Actor, now: datetime) -> None:
    """A child was collected. Raises Invalid without a name, Conflict for a child that has not come."""
    row = _booking(booking_id)
    if row.arrived_at is None:
        raise errors.Conflict("childcare.not_here")
    if not collected_by.strip():
        raise errors.Invalid("childcare.who_collects", field="collected_by")
    row.left_at, row.collected_by = now, collected_by.strip()
    audit.record("check_out", "childcare_booking", row.id, changes={"collected_by": [None, row.collected_by]}, now=now)


def undo_check(booking_id: str, *, actor: Actor, now: datetime) -> None:
    """Take back the last of check-out and check-in."""
    row = _booking(booking_id)
    if row.left_at is not None:
        row.left_at, row.collected_by = None, ""
    else:
        row.arrived_at = None
    audit.record("undo_check", "childcare_booking", row.id, now=now)


def _booking(booking_id: str) -> models.CareBooking:
    row = db.session().scalar(select(models.CareBooking).where(models.CareBooking.id == booking_id))
    if row is None:
        raise errors.NotFound("childcare.absent")
    return row
