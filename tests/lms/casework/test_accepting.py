"""A plan goes to another provider: it says in time whether it takes the person on, and both see who is responsible."""

import re
from datetime import timedelta

import pytest

from lms.casework import queries, services
from lms.casework.domain.handing_over import is_late, responsible
from lms.kernel import clock, errors
from lms.kernel.actor import Actor, Role
from lms.messages import queries as messages
from lms.organisations import services as organisations
from tests import houses
from tests.cast import Cast, gather
from tests.houses import House

TODAY = houses.NOON.date()


def _colleague(house: House, cast: Cast) -> Actor:
    """A caseworker of the other provider."""
    with house.acting(cast.outsider):
        staff_id = organisations.add_staff("Tilda Nord", "caseworker", centre_id=cast.outsider.centre_id)
    return house.actor(
        "Tilda Nord", Role.CASEWORKER, cast.outsider.provider_id or "", centre_id=cast.outsider.centre_id,
        staff_id=staff_id,
    )  # fmt: skip


def _hand_over(house: House, cast: Cast, note: str = "Moves to Nordstadt.") -> str:
    """Leyla's record with the other provider."""
    with house.acting(cast.caseworker):
        return services.hand_over_to_provider(
            cast.leyla.learner_id or "", cast.outsider.provider_id or "", note, way="paper", language="ar",
            actor=cast.caseworker, now=clock.now(),
        )  # fmt: skip


def _tasks(house: House, who: Actor) -> list[str]:
    with house.acting(who):
        return [one.code for one in messages.open_tasks(who) if "over" in one.code]


def _words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_whoever_hands_over_is_responsible_until_the_other_accepts() -> None:
    assert responsible("", "Lindenhof", "Nord") == "Lindenhof"
    assert responsible("declined", "Lindenhof", "Nord") == "Lindenhof"
    assert responsible("accepted", "Lindenhof", "Nord") == "Nord"


def test_an_answer_is_late_from_the_day_after() -> None:
    assert not is_late("", TODAY, TODAY)
    assert is_late("", TODAY, TODAY + timedelta(days=1))
    assert not is_late("accepted", TODAY, TODAY + timedelta(days=1))
    assert not is_late("", None, TODAY)


def test_the_other_provider_accepts_and_both_see_it(house: House) -> None:
    cast = gather(house)
    tilda = _colleague(house, cast)
    there = _hand_over(house, cast)
    here = f"/casework/{cast.leyla.learner_id}/over"
    assert _tasks(house, tilda) == ["casework.handed_over"]
    sent = _words(house.client(cast.caseworker).get(here).text)
    assert "To be answered by Tue 8 December" in sent
    assert "Responsible now Lindenhof" in sent
    again = {"provider_id": cast.outsider.provider_id, "way": "paper", "language": "ar"}
    twice = house.client(cast.caseworker).post(f"{here}/provider", data=again)
    assert twice.status_code == 409
    assert "has been asked already and answers by Tue 8 December." in _words(twice.text)
    assert _tasks(house, tilda) == ["casework.handed_over"]
    received = house.client(tilda)
    page = _words(received.get(f"/casework/{there}/over").text)
    assert "Moves to Nordstadt." in page
    assert "Take this person on" in page
    received.post(f"/casework/{there}/over/accept")
    assert _tasks(house, tilda) == []
    assert _tasks(house, cast.caseworker) == ["casework.over_accepted"]
    with house.acting(tilda):
        keeper = queries.caseworker_of(there, TODAY)
        assert keeper is not None
        assert keeper.name == "Tilda Nord"
    for client, address in ((house.client(cast.caseworker), here), (received, f"/casework/{there}/over")):
        page = _words(client.get(address).text)
        assert "Accepted on Tue 24 November" in page
        assert "Tilda Nord" in page
        assert "Responsible now Lindenhof" not in page
        assert "Take this person on" not in page
    assert received.post(f"/casework/{there}/over/accept").status_code == 409


def test_a_no_needs_a_reason_and_the_first_provider_reads_it(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    tilda = _colleague(house, cast)
    there = _hand_over(house, cast)
    received = house.client(tilda)
    refused = received.post(f"/casework/{there}/over/decline", data={"reason": " "})
    assert refused.status_code == 422
    assert "Write one sentence: why not?" in refused.text
    received.post(f"/casework/{there}/over/decline", data={"reason": "No Arabic speaker here."})
    assert _tasks(house, cast.caseworker) == ["casework.over_declined"]
    page = _words(house.client(cast.caseworker).get(f"/casework/{cast.leyla.learner_id}/over").text)
    assert "Declined on Tue 24 November" in page
    assert "No Arabic speaker here." in page
    assert "Responsible now Lindenhof" in page


def test_nobody_answers_in_time_and_the_first_provider_is_asked_to_call_once(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    tilda = _colleague(house, cast)
    there = _hand_over(house, cast)
    with house.acting(cast.caseworker):
        services.remind(TODAY + timedelta(days=14), now=clock.now())
    assert _tasks(house, cast.caseworker) == []
    for _again in range(2):
        with house.acting(cast.caseworker):
            services.remind(TODAY + timedelta(days=15), now=clock.now())
    assert _tasks(house, cast.caseworker) == ["casework.over_late"]
    with house.acting(tilda):
        services.accept(there, actor=tilda, now=clock.now())
    assert _tasks(house, cast.caseworker) == ["casework.over_accepted"]


def test_who_was_not_handed_anything_cannot_answer(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    tilda = _colleague(house, cast)
    there = _hand_over(house, cast)
    with pytest.raises(errors.NotFound), house.acting(cast.caseworker):
        services.accept(cast.leyla.learner_id or "", actor=cast.caseworker, now=clock.now())
    assert house.client(cast.caseworker).post(f"/casework/{there}/over/accept").status_code == 404
    with house.acting(tilda):
        found = queries.incoming(there)
    assert found is not None
    assert found.answer == ""
