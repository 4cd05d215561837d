"""Orientation: four units to hear, a question after each, a certificate, and who helps when something is wrong, pinned."""

import pytest

from lms.advice.domain.orientation import UNITS, Unit, next_after
from tests.cast import Cast, gather
from tests.houses import House
from tests.lms.documents import paper

OMBUDS = {"name": "Ombuds office", "kind": "complaints", "phone": "030 555", "languages": "German, Arabic"}
LAWYERS = {"name": "Free legal advice", "kind": "legal", "email": "law@advice.example"}


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def test_every_unit_has_its_right_answer_among_those_offered_and_leads_to_the_next_that_is_not_heard() -> None:
    assert len(UNITS) == len(Unit) == 4
    assert all(told.right in told.answers for told in UNITS.values())
    assert next_after(Unit.RIGHTS, {"rights", "duties"}) is Unit.STATUS
    assert next_after(Unit.REDRESS, {"redress"}) is Unit.RIGHTS
    assert next_after(Unit.REDRESS, set(Unit)) is None


def test_a_learner_hears_four_units_gets_the_certificate_and_redress_contacts_stay_pinned(
    sqlite_house: House, cast: Cast
) -> None:
    house, leyla = sqlite_house, sqlite_house.client(cast.leyla)
    office = house.client(cast.manager)
    for told in (LAWYERS, OMBUDS):
        assert office.post("/work-contacts", data=told).status_code == 302
    assert "0 of 4" in leyla.get("/help").text
    page = leyla.get("/my-orientation")
    assert page.text.count('href="/my-orientation/') == 5
    assert leyla.get("/my-orientation.pdf").status_code == 404
    for number, (unit, told) in enumerate(UNITS.items()):
        address = f"/my-orientation/{unit}"
        shown = leyla.get(address).text
        # Everything can be heard: the unit as a whole, each sentence, the question and each answer.
        assert shown.count("data-say=") >= 1 + len(told.sentences) + 1 + len(told.answers)
        assert leyla.post(address, data={"once": f"a{number}"}).status_code == 422
        wrong = next(one for one in told.answers if one != told.right)
        again = leyla.post(address, data={"answer": wrong, "once": f"b{number}"})
        assert (again.status_code, "Listen once more" in again.text) == (422, True)
        assert leyla.post(address, data={"answer": told.right, "once": f"c{number}"}).status_code == 302
        for pinned in (shown, leyla.get("/help").text):
            assert pinned.index("Ombuds office") < pinned.index("Free legal advice")
            assert 'href="tel:030555"' in pinned
            assert 'href="/complain"' in pinned or 'href="/my-complaint"' in pinned
    done = leyla.get("/my-orientation").text
    assert "You have understood all four on" in done
    assert set("Leyla Demir") - {" "} <= paper.letters(leyla.get("/my-orientation.pdf").data)
    assert leyla.get("/my-orientation/nothing").status_code == 404
    # Whoever advises sees it on the record; a second answer changes no day.
    desk = house.client(cast.caseworker)
    assert "completed on Tue 24 November 2026" in desk.get(f"/people/{cast.leyla.learner_id}").text
    assert "0 of 4 units understood" in desk.get(f"/people/{cast.amina.learner_id}").text
    assert leyla.post("/my-orientation/rights", data={"answer": "nobody_may", "once": "z"}).status_code == 302
    for who in (cast.teacher, cast.outsider):
        assert house.client(who).get("/my-orientation").status_code == 404
