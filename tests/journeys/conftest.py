"""A centre that was furnished and staffed, with nobody in it yet: where the main job begins."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import pytest

from lms.courses import services as courses
from lms.courses.domain.calendar import WeeklyMeeting
from lms.demo import accounts, places
from lms.demo.providers import LINDENHOF
from lms.kernel import clock, db, plugins
from lms.kernel.actor import Role
from lms.kernel.jobs import worker
from lms.learners import queries as learners
from tests.houses import House
from tests.journeys.visitor import Visitor

TERM = ("Winter", date(2026, 11, 23), date(2027, 3, 26))
CENTRE = replace(LINDENHOF.centre, rooms=6)


@dataclass
class Town:
    """A house with one centre, and the people who work there."""

    house: House
    place: places.Place

    def visitor(self, word: str) -> Visitor:
        """Somebody signed in, by the word her e-mail begins with."""
        client = self.house.app.test_client()
        client.set_cookie("lang", "en")
        return Visitor(client).sign_in(f"{word}@demo.example")

    def learner(self, learner_id: str) -> Visitor:
        """A learner with a sign-in of her own."""
        with self.house.acting(places.builder(self.place.provider_id, LINDENHOF.zone)):
            info = learners.learner(learner_id)
        actor = self.house.actor(
            info.name,
            Role.LEARNER,
            self.place.provider_id,
            centre_id=self.place.centre_id,
            learner_id=info.id,
            person_id=info.person_id,
        )
        return Visitor(self.house.client(actor))

    def teacher(self, staff_id: str) -> Visitor:
        """A teacher of the centre."""
        name = next(name for name, known in self.place.staff.items() if known == staff_id)
        actor = self.house.actor(
            name, Role.TEACHER, self.place.provider_id, centre_id=self.place.centre_id, staff_id=staff_id
        )
        return Visitor(self.house.client(actor))

    def open_evening_group(self, module: str, starts_on: date) -> str:
        """A group of a module on Tuesday and Thursday evening."""
        me = places.builder(self.place.provider_id, LINDENHOF.zone)
        with self.house.acting(me):
            return courses.open_section(
                courses.NewSection(
                    course_id=self.place.courses[module],
                    term_id=self.place.term_id,
                    name=f"{module} evening",
                    seats=5,
                    room_id=None,
                    teacher_id=self.place.staff["Olga Brandt"],
                    meetings=tuple(WeeklyMeeting(day, time(18, 30), time(20)) for day in (1, 3)),
                    starts_on=starts_on,
                    ends_on=TERM[2],
                ),
                closed={},
                zone=LINDENHOF.zone,
                actor=me,
                now=clock.now(),
            )

    def work(self) -> None:
        """Let the background worker do what is due."""
        assert worker.run_all_due(self.house.engine) > 0

    def at(self, day: date, hour: int = 10) -> AbstractContextManager[None]:
        """Another day and hour, in UTC."""
        return clock.shifted_to(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


@pytest.fixture
def town(house: House) -> Town:
    house.app.config["WTF_CSRF_ENABLED"] = True
    with db.transaction(house.engine):
        provider_id = places.found_provider(LINDENHOF)
    me = places.builder(provider_id, LINDENHOF.zone)
    with house.acting(me):
        funders = places.add_funders(LINDENHOF)
        place = places.furnish(LINDENHOF, CENTRE, TERM, funders, papers_until=date(2028, 1, 1))
        for plugin in plugins.installed().plugins:
            plugin.demo("childcare", {"centre_id": place.centre_id, "starts_on": TERM[1], "staff": place.staff}, me)
            plugin.demo("courses", {"centre_id": place.centre_id, "now": clock.now()}, me)
        accounts.open_doors(place, place, [])
    return Town(house, place)
