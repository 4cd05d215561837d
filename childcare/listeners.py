"""What happens elsewhere and touches a care place: a parent cannot come, can after all, pauses, moves, or her class does."""

from datetime import date, datetime
from typing import Any

from childcare import queries, services
from lms.kernel import signals
from lms.kernel.actor import Actor


@signals.hear(signals.apology_given)
def free_the_place(session_id: str, *, learner_id: str, **_more: Any) -> None:
    """Another child may have the place of this one session."""
    services.free_for_session(session_id, learner_id)


@signals.hear(signals.apology_withdrawn)
def take_the_place_again(session_id: str, *, learner_id: str, now: datetime, **_more: Any) -> None:
    """The place is hers again, unless another child has it by now."""
    services.take_again(session_id, learner_id, now=now)


@signals.hear(signals.sessions_replaced)
def follow_the_sessions(section_id: str, *, from_date: date, now: datetime, **_more: Any) -> None:
    """Places go where the sessions of their parents go: moved ones move, cancelled ones are free for others."""
    services.follow_sessions(section_id, from_date, now=now)


@signals.hear(signals.enrolment_paused)
def free_the_places_of_a_pause(enrolment_id: str, *, on: date, **_more: Any) -> None:
    """Others may have them until she means to be back."""
    span = queries.pause_of(enrolment_id)
    services.pause(enrolment_id, on, span[1] if span else None)


@signals.hear(signals.enrolment_resumed)
def take_the_places_again(enrolment_id: str, *, on: date, actor: Actor, now: datetime, **_more: Any) -> None:
    """Every child has its places again, or waits before all others."""
    services.resume(enrolment_id, on, actor=actor, now=now)


@signals.hear(signals.enrolment_transferred)
def go_on_pausing(enrolment_id: str, *, on: date, **_more: Any) -> None:
    """Who pauses and is moved goes on pausing: the places that came with the new seat are free until she is back."""
    span = queries.pause_of(enrolment_id)
    if span:
        services.pause(enrolment_id, on, span[1])
