"""How people of the demonstration are after earlier courses: what they said, whom to call, and whoever is due today."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from curricula.demo.learning import course_behind
from curricula.domain import follow_up as rules
from curricula.queries import follow_up as queries
from curricula.queries import outline
from curricula.services import follow_up as services
from curricula.services.past import PastFollowUp, take_over_follow_ups
from lms.courses import queries as courses
from lms.courses.queries import figures
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.learners import queries as learners

ASKED_AFTER = (0, 3, 6, 12)
"""Months after the course, and its last day."""
BEFORE = {400: 6, 215: 4}
"""Days since two groups of earlier courses ended: one person of so many sat in each."""
JUST_DUE, DUE_SINCE = 7, 94
"""People who are to be called now, and days since the course of the last one of them ended."""
FINISHED, ANSWERED = 0.75, 0.8
LIKELY: Mapping[bool, Mapping[str, Sequence[float]]] = {
    True: {"doing": (5, 3, 3, 2, 2, 1), "extent": (3, 2), "uses": (6, 3, 1), "manages": (5, 4, 1), "talk": (9, 1)},
    False: {"doing": (3, 1, 1, 4, 3, 1), "extent": (1, 2), "uses": (3, 3, 3), "manages": (2, 4, 3), "talk": (6, 2)},
}
"""How often each answer is given, by whether somebody finished, in the order of the answers."""


def told(facts: Mapping[str, Any], actor: Actor) -> int:
    """What people said after courses that ended before their record here began, as a provider takes it over."""
    today, rng = facts["today"], Random(facts["seed"])
    people = sorted(learners.by_ids(facts["learner_ids"]).values(), key=lambda one: one.number)
    found = [
        one
        for ago, share in BEFORE.items()
        for person in people[ago % share :: share]
        for one in _of_person(person, today - timedelta(days=ago + rng.randrange(30)), today, rng)
    ]
    now = clock.instant(today, time(8), actor.zone)
    seated = courses.enrolments_of([one.id for one in people], seated=False)
    since = {learner_id for learner_id, _module, _day in figures.passes(today)}
    waiting = [one for one in people if one.level and one.id not in seated and one.id not in since][:JUST_DUE]
    for place, person in enumerate(waiting):
        found += _of_person(person, today - timedelta(days=DUE_SINCE + 3 * place), today, None)
    take_over_follow_ups(found, actor=actor, now=now)
    return len(found)


def _of_person(person: learners.LearnerInfo, ended_on: date, today: date, rng: Random | None) -> Iterator[PastFollowUp]:
    """Her questions until today; without a generator nobody has asked her yet."""
    module_key = course_behind(person, today)
    known = outline.module_on(module_key, today) if module_key else None
    if module_key is None or known is None:
        return
    finished = rng is None or rng.random() < FINISHED
    for months in ASKED_AFTER:
        due_on = rules.months_after(ended_on, months)
        if due_on > today:
            return
        if rng is None and today - due_on >= rules.ASKED_FOR:
            continue
        answers, closed = _answers(finished, rng) if rng else ({}, "")
        yield PastFollowUp(
            person.id, person.centre_id, known[0].key, module_key, ended_on, finished, months, due_on, answers,
            min(due_on + timedelta(days=6), today) if answers else None, closed,
        )  # fmt: skip


def _answers(finished: bool, rng: Random) -> tuple[dict[str, str], str]:
    """(answers, nothing), or (nothing, why nobody asks any more)."""
    if rng.random() >= ANSWERED:
        return {}, rules.Closed.NOT_REACHED if rng.random() < 0.7 else rules.Closed.NOT_WANTED
    said = {
        key: rng.choices([one.value for one in offered], LIKELY[finished][key])[0]
        for key, offered in rules.QUESTIONS.items()
    }
    return {key: said[key] for key in rules.asked_of(said)}, ""


def ask(today: date, actor: Actor, now: datetime) -> int:
    """Every programme asks at the end, after three, six and twelve months. Whoever is due today is asked."""
    for programme, _ in queries.programmes(today):
        services.set_months(programme, ASKED_AFTER, actor=actor, day=today, now=now)
    return services.ask_everybody(day=today, now=now)
