"""Learners without a group, and walks through the pages with answers chosen by the bank."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo
from lms.learners.services import NewLearner
from placement import queries
from placement.domain import scoring, tracing
from placement.domain.item_bank import Item, ItemType, LiteracyAxis
from tests.cast import Cast, add_learner
from tests.houses import House

Answer = Callable[[Item], int | None]
"""Place of an option or points for an item; `None` says "I don't know", `STOP` ends the test there."""
STOP = -1

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


def known(house: House, cast: Cast, learner_id: str | None) -> LearnerInfo:
    """What the host knows of a learner."""
    with house.acting(cast.teacher):
        return learners.learner(learner_id or "")


def result_of(house: House, cast: Cast, learner_id: str | None) -> queries.ResultInfo:
    """Her newest result."""
    with house.acting(cast.teacher):
        found = queries.newest_result(learner_id or "")
    assert found is not None
    return found


def item_on(page: str, bank: str = "german_core") -> Item:
    """The item of a question page, from its form."""
    found = re.search(r'name="item" value="([^"]+)"', page)
    assert found, page[:400]
    item = queries.bank(bank).item(found.group(1)) or queries.bank(queries.PATTERNS).item(found.group(1))
    assert item is not None
    return item


def form_of(page: str, given: object, bank: str = "german_core") -> dict[str, str]:
    """What the form of a question page sends with this answer."""
    sitting = re.search(r'name="sitting" value="([^"]+)"', page)
    assert sitting
    item = item_on(page, bank)
    head = {"sitting": sitting.group(1), "item": item.key}
    if item.type is ItemType.TRACE and 'name="strokes"' in page:
        return head | ({"strokes": drawn(item)} if isinstance(given, int) and given else {"given": "dont_know"})
    if scoring.parts(item) and isinstance(given, int):
        return head | (parts_of(item) if given else {"given": "dont_know"})
    return head | {"given": str(given)}


def drawn(item: Item) -> str:
    """The line of an item, followed closely."""
    return ";".join(" ".join(f"{x:.1f},{y:.1f}" for x, y in stroke) for stroke in tracing.MODELS[item.text])


def parts_of(item: Item) -> dict[str, str]:
    """The right answer to a question that has several parts, as its form sends it."""
    match item.type:
        case ItemType.MATCH:
            right = [str(place) for place in scoring.pairs(item)]
        case ItemType.ORDER:
            right = [str(place + 1) for place in range(len(item.options))]
        case ItemType.DICTATION:
            right = [item.wordings[0]]
        case _:
            right = [words[0] for words in item.gaps]
    return {f"part-{at}": text for at, text in enumerate(right)}


def choose_script(client: FlaskClient, page: TestResponse, reads: str = "dont_know") -> TestResponse:
    """Past the samples of scripts with which the screener begins, where this page shows them."""
    if not page.request.path.endswith("/script"):
        return page
    sitting = re.search(r'name="sitting" value="([^"]+)"', page.text)
    assert sitting
    data = {"sitting": sitting.group(1), "given": reads, "of": "any"}
    return client.post(page.request.path, data=data, follow_redirects=True)


def walk(
    client: FlaskClient,
    base: str,
    answer: Answer,
    *,
    beside: bool = True,
    bank: str = "german_core",
    reads: str = "dont_know",
) -> TestResponse:
    """From the start of the test to the last page, as a browser goes. `reads`: the script that is chosen."""
    page = client.post(f"{base}/test", data={"beside": "yes" if beside else "no"}, follow_redirects=True)
    page = choose_script(client, page, reads)
    for _ in range(60):
        if page.request.path.endswith("/thanks"):
            return page
        assert page.status_code == 200, page.text[:400]
        given = answer(item_on(page.text, bank))
        if given == STOP:
            return client.post(f"{base}/end", follow_redirects=True)
        data = form_of(page.text, "dont_know" if given is None else given, bank)
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
