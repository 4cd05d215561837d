"""When the database stops, people read a sentence instead of a breakdown, and all goes on when it is back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.accounts.services import people
from lms.kernel import clock, db, plugins
from lms.kernel.actor import Role
from tests import houses, postgres
from tests.cast import add_provider


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    """A server of this test's own: it will be stopped."""
    with postgres.Server(crash_safe=False) as server:
        yield server


def test_a_stopped_database_is_explained_and_comes_back(
    server: postgres.Server, tmp_path: Path, registry: plugins.Registry
) -> None:
    houses.fill(server.create_database("onward"), registry, app_role="onward_app")
    with clock.shifted_to(houses.NOON), houses.open_house(server.app_url("onward"), tmp_path, registry) as house:
        provider_id, centre_id = add_provider(house)
        teacher = house.actor("Marta Klein", Role.TEACHER, provider_id, centre_id=centre_id)
        with db.transaction(house.engine):
            token = people.make_api_token(provider_id, Role.CASEWORKER, "Statistics", now=clock.now())
        ask = {"Authorization": f"Bearer {token}"}
        client, program, visitor = house.client(teacher), house.app.test_client(), house.client(language="en")
        german = house.client(teacher, language="de")
        assert client.get("/me").status_code == 200

        server.stop()
        page = client.get("/me")
        assert page.status_code == 503
        assert "The database does not answer." in page.text
        assert "Wait a minute, then try again." in page.text
        assert 'lang="de"' in german.get("/me").text
        form = visitor.post("/sign-in/staff", data={"email": "marta@example.org", "password": "three quiet herons"})
        assert (form.status_code, "The database does not answer." in form.text) == (503, True)
        problem = program.get("/api/v1/people", headers=ask)
        assert (problem.status_code, problem.mimetype) == (503, "application/problem+json")
        health = visitor.get("/healthz")
        assert (health.status_code, (health.json or {})["ok"]) == (503, False)
        assert visitor.get("/sign-in").status_code == 200

        server.start()
        assert client.get("/me").status_code == 200
        assert program.get("/api/v1/people", headers=ask).status_code == 200
        assert visitor.get("/healthz").status_code == 200
