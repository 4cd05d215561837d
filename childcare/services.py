"""Deeds of care: setting up groups, keeping and giving back places, checking children in and out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from childcare import models, queries
from childcare.words import SENTENCES
from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.kernel.contracts import Booking, Obstacle, Reservation, WeekInterval
from lms.kernel.language import Marked
from lms.learners import queries as learners
from lms.messages import services as messages

HALF_HOURS = cast(Table, models.HalfHour.__table__)


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
    _keep(places, booking.enrolment_id, booking.learner_id)
    children = sorted({place.child_id for place in places})
    audit.record(
        "reserve_care", "courses_enrolment", booking.enrolment_id, changes={"children": children, "places": len(places)}
    )
    return [Reservation("childcare.kept", {"children": sorted({place.child for place in places})})]


def _keep(places: Sequence[queries.PlaceWanted], enrolment_id: str, learner_id: str) -> None:
    """Take the half hours of all these places, and write the places down."""
    provider_id = db.require_provider()
    spans = [Span(place.group_id, place.day, place.half_hours) for place in places]
    _make_half_hours(spans)
    if not _take(spans):
        full = queries.first_full(places)
        raise errors.Conflict("childcare.full", **_facts(full or places[0]))
    db.session().execute(
        insert(models.CareBooking),
        [
            {
                "id": db.new_id(),
                "provider_id": provider_id,
                "enrolment_id": enrolment_id,
                "learner_id": learner_id,
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


@dataclass(frozen=True)
class Span:
    """Half hours of one day in one group that one child takes."""

    group_id: str
    day: date
    half_hours: range


def _make_half_hours(spans: Sequence[Span]) -> None:
    """Rows for half hours that nobody asked for before. Two who ask at once make one row."""
    session, provider_id = db.session(), db.require_provider()
    sizes = {group.id: group.places for group in queries.groups()}
    make = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    keys = {(span.group_id, span.day, number) for span in spans for number in span.half_hours}
    session.execute(
        # One statement for every row, not one with every row in it: that one would be put together anew each time.
        make(HALF_HOURS).on_conflict_do_nothing(),
        [
            {
                "provider_id": provider_id,
                "group_id": group_id,
                "day": day,
                "number": number,
                "places": sizes[group_id],
                "taken": 0,
            }
            for group_id, day, number in sorted(keys)
        ],
    )


def _take(spans: Sequence[Span]) -> bool:
    """Take a place in every half hour, one for each sibling. The condition is in the write: False when one is full."""
    wanted = sum(len(span.half_hours) for span in spans)
    return _change(spans, +1, HALF_HOURS.c.taken < HALF_HOURS.c.places) == wanted


def _change(spans: Sequence[Span], by: int, *conditions: ColumnElement[bool]) -> int:
    """How many half hours were changed. Always in one order, so that two who want the same ones do not block each other."""
    result = db.session().execute(
        update(HALF_HOURS)
        .where(
            HALF_HOURS.c.provider_id == db.require_provider(),
            HALF_HOURS.c.group_id == bindparam("in_group"),
            HALF_HOURS.c.day == bindparam("on_day"),
            HALF_HOURS.c.number.between(bindparam("first"), bindparam("last")),
            *conditions,
        )
        .values(taken=HALF_HOURS.c.taken + by),
        [
            {"in_group": span.group_id, "on_day": span.day, "first": span.half_hours[0], "last": span.half_hours[-1]}
            for span in sorted(spans, key=lambda one: (one.group_id, one.day, one.half_hours[0]))
        ],
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def release(booking: Booking) -> None:
    """Give back the places of a seat from a day on. What was used before stays on record."""
    freed = _give_back(
        models.CareBooking.enrolment_id == booking.enrolment_id, models.CareBooking.day >= booking.from_date
    )
    if freed:
        audit.record("release_care", "courses_enrolment", booking.enrolment_id, changes={"places": freed})


def free_for_session(session_id: str, learner_id: str) -> None:
    """Give back the places of one session. A child that has come already keeps its place."""
    freed = _give_back(models.CareBooking.session_id == session_id, models.CareBooking.learner_id == learner_id)
    if freed:
        audit.record("release_care", "courses_session", session_id, changes={"learner": learner_id, "places": freed})


def take_again(session_id: str, learner_id: str, *, now: datetime) -> bool:
    """Keep the places of one session again, for all children or for none. Where another child has one by now, the
    carers are told. Returns whether they are kept.
    """
    booking = queries.booking_at(learner_id, session_id)
    places = queries.without_place(learner_id, session_id)
    if booking is None or not places:
        return True
    try:
        with db.session().begin_nested():
            _keep(places, booking.enrolment_id, learner_id)
    except errors.Conflict as full:
        facts = {"child": full.facts["child"], "group": full.facts["group"], "day": places[0].day}
        key = f"childcare.place_gone:{session_id}:{learner_id}"
        messages.ask(
            Role.CHILDCARE,
            "childcare.place_gone",
            facts,
            now=now,
            learner_id=learner_id,
            due_on=places[0].day,
            unique_key=key,
        )
        return False
    audit.record("reserve_care", "courses_session", session_id, changes={"learner": learner_id, "places": len(places)})
    return True


def follow_sessions(section_id: str, from_date: date, *, now: datetime) -> None:
    """Sessions of a section changed: every place of its parents' children is where their sessions are, or free.

    Where a moved session finds no place (a full group, closed hours), the carers get a task and the parent is told.
    """
    wanted, outside, standing = queries.places_to_follow(section_id, from_date, now)
    keep = {(one.place.session_id, one.place.child_id): one for one in wanted}
    at = {key: (one.place.group_id, one.place.day, one.place.starts, one.place.ends) for key, one in keep.items()}
    gone = [one for one in standing if at.get((one.session_id, one.child_id)) != one.at]
    kept = {(one.session_id, one.child_id) for one in standing} - {(one.session_id, one.child_id) for one in gone}
    if gone:
        _give_back(models.CareBooking.id.in_([one.id for one in gone]))
    new = [one for key, one in keep.items() if key not in kept]
    lost = [one for one in sorted(new, key=lambda one: one.place.order) if not _moved(one)]
    lost += [one for one in outside if (one.place.session_id, one.place.child_id) not in kept]
    if gone or new:
        changes = {"freed": len(gone), "kept": len(new) - len([one for one in lost if one in new])}
        audit.record("move_care", "courses_section", section_id, changes=changes)
    told = set()
    for one in sorted(lost, key=lambda one: (one.place.day, one.place.starts)):
        # A whole series that moved is one thing to do, not forty.
        if one.place.child_id not in told:
            told.add(one.place.child_id)
            _tell_lost(one, closed=one in outside, now=now)


def _moved(one: queries.Followed) -> bool:
    try:
        with db.session().begin_nested():
            _keep([one.place], one.enrolment_id, one.learner_id)
    except errors.Conflict:
        return False
    return True


def _tell_lost(one: queries.Followed, *, closed: bool, now: datetime) -> None:
    """The carers look for a place; the parent hears of it before she stands there with the child."""
    place, parent = one.place, learners.learner(one.learner_id)
    names = {group.id: group.name for group in queries.groups()}
    facts = {"child": place.child, "group": names[place.group_id], "day": place.day, "starts": place.starts}
    key = f"{place.session_id}:{place.child_id}:{place.day}:{place.starts}"
    code = "childcare.moved_closed" if closed else "childcare.moved_full"
    asked = messages.ask(
        Role.CHILDCARE,
        code,
        facts,
        now=now,
        learner_id=one.learner_id,
        due_on=place.day,
        unique_key=f"childcare.moved:{key}",
    )
    if asked is None or messages.write_to(parent, "childcare.no_place_there", facts, now=now):
        return
    messages.ask(
        Role.ADMINISTRATOR,
        "childcare.call_no_place",
        {**facts, "name": parent.name},
        now=now,
        learner_id=one.learner_id,
        due_on=place.day,
        unique_key=f"childcare.call:{key}",
    )


def _give_back(*wanted: ColumnElement[bool]) -> int:
    """Places that no child has used yet, back to their groups. Returns how many there were."""
    session = db.session()
    rows = list(session.scalars(select(models.CareBooking).where(models.CareBooking.arrived_at.is_(None), *wanted)))
    if rows:
        _change([Span(row.group_id, row.day, queries.half_hours(row.starts, row.ends)) for row in rows], -1)
        session.execute(delete(models.CareBooking).where(models.CareBooking.id.in_([row.id for row in rows])))
    return len(rows)


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
