"""What casework hears: a first seat asks for the talk at the beginning, the last one given back for the talk at the end."""

from datetime import datetime
from typing import Any

from lms.casework import queries, services
from lms.courses import queries as courses
from lms.kernel import signals


@signals.hear(signals.seat_booked)
def owe_the_talk_at_the_beginning(enrolment_id: str, *, learner_id: str, now: datetime, **_more: Any) -> None:
    """With her first seat, and with the first after a talk at the end."""
    if queries.does_casework():
        services.owe_entry(learner_id, enrolment_id, now=now)


@signals.hear(signals.seat_released)
def owe_the_talk_at_the_end(enrolment_id: str, *, learner_id: str, now: datetime, **_more: Any) -> None:
    """When no seat is left to her, whether she finished or left."""
    if queries.does_casework() and not courses.enrolments_of([learner_id]).get(learner_id):
        services.owe_exit(learner_id, enrolment_id, now=now)
