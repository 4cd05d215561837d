"""The second factor: asked from everybody who reads others' data, each code once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from lms.accounts import models
from lms.kernel import clock, db
from lms.kernel.actor import Role
from lms.learners.services import NewLearner
from tests.cast import add_learner, add_provider
from tests.houses import House

SignIn = Callable[..., tuple[Any, int, str]]


@pytest.fixture(autouse=True)
def required(settings: Callable[..., Any]) -> None:
    """As in a real installation."""
    settings(totp="required")


def _code(house: House, user_id: str) -> str:
    with db.transaction(house.engine) as session:
        secret = session.get_one(models.User, user_id).totp_secret or ""
    return pyotp.TOTP(secret).at(clock.now())


def _set_up(house: House, sign_in: SignIn, user_id: str) -> Any:
    client, _, location = sign_in()
    assert location.startswith("/sign-in/second-factor")
    page = client.get(location)
    assert "<svg" in page.text
    answer = client.post("/sign-in/code", data={"code": _code(house, user_id)})
    assert answer.status_code == 302
    return client


def test_the_first_sign_in_sets_it_up_and_goes_on(sqlite_house: House, sign_in: SignIn, marta: str) -> None:
    client = _set_up(sqlite_house, sign_in, marta)
    assert client.get("/me").status_code == 200


def test_the_password_alone_opens_nothing(sqlite_house: House, sign_in: SignIn, marta: str) -> None:
    client, *_ = sign_in()
    assert client.get("/me").status_code == 302
    assert client.get_cookie("onward") is None


def test_afterwards_every_sign_in_asks_for_a_code(
    sqlite_house: House, sign_in: SignIn, marta: str, pass_time: Callable[[timedelta], None]
) -> None:
    _set_up(sqlite_house, sign_in, marta)
    pass_time(timedelta(minutes=1))
    client, _, location = sign_in()
    assert location.startswith("/sign-in/code")
    assert '<svg class="segno' not in client.get(location).text
    assert client.post("/sign-in/code", data={"code": _code(sqlite_house, marta)}).status_code == 302
    assert client.get("/me").status_code == 200


def test_a_code_counts_once(sqlite_house: House, sign_in: SignIn, marta: str) -> None:
    _set_up(sqlite_house, sign_in, marta)
    client, *_ = sign_in()
    again = client.post("/sign-in/code", data={"code": _code(sqlite_house, marta)})
    assert again.status_code == 422
    assert "This code is not right" in again.text
    assert client.get("/me").status_code == 302


def test_wrong_codes_wait_like_wrong_passwords(sqlite_house: House, sign_in: SignIn, marta: str) -> None:
    _set_up(sqlite_house, sign_in, marta)
    client, *_ = sign_in()
    answers = [client.post("/sign-in/code", data={"code": "000000"}).status_code for _ in range(4)]
    assert answers == [422, 422, 422, 409]


def test_a_secret_that_is_in_force_is_never_shown_again(sqlite_house: House, sign_in: SignIn, marta: str) -> None:
    _set_up(sqlite_house, sign_in, marta)
    with db.transaction(sqlite_house.engine) as session:
        secret = session.get_one(models.User, marta).totp_secret or ""
    client, *_ = sign_in()
    enrol = client.get("/sign-in/second-factor", follow_redirects=True)
    assert secret not in enrol.text
    with db.transaction(sqlite_house.engine) as session:
        assert session.get_one(models.User, marta).totp_secret == secret


def test_without_the_password_there_is_no_code_to_ask_for(sqlite_house: House, marta: str) -> None:
    client = sqlite_house.client()
    assert client.get("/sign-in/code").status_code == 404
    assert client.post("/sign-in/code", data={"code": "123456"}).status_code == 404
    assert client.get("/sign-in/second-factor").status_code == 404


def test_a_learner_comes_in_without_one(sqlite_house: House) -> None:
    provider_id, centre_id = add_provider(sqlite_house)
    learner = add_learner(sqlite_house, provider_id, centre_id, NewLearner("L-1", "Leyla", "Demir"))
    assert learner.role is Role.LEARNER
    assert sqlite_house.client(learner).get("/me").status_code == 200
