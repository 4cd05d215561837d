"""In the demonstration the sign-in page lets visitors in with one press; elsewhere it shows nothing of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from lms.accounts import domain, models
from lms.accounts.services import sign_in
from lms.kernel import db
from lms.kernel.actor import Role
from tests.cast import Cast, gather
from tests.houses import House


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    cast = gather(sqlite_house)
    with db.transaction(sqlite_house.engine) as session:
        for name, actor in (("marta", cast.teacher), ("hanna", cast.caseworker), ("leyla", cast.leyla)):
            user = session.get_one(models.User, actor.user_id)
            user.email = f"{name}@{domain.DEMO_DOMAIN}"
        session.flush()
        sign_in.set_password(session.get_one(models.User, cast.caseworker.user_id), domain.DEMO_PASSWORD)
    return cast


def test_every_role_has_a_button_that_signs_in(sqlite_house: House, cast: Cast, settings: Callable[..., Any]) -> None:
    settings(demo=True)
    client = sqlite_house.client()
    page = client.get("/sign-in/staff").text
    assert re.findall(r"Sign in as: ([A-Za-z ]+)", page) == ["Teacher", "Caseworker"]
    answer = client.post("/sign-in/staff", data={"email": "hanna@demo.example", "password": domain.DEMO_PASSWORD})
    assert answer.status_code == 302
    assert "Hanna Lindqvist" in client.get("/me").text


def test_whoever_shares_a_role_is_told_apart_by_name(
    sqlite_house: House, cast: Cast, settings: Callable[..., Any]
) -> None:
    settings(demo=True)
    elin = sqlite_house.actor("Elin Ek", Role.TEACHER, cast.provider_id)
    with db.transaction(sqlite_house.engine) as session:
        session.get_one(models.User, elin.user_id).email = f"elin@{domain.DEMO_DOMAIN}"
    page = sqlite_house.client().get("/sign-in/staff").text
    assert re.findall(r"Sign in as: ([A-Za-z, ]+)", page) == ["Teacher", "Teacher, Elin Ek", "Caseworker"]


def test_a_learners_card_is_one_press_away_and_ends_no_other(
    sqlite_house: House, cast: Cast, settings: Callable[..., Any]
) -> None:
    settings(demo=True)
    first, second = sqlite_house.client(), sqlite_house.client()
    earlier = first.post("/sign-in/demo-card").location
    later = second.post("/sign-in/demo-card").location
    assert first.post(earlier).status_code == 302
    assert second.post(later).status_code == 302
    assert "Leyla Demir" in first.get("/me").text


def test_a_real_installation_shows_and_gives_nothing_of_it(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client()
    page = client.get("/sign-in/staff").text
    assert domain.DEMO_PASSWORD not in page
    assert "demo.example" not in page
    assert client.post("/sign-in/demo-card").status_code == 404
