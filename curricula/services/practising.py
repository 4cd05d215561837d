"""People between two steps are offered practice by themselves, once for each gap."""

from datetime import date, datetime

from curricula.queries.between import Between, between_steps, usual_weeks
from curricula.queries.practising import Practice, practice_for
from lms.casework import queries as casework
from lms.kernel import language
from lms.kernel.actor import Role
from lms.messages import queries as message_queries
from lms.messages import services as messages
from lms.organisations import queries as organisations

CODE = "curricula.task.practice"
LETTER = "curricula.practice_letter"
LONG_GONE = 26
"""Weeks after which nobody is written to: whoever has stayed away so long has found her way, or is asked in person."""


def offer_practice(centre_id: str, *, day: date, now: datetime) -> int:
    """Write to everybody at a centre who has had no lesson for weeks, and ask her caseworker to tell her. Returns how many.

    Whoever was told in this gap already, or has been away for half a year, is left in peace. Where nothing is on offer the
    caseworker alone is asked.
    """
    told = 0
    for one in between_steps(centre_id, day, usual_weeks(day)):
        if one.weeks > LONG_GONE:
            continue
        caseworker = casework.caseworker_of(one.learner.id, day)
        fresh = messages.ask(
            Role.CASEWORKER,
            CODE,
            {"name": one.learner.name, "weeks": one.weeks},
            now=now,
            staff_id=caseworker.id if caseworker else None,
            learner_id=one.learner.id,
            link=f"/casework/{one.learner.id}",
            unique_key=f"{CODE}:{one.learner.id}:{one.since}",
        )
        if fresh is not None:
            told += 1
            _write(one, practice_for(one.learner.id, day), now)
    return told


def _write(one: Between, found: Practice, now: datetime) -> None:
    locale = message_queries.language_of(one.learner)
    exercises = [language.say(f"{LETTER}.units", locale=locale)] if found.exercises else []
    ways = [*found.titles, *exercises]
    if ways:
        facts = {
            "module": one.module,
            "ways": "\n".join(f"- {way}" for way in ways),
            "centre": organisations.centre(one.learner.centre_id).name,
        }
        messages.write_or_call(one.learner, LETTER, facts, now=now)
