"""Over the bridge: from a course that is passed into the next one, or a task for whoever can build what is missing."""

from datetime import date, datetime

from curricula.domain.causes import Action
from curricula.queries.standing import standing
from curricula.services.decisions import WHO_ACTS, close_for
from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.kernel.vocabulary import ProgressState
from lms.learners import queries as learners
from lms.messages import services as messages

ASKED: tuple[Action, ...] = (Action.OPEN_GROUP, Action.CARE_PLACE, Action.OTHER_TIME, Action.OTHER_PROVIDER)
"""What can be asked for where there is no bridge."""


def cross(learner_id: str, section_id: str, *, day: date, actor: Actor, now: datetime) -> str:
    """A seat in the next course for somebody who has passed: what is passed ends, what was granted goes on with her.

    Both happen or nothing does. Returns the id of the new seat. Raises Conflict for somebody who is not ready, and what
    booking raises.
    """
    who = standing(learner_id)
    if who.ready_since is None:
        raise errors.Conflict("curricula.not_ready", name=who.learner.name)
    section = courses.section(section_id)
    with db.session().begin_nested():
        for seat in who.seats:
            course_services.finish(seat.id, on=day, actor=actor, now=now)
        from_date = courses.entry_day(section, day)
        enrolment_id, _kept = course_services.book(section_id, learner_id, from_date=from_date, actor=actor, now=now)
    close_for(learner_id, [ProgressState.SUPPLY_STALLED], now=now)
    return enrolment_id


def move_on(learner_id: str, section_id: str, *, from_date: date, actor: Actor, now: datetime) -> str:
    """A learner takes a seat in what comes next. A class that she has passed ends for her on that day if it meets at the
    same time. Both happen or nothing does. Returns the id of the new seat. Raises what booking raises.
    """
    passed = standing(learner_id).seats_passed
    booking = courses.booking_for(section_id, learner_id, from_date)
    with db.session().begin_nested():
        for seat in passed:
            others = [one.section_id for one in passed if one.id != seat.id]
            if courses.clash(booking, but=[seat.section_id, *others]) != courses.clash(booking, but=others):
                course_services.finish(seat.id, on=from_date, actor=actor, now=now)
        enrolment_id, _kept = course_services.book(section_id, learner_id, from_date=from_date, actor=actor, now=now)
    return enrolment_id


def wait_for(learner_id: str, section_id: str, *, actor: Actor, now: datetime) -> str:
    """Onto the list of a full group that would fit. Returns the enrolment's id."""
    return course_services.wait(section_id, learner_id, actor=actor, now=now)


def ask_for(learner_id: str, action: Action, *, actor: Actor, now: datetime) -> str | None:
    """A task for whoever can build the bridge, once a month for the same thing. Returns its id where it is new."""
    if action not in ASKED:
        raise errors.Invalid("curricula.nothing_chosen", field="action")
    learner = learners.learner(learner_id)
    audit.record("ask", "learners_learner", learner.id, changes={"bridge": [None, action.value]}, now=now)
    return messages.ask(
        WHO_ACTS.get(action, Role.ADMINISTRATOR),
        f"curricula.do.{action.value}",
        {"name": learner.name},
        now=now,
        learner_id=learner.id,
        link="/ready-to-move",
        unique_key=f"curricula.bridge:{learner.id}:{action.value}:{now:%Y-%m}",
    )
