"""Links by mail: an invitation or a new password, once and in time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lms.accounts import models
from lms.accounts.services import people
from lms.kernel import clock, db
from lms.messages import queries as messages
from tests.houses import House

SignIn = Callable[..., tuple[Any, int, str]]
NEW = "seven blue lamps"


def _path(house: House) -> str:
    with db.transaction(house.engine):
        (mail, *_) = messages.mailbox()
    return "/link/" + mail.link.rsplit("/", 1)[1]


@pytest.fixture
def reset(sqlite_house: House, marta: str) -> str:
    """The path of a link that Marta asked for."""
    sqlite_house.client().post("/forgotten", data={"email": "marta@lindenhof.example"})
    return _path(sqlite_house)


def test_a_reset_link_sets_a_new_password(sqlite_house: House, sign_in: SignIn, reset: str) -> None:
    client = sqlite_house.client()
    assert "Marta Klein" in client.get(reset).text
    assert client.post(reset, data={"password": NEW}).location == "/sign-in/staff"
    assert sign_in(NEW)[1] == 302
    assert sign_in()[1] == 422


def test_a_link_works_once(sqlite_house: House, sign_in: SignIn, reset: str) -> None:
    client = sqlite_house.client()
    client.post(reset, data={"password": NEW})
    assert client.get(reset).status_code == 404
    assert client.post(reset, data={"password": "four old bridges"}).status_code == 404
    assert sign_in(NEW)[1] == 302


def test_a_new_password_ends_every_session(sqlite_house: House, sign_in: SignIn, reset: str) -> None:
    client, *_ = sign_in()
    sqlite_house.client().post(reset, data={"password": NEW})
    assert client.get("/me").status_code == 302


def test_a_late_link_is_refused(
    sqlite_house: House, sign_in: SignIn, reset: str, pass_time: Callable[[timedelta], None]
) -> None:
    pass_time(timedelta(minutes=61))
    client = sqlite_house.client()
    assert client.get(reset).status_code == 404
    assert client.post(reset, data={"password": NEW}).status_code == 404
    assert sign_in()[1] == 302


def test_a_newer_link_replaces_the_older_one(sqlite_house: House, reset: str) -> None:
    sqlite_house.client().post("/forgotten", data={"email": "marta@lindenhof.example"})
    assert _path(sqlite_house) != reset
    assert sqlite_house.client().get(reset).status_code == 404


def test_a_weak_password_is_refused_and_the_link_still_works(sqlite_house: House, reset: str) -> None:
    client = sqlite_house.client()
    refused = client.post(reset, data={"password": "short"})
    assert refused.status_code == 422
    assert "at least 10 characters" in refused.text.lower()
    assert client.post(reset, data={"password": NEW}).status_code == 302


def test_the_answer_is_the_same_for_an_unknown_email(sqlite_house: House, marta: str) -> None:
    client = sqlite_house.client()
    known = client.post("/forgotten", data={"email": "marta@lindenhof.example"}, follow_redirects=True)
    unknown = client.post("/forgotten", data={"email": "nobody@lindenhof.example"}, follow_redirects=True)
    assert known.text == unknown.text
    with db.transaction(sqlite_house.engine):
        assert [mail.address for mail in messages.mailbox()] == ["marta@lindenhof.example"]


def test_an_invitation_lives_for_a_week(
    sqlite_house: House, sign_in: SignIn, marta: str, pass_time: Callable[[timedelta], None]
) -> None:
    with db.transaction(sqlite_house.engine) as session:
        people.send_link(session.get_one(models.User, marta), "invitation", now=clock.now())
    path = _path(sqlite_house)
    pass_time(timedelta(days=6, hours=23))
    assert sqlite_house.client().post(path, data={"password": NEW}).status_code == 302
    assert sign_in(NEW)[1] == 302


def test_an_invitation_after_a_week_is_refused(
    sqlite_house: House, marta: str, pass_time: Callable[[timedelta], None]
) -> None:
    with db.transaction(sqlite_house.engine) as session:
        people.send_link(session.get_one(models.User, marta), "invitation", now=clock.now())
    pass_time(timedelta(days=7, minutes=1))
    assert sqlite_house.client().get(_path(sqlite_house)).status_code == 404
