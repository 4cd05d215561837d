"""Away for half an hour: staff sign in again, and what they were typing is offered again and takes effect once."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.accounts import models, parked
from lms.casework import queries, services
from lms.kernel import clock, db
from tests.cast import Cast, gather
from tests.houses import NOON, House

PASSWORD = "green river stone"


@pytest.fixture
def cast(sqlite_house: House, password_hash: str) -> Cast:
    cast = gather(sqlite_house)
    with db.transaction(sqlite_house.engine) as session:
        user = session.get_one(models.User, cast.caseworker.user_id)
        user.email = "hanna@lindenhof.example"
        user.password_hash = password_hash
    with sqlite_house.acting(cast.caseworker):
        services.make_plan(cast.leyla.learner_id or "", "work", actor=cast.caseworker, now=clock.now())
    return cast


def _hidden(page: str) -> dict[str, str]:
    tags = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    pairs = [(re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in tags]
    return {name.group(1): html.unescape(value.group(1)) for name, value in pairs if name and value}


def _type_a_step(client: FlaskClient, cast: Cast) -> "tuple[int, str]":
    answer = client.post(
        f"/casework/{cast.leyla.learner_id}/steps",
        data={"title": "Glasses & frame", "owner": "Leyla", "due_on": "2026-12-02", "once": "a-form-key"},
    )
    return answer.status_code, answer.text


def _steps(house: House, cast: Cast) -> list[str]:
    with house.acting(cast.caseworker):
        found = queries.plan(cast.leyla.person_id or "", NOON.date())
    return [step.title for step in found.steps] if found else []


def _back_in(client: FlaskClient, page: str) -> str:
    answer = client.post(
        "/sign-in/staff", data={**_hidden(page), "email": "hanna@lindenhof.example", "password": PASSWORD}
    )
    return answer.text


def test_staff_are_out_after_half_an_hour_and_not_before(
    sqlite_house: House, cast: Cast, pass_time: Callable[[timedelta], None]
) -> None:
    client = sqlite_house.client(cast.caseworker)
    pass_time(timedelta(minutes=29))
    assert client.get("/me").status_code == 200
    pass_time(timedelta(minutes=29))
    assert client.get("/me").status_code == 200
    pass_time(timedelta(minutes=31))
    assert client.get("/me").status_code == 302


def test_a_learner_stays_in(sqlite_house: House, cast: Cast, pass_time: Callable[[timedelta], None]) -> None:
    client = sqlite_house.client(cast.leyla)
    pass_time(timedelta(days=20))
    assert client.get("/me").status_code == 200
    pass_time(timedelta(days=11))
    assert client.get("/me").status_code == 302


def test_a_form_sent_too_late_is_kept_and_takes_effect_once(
    sqlite_house: House, cast: Cast, pass_time: Callable[[timedelta], None]
) -> None:
    client = sqlite_house.client(cast.caseworker)
    pass_time(timedelta(minutes=31))
    status, page = _type_a_step(client, cast)
    assert status == 401
    assert "Your text is still here" in page
    assert _steps(sqlite_house, cast) == []

    offered = _back_in(client, page)
    assert "Your text is still here" in offered
    assert "Glasses &amp; frame" in offered
    assert _steps(sqlite_house, cast) == []

    for _ in range(2):
        assert client.post(f"/casework/{cast.leyla.learner_id}/steps", data=_hidden(offered)).status_code == 302
    assert _steps(sqlite_house, cast) == ["Glasses & frame"]


def test_a_parked_form_that_somebody_changed_is_not_offered(
    sqlite_house: House, cast: Cast, pass_time: Callable[[timedelta], None]
) -> None:
    client = sqlite_house.client(cast.caseworker)
    pass_time(timedelta(minutes=31))
    _, page = _type_a_step(client, cast)
    hidden = _hidden(page)
    hidden["parked"] = hidden["parked"][:-4] + "AAAA"
    answer = client.post("/sign-in/staff", data={**hidden, "email": "hanna@lindenhof.example", "password": PASSWORD})
    assert answer.status_code == 302
    assert "Glasses" not in answer.text


def test_a_password_is_never_parked(sqlite_house: House) -> None:
    answer = sqlite_house.client().post("/me/sessions/end", data={"password": "secret words here"})
    assert answer.status_code == 401
    with sqlite_house.app.test_request_context():
        kept = parked.opened(_hidden(answer.text)["parked"])
    assert kept == ("/me/sessions/end", [])
