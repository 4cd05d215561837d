"""A centre whose weeks go wrong: a class in the morning, its twin in the evening, somebody who could step in."""

from dataclasses import dataclass
from datetime import date, time

from lms.courses import services as courses
from lms.courses.services import mixed
from lms.kernel import clock
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Level, Track
from lms.learners.services import NewLearner
from lms.organisations import services as organisations
from tests.cast import Cast, add_learner, add_section, gather
from tests.houses import House

WEEK = (date(2026, 11, 30), date(2026, 12, 6))
SPARE_MORNINGS = [WeekInterval(day, time(8), time(15)) for day in range(5)]
EVENINGS = [WeekInterval(day, time(15), time(21)) for day in range(5)]
BY_TURNS = {"shift": "rotating", "rotation_anchor": date(2026, 11, 30)}


@dataclass
class Weeks:
    """The cast, somebody who could cover in the mornings, and the twin class in the evening with its own teacher."""

    cast: Cast
    cover_id: str
    evening_teacher_id: str
    twin_id: str
    seats: dict[str, str]
    """Enrolment by learner id."""


def found(house: House, *, with_mail: bool = True) -> Weeks:
    """Leyla, Amina and Rotating Rosa sit in the morning class; Rosa works early and late by turns."""
    cast = gather(house)
    with house.acting(cast.administrator):
        cover = organisations.add_staff("Paula Spare", "teacher", centre_id=cast.centre_id)
        evening = organisations.add_staff("Emil Abend", "teacher", centre_id=cast.centre_id)
        for one, hours in ((cover, SPARE_MORNINGS), (evening, EVENINGS)):
            organisations.qualify(one, Track.LITERACY_FIRST_SCRIPT, valid_until=date(2028, 1, 1))
            organisations.set_hours(one, hours)
    twin_id = add_section(
        house, cast, name="Alpha B evening", seats=8, starts=time(18), ends=time(20, 15),
        room_id=cast.small_room_id, teacher_id=evening,
    )  # fmt: skip
    rosa = add_learner(
        house, cast.provider_id, cast.centre_id,
        NewLearner("L-9", "Rosa", "Turns", email="rosa@example.org" if with_mail else "", shift="rotating",
                   rotation_anchor=date(2026, 11, 30)),
        track=Track.LITERACY_FIRST_SCRIPT, level=Level.PRE_A1,
    )  # fmt: skip
    cast.others["rosa"] = rosa.learner_id or ""
    seats = {}
    with house.acting(cast.administrator):
        mixed.pair(cast.section_id, twin_id)
        for learner in (cast.leyla.learner_id, cast.amina.learner_id, rosa.learner_id):
            key, _ = courses.book(
                cast.section_id, learner or "", from_date=WEEK[0], actor=cast.administrator, now=clock.now()
            )
            seats[learner or ""] = key
    return Weeks(cast, cover, evening, twin_id, seats)
