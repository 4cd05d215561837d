"""Asking about providers, centres, rooms, terms and staff. Answers are plain values."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from lms.kernel import db, errors
from lms.kernel.contracts import WeekInterval
from lms.kernel.questions import Question
from lms.kernel.statements import Prepared, table
from lms.organisations import models
from lms.organisations.domain.positions import Position


@dataclass(frozen=True)
class Provider:
    """A provider. `programmes` are keys of programme packs."""

    id: str
    name: str
    country: str
    region: str
    programmes: tuple[str, ...]


@dataclass(frozen=True)
class Centre:
    """A site."""

    id: str
    name: str
    zone: str
    street: str
    transport: str
    entrance: str
    phone: str
    position: Position | None = None


@dataclass(frozen=True)
class Room:
    """A room; `key` names colour and picture."""

    id: str
    centre_id: str
    name: str
    key: str
    capacity: int
    floor: int
    step_free: bool
    properties: tuple[str, ...] = ()
    """Codes of needs that it meets, beside a way without steps."""


@dataclass(frozen=True)
class Term:
    """A term, both days included."""

    id: str
    centre_id: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Staff:
    """A member of staff with what she may teach and when she works."""

    id: str
    name: str
    kind: str
    picture: str
    phone: str
    centre_id: str | None
    meetings_a_week: int
    qualifications: tuple[tuple[str, date | None], ...] = ()
    hours: tuple[WeekInterval, ...] = ()
    languages: tuple[str, ...] = ()
    background: tuple[str, ...] = ()

    def may_teach(self, subject: str, on: date) -> bool:
        """Whether a paper for `subject` is valid on a day."""
        return any(name == subject and (until is None or until >= on) for name, until in self.qualifications)


@dataclass(frozen=True)
class Funder:
    """Whom hours are charged to."""

    id: str
    name: str
    purpose: str


_OWN = table(models.Provider).c
_PROVIDER = Prepared(
    select(_OWN.id, _OWN.name, _OWN.country, _OWN.region, _OWN.programmes).where(_OWN.id == bindparam("provider_id"))
)


def provider(provider_id: str) -> Provider:
    """One provider. Raises NotFound."""
    row = _PROVIDER.ask(provider_id=provider_id).first()
    if row is None:
        raise errors.NotFound("organisations.no_provider")
    return Provider(row.id, row.name, row.country, row.region, tuple(row.programmes))


def provider_ids() -> list[str]:
    """Ids of all providers, for jobs that work for each of them in turn."""
    return list(db.session().scalars(select(models.Provider.id).order_by(models.Provider.id)))


def providers() -> list[Provider]:
    """Every provider by name. For the operator: no page asks this."""
    rows = db.session().scalars(select(models.Provider).order_by(models.Provider.name, models.Provider.id))
    return [Provider(r.id, r.name, r.country, r.region, tuple(r.programmes)) for r in rows]


def providers_of_region(region: str) -> list[str]:
    """Ids of the providers of a region, of all where no region is named. For the operator and named crossings."""
    statement = select(models.Provider.id).order_by(models.Provider.id)
    if region:
        statement = statement.where(models.Provider.region == region)
    return list(db.session().scalars(statement))


def centre_names(provider_ids: Iterable[str]) -> dict[str, str]:
    """Names of the centres of several providers by id, in order of names. Only inside a named crossing."""
    rows = db.session().execute(
        select(models.Centre.id, models.Centre.name)
        .where(models.Centre.provider_id.in_(list(provider_ids)))
        .order_by(models.Centre.name, models.Centre.id)
    )
    return {row[0]: row[1] for row in rows}


def positions(provider_ids: Iterable[str]) -> dict[str, Position]:
    """Where the centres of these providers lie, by centre; only those that are written down. Only inside a crossing."""
    rows = db.session().execute(
        select(models.Centre.id, models.Centre.latitude, models.Centre.longitude).where(
            models.Centre.provider_id.in_(list(provider_ids))
        )
    )
    known = {row.id: position_of(row) for row in rows}
    return {centre_id: found for centre_id, found in known.items() if found is not None}


_CENTRES = Question(select(models.Centre).order_by(models.Centre.name), steady=True)


def centre(centre_id: str) -> Centre:
    """One centre of the provider in scope. Raises NotFound."""
    found = [one for one in centres() if one.id == centre_id]
    if not found:
        raise errors.NotFound("organisations.no_centre")
    return found[0]


_CENTRE = table(models.Centre).c
_ZONE = Prepared(select(_CENTRE.zone).where(_CENTRE.id == bindparam("centre_id")))


def zone_of(centre_id: str) -> str:
    """The zone of one centre of the provider in scope. Every request asks this. Raises NotFound."""
    zone = _ZONE.ask(centre_id=centre_id).scalar()
    if zone is None:
        raise errors.NotFound("organisations.no_centre")
    return str(zone)


def centre_in_view(centre_id: str | None) -> Centre:
    """This centre; for somebody who belongs to none the provider's first by name. Raises NotFound."""
    if centre_id:
        return centre(centre_id)
    first = next(iter(centres()), None)
    if first is None:
        raise errors.NotFound("organisations.no_centre")
    return first


def centres() -> list[Centre]:
    """All centres of the provider in scope, by name."""
    rows = _CENTRES.ask()
    return [Centre(r.id, r.name, r.zone, r.street, r.transport, r.entrance, r.phone, position_of(r)) for r in rows]


def position_of(row: Any) -> Position | None:
    """Where the centre of a row lies, as far as it is written down."""
    known = row.latitude is not None and row.longitude is not None
    return Position(row.latitude, row.longitude) if known else None


_BY_FLOOR = select(models.Room).order_by(models.Room.floor, models.Room.name)
_ROOMS = Question(_BY_FLOOR, steady=True)
_ROOMS_OF = Question(_BY_FLOOR.where(models.Room.centre_id == bindparam("centre_id")), steady=True)


def rooms(centre_id: str | None = None) -> list[Room]:
    """Rooms by floor and name."""
    rows = _ROOMS_OF.ask(centre_id=centre_id) if centre_id else _ROOMS.ask()
    return [Room(r.id, r.centre_id, r.name, r.key, r.capacity, r.floor, r.step_free, tuple(r.properties)) for r in rows]


def terms(centre_id: str) -> list[Term]:
    """Terms of a centre, by first day."""
    rows = db.session().scalars(
        select(models.Term).where(models.Term.centre_id == centre_id).order_by(models.Term.starts_on)
    )
    return [Term(r.id, r.centre_id, r.name, r.starts_on, r.ends_on) for r in rows]


_CLOSED = Question(
    select(models.Closure.day, models.Closure.reason).where(
        models.Closure.centre_id == bindparam("centre_id"),
        models.Closure.day >= bindparam("first"),
        models.Closure.day <= bindparam("last"),
        models.Closure.active.is_(True),
    )
)


def closed_days(centre_id: str, starts_on: date, ends_on: date) -> dict[date, str]:
    """Closed days between two days, with the reason."""
    rows = _CLOSED.ask(centre_id=centre_id, first=starts_on, last=ends_on)
    return {row.day: row.reason for row in rows}


@dataclass(frozen=True)
class Closure:
    """A closed day, or a public holiday that was switched off (`active` is False)."""

    id: str
    day: date
    reason: str
    kind: str
    active: bool


def closures(centre_id: str, starts_on: date, ends_on: date) -> list[Closure]:
    """Closed days and holidays that were switched off, by day."""
    rows = db.session().scalars(
        select(models.Closure)
        .where(models.Closure.centre_id == centre_id, models.Closure.day >= starts_on, models.Closure.day <= ends_on)
        .order_by(models.Closure.day)
    )
    return [Closure(row.id, row.day, row.reason, row.kind, row.active) for row in rows]


def holiday_region(centre_id: str) -> str:
    """Country and region whose public holidays a centre keeps: `DE-BE`. The provider's country where nothing was said."""
    centre_row = db.session().scalar(select(models.Centre).where(models.Centre.id == centre_id))
    if centre_row is None:
        raise errors.NotFound("organisations.no_centre")
    return centre_row.holiday_region or provider(centre_row.provider_id).country


def holiday_regions(country: str) -> list[str]:
    """A country and its regions as `holidays` knows them: `DE`, `DE-BB`, `DE-BE`, ..."""
    import holidays

    known = holidays.list_supported_countries()
    return [country, *(f"{country}-{part}" for part in known[country])] if country in known else []


def public_holidays(region: str, starts_on: date, ends_on: date) -> dict[date, str]:
    """Public holidays of a country or region between two days. Empty for a place that is not known."""
    import holidays

    country, _, part = region.partition("-")
    try:
        found = holidays.country_holidays(
            country, subdiv=part or None, years=range(starts_on.year, ends_on.year + 1), language="en_US"
        )
    except NotImplementedError:
        return {}
    return {day: str(found[day]) for day in sorted(found) if starts_on <= day <= ends_on}


def funders() -> list[Funder]:
    """Funders of the provider in scope, in the order they were added."""
    rows = db.session().scalars(select(models.Funder).order_by(models.Funder.id))
    return [Funder(r.id, r.name, r.purpose) for r in rows]


def staff(*, kind: str | None = None, centre_id: str | None = None, ids: Iterable[str] | None = None) -> list[Staff]:
    """Members of staff by name, with qualifications and hours."""
    if ids is not None and not kind and not centre_id:
        return _with_papers(_NAMED.ask(ids=list(ids)).all())
    if ids is None and kind and centre_id:
        return _with_papers(_OF_CENTRE.ask(kind=kind, centre_id=centre_id).all())
    statement = _ACTIVE
    if kind:
        statement = statement.where(models.Staff.kind == kind)
    if centre_id:
        statement = statement.where(models.Staff.centre_id == centre_id)
    if ids is not None:
        statement = statement.where(models.Staff.id.in_(list(ids)))
    return _with_papers(db.session().scalars(statement).all())


def staff_around(centre_id: str | None) -> list[Staff]:
    """Whoever works at a centre or at all of them; everybody without one."""
    return [one for one in staff() if not centre_id or one.centre_id in (None, centre_id)]


_ACTIVE = select(models.Staff).where(models.Staff.active.is_(True)).order_by(models.Staff.name, models.Staff.id)
_NAMED = Question(_ACTIVE.where(models.Staff.id.in_(bindparam("ids"))))
_OF_CENTRE = Question(
    _ACTIVE.where(models.Staff.kind == bindparam("kind"), models.Staff.centre_id == bindparam("centre_id")), steady=True
)


def faces(ids: Iterable[str]) -> list[Staff]:
    """The same members of staff with name and picture alone, for pages that only name them."""
    rows = _NAMED.ask(ids=list(ids))
    return [Staff(r.id, r.name, r.kind, r.picture, r.phone, r.centre_id, r.meetings_a_week) for r in rows]


def papers_of(staff_id: str) -> Sequence[tuple[str, date | None]]:
    """(subject, last day) of the papers of one member of staff."""
    return tuple(_papers([staff_id]).get(staff_id, ()))


def _with_papers(rows: Sequence[Any]) -> list[Staff]:
    papers, hours = _papers([r.id for r in rows]), _hours([r.id for r in rows])
    return [
        Staff(
            r.id,
            r.name,
            r.kind,
            r.picture,
            r.phone,
            r.centre_id,
            r.meetings_a_week,
            tuple(papers.get(r.id, ())),
            tuple(hours.get(r.id, ())),
            tuple(r.languages),
            tuple(r.background),
        )
        for r in rows
    ]


_PAPERS = Question(
    select(models.Qualification.staff_id, models.Qualification.subject, models.Qualification.valid_until)
    .where(models.Qualification.staff_id.in_(bindparam("ids")))
    .order_by(models.Qualification.subject),
    steady=True,
)


def _papers(ids: list[str]) -> dict[str, list[tuple[str, date | None]]]:
    found: dict[str, list[tuple[str, date | None]]] = {}
    for row in _PAPERS.ask(ids=ids) if ids else ():
        found.setdefault(row.staff_id, []).append((row.subject, row.valid_until))
    return found


_HOURS = Question(
    select(models.StaffHours)
    .where(models.StaffHours.staff_id.in_(bindparam("ids")))
    .order_by(models.StaffHours.weekday, models.StaffHours.starts),
    steady=True,
)


def _hours(ids: list[str]) -> dict[str, list[WeekInterval]]:
    found: dict[str, list[WeekInterval]] = {}
    for row in _HOURS.ask(ids=ids) if ids else ():
        found.setdefault(row.staff_id, []).append(WeekInterval(row.weekday, row.starts, row.ends))
    return found


@dataclass(frozen=True)
class TrainingInfo:
    """A training or study visit of one member of staff."""

    id: str
    staff_id: str
    name: str
    topic: str
    held_on: date
    place: str
    learnt: str


def trainings(
    staff_ids: Collection[str] | None,
    *,
    topic: str = "",
    words: str = "",
    noted: bool = False,
    page: int = 1,
    size: int = 0,
) -> tuple[list[TrainingInfo], int]:
    """(a page of the register, how many lines there are), the newest first. Without a size all of them.

    `noted`: only those of which colleagues can use something.
    """
    row = models.StaffTraining
    asked = select(row, models.Staff.name).join(models.Staff, models.Staff.id == row.staff_id)
    if staff_ids is not None:
        asked = asked.where(row.staff_id.in_(list(staff_ids)))
    if topic:
        asked = asked.where(row.topic == topic)
    if noted:
        asked = asked.where(row.learnt != "")
    for word in words.split():
        like = [field.icontains(word, autoescape=True) for field in (row.learnt, row.place, models.Staff.name)]
        asked = asked.where(or_(*like))
    total = db.session().scalar(select(func.count()).select_from(asked.subquery())) or 0
    asked = asked.order_by(row.held_on.desc(), row.id.desc())
    if size:
        asked = asked.limit(size).offset((page - 1) * size)
    return [
        TrainingInfo(one.id, one.staff_id, name, one.topic, one.held_on, one.place, one.learnt)
        for one, name in db.session().execute(asked)
    ], int(total)
