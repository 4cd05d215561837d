"""People between reception and course in the demonstration, who heard the orientation, and what staff were trained in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from lms.advice import services as advice
from lms.advice.domain.orientation import UNITS
from lms.casework import services as casework
from lms.casework.domain.reception import Point
from lms.kernel.actor import Actor
from lms.organisations import services as organisations
from lms.organisations.domain.staffing import NewTraining, Training

NOTE = "Spricht etwas Englisch. Kommt mit dem Bus 142."
TRAININGS = (
    (31, Training.STUDY_VISIT, "Ankunftszentrum Hamburg, mit der Stadt",
     "Dort geht am ersten Tag jemand den Weg zum Kurs mit. Seit März fehlen am zweiten Tag weniger Leute."),
    (75, Training.TRAUMA, "Online, zwei Nachmittage",
     "Vor jeder Stunde sagen, was kommt. Niemand muss von der Flucht erzählen, auch nicht in Übungen."),
    (122, Training.INTERCULTURAL, "Volkshochschule", ""),
)  # fmt: skip
"""Days ago, topic, place, what colleagues can use."""


def receive(
    learner_ids: Sequence[str], staff: Mapping[str, str], *, today: date, keeper: Actor, at: Callable[[date], datetime]
) -> int:
    """One is handed over, two are on the way. Half of the staff took part in something. Returns how many checklists."""
    points = [one.value for one in Point]
    for place, learner_id in enumerate(learner_ids[:3]):
        days = (9, 4, 1)[place]
        settled = dict.fromkeys(points[: (len(points), 6, 2)[place]], "done")
        note = NOTE if place == 1 else ""
        casework.keep_reception(learner_id, settled, note, actor=keeper, now=at(today - timedelta(days=days)))
        if place == 0:
            casework.hand_over_to_course(learner_id, actor=keeper, now=at(today - timedelta(days=days - 1)))
    people = sorted(staff.values())
    for place, (days, topic, where, learnt) in enumerate(TRAININGS):
        for staff_id in people[place :: len(TRAININGS)]:
            held = NewTraining(topic, today - timedelta(days=days), where, learnt)
            organisations.write_down_training(staff_id, held, actor=keeper, today=today)
            organisations.renew_qualification(staff_id, topic, valid_until=None)
            # One of a group writes the note.
            learnt = ""
    return min(len(learner_ids), 3)


def orient(learner_id: str, *, today: date) -> None:
    """The first two units were understood yesterday."""
    for unit, told in list(UNITS.items())[:2]:
        advice.answer_orientation(learner_id, unit, told.right, today=today - timedelta(days=1))
