"""What a sitting stands on: its own parameters, nothing of the interview, listening only where letters allow it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from types import MappingProxyType

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.kernel import clock, db
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level, Skill
from placement import models, queries
from placement.domain import sitting
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.estimation import Prior
from placement.domain.interview import UNDERSTANDS
from placement.domain.irt import Parameters
from placement.domain.item_bank import Item, ItemState, LiteracyAxis, PoolItem
from placement.domain.sitting import Asked, Mode, Sitting
from placement.queries import engines
from placement.queries.sittings import unpacked
from placement.services import keeping, levels
from tests.cast import Cast, gather
from tests.houses import House
from tests.placement import people
from tests.placement.people import FULL
from tests.placement.test_performances import start

BANK, RIGHT = "german_core", "right"
Publish = Callable[[Callable[[Item], Item | None]], None]


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


@pytest.fixture
def teacher(house: House, cast: Cast) -> FlaskClient:
    return house.client(cast.teacher)


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publish]:
    """Put another version of the German bank in the place of the one that is in use."""

    def change(edit: Callable[[Item], Item | None]) -> None:
        shipped = engines.banks()
        items = tuple(new for old in shipped[BANK].items if (new := edit(old)) is not None)
        later = MappingProxyType({**shipped, BANK: replace(shipped[BANK], items=items)})
        monkeypatch.setattr(engines, "banks", lambda: later)
        engines._skill_engine.cache_clear()

    yield change
    monkeypatch.undo()
    engines._skill_engine.cache_clear()


def state_of(house: House, cast: Cast, learner: Actor) -> tuple[queries.SittingInfo, Sitting]:
    with house.acting(cast.teacher):
        running = queries.open_sitting(learner.learner_id or "")
    assert running is not None
    assert isinstance(running.state, Sitting)
    return running, running.state


def answer(client: FlaskClient, base: str, given: object) -> str:
    page = client.get(f"{base}/question", follow_redirects=True)
    given = people.right(people.item_on(page.text)) if given == RIGHT else given
    return client.post(f"{base}/question", data=people.form_of(page.text, given), follow_redirects=True).text


def harder(item: Item) -> Item:
    return replace(item, parameters=replace(item.parameters, b=item.parameters.b + 1.5))


# --- borrowing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reads_latin", "borrows"), [(True, True), (False, False)])
def test_listening_speaks_for_another_skill_only_where_the_screener_finds_that_she_reads(
    house: House, cast: Cast, teacher: FlaskClient, reads_latin: bool, borrows: bool
) -> None:
    """The same person who hears everything, once with letters and once without."""
    samira = people.add(house, cast, people.SAMIRA)

    def given(item: Item) -> int | None:
        if item.measures is LiteracyAxis.LATIN:
            return people.right(item) if reads_latin else 0 if item.type.needs_rater else None
        return people.right(item) if item.measures in (LiteracyAxis.ANY_SCRIPT, Skill.LISTENING) else None

    people.walk(teacher, f"/placement/{samira.learner_id}", given)
    with house.acting(cast.teacher):
        tested = queries.sittings_of(people.result_of(house, cast, samira.learner_id).id)
    assert ("reading" in tested) is reads_latin
    if borrows:
        read = tested["reading"].state
        assert isinstance(read, Sitting)
        assert read.prior.mean > 0.3
        assert read.prior.sd < 1
    start(teacher, samira, "writing")
    running, state = state_of(house, cast, samira)
    heard = sitting.posterior(keeping.engine_of(tested["listening"]), tested["listening"].state)  # type: ignore[arg-type]
    assert heard.mean > 0.5
    begins = sitting.posterior(keeping.engine_of(running), state)
    assert (state.prior != Prior()) is borrows
    assert (begins.mean > 0.3) is borrows


# --- the interview ---------------------------------------------------------------------------------------------------


def test_what_is_said_in_the_interview_steers_the_first_question_and_weighs_nothing(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    first: dict[str, float] = {}
    little, much = UNDERSTANDS[0], UNDERSTANDS[-1]
    for number, says in enumerate((little, much)):
        learner = people.add(house, cast, replace(people.LUCIA, number=f"I-{number}"))
        base = f"/placement/{learner.learner_id}"
        told = FULL | {"reads": "latin", "understands": says}
        assert teacher.post(f"{base}/interview", data=told).status_code == 302
        teacher.post(f"{base}/test", data={"beside": "no"})
        running, state = state_of(house, cast, learner)
        assert state.prior == Prior()
        assert sitting.posterior(keeping.engine_of(running), state).mean == pytest.approx(0.0, abs=0.01)
        first[says] = state.asked[0].item.parameters.b
    assert first[much] > first[little] + 0.5


# --- a bank that changes ---------------------------------------------------------------------------------------------


def test_a_new_version_of_the_bank_changes_nothing_that_a_running_sitting_has_asked(
    house: House, cast: Cast, publish: Publish
) -> None:
    lucia = people.add(house, cast, people.LUCIA)
    phone = house.client(lucia)
    phone.post("/my-placement/test")
    for given in (RIGHT, "dont_know"):
        answer(phone, "/my-placement", given)
    running, before = state_of(house, cast, lucia)
    believed = sitting.posterior(keeping.engine_of(running), before)
    publish(harder)
    running, after = state_of(house, cast, lucia)
    assert after == before
    now = sitting.posterior(keeping.engine_of(running), after)
    assert now.mean == pytest.approx(believed.mean, abs=1e-9)
    assert now.sd == pytest.approx(believed.sd, abs=1e-9)
    answer(phone, "/my-placement", "dont_know")
    _, later = state_of(house, cast, lucia)
    assert [each.item for each in later.asked[:3]] == [each.item for each in before.asked]
    assert [each.score for each in later.asked[:2]] == [each.score for each in before.asked[:2]]


def test_a_question_that_leaves_the_bank_while_it_is_on_the_screen_is_no_dead_end(
    house: House, cast: Cast, publish: Publish
) -> None:
    lucia = people.add(house, cast, people.LUCIA)
    phone = house.client(lucia)
    phone.post("/my-placement/test")
    answer(phone, "/my-placement", "dont_know")
    running, state = state_of(house, cast, lucia)
    gone, waited = state.pending, running.id
    publish(lambda item: None if item.key == gone else item)
    page = phone.get("/my-placement/question", follow_redirects=True)
    assert page.request.path == "/my-placement"
    page = phone.post("/my-placement/test", follow_redirects=True)
    assert page.request.path == "/my-placement/question"
    with house.acting(cast.teacher):
        left = queries.sitting_info(waited)
    assert left.status == queries.ENDED
    assert left.answered == 1


# --- pilot items -----------------------------------------------------------------------------------------------------


def test_a_pilot_question_is_asked_and_weighs_nothing(
    house: House, cast: Cast, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked wherever it may be, so that no luck decides whether this test sees one."""
    monkeypatch.setattr(sitting, "PILOT_CHANCE", 1.0)
    keys = [item.key for item in engines.banks()[BANK].of(Skill.LISTENING)][::3]
    publish(lambda item: replace(item, state=ItemState.PILOT) if item.key in keys else item)
    for number in range(2):
        learner = people.add(house, cast, replace(people.LUCIA, number=f"P-{number}"))
        phone = house.client(learner)
        people.walk(phone, "/my-placement", people.right if number % 2 else people.reads_nothing, beside=False)
        with house.acting(cast.teacher):
            heard = queries.sittings_of(people.result_of(house, cast, learner.learner_id).id)["listening"]
        state = heard.state
        assert isinstance(state, Sitting)
        pilots = [each for each in state.asked if each.item.key in keys]
        assert pilots
        assert not any(each.counts for each in pilots)
        assert not any(first in pilots and second in pilots for first, second in pairwise(state.asked))
        other = tuple(replace(each, score=1 - (each.score or 0)) if each in pilots else each for each in state.asked)
        engine = keeping.engine_of(heard)
        assert sitting.result(engine, replace(state, asked=other)) == sitting.result(engine, state)


# --- another device --------------------------------------------------------------------------------------------------


def test_a_pause_on_one_phone_ends_on_another_with_the_same_question(house: House, cast: Cast) -> None:
    lucia = people.add(house, cast, people.LUCIA)
    phone, other = house.client(lucia), house.client(lucia)
    phone.post("/my-placement/test")
    waiting = people.item_on(answer(phone, "/my-placement", "dont_know"))
    assert phone.get("/my-placement/pause").status_code == 200
    _, before = state_of(house, cast, lucia)
    page = other.post("/my-placement/test", follow_redirects=True)
    assert people.item_on(page.text) == waiting
    answer(other, "/my-placement", "dont_know")
    _, after = state_of(house, cast, lucia)
    assert after.asked[:1] == before.asked[:1]
    # The first phone still shows the question that was answered elsewhere: sent again it counts no second time.
    old = people.form_of(page.text, people.right(waiting))
    assert phone.post("/my-placement/question", data=old).status_code == 302
    assert state_of(house, cast, lucia)[1] == after


def test_what_is_older_than_12_months_is_tested_anew_and_not_trusted(house: House, cast: Cast) -> None:
    """Half a test of last year, and the level of a talk of last year: neither speaks in a result of today."""
    lucia, today = people.add(house, cast, people.LUCIA), clock.now()
    phone, me = house.client(lucia), lucia.learner_id or ""
    phone.post("/my-placement/test")
    for _ in range(3):
        answer(phone, "/my-placement", RIGHT)
    with house.acting(cast.teacher):
        (old,) = db.session().scalars(select(models.Sitting).where(models.Sitting.learner_id == me))
        old.started_at = today - timedelta(days=400)
        stale = old.id
        levels.give_levels(me, {Skill.SPEAKING: Level.C1}, actor=cast.teacher, now=today - timedelta(days=400))
    phone.post("/my-placement/test")
    begun, state = state_of(house, cast, lucia)
    assert begun.id != stale
    assert not state.answers
    answer(phone, "/my-placement", "dont_know")
    phone.post("/my-placement/end")
    found = people.result_of(house, cast, me)
    assert found.questions == 1
    assert [one["values"]["skill"] for one in found.recommendation["facts"] if one["code"] == "oral_level"] == [
        "listening"
    ]
    with house.acting(cast.teacher):
        assert stale not in {one.id for one in queries.sittings_of(found.id).values()}
        levels.give_levels(me, {Skill.SPEAKING: Level.C1}, actor=cast.teacher, now=today)
    found = people.result_of(house, cast, me)
    assert [one["values"]["skill"] for one in found.recommendation["facts"] if one["code"] == "oral_level"] == [
        "speaking"
    ]


def test_a_sitting_is_written_as_its_plain_values_say_and_read_as_it_was() -> None:
    items = [
        PoolItem(key, Parameters(b=b, sd_b=0.3), "home") for key, b in (("one", -1.0), ("two", 0.5), ("three", 1.0))
    ]
    asked = (Asked(items[0], 1, seconds=2.5), Asked(items[1], 0, knew=False, counts=False), Asked(items[2]))
    for state in (Sitting("reading", Mode.SORT, '\'"asked":[]', 7, Prior(0.5, 0.9), asked[:size]) for size in range(4)):
        text = queries.packed(state)
        assert json.loads(text) == json.loads(json.dumps(sitting.to_json(state)))
        assert unpacked(Skill.READING, text) == (state, LANGUAGE_CUTS)
