"""Employers of the demonstration: what they offer, who asked for it, whose shifts they send, what they say about a course."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from curricula.domain.employers import ALOUD, PAPER
from curricula.domain.opportunities import Answer, Kind, Opportunity, State
from curricula.queries import module_outlines as outline_queries
from curricula.queries import opportunities as queries
from curricula.queries.outline import modules_of_provider
from curricula.queries.teaching import work_courses
from curricula.services import employers, module_outlines
from curricula.services import opportunities as opportunity_services
from lms.courses import queries as courses
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level, Shift
from lms.learners import queries as learners
from lms.learners.domain import rota as rotas
from lms.learners.formats import rota_csv
from lms.organisations import queries as organisations

WAREHOUSE, HOTEL = "Lindenhof Logistik", "Hotel Nordstern"
OFFERED: Sequence[tuple[Kind, str, str, str, Level | None, tuple[int, ...], tuple[int, int], int]] = (
    (Kind.INTERNSHIP, "Help in the warehouse", WAREHOUSE, "Hafenstrasse 12", Level.A2, (0, 2), (14, 17), 3),
    (Kind.JOB, "Pack goods, 20 hours a week", WAREHOUSE, "Hafenstrasse 12", Level.A2, (0, 1, 2, 3), (13, 18), 2),
    (Kind.VOLUNTEERING, "Sort food for families", "Food bank", "Marktplatz 3", None, (5,), (9, 13), 6),
    (Kind.CLUB, "Speaking café", "City library", "Marktplatz 1", None, (3,), (17, 19), 12),
)
SENT_IN = (Kind.INTERNSHIP, "Breakfast and rooms", HOTEL, "Bahnhofstrasse 5", Level.A2, (), (), 2)
"""What a hotel has just sent in by its link: somebody has to read it first."""
ANSWERS: Sequence[tuple[int, Answer, int]] = (
    (0, Answer.ACCEPTED, 0),
    (0, Answer.ASKED, 0),
    (1, Answer.ASKED, 0),
    (2, Answer.DONE, 24 * 60),
    (2, Answer.ACCEPTED, 0),
    (3, Answer.DONE, 18 * 60),
)
"""Which offer somebody asked for, by its place, what became of it, and minutes of taking part."""
WITH_SHIFTS, ROTA_DAYS = 3, 14
LINES = (
    "Say who I am and what I do at work",
    "Understand safety signs and warnings",
    "Read a delivery note: article, number, place",
    "Ask again when something is not clear",
    "Call in sick, ask for a day off",
)
MORE = "Talk at the handover: what is done, what is open"
WORDS = "Our people need the words of the handover at the change of shifts."
THANKS = "Thank you. We have added the handover and practise it with you in the warehouse."
MORE_WORDS = "Could the groups also practise the hand scanner? We lend one."


def work_together(facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """Step `today`: offers and who asked for them, shifts of those who agreed, an outline with words of an employer."""
    centre_id, today, now = facts["centre_id"], facts["today"], facts["now"]
    office = organisations.staff(kind="administrator", centre_id=centre_id)
    actor = replace(actor, name=office[0].name) if office else actor
    tokens = {
        name: opportunity_services.make_link(centre_id, name, actor=actor, day=today, now=now)
        for name in (WAREHOUSE, HOTEL)
    }
    people = sorted((one for one in learners.all_of(centre_id) if one.level), key=lambda one: one.number)
    offered = _offer(centre_id, tokens[HOTEL], people, actor, today, now)
    sent = _send_shifts(centre_id, people, actor, today, now)
    _write_outlines(centre_id, tokens[WAREHOUSE], actor, today, now)
    return {"offered": offered, "rotas": sent}


def _offer(
    centre_id: str, token: str, people: Sequence[learners.LearnerInfo], actor: Actor, today: date, now: datetime
) -> int:
    made = [
        opportunity_services.post(centre_id, _what(one, today), state=State.OPEN, by=actor.name, now=now)
        for one in OFFERED
    ]
    for person, (place, answer, minutes) in zip(people, ANSWERS, strict=False):
        opportunity_services.ask_for(made[place], person.id, actor=replace(actor, name=person.name), day=today, now=now)
        (asked,) = [one for one in queries.interested(made[place]) if one.learner_id == person.id]
        if answer is not Answer.ASKED:
            opportunity_services.answer(asked.id, Answer.ACCEPTED, actor=actor, now=now)
        if answer is Answer.DONE:
            opportunity_services.answer(asked.id, answer, minutes=minutes, actor=actor, now=now)
    opportunity_services.send_in(token, _what(SENT_IN, today), day=today, now=now)
    return len(made) + 1


def _what(
    told: tuple[Kind, str, str, str, Level | None, tuple[int, ...], tuple[int, ...], int], today: date
) -> Opportunity:
    kind, title, organisation, place, level, weekdays, hours, places = told
    starts, ends = (time(hours[0]), time(hours[1])) if hours else (None, None)
    until = today + timedelta(weeks=16)
    return Opportunity(kind, title, organisation, place, "", level, weekdays, starts, ends, today, until, places, "")


def _send_shifts(
    centre_id: str, people: Sequence[learners.LearnerInfo], actor: Actor, today: date, now: datetime
) -> int:
    """The next two weeks of a few who work the same shift every day: what the warehouse sends fits what they had told."""
    told = learners.availabilities([one.id for one in people])
    seated = courses.enrolments_of([one.id for one in people])
    early = [one for one in people if one.id in seated and told[one.id].shift is Shift.EARLY][:WITH_SHIFTS]
    first = today - timedelta(days=today.weekday())
    days = [day for day in (first + timedelta(days=number) for number in range(ROTA_DAYS)) if day.weekday() < 5]
    sheet = {}
    for place, person in enumerate(early):
        name, way = f"L {1041 + 7 * place}", (PAPER, ALOUD)[place % 2]
        employers.agree(person.id, WAREHOUSE, name, consent=way, actor=actor, day=today, now=now)
        shifts = (rotas.of_shift(day, Shift.EARLY) for day in days)
        sheet[name] = rotas.Rota(tuple(one for one in shifts if one))
    if not sheet:
        return 0
    link = queries.link_of(centre_id, WAREHOUSE, today)
    return len(employers.take_in(link, rota_csv.write_staff(sheet).encode(), now=now).lines)


def _write_outlines(centre_id: str, token: str, actor: Actor, today: date, now: datetime) -> None:
    """What a course for work teaches, in two versions, and what the warehouse says about each."""
    for_work = [one.course.module_key for one in work_courses(centre_id, today)]
    module_key = next(iter([*for_work, *(key for key, _title in modules_of_provider(centre_id))]), None)
    if module_key is None:
        return
    before, yesterday = now - timedelta(days=40), now - timedelta(days=3)
    module_outlines.keep(centre_id, module_key, "\n".join(LINES), reason="", actor=actor, now=before)
    module_outlines.share(centre_id, module_key, True)
    (first,) = outline_queries.outline_history(centre_id, module_key)
    module_outlines.comment(token, first.id, WORDS, day=today, now=before + timedelta(days=6))
    (said,) = outline_queries.outline_version(first.id).comments
    module_outlines.answer(said.id, THANKS, actor=actor, now=before + timedelta(days=9))
    module_outlines.keep(
        centre_id, module_key, "\n".join((*LINES, MORE)), reason="Handover added.", actor=actor,
        now=before + timedelta(days=9),
    )  # fmt: skip
    newest = outline_queries.outline_history(centre_id, module_key)[0]
    module_outlines.comment(token, newest.id, MORE_WORDS, day=today, now=yesterday)
