"""How sections fit people: dated sessions against everything that takes their time. One question for many sections."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime

from sqlalchemy import DateTime, select, type_coerce

from lms.courses import models
from lms.courses.domain import fit as domain
from lms.courses.domain.fit import Choice, Meeting, Offer, SectionFit
from lms.courses.queries.bookings import enrolments_of, enrolments_of_section
from lms.courses.queries.sections import sections
from lms.kernel import db
from lms.kernel.contracts import Booking, Obstacle
from lms.learners import queries as learners
from lms.learners.domain.availability import Availability, taken
from lms.organisations import queries as organisations


def section_fits(
    learner_id: str, section_ids: Iterable[str], from_date: date, *, week: Availability | None = None
) -> dict[str, SectionFit]:
    """The fit of several sections for one learner, by section, over the sessions from a day on.

    `week` asks how they would fit another week than the one she told.
    """
    offers = _offers(list(section_ids), from_date)
    return _measured(learners.availability(learner_id) if week is None else week, offers)


def fits_of_members(section_id: str, from_date: date) -> dict[str, SectionFit]:
    """The fit of one section for everybody with a seat in it, by learner."""
    ids = [one.learner_id for one in enrolments_of_section(section_id)]
    return fits_of_people(section_id, ids, from_date)


def fits_of_people(section_id: str, learner_ids: Collection[str], from_date: date) -> dict[str, SectionFit]:
    """The fit of one section for these learners; who said nothing about her time can always come."""
    offers = _offers([section_id], from_date)
    known, zones = learners.availabilities(learner_ids), dict[str, str]()
    return {one: _measured(known.get(one, Availability()), offers, zones)[section_id] for one in learner_ids if offers}


def choices(learner_id: str, section_id: str, from_date: date) -> Choice:
    """Other sections of the same course with a free seat: those that fit, and the others with what is in the way."""
    own = next(iter(sections(ids=[section_id])), None)
    if own is None:
        return Choice()
    same = [
        one
        for one in sections(centre_id=own.centre_id, module_keys=[own.course.module_key])
        if one.id != section_id and one.free > 0 and one.ends_on >= from_date
    ]
    found = section_fits(learner_id, [one.id for one in same], from_date)
    return domain.choose(found.values(), {one.id: one.free for one in same})


def seats_that_do_not_fit(learner_id: str, from_date: date, *, week: Availability | None = None) -> list[SectionFit]:
    """Sections in which somebody holds a seat and can attend less than enough of what is left."""
    seats = [one.section_id for one in enrolments_of([learner_id]).get(learner_id, [])]
    found = section_fits(learner_id, seats, from_date, week=week)
    return [one for one in found.values() if one.sessions and not one.enough]


def fit_obstacles(booking: Booking) -> tuple[Obstacle, ...]:
    """What somebody's time says about a seat: a warning with numbers where she cannot come to all. It never refuses."""
    found = section_fits(booking.learner_id, [booking.section_id], booking.from_date).get(booking.section_id)
    if found is None or not found.missed:
        return ()
    facts = {"can": found.attends, "all": found.sessions, "replaced": found.replaced, "lost": found.lost}
    return (Obstacle("courses.fits_in_part" if found.enough else "courses.fits_too_little", facts, refuses=False),)


# --- from rows to meetings -------------------------------------------------------------------------------------------


def _offers(section_ids: list[str], from_date: date) -> list[Offer]:
    """What stands in the rows, with the sessions of twin groups beside each section's own."""
    row = models.Section
    rows = db.session().execute(select(row.id, row.centre_id, row.twin_key).where(row.id.in_(section_ids))).all()
    keys = {one.twin_key for one in rows if one.twin_key}
    twins: dict[str, list[str]] = {}
    if keys:
        for section_id, key in db.session().execute(select(row.id, row.twin_key).where(row.twin_key.in_(keys))):
            twins.setdefault(key or "", []).append(section_id)
    wanted = {one.id for one in rows} | {one for ids in twins.values() for one in ids}
    meetings = _meetings(wanted, from_date)
    return [
        Offer(
            one.id,
            one.centre_id,
            tuple(meetings.get(one.id, ())),
            tuple(
                meeting
                for twin in twins.get(one.twin_key or "", ())
                if twin != one.id
                for meeting in meetings.get(twin, ())
            ),
        )
        for one in rows
    ]


def _meetings(section_ids: Collection[str], from_date: date) -> dict[str, list[Meeting]]:
    row = models.Session
    found: dict[str, list[Meeting]] = {}
    # Thousands of rows: the database's own instants are turned into minutes at once, without a value in between.
    starts, ends = (type_coerce(column, DateTime(timezone=True)) for column in (row.starts_at, row.ends_at))
    rows = db.session().execute(
        select(row.id, row.section_id, row.day, starts, ends, row.mode)
        .where(row.section_id.in_(section_ids), row.day >= from_date, row.state != "cancelled")
        .order_by(row.starts_at)
    )
    for session_id, section_id, day, starts_at, ends_at, mode in rows:
        meeting = Meeting(session_id, section_id, day, _minute(starts_at), _minute(ends_at), mode)
        found.setdefault(section_id, []).append(meeting)
    return found


_EPOCH = date(1970, 1, 1).toordinal()


def _minute(instant: datetime) -> int:
    """Minutes on the line of instants; what a database gives without a zone is UTC."""
    found = instant if instant.tzinfo is None else instant.astimezone(UTC)
    return (found.toordinal() - _EPOCH) * 24 * 60 + found.hour * 60 + found.minute


def _measured(
    known: Availability, offers: Iterable[Offer], zones: dict[str, str] | None = None
) -> dict[str, SectionFit]:
    """The fit of each offer. What takes a person's time is laid out once for each centre's zone; `zones` keeps zones that
    were asked for already.
    """
    zones = {} if zones is None else zones
    found: dict[str, SectionFit] = {}
    by_centre: dict[str, list[Offer]] = {}
    for offer in offers:
        by_centre.setdefault(offer.centre_id, []).append(offer)
    for centre_id, some in by_centre.items():
        days = [one.day for offer in some for one in (*offer.meetings, *offer.twins)]
        if days:
            if centre_id not in zones:
                zones[centre_id] = organisations.zone_of(centre_id)
            busy = taken(known, min(days), max(days), zones[centre_id])
            found |= {offer.section_id: domain.measure(known, busy, offer) for offer in some}
        else:
            found |= {offer.section_id: SectionFit(offer.section_id, 0, 0) for offer in some}
    return found
