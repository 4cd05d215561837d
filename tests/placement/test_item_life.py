"""The life of an item in the house: figures from stored tests, numbers from answers, and who would be placed otherwise by them."""

from datetime import timedelta
from importlib.metadata import version

import numpy as np
import pytest

from lms.kernel.jobs import worker
from lms.kernel.vocabulary import Skill
from placement import packs, queries, services
from placement.domain.calibration import Model
from placement.domain.estimation import Prior
from placement.domain.item_bank import Bank, Item, ItemState
from placement.domain.sitting import Asked, Mode, Sitting
from placement.domain.stopping import StopReason
from placement.queries import editions, own_banks, rescoring, studies
from placement.services import bank_desk, bank_editions, bank_import, studying
from tests.cast import Cast
from tests.houses import NOON, House
from tests.placement import people

HARD = "r_helmet"
"""On trial; its author says A1, people say B2."""
ON_TRIAL = (HARD, "r_parcel", "r_swap_list")


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def taken_by(bank: Bank, theta: float, chance: np.random.Generator, skill: Skill = Skill.READING) -> Sitting:
    """A part of a test as somebody of this ability takes it."""
    items = [item for item in bank.of(skill) if item.type.has_options][::2]
    items += [item for item in bank.items if item.key in ON_TRIAL and item.measures is skill]
    asked = tuple(
        Asked(one.for_pool(), _score(one, theta, chance), counts=one.state is not ItemState.PILOT) for one in items
    )
    return Sitting(skill.value, Mode.SORT, "", 1, Prior(), asked, StopReason.ENDED_BY_PERSON)


def _score(item: Item, theta: float, chance: np.random.Generator) -> int:
    numbers = item.parameters
    b = 1.4 if item.key == HARD else numbers.b
    return int(chance.random() < numbers.c + (1 - numbers.c) / (1 + np.exp(-numbers.a * (theta - b))))


def test_answers_give_an_item_on_trial_its_number_and_a_note(house: House, cast: Cast) -> None:
    me, chance = cast.administrator, np.random.default_rng(7)
    learners = [people.add(house, cast, new).learner_id or "" for new in (people.LUCIA, people.SAMIRA)]
    with house.acting(me):
        key = bank_import.copy_shipped("german_core", actor=me, now=NOON)
        bank_desk.set_state(own_banks.own_bank(key), ON_TRIAL, ItemState.PILOT, actor=me, now=NOON)
        ref = bank_editions.publish(key, "instead", actor=me, now=NOON)
        bank = queries.bank(ref)
        states = [(learners[at % 2], "reading", taken_by(bank, chance.normal(), chance)) for at in range(180)]
        services.keep_sittings(states, ref, assisted=False, started_at=NOON, actor=me, now=NOON)
    client = house.client(me)
    assert "The figures are new." in client.post(f"/placement/banks/{key}/figures", follow_redirects=True).text
    page = client.get(f"/placement/banks/{key}/figures?only=notes").text
    assert HARD in page
    assert "Harder than its number says" in page
    assert "too few" in page
    there, wanted = f"/placement/banks/{key}/numbers", {"hold": "counted", "model": "2pl", "backend": "mirt"}
    page = client.post(there, data=wanted, follow_redirects=True).text
    assert "Being measured" in page
    assert "Set 1" not in page
    page = client.post(there, data=wanted).text
    assert "This bank is being measured. Wait until it is done, or stop it." in page
    client.post(f"{there}/stop")
    assert worker.run_all_due(house.engine) >= 1
    page = client.get(there).text
    assert "It was stopped. Nothing of it was kept." in page
    assert "Set 1" not in page
    client.post(there, data=wanted)
    assert "Reading the answers" in client.get(f"{there}/look").text
    worker.run_all_due(house.engine)
    assert "It is done." in client.get(f"{there}/look").text
    page = client.get(there).text
    assert "Set 1: 3 questions measured" in page
    assert f"by mirt {version('mirt')}" in page
    assert f"mirt {version('mirt')}, 61 points of ability" in client.get(f"{there}/1").text
    with house.acting(me):
        own = own_banks.own_bank(key)
        found = studies.parameter_set(own.id, 1)
        assert {item for item, one in found.found.items() if not one["held"]} == set(ON_TRIAL)
        assert 0.4 < found.found[HARD]["b"] < 2.0, "people say B2, its author A1"
        assert own_banks.item_info(own.id, HARD).state == "pilot"
    page = client.post(f"/placement/banks/{key}/numbers/1/use", follow_redirects=True).text
    assert "3 questions have their measured numbers." in page
    with house.acting(me):
        own = own_banks.own_bank(key)
        assert own.number == 2
        item = queries.bank(queries.bank_of_centre(cast.centre_id).key).item(HARD)
        assert item is not None
        assert item.state is ItemState.CALIBRATED
        assert item.parameters.b == found.found[HARD]["b"]
        assert item.parameters.sd_b == found.found[HARD]["se_b"]
        assert editions.of_bank(own.id)[0].parameter_set_id == found.id


def test_another_bank_in_its_place_leaves_earlier_tests_as_they_are(house: House, cast: Cast) -> None:
    me = cast.administrator
    with house.acting(me):
        rows = packs.written(packs.BANKS / "german_core")[1]
        reading = [{**row, "key": f"n_{row['key']}"} for row in rows if row["measures"] == "reading"]
        about = {"bank": {"difficulty": "x", "sound": "y"}}
        bank = bank_import.add_bank("Nur Lesen", "de", "german_core", about, actor=me, now=NOON)
        bank_desk.add_items(bank.id, reading, "brought", actor=me, now=NOON)
        assert bank_editions.obstacles(bank, "instead") == []
        assert editions.in_force() == {}
        ref = bank_editions.publish(bank.key, "instead", actor=me, now=NOON)
        assert editions.in_force() == {bank.key: ref}
        assert queries.kinds_of(ref) == ("literacy", "reading")


def test_too_few_people_are_said_and_nothing_is_measured(house: House, cast: Cast) -> None:
    me = cast.administrator
    with house.acting(me):
        key = bank_import.copy_shipped("german_core", actor=me, now=NOON)
        studying.calibrate(own_banks.own_bank(key), Model.ONE, "none", by=me.name, now=NOON)
    page = house.client(me).get(f"/placement/banks/{key}/numbers/1").text
    assert "0 questions were measured." in page


def test_other_numbers_list_who_would_change_and_move_nobody(house: House, cast: Cast) -> None:
    me, teacher, chance = cast.administrator, cast.teacher, np.random.default_rng(3)
    learner_id = people.add(house, cast, people.LUCIA).learner_id or ""
    with house.acting(teacher):
        bank = queries.bank("german_core")
        states = [
            (learner_id, str(skill), taken_by(bank, -0.5, chance, skill)) for skill in (Skill.LISTENING, Skill.READING)
        ]
        services.keep_sittings(states, bank.key, assisted=False, started_at=NOON, actor=teacher, now=NOON)
        result_id = services.conclude(learner_id, actor=teacher, now=NOON)
        before = queries.result(result_id)
    with house.acting(me):
        key = bank_import.copy_shipped("german_core", actor=me, now=NOON)
        own = own_banks.own_bank(key)
        # Everything turns out to be much harder than the author thought: who solved it stands higher.
        numbers = {
            one.key: {"b": f"{float(one.cell('b')) + 1.6:.2f}"}
            for one in own_banks.items_of(own.id)
            if one.cell("measures") in {"listening", "reading"}
        }
        bank_desk.put_numbers(own, numbers, deed="calibrated", actor=me, now=NOON)
        ref = bank_editions.publish(key, "instead", actor=me, now=NOON)
        look = next(iter(queries.looks(cast.centre_id)))
        assert look.cause == "test"
        assert look.ended_at is None
        found = rescoring.read_today(queries.sittings_of(result_id))
        assert {one.bank for one in found.values()} == {ref}
        assert services.decide_again(look.id, actor=me, now=NOON + timedelta(minutes=1)) == 1
    with house.acting(teacher):
        assert queries.newest_result(learner_id) == before
        [change] = queries.changes(look.id)
        assert change.causes == ("test",) or list(change.causes) == ["test"]
        services.answer_change(change.id, take=True, reason="", actor=teacher, now=NOON + timedelta(minutes=2))
        after = queries.newest_result(learner_id)
        assert after is not None
        assert after.bank == ref
        assert after.level != before.level
