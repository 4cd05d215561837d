"""The waiting list for care: who waits, who comes next, and what happens when places are free."""

from datetime import datetime

from sqlalchemy import select

from childcare import models, queries
from childcare.services import entries
from childcare.services.places import keep_child
from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages
from lms.organisations import queries as organisations


def wait(enrolment_id: str, child_id: str, *, need: int = 0, actor: Actor, now: datetime) -> bool:
    """A child waits for places beside a seat. Where they are free it has them at once. Returns whether it has them."""
    seat = queries.seat(enrolment_id)
    if child_id not in {one.id for one in learners.children_of_learners([seat.learner_id]).get(seat.learner_id, ())}:
        raise errors.NotFound("childcare.absent")
    entries.enter(enrolment_id, child_id, need=need, by=actor.name, now=now)
    advance(seat.centre_id, actor=actor, now=now)
    return not queries.waits(enrolment_id, child_id)


def leave_list(waiting_id: str, *, actor: Actor, now: datetime) -> None:
    """Nobody wants these places any more."""
    entries.end(_row(waiting_id), "ended", now)


def advance(centre_id: str, *, actor: Actor, now: datetime) -> list[str]:
    """Give places to the next who can take all they lack, in the order of the centre's rule. Returns the children placed.

    First those whose parents hold a seat; then seats are offered to parents who wait for class and place together.
    """
    placed = []
    today = clock.local(now, organisations.centre(centre_id).zone).date()
    for one in queries.waiting_list(centre_id):
        if one.waiting_id is None:
            continue
        row = _row(one.waiting_id)
        seat = courses.placed(row.enrolment_id)
        if not seat.holds_seat:
            entries.end(row, "ended", now)
            continue
        if queries.pause_of(row.enrolment_id) is not None:
            continue
        booking = courses.booking_for(seat.section_id, seat.learner_id, today, enrolment_id=seat.id)
        if keep_child(booking, row.child_id, now=now):
            entries.end(row, "placed", now)
            _tell_placed(row, seat.section, now)
            placed.append(row.child_id)
    for section_id in queries.sections_held_up(centre_id):
        course_services.look_after(section_id, actor=actor, now=now)
    return placed


def _tell_placed(row: models.Waiting, section: str, now: datetime) -> None:
    parent = learners.learner(row.learner_id)
    child = next(
        (one.name for one in learners.children([parent.person_id])[parent.person_id] if one.id == row.child_id), ""
    )
    facts = {"child": child, "section": section}
    if messages.write_to(parent, "childcare.place_found", facts, now=now):
        return
    messages.ask(
        Role.ADMINISTRATOR,
        "childcare.call_place_found",
        {"section": section, "name": parent.name},
        now=now,
        learner_id=row.learner_id,
        due_on=now.date(),
        unique_key=f"childcare.found:{row.id}:{now.isoformat()}",
    )


def _row(waiting_id: str) -> models.Waiting:
    row = db.session().scalar(select(models.Waiting).where(models.Waiting.id == waiting_id))
    if row is None or row.state != "waiting":
        raise errors.NotFound("childcare.absent")
    return row
