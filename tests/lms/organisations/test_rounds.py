"""Work of the night for every provider: what stops one stops none of the others."""

from typing import Any

import pytest

from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.jobs import Progress
from lms.organisations import models, queries
from lms.organisations.jobs import for_every_provider
from tests.cast import add_provider
from tests.houses import House


class Heard(Progress):
    """Keeps what a job tells."""

    def __init__(self) -> None:
        self.facts: list[Any] = []

    def tell(self, facts: Any) -> None:
        self.facts.append(dict(facts))


def test_one_providers_trouble_keeps_nothing_of_its_own_and_stops_no_other(house: House) -> None:
    for name in ("Altstadt", "Hafen", "Nordstadt"):
        add_provider(house, name)
    seen: list[Actor] = []
    heard = Heard()

    def add_room(actor: Actor) -> int:
        [centre] = queries.centres()
        db.session().add(models.Room(name="Of the night", centre_id=centre.id, key="sun", capacity=4))
        db.session().flush()
        seen.append(actor)
        if centre.name == "Hafen":
            raise errors.Conflict("courses.absent")
        return 1

    with pytest.raises(errors.Conflict):
        for_every_provider(add_room, "rooms", heard, name="night")
    assert {(actor.name, actor.zone) for actor in seen} == {("night", "Europe/Berlin")}
    assert (len(seen), heard.facts[-1]) == (3, {"rooms": 2})
    rooms = {}
    for actor in seen:
        with db.transaction(house.engine), db.scoped(actor.provider_id):
            rooms[queries.centres()[0].name] = [one.name for one in queries.rooms()].count("Of the night")
    assert rooms == {"Altstadt": 1, "Hafen": 0, "Nordstadt": 1}
