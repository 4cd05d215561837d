"""People who may be here twice: joined with a way back, or kept as two."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from lms.courses import services as courses
from lms.kernel import clock
from lms.learners import queries, services
from tests.cast import Cast, gather
from tests.houses import House


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


@pytest.fixture
def desk(house: House, cast: Cast) -> FlaskClient:
    return house.client(cast.administrator)


def second_leyla(house: House, cast: Cast) -> str:
    me = cast.administrator
    new = services.NewLearner(
        "L-77",
        "Leyla",
        "Demir",
        date(1994, 2, 3),
        phone="030 777",
        schooling_years=0,
        children=(("Ela", date(2022, 1, 1)),),
    )
    with house.acting(me):
        return services.register(cast.centre_id, new, actor=me, now=clock.now())


def test_a_join_takes_over_what_was_missing_and_undo_brings_both_back(
    house: House, cast: Cast, desk: FlaskClient
) -> None:
    other = second_leyla(house, cast)
    leyla = cast.leyla.learner_id or ""
    shown = desk.get("/people/duplicates").text
    assert "1 pair may be one person." in shown
    assert "Same name" in shown
    assert "Day and month swapped" in shown
    assert desk.post("/people/duplicates/join", data={"kept": leyla, "merged": other}).status_code == 302
    page = desk.get("/people/duplicates").text
    assert "Leyla Demir has one record now." in page
    undo = re.search(r'action="(/people/duplicates/\w+/undo)"', page)
    assert undo
    assert desk.get(f"/people/{other}").status_code == 404
    with house.acting(cast.administrator):
        kept = queries.learner(leyla)
        assert (kept.phone, kept.schooling_years) == ("030 777", 0)
        assert len(queries.children([kept.person_id])[kept.person_id]) == 2
    assert desk.post(undo[1]).status_code == 302
    with house.acting(cast.administrator):
        kept, back = queries.learner(leyla), queries.learner(other)
        assert (kept.phone, kept.schooling_years) == ("", None)
        assert (back.phone, back.until) == ("030 777", None)
        assert [child.name for child in queries.children([back.person_id])[back.person_id]] == ["Ela"]
    assert desk.post(undo[1]).status_code == 409


def test_two_people_are_not_asked_about_again(house: House, cast: Cast, desk: FlaskClient) -> None:
    other = second_leyla(house, cast)
    desk.post("/people/duplicates/apart", data={"one": cast.leyla.learner_id, "other": other})
    assert "Nobody seems to be here twice" in desk.get("/people/duplicates").text


def test_a_record_with_a_class_is_never_closed(house: House, cast: Cast, desk: FlaskClient) -> None:
    other, leyla = second_leyla(house, cast), cast.leyla.learner_id or ""
    with house.acting(cast.administrator):
        courses.book(cast.section_id, leyla, from_date=date(2026, 11, 24), actor=cast.administrator, now=clock.now())
    answer = desk.post("/people/duplicates/join", data={"kept": other, "merged": leyla})
    assert answer.status_code == 409
    assert "has been in a class" in answer.text
    assert "Make one, keep L-77" not in desk.get("/people/duplicates").text


def test_others_join_nobody(house: House, cast: Cast) -> None:
    other, leyla = second_leyla(house, cast), cast.leyla.learner_id or ""
    for who in (cast.outsider, cast.teacher, cast.manager):
        browser = house.client(who)
        assert browser.post("/people/duplicates/join", data={"kept": leyla, "merged": other}).status_code == 404
        assert browser.post("/people/duplicates/apart", data={"one": leyla, "other": other}).status_code == 404
