"""What learners say in the demonstration: how their class was in two months that are over, and ideas on every status."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from lms.advice import services
from lms.advice.domain.ideas import State
from lms.advice.domain.months import Question, month_of
from lms.courses import queries as courses
from lms.kernel.actor import Actor
from lms.kernel.errors import NotFound

EARLIER = (("good", "middling", "bad"), ("middling", "good", "bad"), ("good", "bad", "good"), ("good", "good", "bad"))
LATER = (
    ("good", "good", "middling"),
    ("good", "good", "good"),
    ("good", "middling", "good"),
    ("middling", "good", "good"),
)
IDEAS = (
    ("Ein Wasserkocher für die Pause, dann können wir Tee trinken.", State.DONE, "Er steht seit Montag im Flur."),
    ("Ein Kurs am Abend für alle, die am Tag arbeiten.", State.LOOKED_AT, "Wir suchen einen Raum ab 18 Uhr."),
    ("Ein Sprachcafé mit Nachbarn am Samstag.", State.HEARD, ""),
    ("Parkplätze vor dem Haus.", State.NOT_POSSIBLE, "Die Straße gehört der Stadt. Fahrräder können in den Hof."),
)
WAITS = "Mehr Bilder an der Wand, mit den Wörtern der Woche."


def say_how_classes_are(section_ids: Sequence[str], *, today: date, actor: Actor) -> int:
    """Who sat in these classes answered in the last two months that are over. Returns how many answers there are."""
    last = month_of(today) - timedelta(days=4)
    said = 0
    for day, answers in ((month_of(last) - timedelta(days=4), EARLIER), (last, LATER)):
        for section_id in section_ids:
            for place, seat in enumerate(courses.enrolments_of_section(section_id)):
                faces = dict(zip(map(str, Question), answers[place % len(answers)], strict=True))
                who = replace(actor, learner_id=seat.learner_id)
                try:
                    services.say_how_class_is(seat.learner_id, section_id, faces, actor=who, today=day)
                except NotFound:
                    # Came later, or the class began later.
                    continue
                said += 1
    return said


def have_ideas(learner_ids: Sequence[str], *, today: date, actor: Actor, now: datetime) -> None:
    """Four ideas stand on the board, one waits to be read."""
    for place, (words, state, answer) in enumerate(IDEAS):
        day = today - timedelta(days=9 * (len(IDEAS) - place))
        idea_id = services.post_idea(learner_ids[place % len(learner_ids)], words, today=day, now=now)
        services.publish_idea(idea_id, words, actor=actor, now=now)
        services.answer_idea(idea_id, state, answer, actor=actor, today=day + timedelta(days=3))
    services.post_idea(learner_ids[-1], WAITS, today=today - timedelta(days=1), now=now)
