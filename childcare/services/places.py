"""Places beside a seat: keeping them, giving them back, and following the seat wherever it goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from childcare import models, queries
from childcare.domain.together import Taken, runs
from childcare.domain.waiting import MOST_NEED
from childcare.services import entries
from childcare.words import SENTENCES
from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.kernel import clock, db, errors, jobs
from lms.kernel.actor import Actor, Role
from lms.kernel.contracts import Booking, Obstacle, Reservation
from lms.kernel.language import Marked
from lms.learners import queries as learners
from lms.messages import services as messages

HALF_HOURS = cast(Table, models.HalfHour.__table__)


def obstacles(booking: Booking) -> list[Obstacle]:
    """What stands between this parent and this seat: closed hours, a group without a place left, too few carers.

    Too few carers by a rule that is not verified warns and refuses nobody.
    """
    inside, outside = queries.places_wanted(booking)
    if outside:
        first = outside[0]
        return [
            Obstacle("childcare.closed", {"child": first.child, "weekday": _weekday(first.day), "starts": first.starts})
        ]
    full = queries.first_full(inside)
    if full:
        return [_full(full, booking)]
    short = queries.first_short(inside)
    if short is None:
        return []
    facts = {"weekday": _weekday(short.day), "starts": short.starts, "needed": short.needed, "has": short.on_duty}
    return [Obstacle("childcare.carers_short", facts, refuses=short.refuses)]


def _full(place: queries.PlaceWanted, booking: Booking) -> Obstacle:
    """A full group, with classes beside which there are places. For single sessions another week helps, not a class."""
    if booking.part:
        return Obstacle("childcare.full_then", {**_facts(place), "day": place.day})
    elsewhere = queries.alternatives(booking)
    if elsewhere:
        return Obstacle("childcare.full_elsewhere", {**_facts(place), "sections": elsewhere})
    return Obstacle("childcare.full", _facts(place))


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
    try:
        with db.session().begin_nested():
            _keep(places, booking.enrolment_id, booking.learner_id)
    except errors.Conflict as full:
        # Somebody else was faster by a moment: she hears of the classes that are left for her.
        if booking.part:
            raise
        if elsewhere := queries.alternatives(booking):
            raise errors.Conflict("childcare.full_elsewhere", **{**full.facts, "sections": elsewhere}) from full
        raise
    children = sorted({place.child_id for place in places})
    audit.record(
        "reserve_care", "courses_enrolment", booking.enrolment_id, changes={"children": children, "places": len(places)}
    )
    return [Reservation("childcare.kept", {"children": sorted({place.child for place in places})})]


def _keep(places: Sequence[queries.PlaceWanted], enrolment_id: str, learner_id: str) -> None:
    """Take the half hours of all these places, and write the places down."""
    provider_id = db.require_provider()
    whole = [Span(place.group_id, place.day, place.half_hours) for place in places]
    _make_half_hours(whole)
    if any(place.shared for place in places):
        _lock(whole)
    # A child whom another adult of the household brings at that time has its place already: one child, one place.
    new = {taken for place in places for taken in place.taken} - queries.taken_already(places)
    if not _take([Span(*run) for run in runs(new)]):
        full = queries.first_full(places)
        raise errors.Conflict("childcare.full", **_facts(full or places[0]))
    used = _carry_over(places, enrolment_id, learner_id)
    lines = [place for place in places if (place.session_id, place.child_id) not in used]
    if not lines:
        return
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
            for place in lines
        ],
    )


def _carry_over(places: Sequence[queries.PlaceWanted], enrolment_id: str, learner_id: str) -> set[tuple[str, str]]:
    """Who left and comes back on the same day: what her child used stays on record, from now on beside the new seat.

    Returns these places by session and child.
    """
    row = models.CareBooking
    # Only her own: the other adult of the household may sit in the same class, with a row of her own for the child.
    there = (
        row.learner_id == learner_id,
        row.session_id.in_({one.session_id for one in places}),
        row.child_id.in_({one.child_id for one in places}),
    )
    found = {
        (one.session_id, one.child_id)
        for one in db.session().execute(select(row.session_id, row.child_id).where(*there))
    }
    if found:
        db.session().execute(update(row).where(*there).values(enrolment_id=enrolment_id))
    return found


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


def _lock(spans: Sequence[Span]) -> None:
    """Two adults who bring or take out one child at one moment look one after the other at what it has already."""
    if spans and db.session().get_bind().dialect.name != "sqlite":
        row = HALF_HOURS.c
        wanted = select(row.number).where(
            row.group_id.in_({one.group_id for one in spans}),
            row.day.in_({one.day for one in spans}),
            row.number.between(min(one.half_hours[0] for one in spans), max(one.half_hours[-1] for one in spans)),
        )
        db.session().execute(wanted.order_by(row.group_id, row.day, row.number).with_for_update()).all()


def _take(spans: Sequence[Span]) -> bool:
    """Take a place in every half hour, one for each sibling. The condition is in the write: False when one is full."""
    if not spans:
        return True
    wanted = sum(len(span.half_hours) for span in spans)
    return _change(spans, +1, HALF_HOURS.c.taken < HALF_HOURS.c.places) == wanted


def _change(spans: Sequence[Span], by: int, *conditions: ColumnElement[bool]) -> int:
    """How many half hours were changed. Always in one order, so that two who want the same ones do not block each other."""
    return db.changed(
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


def release(booking: Booking) -> None:
    """Give back the places of a seat from a day on, or those of its single sessions. What was used stays on record."""
    row = models.CareBooking
    which = (
        row.session_id.in_([one.session_id for one in booking.sessions])
        if booking.part
        else row.day >= booking.from_date
    )
    freed = _give_back(row.enrolment_id == booking.enrolment_id, which)
    if freed:
        audit.record("release_care", "courses_enrolment", booking.enrolment_id, changes={"places": len(freed)})
        wake_the_list(freed)


def free_for_session(session_id: str, learner_id: str) -> None:
    """Give back the places of one session. A child that has come already keeps its place."""
    freed = _give_back(models.CareBooking.session_id == session_id, models.CareBooking.learner_id == learner_id)
    if freed:
        changes = {"learner": learner_id, "places": len(freed)}
        audit.record("release_care", "courses_session", session_id, changes=changes)


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
    except errors.Conflict:
        # No child and no group is named: whoever sees the parent's record sees what is to be done about her.
        facts = {"name": learners.learner(learner_id).name, "day": places[0].day}
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
    keep = {one.key: one for one in wanted}
    at = {key: (one.place.group_id, one.place.day, one.place.starts, one.place.ends) for key, one in keep.items()}
    gone = [one for one in standing if at.get(one.key) != one.at]
    kept = {one.key for one in standing} - {one.key for one in gone}
    if gone:
        _give_back(models.CareBooking.id.in_([one.id for one in gone]))
    new = [one for key, one in keep.items() if key not in kept]
    lost = [one for one in sorted(new, key=lambda one: one.place.order) if not _moved(one)]
    lost += [one for one in outside if one.key not in kept]
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
    to_do = {"name": parent.name, "day": place.day, "starts": place.starts}
    asked = messages.ask(
        Role.CHILDCARE,
        code,
        to_do,
        now=now,
        learner_id=one.learner_id,
        due_on=place.day,
        unique_key=f"childcare.moved:{key}",
    )
    if not closed:
        # A series that moved lacks more than this one place: the child waits for all of it.
        entries.enter(one.enrolment_id, place.child_id, need=1, by="", now=now)
    if asked is None or messages.write_to(parent, "childcare.no_place_there", facts, now=now):
        return
    messages.ask(
        Role.ADMINISTRATOR,
        "childcare.call_no_place",
        to_do,
        now=now,
        learner_id=one.learner_id,
        due_on=place.day,
        unique_key=f"childcare.call:{key}",
    )


def _give_back(*wanted: ColumnElement[bool]) -> list[str]:
    """Places that no child has used yet, back to their groups. Returns the group of each."""
    session = db.session()
    rows = list(session.scalars(select(models.CareBooking).where(models.CareBooking.arrived_at.is_(None), *wanted)))
    if not rows:
        return []
    _lock([Span(row.group_id, row.day, queries.half_hours(row.starts, row.ends)) for row in rows])
    ids = [row.id for row in rows]
    stay = select(models.CareBooking).where(
        models.CareBooking.child_id.in_({row.child_id for row in rows}),
        models.CareBooking.day.in_({row.day for row in rows}),
        models.CareBooking.id.not_in(ids),
    )
    # What another adult of the household keeps for the child stays taken.
    free = {taken for row in rows for taken in _taken(row)} - {
        taken for row in session.scalars(stay) for taken in _taken(row)
    }
    if free:
        _change([Span(*run) for run in runs(free)], -1)
    session.execute(delete(models.CareBooking).where(models.CareBooking.id.in_(ids)))
    return [row.group_id for row in rows]


def _taken(row: models.CareBooking) -> list[Taken]:
    return [Taken(row.group_id, row.day, row.child_id, one) for one in queries.half_hours(row.starts, row.ends)]


def wake_the_list(group_ids: Iterable[str]) -> None:
    """Somebody waits for what became free: the list is looked at as soon as this is kept."""
    wanted = set(group_ids)
    for centre_id in sorted({group.centre_id for group in queries.groups() if group.id in wanted}):
        if queries.anybody_waits(centre_id):
            jobs.enqueue(
                "childcare.waiting", {"centre_id": centre_id}, now=clock.now(), provider_id=db.require_provider()
            )


# --- wherever the seat goes ------------------------------------------------------------------------------------------


def pause(enrolment_id: str, on: date, until: date | None) -> None:
    """She stays away for a while: others may have the places until she means to be back. Without that day, all of them."""
    row = models.CareBooking
    span = [row.enrolment_id == enrolment_id, row.day >= on, *([row.day < until] if until else [])]
    freed = _give_back(*span)
    if freed:
        audit.record("release_care", "courses_enrolment", enrolment_id, changes={"pause": [on.isoformat(), None]})
        wake_the_list(freed)


def resume(enrolment_id: str, on: date, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """She is back: every child has its places again. A child without a place waits, before all others.

    Returns the children who have none; the carers are asked to look for one.
    """
    seat = courses.placed(enrolment_id)
    booking = courses.booking_for(seat.section_id, seat.learner_id, on, enrolment_id=enrolment_id)
    lost = []
    for child in learners.children_of_learners([seat.learner_id]).get(seat.learner_id, ()):
        if not keep_child(booking, child.id, now=now):
            lost.append(child.name)
            entries.enter(enrolment_id, child.id, need=MOST_NEED, by=actor.name, now=now)
            first = next((one for one in booking.sessions if one.starts_at > now), None)
            messages.ask(
                Role.CHILDCARE,
                "childcare.back_without_place",
                {"name": learners.learner(seat.learner_id).name},
                now=now,
                learner_id=seat.learner_id,
                due_on=first.day if first else on,
                link="/childcare/waiting",
                unique_key=f"childcare.back:{enrolment_id}:{child.id}:{on}",
            )
    if lost:
        _tell_back(seat.learner_id, lost, on, now)
    return tuple(lost)


def _tell_back(learner_id: str, children: Sequence[str], on: date, now: datetime) -> None:
    """She hears that the seat is hers and the place is not, before she stands there with the child."""
    parent = learners.learner(learner_id)
    facts = {"children": sorted(children)}
    if messages.write_to(parent, "childcare.back_none", facts, now=now):
        return
    messages.ask(
        Role.ADMINISTRATOR,
        "childcare.call_back_none",
        {"name": parent.name},
        now=now,
        learner_id=learner_id,
        due_on=max(on, now.date()),
        unique_key=f"childcare.call_back:{learner_id}:{on}",
    )


def keep_child(booking: Booking, child_id: str, *, now: datetime) -> bool:
    """All places that one child lacks beside a seat, or none of them. Returns whether it lacks nothing now."""
    lacking = queries.lacking(booking, child_id, now)
    if lacking is None:
        return False
    if not lacking:
        return True
    try:
        with db.session().begin_nested():
            _keep(lacking, booking.enrolment_id, booking.learner_id)
    except errors.Conflict:
        return False
    changes = {"children": [child_id], "places": len(lacking)}
    audit.record("reserve_care", "courses_enrolment", booking.enrolment_id, changes=changes)
    return True
