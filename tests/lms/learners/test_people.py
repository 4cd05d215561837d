"""Pages of people: the list, a record, adding and changing, the card."""

import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from lms.accounts import queries as accounts
from lms.accounts.services import people
from lms.kernel import clock, db
from lms.learners import models, queries, services
from tests.cast import Cast, gather
from tests.houses import House


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


@pytest.fixture
def desk(sqlite_house: House, cast: Cast) -> FlaskClient:
    return sqlite_house.client(cast.administrator)


def many(house: House, cast: Cast, count: int) -> None:
    newcomers = [services.NewLearner(f"M-{n:03}", "فاطمة", f"Family {n:03}") for n in range(count)]
    with house.acting(cast.administrator):
        services.register_many(cast.centre_id, newcomers, sheet="s.csv", actor=cast.administrator, now=clock.now())


def test_fifty_people_a_page_cost_few_questions(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    many(sqlite_house, cast, 60)
    asked: list[str] = []
    event.listen(sqlite_house.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    shown = desk.get("/people").text
    assert len([statement for statement in asked if statement.startswith("SELECT")]) <= 12, asked
    assert shown.count('scope="row"') == 50
    assert "63 people" in shown
    assert desk.get("/people?page=2").text.count('scope="row"') == 13


def test_people_are_found_by_name_number_phone_and_track(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    many(sqlite_house, cast, 2)
    assert desk.get("/people?q=leyla").text.count('scope="row"') == 1
    assert desk.get("/people?q=فاطمة M-001").text.count('scope="row"') == 1
    assert desk.get("/people?track=none").text.count('scope="row"') == 2
    assert desk.get("/people?track=literacy_first_script").text.count('scope="row"') == 3
    assert "Nobody fits." in desk.get("/people?q=nobody%").text
    sheet = desk.get("/people.csv?track=none").get_data(as_text=True).splitlines()
    assert (len(sheet), "M-000,فاطمة,Family 000" in sheet[1]) == (3, True)
    assert sqlite_house.client(cast.teacher).get("/people.csv").status_code == 404


def test_the_list_goes_to_paper_as_it_is_shown(desk: FlaskClient, sqlite_house: House, cast: Cast) -> None:
    many(sqlite_house, cast, 60)
    assert "/people/print?track=none" in desk.get("/people?track=none").text
    paper = desk.get("/people/print?track=none").text
    # All of its pages, and nobody whom the list does not show.
    assert paper.count('<th scope="row">') == 60
    assert "Leyla Demir" not in paper
    assert "/people?track=none" in paper
    with sqlite_house.acting(cast.administrator):
        listed = queries.search("M-059").learners[0]
        assert next(one.action for one in accounts.history_of("learners_learner", listed.id)) == "read"
    for who in (cast.teacher, cast.manager, cast.leyla):
        assert sqlite_house.client(who).get("/people/print").status_code == 404


def test_the_list_sorts_both_ways_by_links(desk: FlaskClient) -> None:
    up = re.findall(r"<bdi>(\w+ \w+)</bdi></a>", desk.get("/people?sort=name").text)
    down = re.findall(
        r"<bdi>(\w+ \w+)</bdi></a>", desk.get("/people?sort=name&amp;order=down".replace("&amp;", "&")).text
    )
    assert up == ["Leyla Demir", "Mahmoud Hassan", "Amina Karimi"]
    assert down == up[::-1]
    assert 'aria-sort="ascending"' in desk.get("/people").text


def test_an_empty_provider_shows_ways_to_begin_and_counts_nobody_elses_people(sqlite_house: House, cast: Cast) -> None:
    shown = sqlite_house.client(cast.outsider).get("/people").text
    assert "No learners yet" in shown
    assert "Import your registration sheet" in shown
    assert "Leyla" not in shown


def test_counts_and_subqueries_stay_inside_the_provider(house: House) -> None:
    cast = gather(house)
    with house.acting(cast.outsider) as session:
        assert session.scalar(select(func.count()).select_from(models.Learner)) == 0
        assert session.scalar(select(func.count()).where(models.Learner.number != "")) == 0
        assert session.scalar(select(func.count()).select_from(select(models.Learner).subquery())) == 0
        assert not session.scalar(select(select(models.Learner.id).exists()))
    with db.transaction(house.engine) as session:
        assert session.scalar(select(func.count()).select_from(models.Learner)) == 0


def test_a_record_tells_what_we_know_and_keeps_who_looked(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    address = f"/people/{cast.leyla.learner_id}"
    shown = desk.get(address).text
    for words in ("Leyla Demir", "Sami", "Literacy, first script", "No class yet."):
        assert words in shown
    with sqlite_house.acting(cast.manager):
        reads = accounts.history_of("learners_learner", cast.leyla.learner_id or "")
    assert [(line.actor, line.changes) for line in reads if line.action == "read"] == [
        ("Jonas Weber", {"what": "record"})
    ]


def test_a_teacher_never_sees_children_or_birth_dates(sqlite_house: House, cast: Cast) -> None:
    shown = sqlite_house.client(cast.teacher).get(f"/people/{cast.leyla.learner_id}").text
    assert "Leyla Demir" in shown
    assert "Sami" not in shown
    assert "1994" not in shown


def test_others_find_no_person_here(sqlite_house: House, cast: Cast) -> None:
    address = f"/people/{cast.leyla.learner_id}"
    stranger = sqlite_house.client(cast.outsider)
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/edit", data={"given_name": "X"}).status_code == 404
    assert stranger.post(f"{address}/card").status_code == 404
    for who in (cast.leyla, cast.carer):
        assert sqlite_house.client(who).get(address).status_code == 404
        assert sqlite_house.client(who).get("/people").status_code == 404
    teacher = sqlite_house.client(cast.teacher)
    assert teacher.get("/people/new").status_code == 404
    assert teacher.get(f"{address}/edit").status_code == 404
    assert teacher.post(f"{address}/children", data={}).status_code == 404


PERSON = {
    "given_name": "ליאור",
    "family_name": "",
    "shift": "rotating",
    "rotation_anchor": "2026-11-23",
    "travel_minutes": "45",
    "literacy": "other_script",
    "sex": "",
    "goal": "work",
    "contact": "voice",
    "picture": "",
}


def test_one_person_is_added_with_children_and_work_hours(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    answer = desk.post("/people/new", data={**PERSON, "child-1-name": "Mia", "child-1-birth_date": "2023-05-01"})
    assert answer.status_code == 302
    learner_id = answer.location.rsplit("/", 1)[1]
    with sqlite_house.acting(cast.administrator):
        learner = queries.learner(learner_id)
        assert (learner.name, learner.number) == ("ליאור", "P-0001")
        assert queries.availabilities([learner_id])[learner_id].rotation_anchor == date(2026, 11, 23)
        assert [child.name for child in queries.children([learner.person_id])[learner.person_id]] == ["Mia"]


def test_what_cannot_be_added_says_why_and_keeps_what_was_typed(desk: FlaskClient) -> None:
    for wrong, words in (
        ({"given_name": ""}, "Write at least one name"),
        ({"birth_date": "2030-01-01"}, "This day has not come yet."),
        ({"phone": "030 99"}, "This is no whole telephone number."),
        ({"number": "L-1"}, "The number L-1 belongs to somebody else."),
        ({"email": "half@"}, "This is not a whole e-mail."),
        ({"child-1-name": "Mia"}, "A child needs a name and a birth date."),
        ({"shift": "sometimes"}, "Not a valid choice"),
    ):
        answer = desk.post("/people/new", data={**PERSON, "occupation": "weaver", **wrong})
        assert answer.status_code in (409, 422), wrong
        assert words in answer.text
        assert 'value="weaver"' in answer.text


def test_changed_facts_and_hours_are_kept(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    address = f"/people/{cast.leyla.learner_id}"
    form = desk.get(f"{address}/edit").text
    assert 'value="Leyla"' in form
    data = {**PERSON, "given_name": "Leyla", "family_name": "Kaya", "shift": "night", "phone": "030 9912345"}
    assert desk.post(f"{address}/edit", data=data).status_code == 302
    shown = desk.get(address).text
    assert "Leyla Kaya" in shown
    assert "Night shift" in shown
    assert "Family name" in shown


def test_a_child_is_added_on_the_record(cast: Cast, desk: FlaskClient) -> None:
    address = f"/people/{cast.amina.learner_id}/children"
    for slip in ("2031-01-01", "0201-01-01"):
        assert desk.post(address, data={"name": "Ali", "birth_date": slip}).status_code == 422
    assert desk.post(address, data={"name": "Ali", "birth_date": "2021-01-01"}).status_code == 302
    assert "Ali" in desk.get(f"/people/{cast.amina.learner_id}").text


def test_a_printed_card_signs_the_learner_in_until_it_is_ended(
    sqlite_house: House, cast: Cast, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(sqlite_house, cast, 1)
    with sqlite_house.acting(cast.administrator):
        newcomer = queries.all_of(cast.centre_id)[-1]
    address = f"/people/{newcomer.id}"
    drawn: list[str] = []
    make = people.make_card

    def keep(*given: Any, **more: Any) -> str:
        drawn.append(make(*given, **more))
        return drawn[-1]

    # The code is on the paper only: what goes into it is listened to here.
    monkeypatch.setattr(people, "make_card", keep)
    printed = desk.post(f"{address}/card").text
    assert "فاطمة" in printed
    assert "030 1234567" in printed
    phone = sqlite_house.client()
    assert phone.post(f"/card/{drawn[0]}").status_code == 302
    with sqlite_house.acting(cast.administrator):
        assert queries.learner(newcomer.id).picture
    assert "There is a card, made on" in desk.get(address).text
    desk.post(f"{address}/card")
    assert sqlite_house.client().post(f"/card/{drawn[0]}").status_code == 404
    assert desk.post(f"{address}/card/revoke").status_code == 302
    assert sqlite_house.client().post(f"/card/{drawn[1]}").status_code == 404
    assert "There is no card yet." in desk.get(address).text


def test_the_card_holds_a_code_of_its_own_address(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    printed = desk.post(f"/people/{cast.leyla.learner_id}/card").text
    assert "id-card__qr" in printed
    assert "parrot.svg" in printed
    assert sqlite_house.client(cast.manager).post(f"/people/{cast.leyla.learner_id}/card").status_code == 404
