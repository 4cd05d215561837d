"""How sections fit people: dated sessions against everything that takes their time. One question for many sections."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import DateTime, bindparam, select, type_coerce

from lms.courses import models
from lms.courses.domain import fit as domain
from lms.courses.domain.fit import Choice, Meeting, Offer, SectionFit
from lms.courses.queries.bookings import clash, enrolments_of
from lms.courses.queries.sections import sections
from lms.kernel import db, plugins
from lms.kernel.contracts import Booking, Obstacle
from lms.kernel.language import Marked
from lms.kernel.questions import Question
from lms.learners import queries as learners
from lms.learners import words as learner_words
from lms.learners.domain.availability import Availability, Need, Taken, taken
from lms.learners.domain.needs import Missing, Place
from lms.organisations import models as rooms
from lms.organisations import queries as organisations


def section_fits(
    learner_id: str, section_ids: Iterable[str], from_date: date, *, week: Availability | None = None
) -> dict[str, SectionFit]:
    """The fit of several sections for one learner, by section, over the sessions from a day on.

    `week` asks how they would fit another week than the one she told.
    """
    known = _with_record([learner_id], {learner_id: week} if week else None)
    return _measured(known[learner_id], _offers(list(section_ids), from_date))


def fits_of_people(section_id: str, learner_ids: Collection[str], from_date: date) -> dict[str, SectionFit]:
    """The fit of one section for these learners; who said nothing about her time can always come."""
    offers = _offers([section_id], from_date)
    known, zones = _with_record(learner_ids), dict[str, str]()
    # Many say nothing about their time, or the same: each week is measured once.
    found: dict[Availability, SectionFit] = {}
    for week in set(known.values()) if offers else ():
        found[week] = _measured(week, offers, zones)[section_id]
    return {one: found[known[one]] for one in learner_ids if offers}


def _with_record(
    learner_ids: Collection[str], weeks: Mapping[str, Availability] | None = None
) -> dict[str, Availability]:
    """What people said about their time; a way without steps may stand on the record alone."""
    told = learners.availabilities(learner_ids) if weeks is None else weeks
    without_steps = {one.id for one in learners.by_ids(learner_ids).values() if one.step_free}
    found = {}
    for key in learner_ids:
        known = told.get(key, Availability())
        found[key] = replace(known, needs=known.needs | {Need.STEP_FREE}) if key in without_steps else known
    return found


def choices(learner_id: str, section_id: str, from_date: date, *, with_full: bool = False) -> Choice:
    """Other sections of the same course with a free seat (or any): those that fit, and the others with what is in the way."""
    own = next(iter(sections(ids=[section_id])), None)
    if own is None:
        return Choice()
    same = [
        one
        for one in sections(centre_id=own.centre_id, module_keys=[own.course.module_key])
        if one.id != section_id and (with_full or one.free > 0) and one.ends_on >= from_date
    ]
    found = section_fits(learner_id, [one.id for one in same], from_date)
    return domain.choose(found.values(), {one.id: one.free for one in same})


def seats_that_do_not_fit(learner_id: str, from_date: date, *, week: Availability | None = None) -> list[SectionFit]:
    """Sections in which somebody holds a seat and can attend less than enough of what is left."""
    seats = [one.section_id for one in enrolments_of([learner_id]).get(learner_id, [])]
    found = section_fits(learner_id, seats, from_date, week=week)
    return [one for one in found.values() if one.sessions and not one.enough]


OF_FIT = ("courses.fits_in_part", "courses.fits_too_little", "courses.need_missing", "courses.need_open")
"""Codes of warnings that a shown fit says already."""


def obstacles(
    booking: Booking, *, measured: SectionFit | None = None, given_up: Collection[str] = ()
) -> tuple[Obstacle, ...]:
    """Everything between somebody and a seat: another class at the time, what plug-ins say, her own time and needs.

    `measured` is her fit where it is known already; `given_up` are sections that she leaves for this one.
    """
    at_once = clash(booking, but=given_up)
    found = (Obstacle("courses.two_at_once", {"section": at_once}),) if at_once else ()
    warned = fit_obstacles(booking) if measured is None else fit_warnings(measured)
    return (*found, *plugins.installed().ask("booking_obstacles", booking), *warned)


def fit_obstacles(booking: Booking) -> tuple[Obstacle, ...]:
    """What somebody's time and needs say about a seat: a warning with numbers where she cannot come to all, and one for
    each need that is not met. It never refuses.
    """
    found = section_fits(booking.learner_id, [booking.section_id], booking.from_date).get(booking.section_id)
    return fit_warnings(found) if found is not None else ()


def fit_warnings(found: SectionFit) -> tuple[Obstacle, ...]:
    """A measured fit as warnings."""
    facts = {"can": found.attends, "all": found.sessions, "replaced": found.replaced, "lost": found.lost}
    code = "courses.fits_in_part" if found.enough else "courses.fits_too_little"
    time = (Obstacle(code, facts, refuses=False),) if found.missed else ()
    return (*time, *(_lacks(one) for one in found.missing))


def _lacks(one: Missing) -> Obstacle:
    code = "courses.need_open" if one.open else "courses.need_missing"
    return Obstacle(code, {"need": Marked(learner_words.SENTENCES[f"need.{one.need}"])}, refuses=False)


# --- from rows to meetings -------------------------------------------------------------------------------------------


_OFFERED = Question(
    select(
        models.Section.id,
        models.Section.centre_id,
        models.Section.twin_key,
        models.Section.seats,
        models.Section.mode,
        models.Section.properties,
        models.Course.properties.label("of_course"),
        rooms.Room.properties.label("of_room"),
        rooms.Room.step_free,
    )
    .join(models.Course, models.Section.course_id == models.Course.id)
    .outerjoin(rooms.Room, models.Section.room_id == rooms.Room.id)
    .where(models.Section.id.in_(bindparam("ids")))
)


def _offers(section_ids: list[str], from_date: date) -> list[Offer]:
    """What stands in the rows, with the sessions of twin groups beside each section's own."""
    row = models.Section
    rows = _OFFERED.ask(ids=section_ids).all() if section_ids else []
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
            _place(one),
        )
        for one in rows
    ]


def _place(row: Any) -> Place:
    """What a group offers, from the row of `_offers`: a room counts only where people meet in one."""
    of_room = row.of_room or () if row.mode != "online" else ()
    return Place(frozenset({*row.properties, *row.of_course, *of_room}), row.seats, row.mode, row.step_free)


_MET = models.Session
# Thousands of rows: the database's own instants are turned into minutes at once, without a value in between.
_STARTS, _ENDS = (type_coerce(column, DateTime(timezone=True)) for column in (_MET.starts_at, _MET.ends_at))
_TIMES = Question(
    select(_MET.id, _MET.section_id, _MET.day, _STARTS, _ENDS, _MET.mode)
    .where(_MET.section_id.in_(bindparam("ids")), _MET.day >= bindparam("from_date"), _MET.state != "cancelled")
    .order_by(_MET.starts_at)
)


def _meetings(section_ids: Collection[str], from_date: date) -> dict[str, list[Meeting]]:
    found: dict[str, list[Meeting]] = {}
    rows = _TIMES.ask(ids=list(section_ids), from_date=from_date) if section_ids else ()
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
            found |= {offer.section_id: domain.measure(known, Taken(known, ()), offer) for offer in some}
    return found
