"""What happens elsewhere and touches a care place: a parent cannot come to a session, or can after all."""

from datetime import datetime
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
