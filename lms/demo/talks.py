"""Talks at both ends of a course in the demonstration: most people had theirs, a few still wait."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from lms.casework import queries
from lms.casework import services as casework
from lms.casework.domain.guidance import Kind, Lane
from lms.kernel.actor import Actor
from lms.messages import queries as message_queries
from lms.messages import services as messages

WAITING = 3
"""So many of each talk are still owed."""


def hold(learner_ids: Iterable[str], *, today: date, keeper: Actor, at: Callable[[date], datetime]) -> int:
    """The talks that are owed, all but a few of each; with the one at the end the next step is found. Returns how many."""
    now, held = at(today - timedelta(days=1)), 0
    waiting = dict.fromkeys(Kind, WAITING)
    for learner_id, talks in queries.guidance_of(learner_ids).items():
        for kind in [Kind(one.kind) for one in talks if one.held_at is None]:
            if waiting[kind]:
                waiting[kind] -= 1
                continue
            held += 1
            if kind is Kind.ENTRY:
                casework.hold_entry(learner_id, "Learns in the morning, works in the evening.", actor=keeper, now=now)
                continue
            course = Lane("language", "Register for the next course", "Lindenhof", today + timedelta(days=14))
            casework.hold_exit(learner_id, "Goes on learning.", [course], actor=keeper, now=now)
            asked = [one.id for one in message_queries.tasks_about(learner_id) if one.done_at is None]
            messages.settle(asked, by=keeper.name, now=now)
    return held
