"""A class with a unit of blocks, and people who look at them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.blocks import queries, services
from lms.blocks.domain.viewers import Viewer
from lms.courses import services as courses
from lms.kernel import clock, language
from lms.kernel.actor import Actor
from tests import cast, houses
from tests.lms.blocks import probes, signing

TODAY = houses.NOON.date()


@dataclass
class Lesson:
    """Leyla and Mahmoud sit in the class of the unit, Amina does not."""

    house: houses.House
    cast: cast.Cast
    unit_id: str
    door: services.Door
    sessions: dict[str, str] = field(default_factory=dict)

    def add(self, block_type: str, fields: dict[str, Any] | None = None, **more: Any) -> str:
        """A block at the end of the unit."""
        author = self.cast.teacher
        with self.house.acting(author):
            return services.add_block(
                more.pop("unit_id", self.unit_id), block_type, fields=fields, door=self.door, actor=author,
                now=clock.now(), **more,
            )  # fmt: skip

    def viewer(self, actor: Actor, *, author: bool = False) -> Viewer:
        """Who looks."""
        learner = actor.learner_id
        return Viewer(
            actor.provider_id or "", None if learner else actor.user_id, learner, author, zone=actor.zone,
            sign_in_id=self.sessions.get(actor.user_id or "", ""),
        )  # fmt: skip

    def signed_in(self, actor: Actor) -> str:
        """The session of somebody on her device: one, begun when it is first asked for."""
        user_id = actor.user_id or ""
        if user_id not in self.sessions:
            self.sessions[user_id] = signing.signed_in(self.house, actor)
        return self.sessions[user_id]

    def show(self, actor: Actor) -> services.RenderedPage:
        """The unit as somebody sees it."""
        with self.house.acting(actor):
            return services.unit_page(self.unit_id, self.viewer(actor), self.door, today=TODAY, now=clock.now())

    def address(self, actor: Actor, usage_id: str, handler: str, *, author: bool = False) -> str:
        """The address of a handler, sealed for one person who is signed in."""
        self.signed_in(actor)
        return f"/blocks/answer/{self.door.seal(self.viewer(actor, author=author), usage_id, clock.now())}/{handler}"

    def send(self, actor: Actor, usage_id: str, handler: str, *, author: bool = False, **sent: Any) -> TestResponse:
        """What a block answers to what a frame sends, which shows no cookie."""
        client: FlaskClient = self.house.app.test_client()
        return client.post(self.address(actor, usage_id, handler, author=author), headers={"Origin": "null"}, **sent)

    def fields(self, actor: Actor, usage_id: str) -> dict[str, Any]:
        """Authored fields."""
        with self.house.acting(actor):
            return services.fields_of(usage_id, door=self.door, actor=actor, now=clock.now())

    def tree(self) -> list[queries.BlockInfo]:
        """The blocks of the unit."""
        with self.house.acting(self.cast.teacher):
            return queries.blocks_of_unit(self.unit_id)


def furnished(house: houses.House) -> Lesson:
    people = cast.gather(house)
    author = people.teacher
    door = services.Door(house.settings.secret_key, language.say, Path(house.settings.data_dir).resolve())
    with house.acting(author):
        for learner in (people.leyla, people.mahmoud):
            courses.book(
                people.section_id,
                learner.learner_id or "",
                from_date=TODAY,
                actor=people.administrator,
                now=clock.now(),
            )
        unit_id = services.add_unit(people.section_id, "At the market", opens_on=TODAY, actor=author)
    return Lesson(house, people, unit_id, door)


@pytest.fixture(autouse=True)
def known_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of these tests are installed."""
    for name, cls in {"count": probes.CountBlock, "fallen": probes.FallenBlock, "forged": probes.ForgedBlock}.items():
        monkeypatch.setitem(services.BUILT_IN, name, cls)


@pytest.fixture
def lesson(sqlite_house: houses.House) -> Lesson:
    """A lesson on SQLite."""
    return furnished(sqlite_house)


@pytest.fixture
def lesson_on_both(house: houses.House) -> Lesson:
    """A lesson on each database in turn."""
    return furnished(house)
