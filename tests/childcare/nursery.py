"""The cast's centre with two care groups, carers' hours, and children who come on Tuesday."""

from datetime import date, time

from childcare import queries, services
from lms.courses import services as courses
from lms.kernel import clock
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Level, Track
from lms.learners.services import NewLearner
from lms.organisations import services as organisations
from tests.cast import Cast, add_learner, gather
from tests.houses import House

TUESDAY = date(2026, 11, 24)
ALL_DAY = [WeekInterval(day, time(8, 30), time(17, 45)) for day in range(5)]


def found(house: House, *, children: int = 1) -> Cast:
    """Leyla's Sami has a place, and so many more children of two; Nadia is on duty from 08:30 to 17:45."""
    cast = gather(house)
    with house.acting(cast.administrator):
        services.add_group(cast.centre_id, "Bear", "bear", from_months=0, to_months=36, places=8, square_metres=34)
        services.add_group(cast.centre_id, "Fox", "fox", from_months=36, to_months=78, places=12)
        services.set_care_hours(cast.centre_id, ALL_DAY)
        organisations.set_hours(cast.carer.staff_id or "", ALL_DAY)
    book(house, cast, cast.leyla.learner_id)
    for number in range(children - 1):
        book(house, cast, add_mother(house, cast, f"R-{number}"))
    return cast


def add_mother(house: House, cast: Cast, number: str, birth: date = date(2024, 5, 1)) -> str:
    """A learner with one child. Returns her id."""
    new = NewLearner(number, "Rahel", number, children=((f"Child {number}", birth),), phone="030 55")
    literacy = {"track": Track.LITERACY_FIRST_SCRIPT, "level": Level.PRE_A1}
    return add_learner(house, cast.provider_id, cast.centre_id, new, **literacy).learner_id or ""


def book(house: House, cast: Cast, learner_id: str | None) -> None:
    """A seat in the morning class, and the places that come with it."""
    with house.acting(cast.administrator):
        courses.book(cast.section_id, learner_id or "", from_date=TUESDAY, actor=cast.administrator, now=clock.now())


def place_of(house: House, cast: Cast, name: str = "Sami") -> queries.ChildToday:
    """A child's place on Tuesday."""
    with house.acting(cast.carer):
        return next(child for child in queries.children_on(TUESDAY, cast.centre_id) if child.name == name)
