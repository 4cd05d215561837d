"""What happens elsewhere and touches a care place: a parent cannot come, can after all, or her class moves."""

from datetime import date, datetime
from typing import Any

from childcare import services
from lms.kernel import signals


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
