"""Meetings of the demonstration: a weekly club that runs, an information session, a workshop, a talk with one person."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from lms.casework import queries
from lms.casework import services as casework
from lms.casework.domain.events import EventKind, NewEvent
from lms.kernel.actor import Actor

CLUB_DAYS_AGO, CLUB_WEEKS = 12, 12
"""The club has met twice; its third evening is this week."""


def publish(
    centre_id: str,
    host_id: str,
    learner_ids: Sequence[str],
    *,
    today: date,
    actor: Actor,
    at: Callable[[date], datetime],
) -> int:
    """One of each kind at a centre. Returns how many meetings there are."""
    began = today - timedelta(days=CLUB_DAYS_AGO)
    club = NewEvent(
        EventKind.CLUB, "Sprachcafé", began, time(16), time(17, 30), "Café im Lindenhof", host_id=host_id,
        weeks=CLUB_WEEKS,
    )  # fmt: skip
    evenings = casework.publish_event(centre_id, club, actor=actor, now=at(began))
    for number, event_id in enumerate(evenings):
        day = queries.event(event_id).day
        if day >= today:
            break
        for learner_id in learner_ids[number : number + 5]:
            casework.drop_in(event_id, learner_id, actor=actor, now=at(day))
        casework.drop_in(event_id, actor=actor, now=at(day))
    others = (
        NewEvent(EventKind.INFORMATION, "Kita-Anmeldung: So geht es", today + timedelta(days=2), time(13), time(14),
                 "Fish", language="Arabisch, Deutsch", host_id=host_id, seats=25, care=True),
        NewEvent(EventKind.WORKSHOP, "Lebenslauf schreiben", today + timedelta(days=4), time(13), time(15),
                 "Sun", host_id=host_id, seats=8),
        NewEvent(EventKind.ONE_TO_ONE, "Fragen zur Arbeit", today + timedelta(days=3), time(9), time(9, 30),
                 host_id=host_id),
    )  # fmt: skip
    for new in others:
        casework.publish_event(centre_id, new, actor=actor, now=at(today))
    return len(evenings) + len(others)
