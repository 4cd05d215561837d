"""What casework hears: a first seat asks for the talk at the beginning, the last one given back for the talk at the end."""

from datetime import datetime
from typing import Any

from lms.casework import queries, services
from lms.casework.domain.guidance import Kind
from lms.courses import queries as courses
from lms.kernel import signals


@signals.hear(signals.seat_booked)
def ask_at_the_beginning(enrolment_id: str, *, learner_id: str, now: datetime, **_more: Any) -> None:
    """With her first seat, and with the first after a talk at the end. Who has a seat again needs no talk at the end."""
    if not queries.does_casework():
        return
    services.no_end_yet(learner_id, now=now)
    if not queries.guided_at_the_beginning(learner_id):
        services.ask_for_guidance(learner_id, Kind.ENTRY, enrolment_id, now=now)


@signals.hear(signals.seat_released)
def ask_at_the_end(enrolment_id: str, *, learner_id: str, now: datetime, **_more: Any) -> None:
    """When no seat is left to her, whether she finished or left."""
    if queries.does_casework() and not courses.enrolments_of([learner_id]).get(learner_id):
        services.ask_for_guidance(learner_id, Kind.EXIT, enrolment_id, now=now)
