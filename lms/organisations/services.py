"""Setting up providers, centres, rooms, terms, funders and staff."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.contracts import WeekInterval
from lms.organisations import models, queries
from lms.organisations.domain import positions, staffing


def add_provider(name: str, country: str, *, region: str = "", programmes: Iterable[str] = ()) -> str:
    """A provider. Returns its id."""
    return _add(models.Provider(name=name, country=country, region=region, programmes=list(programmes)))


def add_centre(
    name: str, zone: str, *, street: str = "", transport: str = "", entrance: str = "", phone: str = ""
) -> str:
    """A centre of the provider in scope. `zone` is an IANA name."""
    return _add(models.Centre(name=name, zone=zone, street=street, transport=transport, entrance=entrance, phone=phone))


def add_room(
    centre_id: str,
    name: str,
    key: str,
    capacity: int,
    *,
    floor: int = 0,
    step_free: bool = True,
    properties: Iterable[str] = (),
) -> str:
    """A room. `key` names its colour and picture; `properties` are codes of needs that it meets.

    Raises Invalid for a room without chairs.
    """
    if capacity < 1:
        raise errors.Invalid("organisations.room_empty", field="capacity")
    return _add(
        models.Room(
            centre_id=centre_id,
            name=name,
            key=key,
            capacity=capacity,
            floor=floor,
            step_free=step_free,
            properties=list(properties),
        )
    )


def set_room(room_id: str, *, step_free: bool, properties: Iterable[str]) -> None:
    """Whether a room is reached without steps, and what else it offers to people who need it. Raises NotFound."""
    row = db.session().scalar(select(models.Room).where(models.Room.id == room_id))
    if row is None:
        raise errors.NotFound("organisations.no_room")
    row.step_free, row.properties = step_free, list(properties)


def change_room(
    room_id: str,
    *,
    key: str | None = None,
    capacity: int | None = None,
    floor: int | None = None,
    step_free: bool | None = None,
) -> bool:
    """What a list says of a room; what it does not say stays. Returns whether anything changed. Raises NotFound."""
    row = db.session().get(models.Room, room_id)
    if row is None:
        raise errors.NotFound("organisations.no_room")
    return _change(row, {"key": key, "capacity": capacity, "floor": floor, "step_free": step_free})


def add_term(centre_id: str, name: str, starts_on: date, ends_on: date) -> str:
    """A term. Raises Invalid when it ends before it starts."""
    if ends_on <= starts_on:
        raise errors.Invalid("organisations.term_without_days", field="ends_on")
    return _add(models.Term(centre_id=centre_id, name=name, starts_on=starts_on, ends_on=ends_on))


def add_closure(centre_id: str, day: date, reason: str, *, kind: str = "own") -> str:
    """A day on which the centre is closed."""
    return _add(models.Closure(centre_id=centre_id, day=day, reason=reason, kind=kind))


def close_day(centre_id: str, day: date, reason: str, *, kind: str = "own") -> bool:
    """A centre is closed on a day. False where it was already; a public holiday that was switched off stays off until
    somebody closes the day by hand.
    """
    row = db.session().scalar(
        select(models.Closure).where(models.Closure.centre_id == centre_id, models.Closure.day == day)
    )
    if row is None:
        add_closure(centre_id, day, reason, kind=kind)
        return True
    if row.active or kind == "holiday":
        return False
    row.active, row.reason = True, reason
    return True


def open_day(closure_id: str) -> tuple[str, date, str]:
    """A closed day is a day like any other. Returns centre, day and what its reason was. Raises NotFound."""
    session = db.session()
    row = session.scalar(select(models.Closure).where(models.Closure.id == closure_id))
    if row is None:
        raise errors.NotFound("organisations.no_closure")
    if row.kind == "holiday":
        row.active = False
    else:
        session.delete(row)
    session.flush()
    return row.centre_id, row.day, row.reason


def keep_holidays_of(centre_id: str, region: str) -> None:
    """Which public holidays a centre keeps: `DE-BE`, or `SE` for a whole country. Raises Invalid for no such place."""
    row = db.session().scalar(select(models.Centre).where(models.Centre.id == centre_id))
    if row is None:
        raise errors.NotFound("organisations.no_centre")
    if region and region not in queries.holiday_regions(region.partition("-")[0]):
        raise errors.Invalid("organisations.no_region", field="region")
    row.holiday_region = region


def place_centre(centre_id: str, text: str) -> str:
    """Where a centre lies, as a map writes it; nothing takes it away. Returns what stood there before. Raises Invalid."""
    row = db.session().scalar(select(models.Centre).where(models.Centre.id == centre_id))
    if row is None:
        raise errors.NotFound("organisations.no_centre")
    found = positions.position(text)
    if found is None and text.strip():
        raise errors.Invalid("organisations.position_off", field="position")
    before = queries.position_of(row)
    row.latitude, row.longitude = (found.latitude, found.longitude) if found else (None, None)
    db.session().flush()
    return str(before or "")


def add_funder(name: str, purpose: str = "") -> str:
    """Somebody hours are charged to."""
    return _add(models.Funder(name=name, purpose=purpose))


def add_staff(
    name: str, kind: str, *, centre_id: str | None = None, picture: str = "", phone: str = "", meetings_a_week: int = 12
) -> str:
    """A member of staff: `kind` is teacher, carer, caseworker, administrator or manager."""
    return _add(
        models.Staff(
            name=name,
            kind=kind,
            centre_id=centre_id,
            picture=picture,
            phone=phone,
            meetings_a_week=meetings_a_week,
        )
    )


def change_staff(staff_id: str, *, phone: str | None = None, meetings_a_week: int | None = None) -> bool:
    """What a list says of a member of staff; what it does not say stays. Returns whether anything changed."""
    row = db.session().get(models.Staff, staff_id)
    if row is None:
        raise errors.NotFound("organisations.no_staff")
    return _change(row, {"phone": phone, "meetings_a_week": meetings_a_week})


def keep_languages(staff_id: str, languages: Iterable[str], background: Iterable[str]) -> None:
    """Which languages a member of staff speaks, and what brings her close to newcomers. Raises NotFound."""
    staff = db.session().get(models.Staff, staff_id)
    if staff is None:
        raise errors.NotFound("organisations.no_staff")
    staff.languages, staff.background = sorted(set(languages)), sorted(set(background))
    db.session().flush()


def introduce_staff(staff_id: str, name: str, picture: str) -> None:
    """How a member of staff is called and shown."""
    staff = db.session().get(models.Staff, staff_id)
    if staff is None:
        raise errors.NotFound("organisations.no_staff")
    staff.name, staff.picture = name, picture


def qualify(staff_id: str, subject: str, *, paper: str = "", valid_until: date | None = None) -> str:
    """A qualification: what a member of staff may teach, until when."""
    return _add(models.Qualification(staff_id=staff_id, subject=subject, paper=paper, valid_until=valid_until))


def renew_qualification(staff_id: str, subject: str, *, valid_until: date | None) -> bool:
    """A paper that is held gets its new end, or none; one that is not is added. Returns whether anything changed."""
    held = _held(staff_id, subject)
    if held is None:
        qualify(staff_id, subject, valid_until=valid_until)
        return True
    changed = held.valid_until != valid_until
    held.valid_until = valid_until
    db.session().flush()
    return changed


def write_down_training(staff_id: str, new: staffing.NewTraining, *, actor: Actor, today: date) -> str:
    """A training or study visit in the register. Raises Invalid naming the field that lacks."""
    trouble = new.trouble(today)
    if trouble is not None or new.held_on is None:
        field, code = trouble or ("held_on", "organisations.day_off")
        raise errors.Invalid(code, field=field)
    return _add(
        models.StaffTraining(
            staff_id=staff_id,
            topic=new.topic,
            held_on=new.held_on,
            place=new.place.strip(),
            learnt=new.learnt.strip(),
            by=actor.name,
        )
    )


def drop_training(training_id: str, staff_ids: Iterable[str]) -> None:
    """A training was written down by mistake; only of these members of staff. Raises NotFound."""
    row = db.session().get(models.StaffTraining, training_id)
    if row is None or row.staff_id not in set(staff_ids):
        raise errors.NotFound("page.absent")
    db.session().delete(row)
    db.session().flush()


def drop_qualification(staff_id: str, subject: str) -> None:
    """A paper was written down by mistake."""
    if held := _held(staff_id, subject):
        db.session().delete(held)
        db.session().flush()


def _held(staff_id: str, subject: str) -> models.Qualification | None:
    held: models.Qualification | None = db.session().scalar(
        select(models.Qualification).where(
            models.Qualification.staff_id == staff_id, models.Qualification.subject == subject
        )
    )
    return held


def set_hours(staff_id: str, intervals: Iterable[WeekInterval]) -> None:
    """Replace the weekly hours of a member of staff."""
    session = db.session()
    staff = session.get(models.Staff, staff_id)
    if staff is None:
        raise errors.NotFound("organisations.no_staff")
    session.query(models.StaffHours).filter(models.StaffHours.staff_id == staff_id).delete()
    for interval in intervals:
        session.add(
            models.StaffHours(staff_id=staff_id, weekday=interval.weekday, starts=interval.starts, ends=interval.ends)
        )
    session.flush()


def _add(row: db.Identified) -> str:
    session = db.session()
    session.add(row)
    session.flush()
    return row.id


def _change(row: db.Base, values: Mapping[str, Any]) -> bool:
    wanted = {name: value for name, value in values.items() if value is not None and getattr(row, name) != value}
    for name, value in wanted.items():
        setattr(row, name, value)
    db.session().flush()
    return bool(wanted)
