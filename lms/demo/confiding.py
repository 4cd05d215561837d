"""How people are in the demonstration: the caseworker reads it, two lines to call, a few who agreed, one to be called."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from lms.kernel.actor import Actor
from lms.wellbeing import queries, services
from lms.wellbeing.domain import NewContact, NewReferral, NewSeries, Question

LINES = (
    NewContact("Telefon in der Not Berlin", "030 23125 940", "Tag und Nacht; Deutsch, Arabisch, Ukrainisch"),
    NewContact("Seelische Gesundheit für Zugewanderte", "030 23125 941", "Mo-Fr 9-16 Uhr, mit Dolmetscher"),
)
ANSWERS = (("sometimes", "no", "yes", "yes"), ("yes", "yes", "yes", "sometimes"), ("no", "sometimes", "no", "yes"))
WORDS = "Ich schlafe schlecht, seit der Brief gekommen ist."


def confide(learner_ids: Sequence[str], counsellor: str, *, today: date, actor: Actor, now: datetime) -> None:
    """The first of these people were asked a month ago and this week; the last of them wants to be called."""
    for one in queries.caseworkers(None):
        if one.name == counsellor:
            services.name_counsellor(one.user_id, True, actor=actor, now=now)
    for line in LINES:
        services.add_contact(line)
    days = (today - timedelta(days=30), today - timedelta(days=1))
    for learner_id, answers in zip(learner_ids, ANSWERS, strict=False):
        services.consent(learner_id, True, today=days[0])
        for day in days:
            for question, given in zip(Question, answers, strict=True):
                services.answer(learner_id, question, given, today=day)
    if learner_ids:
        services.ask_for_talk(learner_ids[: len(ANSWERS)][-1], WORDS, today=days[1])
        reader = replace(actor, name=counsellor, permissions=frozenset({queries.READ}))
        talks = NewSeries("yes", "yes", "Dari", today + timedelta(days=3), 1, 4)
        services.book_series(learner_ids[0], talks, actor=reader, today=today)
        clinic = NewReferral("Ambulanz für Seelische Gesundheit", today - timedelta(days=8))
        services.refer_to_clinic(learner_ids[0], clinic, actor=reader, today=today)
