"""Staff: who works here, invitations, ending sessions, taking access away."""

import pytest
from flask.testing import FlaskClient

from lms.accounts import queries as accounts
from lms.kernel import clock
from lms.messages import queries as messages
from lms.organisations import queries as organisations
from lms.organisations import services as setting_up
from tests.cast import Cast, gather
from tests.houses import House

TEACHER = {"name": "Rosa Neu", "email": "Rosa@example.org", "role": "teacher"}


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


@pytest.fixture
def office(sqlite_house: House, cast: Cast) -> FlaskClient:
    return sqlite_house.client(cast.manager)


def test_an_invited_teacher_is_staff_and_gets_a_link(sqlite_house: House, cast: Cast, office: FlaskClient) -> None:
    assert office.post("/staff/invite", data={**TEACHER, "centre_id": cast.centre_id}).status_code == 302
    shown = office.get("/staff").text
    assert "Rosa Neu" in shown
    assert "Invited" in shown
    with sqlite_house.acting(cast.manager):
        found = {one.email: one for one in accounts.staff_access(cast.provider_id, now=clock.now())}
        assert found["rosa@example.org"].roles == (("teacher", cast.centre_id),)
        assert "Rosa Neu" in [one.name for one in organisations.staff(kind="teacher")]
    with sqlite_house.crossing():
        assert [mail.address for mail in messages.mailbox()] == ["rosa@example.org"]
    again = f"/staff/{found['rosa@example.org'].user_id}/invite"
    assert office.post(again).status_code == 302
    with sqlite_house.crossing():
        assert len(messages.mailbox()) == 2


def test_what_cannot_be_invited_says_why(office: FlaskClient) -> None:
    office.post("/staff/invite", data=TEACHER)
    for wrong, words, status in (
        ({}, "There is an account with this e-mail already.", 409),
        ({"email": "half@"}, "This is not a whole e-mail.", 422),
        ({"name": ""}, "Fill this in.", 422),
        ({"email": "o@example.org", "role": "national_observer"}, "Not a valid choice", 422),
    ):
        answer = office.post("/staff/invite", data={**TEACHER, **wrong})
        assert answer.status_code == status
        assert words in answer.text


def test_an_administrator_makes_no_manager_and_takes_none_away(sqlite_house: House, cast: Cast) -> None:
    desk = sqlite_house.client(cast.administrator)
    assert desk.post("/staff/invite", data={**TEACHER, "role": "provider_manager"}).status_code == 422
    assert desk.post(f"/staff/{cast.manager.user_id}/access/off").status_code == 404
    assert sqlite_house.client(cast.manager).get("/staff").status_code == 200


def test_an_administrator_decides_about_her_own_centre_only(
    sqlite_house: House, cast: Cast, office: FlaskClient
) -> None:
    with sqlite_house.acting(cast.manager):
        elsewhere = setting_up.add_centre("Nordstadt", "Europe/Berlin")
    assert office.post("/staff/invite", data={**TEACHER, "centre_id": elsewhere}).status_code == 302
    with sqlite_house.acting(cast.manager):
        rosa = {one.name: one.user_id for one in accounts.staff_access(cast.provider_id, now=clock.now())}["Rosa Neu"]
    desk = sqlite_house.client(cast.administrator)
    shown = desk.get("/staff").text
    assert ("Rosa Neu" in shown, "Marta Klein" in shown, "All centres" in shown) == (False, True, False)
    for deed in ("sessions/end", "access/off", "invite"):
        assert desk.post(f"/staff/{rosa}/{deed}").status_code == 404
    for centre, status in (("", 422), (elsewhere, 422), (cast.centre_id, 302)):
        given = {**TEACHER, "email": "new@example.org", "centre_id": centre}
        assert desk.post("/staff/invite", data=given).status_code == status


def test_ended_sessions_ask_for_sign_in_again(sqlite_house: House, cast: Cast, office: FlaskClient) -> None:
    teacher = sqlite_house.client(cast.teacher)
    assert teacher.get("/people").status_code == 200
    assert office.post(f"/staff/{cast.teacher.user_id}/sessions/end").status_code == 302
    assert teacher.get("/people").status_code == 302


def test_access_taken_away_ends_at_once_and_comes_back(sqlite_house: House, cast: Cast, office: FlaskClient) -> None:
    teacher = sqlite_house.client(cast.teacher)
    assert office.post(f"/staff/{cast.teacher.user_id}/access/off").status_code == 302
    assert teacher.get("/people").status_code == 302
    assert "No access" in office.get("/staff").text
    assert office.post(f"/staff/{cast.teacher.user_id}/access/on").status_code == 302
    assert sqlite_house.client(cast.teacher).get("/people").status_code == 200
    assert office.post(f"/staff/{cast.manager.user_id}/access/off").status_code == 409


def test_staff_of_another_provider_are_not_here(sqlite_house: House, cast: Cast, office: FlaskClient) -> None:
    assert "Otto Fremd" not in office.get("/staff").text
    for deed in ("sessions/end", "access/off", "invite"):
        assert office.post(f"/staff/{cast.outsider.user_id}/{deed}").status_code == 404
        assert office.post(f"/staff/{cast.leyla.user_id}/{deed}").status_code == 404
    for who in (cast.teacher, cast.caseworker, cast.leyla):
        assert sqlite_house.client(who).get("/staff").status_code == 404
