"""Signing in with a password: in, wrong, waiting, and nobody learns who has an account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from argon2 import Type

from lms.accounts import models
from lms.kernel import db
from tests.houses import HASHER, House

SignIn = Callable[..., tuple[Any, int, str]]


def test_the_right_password_opens_the_first_page(sign_in: SignIn, marta: str) -> None:
    client, status, location = sign_in()
    assert (status, location) == (302, "/")
    assert client.get("/me").status_code == 200


def test_a_stolen_password_costs_whoever_guesses_it() -> None:
    # At least what OWASP asks of Argon2id: 19 MiB, two rounds. Tests pay less (`tests.houses`).
    assert HASHER.type is Type.ID
    assert HASHER.memory_cost >= 19 * 1024
    assert HASHER.time_cost >= 2


def test_the_session_cookie_is_out_of_reach_for_scripts(sqlite_house: House, marta: str) -> None:
    answer = sqlite_house.client().post(
        "/sign-in/staff", data={"email": "marta@lindenhof.example", "password": "green river stone"}
    )
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("onward=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_wrong_password_and_an_unknown_email_look_alike(sign_in: SignIn, marta: str) -> None:
    _, wrong, page = sign_in("something else")
    _, unknown, other = sign_in("something else", email="nobody@lindenhof.example")
    assert (wrong, unknown) == (422, 422)
    assert page.replace("marta@", "nobody@") == other.replace("marta@", "nobody@")
    assert "E-mail or password is not right" in page


def test_after_three_wrong_tries_even_the_right_password_waits(
    sign_in: SignIn, marta: str, pass_time: Callable[[timedelta], None]
) -> None:
    for _ in range(3):
        sign_in("something else")
    _, status, page = sign_in()
    assert status == 409
    assert "Wait 5 seconds" in page
    pass_time(timedelta(seconds=6))
    assert sign_in()[1] == 302


def test_waits_rise_and_a_right_password_ends_them(
    sign_in: SignIn, marta: str, pass_time: Callable[[timedelta], None]
) -> None:
    for _ in range(3):
        sign_in("something else")
    pass_time(timedelta(seconds=6))
    sign_in("something else")
    assert "Wait 10 seconds" in sign_in()[2]
    pass_time(timedelta(seconds=11))
    assert sign_in()[1] == 302
    assert sign_in("something else")[1] == 422


def test_an_email_is_read_in_any_case(sign_in: SignIn, marta: str) -> None:
    assert sign_in(email="  Marta@Lindenhof.example ")[1] == 302


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "evil"]
)
def test_the_way_on_stays_inside_this_site(sign_in: SignIn, marta: str, target: str) -> None:
    assert sign_in(next=target)[2] == "/"


def test_the_way_on_leads_to_the_page_that_was_asked_for(sign_in: SignIn, marta: str) -> None:
    assert sign_in(next="/me?from=mail")[2] == "/me?from=mail"


def test_signing_out_ends_the_session_in_the_database(sqlite_house: House, sign_in: SignIn, marta: str) -> None:
    client, *_ = sign_in()
    token = client.get_cookie("onward").value
    assert client.post("/sign-out").status_code == 302
    thief = sqlite_house.client()
    thief.set_cookie("onward", token)
    assert thief.get("/me").location == "/sign-in?next=/me"


def test_other_devices_can_be_signed_out(sign_in: SignIn, marta: str) -> None:
    (phone, *_), (desk, *_) = sign_in(), sign_in()
    desk.post("/me/sessions/end")
    assert phone.get("/me").status_code == 302
    assert desk.get("/me").status_code == 200


def test_who_was_switched_off_is_out_at_once(sqlite_house: House, sign_in: SignIn, marta: str) -> None:

    client, *_ = sign_in()
    with db.transaction(sqlite_house.engine) as session:
        session.get_one(models.User, marta).active = False
    assert client.get("/me").status_code == 302
    assert sign_in()[1] == 422
