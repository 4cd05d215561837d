"""Somebody with an e-mail and a password, and time that passes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.accounts import models
from lms.accounts.services import people
from lms.accounts.services import sign_in as services
from lms.kernel import clock, config, db
from lms.kernel.actor import Role
from tests.cast import add_provider
from tests.houses import House

EMAIL, PASSWORD = "marta@lindenhof.example", "green river stone"


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hashing costs on purpose: once is enough."""
    someone = models.User(name="Somebody", email=None)
    services.set_password(someone, PASSWORD)
    return someone.password_hash or ""


@pytest.fixture
def marta(sqlite_house: House, password_hash: str) -> str:
    """The user id of a caseworker who signs in with a password."""
    provider_id, centre_id = add_provider(sqlite_house)
    with db.transaction(sqlite_house.engine), db.scoped(provider_id):
        user = people.add_user("Marta Klein", email=EMAIL)
        user.password_hash = password_hash
        people.add_membership(user.id, provider_id, Role.CASEWORKER, centre_id=centre_id)
    return user.id


@pytest.fixture
def pass_time(sqlite_house: House) -> Callable[[timedelta], None]:
    """Let time pass for every request that follows."""

    def wait(by: timedelta) -> None:
        sqlite_house.app.extensions["onward.clock_shift"] += by
        clock.use_shift(sqlite_house.app.extensions["onward.clock_shift"])

    return wait


@pytest.fixture
def settings(sqlite_house: House) -> Callable[..., config.Settings]:
    """Change settings of the running house."""

    def change(**values: object) -> config.Settings:
        changed: config.Settings = replace(sqlite_house.app.config["ONWARD"], **values)
        sqlite_house.app.config["ONWARD"] = changed
        return changed

    return change


@pytest.fixture
def sign_in(sqlite_house: House) -> Callable[..., tuple[FlaskClient, int, str]]:
    """Post e-mail and password. Returns the browser, the status and the page or the address it leads to."""

    def post(
        password: str = PASSWORD, *, email: str = EMAIL, client: FlaskClient | None = None, **fields: str
    ) -> tuple[FlaskClient, int, str]:
        browser = client or sqlite_house.client()
        answer = browser.post("/sign-in/staff", data={"email": email, "password": password, **fields})
        return browser, answer.status_code, answer.location or answer.text

    return post
