"""A class with people in it, for pages: built once, opened at different times of the day."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient

from lms.courses import queries, services
from lms.courses.queries import SessionInfo
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.plugins import Registry
from lms.kernel.vocabulary import AbsenceReason, Level, Track
from lms.learners import services as learners
from tests import houses
from tests.cast import Cast
from tests.houses import House

MONDAY, TUESDAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 26)
BREAKFAST = houses.NOON - timedelta(hours=4)
WEDNESDAY_BREAKFAST = BREAKFAST + timedelta(days=1)
THURSDAY_NINE = houses.NOON + timedelta(days=1, hours=21)


@dataclass
class Classroom:
    """Leyla and Mahmoud have seats since 2 November, Amina has none. Leyla cannot come on Thursday: her child is ill."""

    house: House
    cast: Cast
    instant: datetime
    leyla: str
    mahmoud: str

    def client(self, actor: Actor | None = None, *, language: str = "en") -> FlaskClient:
        """A browser of somebody who signed in just now."""
        with clock.shifted_to(self.instant):
            return self.house.client(actor, language=language)

    def session_on(self, day: date = TUESDAY) -> SessionInfo:
        """The session of the class on a day."""
        return session_on(self.house, self.cast, day)

    def marks(self, session_id: str) -> dict[str, tuple[str, str]]:
        """Attendance and reason by enrolment."""
        with self.house.acting(self.cast.teacher):
            people = queries.register(session_id).people
        return {person.enrolment_id: (person.attendance, person.reason) for person in people}


@contextmanager
def opened(
    template: tuple[Path, Cast, str, str], folder: Path, instant: datetime, registry: Registry
) -> Iterator[Classroom]:
    """The class in a database of its own, seen at an instant."""
    source, cast, leyla, mahmoud = template
    path = folder / "class.db"
    path.write_bytes(source.read_bytes())
    with clock.shifted_to(instant), houses.open_house(f"sqlite:///{path}", folder, registry) as house:
        yield Classroom(house, cast, instant, leyla, mahmoud)


def seat(house: House, cast: Cast, learner_id: str | None, *, since: date = date(2026, 11, 2)) -> str:
    """A seat in the cast's section. Returns the enrolment's id."""
    with house.acting(cast.administrator):
        enrolment_id, _ = services.book(
            cast.section_id, learner_id or "", from_date=since, actor=cast.administrator, now=clock.now()
        )
    return enrolment_id


def add_people(house: House, cast: Cast, number: int) -> None:
    """More learners with seats, some of them working at night."""
    me = cast.administrator
    with house.acting(me):
        for count in range(number):
            shift = "night" if count % 5 == 0 else "none"
            new = learners.NewLearner(f"P-{count}", f"Person{count:02}", "Test", shift=shift)
            learner_id = learners.register(cast.centre_id, new, actor=me, now=clock.now())
            learners.set_level(learner_id, Level.PRE_A1)
            learners.assign_track(learner_id, Track.LITERACY_FIRST_SCRIPT, reason="test", actor=me, now=clock.now())
            services.book(cast.section_id, learner_id, from_date=date(2026, 11, 2), actor=me, now=clock.now())


def session_on(house: House, cast: Cast, day: date = TUESDAY) -> SessionInfo:
    """The session of the cast's section on a day."""
    with house.acting(cast.teacher):
        return queries.sessions_between(day, day, section_ids=[cast.section_id])[0]


def apologise(house: House, cast: Cast, session_id: str, reason: AbsenceReason) -> None:
    """Leyla cannot come."""
    with house.acting(cast.leyla):
        services.apologise(session_id, cast.leyla.learner_id or "", reason, actor=cast.leyla, now=clock.now())
