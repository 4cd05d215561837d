"""Setting up care at a centre: rooms, groups, hours, which rule and which papers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import delete, func, select, update

from childcare import models, queries
from childcare.domain.ages import AgeGroup
from childcare.domain.ratios import Finding, group_findings
from childcare.domain.staffing import PAPERS
from childcare.domain.waiting import Order
from lms.accounts.services import audit
from lms.kernel import clock, db, errors
from lms.kernel.contracts import WeekInterval
from lms.organisations import queries as organisations


def add_room(centre_id: str, name: str, *, square_metres: float, largest: int) -> str:
    """A room for children. Returns its id."""
    _check_room(name, square_metres, largest)
    _refuse_taken(models.CareRoom, centre_id, name, None)
    row = models.CareRoom(
        id=db.new_id(), centre_id=centre_id, name=name.strip(), square_metres=square_metres, largest=largest
    )
    return _added(row)


def change_room(room_id: str, *, name: str, square_metres: float, largest: int) -> None:
    """Another name, area or largest group. Raises Conflict where the room's groups have more places than that."""
    _check_room(name, square_metres, largest)
    row = _one(models.CareRoom, room_id)
    _refuse_taken(models.CareRoom, row.centre_id, name, room_id)
    taken = sum(group.places for group in queries.groups(row.centre_id) if group.room_id == room_id)
    if taken > largest:
        raise errors.Conflict("childcare.room_has_more", places=taken, field="largest")
    row.name, row.square_metres, row.largest = name.strip(), square_metres, largest
    db.session().flush()


def _check_room(name: str, square_metres: float, largest: int) -> None:
    if not name.strip():
        raise errors.Invalid("childcare.name_missing", field="name")
    if not 0 < square_metres < 10_000:
        raise errors.Invalid("childcare.area", field="square_metres")
    if largest < 1:
        raise errors.Invalid("childcare.no_places", field="largest")


def add_group(
    centre_id: str,
    name: str,
    picture: str,
    *,
    from_months: int,
    to_months: int,
    places: int,
    square_metres: int | None = None,
    room_id: str | None = None,
    reason: str = "",
) -> str:
    """A care group for children from one age up to, but without, another. Returns its id.

    What does not hold (the room's largest group, the rule's) refuses where it is verified and nobody gives a reason.
    """
    _check_group(name, from_months, to_months, places)
    _refuse_taken(models.CareGroup, centre_id, name, None)
    _refuse_findings(centre_id, None, AgeGroup("", from_months, to_months), places, room_id, reason)
    row = models.CareGroup(
        id=db.new_id(),
        centre_id=centre_id,
        name=name.strip(),
        picture=picture,
        from_months=from_months,
        to_months=to_months,
        places=places,
        square_metres=square_metres,
        room_id=room_id,
    )
    return _added(row)


def change_group(group_id: str, *, name: str, picture: str, places: int, room_id: str | None, reason: str = "") -> None:
    """Another name, picture, room or number of places. Ages stay: bookings rest on them.

    Raises Conflict where more places are taken already than there would be.
    """
    row = _one(models.CareGroup, group_id)
    _check_group(name, row.from_months, row.to_months, places)
    _refuse_taken(models.CareGroup, row.centre_id, name, group_id)
    ages = AgeGroup(group_id, row.from_months, row.to_months)
    _refuse_findings(row.centre_id, group_id, ages, places, room_id, reason)
    row.name, row.picture, row.room_id = name.strip(), picture, room_id
    if places != row.places:
        _resize(row, places)
    db.session().flush()


def _resize(row: models.CareGroup, places: int) -> None:
    half, today = models.HalfHour, clock.today(organisations.centre(row.centre_id).zone)
    most = db.session().scalar(select(func.max(half.taken)).where(half.group_id == row.id, half.day >= today)) or 0
    if places < most:
        raise errors.Conflict("childcare.more_taken", taken=most, field="places")
    row.places = places
    # The condition of the table refuses it where somebody books this very moment.
    db.session().execute(
        update(half)
        .where(half.group_id == row.id, half.day >= today)
        .values(places=places)
        .execution_options(synchronize_session=False)
    )


def _check_group(name: str, from_months: int, to_months: int, places: int) -> None:
    if not name.strip():
        raise errors.Invalid("childcare.name_missing", field="name")
    if places < 1:
        raise errors.Invalid("childcare.no_places", field="places")
    if from_months >= to_months:
        raise errors.Invalid("childcare.ages_turned", field="to_months")


def _refuse_findings(
    centre_id: str, group_id: str | None, ages: AgeGroup, places: int, room_id: str | None, reason: str
) -> None:
    found = [one for one in findings(centre_id, group_id, ages, places, room_id) if one.refuses]
    if found and not reason.strip():
        first = found[0]
        raise errors.Conflict(f"childcare.{first.code}", has=int(first.has), allowed=int(first.allowed), field="places")
    if found:
        changes = {one.code: [one.allowed, one.has] for one in found}
        audit.record("override", "childcare_group", group_id or "new", changes=changes, reason=reason.strip())


def findings(
    centre_id: str, group_id: str | None, ages: AgeGroup, places: int, room_id: str | None
) -> tuple[Finding, ...]:
    """What would not hold for a group with so many places in a room."""
    rooms = {room.id: room for room in queries.rooms(centre_id)}
    if room_id is not None and room_id not in rooms:
        raise errors.NotFound("childcare.absent")
    room = rooms.get(room_id or "")
    others = sum(
        one.places for one in queries.groups(centre_id) if room_id and one.room_id == room_id and one.id != group_id
    )
    rule = queries.rule_for(centre_id, clock.today(organisations.centre(centre_id).zone))
    return group_findings(ages, places, rule, (room.square_metres, room.largest) if room else None, others)


def set_care_hours(centre_id: str, intervals: Iterable[WeekInterval]) -> None:
    """Replace when a centre takes children in."""
    session = db.session()
    session.execute(delete(models.CareHours).where(models.CareHours.centre_id == centre_id))
    session.add_all(
        models.CareHours(centre_id=centre_id, weekday=one.weekday, starts=one.starts, ends=one.ends)
        for one in intervals
    )
    session.flush()


def set_settings(
    centre_id: str,
    *,
    rule_key: str | None = None,
    minimum_staff: int | None = None,
    papers: Sequence[str] | None = None,
    late_minutes: int | None = None,
    ordering: str | None = None,
) -> None:
    """What a centre decides. What is not named stays; `minimum_staff` 0 takes the centre's own number back."""
    known = queries.settings(centre_id)
    new = replace(
        known,
        rule_key=known.rule_key if rule_key is None else rule_key,
        minimum_staff=known.minimum_staff if minimum_staff is None else minimum_staff or None,
        papers=known.papers if papers is None else tuple(one for one in PAPERS if one in papers),
        late_minutes=known.late_minutes if late_minutes is None else late_minutes,
        ordering=known.ordering if ordering is None else Order(ordering),
    )
    if new.minimum_staff is not None and not 1 <= new.minimum_staff <= 20:
        raise errors.Invalid("childcare.minimum_staff", field="minimum_staff")
    if not 0 <= new.late_minutes <= 120:
        raise errors.Invalid("childcare.late_minutes", field="late_minutes")
    row = db.session().get(models.CareSettings, centre_id) or models.CareSettings(centre_id=centre_id)
    row.rule_key, row.minimum_staff, row.papers = new.rule_key, new.minimum_staff, list(new.papers)
    row.late_minutes, row.ordering = new.late_minutes, new.ordering
    db.session().add(row)
    db.session().flush()


def _refuse_taken(
    kind: type[models.CareRoom] | type[models.CareGroup], centre_id: str, name: str, own: str | None
) -> None:
    again = select(kind.id).where(kind.centre_id == centre_id, kind.name == name.strip(), kind.id != (own or ""))
    if db.session().scalar(again) is not None:
        raise errors.Conflict("childcare.name_taken", name=name.strip(), field="name")


Row = TypeVar("Row", models.CareRoom, models.CareGroup)


def _one(kind: type[Row], key: str) -> Row:
    row = db.session().scalar(select(kind).where(kind.id == key))
    if row is None:
        raise errors.NotFound("childcare.absent")
    return row


def _added(row: models.CareRoom | models.CareGroup) -> str:
    db.session().add(row)
    db.session().flush()
    return row.id
