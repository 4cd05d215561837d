"""Learners without a group, and walks through the pages with answers chosen by the bank."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.kernel.actor import Actor
from lms.learners.services import NewLearner
from placement import queries
from placement.domain.item_bank import Item, LiteracyAxis
from tests.cast import Cast, add_learner
from tests.houses import House

Answer = Callable[[Item], int | None]
"""Place of an option or points for an item; `None` says "I don't know"."""

SAMIRA = NewLearner("S-1", "Samira", "Haidari", first_language="Dari", schooling_years=4, literacy="other_script")
LUCIA = NewLearner(
    "S-2", "Lucía", "Rojas", first_language="Spanish", schooling_years=12, literacy="latin", goal="family"
)
NEWCOMER = NewLearner("S-3", "Omid", "Nuri", first_language="Dari", literacy="unknown")

FULL: dict[str, object] = {
    "goals": ["daily_life"],
    "first_language": "Dari",
    "reads": "other_script",
    "schooling_years": "4",
    "works_now": "no",
    "language_needs": ["doctor"],
    "shift": "none",
    "children_to_care_for": "0",
}
"""An interview in which every topic is complete, as a form sends it."""


def add(house: House, cast: Cast, new: NewLearner) -> Actor:
    """A learner whose group nobody has decided."""
    return add_learner(house, cast.provider_id, cast.centre_id, new)


def item_on(page: str) -> Item:
    """The item of a question page, from its form."""
    found = re.search(r'name="item" value="([^"]+)"', page)
    assert found, page[:400]
    item = queries.bank("german_core").item(found.group(1))
    assert item is not None
    return item


def form_of(page: str, given: object) -> dict[str, str]:
    """What the form of a question page sends with this answer."""
    sitting = re.search(r'name="sitting" value="([^"]+)"', page)
    assert sitting
    return {"sitting": sitting.group(1), "item": item_on(page).key, "given": str(given)}


def walk(client: FlaskClient, base: str, answer: Answer, *, beside: bool = True) -> TestResponse:
    """From the start of the test to the last page, as a browser goes."""
    page = client.post(f"{base}/test", data={"beside": "yes" if beside else "no"}, follow_redirects=True)
    for _ in range(60):
        if page.request.path.endswith("/thanks"):
            return page
        assert page.status_code == 200, page.text[:400]
        given = answer(item_on(page.text))
        data = form_of(page.text, "dont_know" if given is None else given)
        page = client.post(f"{base}/question", data=data, follow_redirects=True)
    raise AssertionError("the test does not end")


def right(item: Item) -> int:
    """The right option, or full points."""
    return item.answer if item.answer is not None else item.parameters.highest_score


def reads_another_script(item: Item) -> int | None:
    """Signs and own script are right; Latin letters and everything in the new language are not known."""
    return right(item) if item.measures is LiteracyAxis.ANY_SCRIPT else None


def reads_nothing(item: Item) -> int | None:
    """Nothing is known; points are none."""
    return None if item.type.has_options else 0


def up_to(difficulty: float) -> Answer:
    """Right as long as the item is not harder than this."""
    return lambda item: right(item) if item.parameters.b <= difficulty else None
