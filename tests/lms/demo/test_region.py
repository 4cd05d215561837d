"""The demonstration's region: the same twice and on both databases, with something of everything in it."""

import json
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from lms.accounts import domain
from lms.exchange.queries.overview import overview
from lms.kernel import clock, plugins
from lms.kernel.actor import system
from lms.kernel.vocabulary import Track
from tests import postgres, region
from tests.houses import NOON, House, open_house

STATES = (
    "blocked",
    "low_attendance",
    "not_enough_evidence",
    "progressing",
    "supply_stalled",
    "watch",
    "within_expected",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> region.Region:
    """The region that browser tests look at, on SQLite."""
    return region.shared_region(tmp_path_factory)


def counts(report: dict[str, Any], *names: str) -> dict[str, int]:
    """Single figures, and figures by kind, as one table."""
    found: dict[str, int] = {}
    for name in names:
        value = report[name]
        found |= (
            {f"{name}.{kind}": count for kind, count in value.items()} if isinstance(value, dict) else {name: value}
        )
    return found


def test_the_shipped_seed_has_something_of_everything(built: region.Region) -> None:
    report = built.report
    assert set(report["learners_by_group"]) == set(Track)
    assert set(report["states"]) >= set(STATES)
    assert set(report["not_placed"])
    names = (
        "learners",
        "learners_by_group",
        "sections",
        "placed",
        "not_placed",
        "care_places",
        "states",
        "next_steps",
        "budgets",
    )
    assert {name: count for name, count in counts(report, *names).items() if count <= 0} == {}


def test_a_second_build_on_the_other_database_reports_the_same(
    built: region.Region, postgres_server: postgres.Server
) -> None:
    owner = postgres_server.create_database("region")
    try:
        again = region.build(owner, built.database.parent)
        assert json.loads(again) == built.report
        seen = create_engine(postgres_server.superuser_url("region"))
        with seen.connect() as connection:
            people = connection.execute(text("select count(*) from learners_learner")).scalar_one()
        seen.dispose()
        assert people == built.report["learners"]
    finally:
        postgres_server.drop_database("region")


# --- two providers side by side ---

GERMANS, SWEDES = ("marta", "jonas", "birgit"), ("elin", "maja", "lars")


@pytest.fixture(scope="module")
def house(
    built: region.Region, tmp_path_factory: pytest.TempPathFactory, registry: plugins.Registry
) -> Iterator[House]:
    """The application on a copy of the region."""
    folder = tmp_path_factory.mktemp("region")
    shutil.copy(built.database, folder / "onward.db")
    with clock.shifted_to(NOON), open_house(f"sqlite:///{folder}/onward.db", folder, registry, demo=True) as house:
        yield house


def signed_in(house: House, word: str) -> FlaskClient:
    """A browser of somebody of the demonstration."""
    client = house.client()
    given = {"email": f"{word}@{domain.DEMO_DOMAIN}", "password": domain.DEMO_PASSWORD}
    assert client.post("/sign-in/staff", data=given).status_code == 302
    return client


def people_of(house: House, country: str) -> list[str]:
    """Learners of the provider in one country, by id."""
    with house.crossing() as session:
        rows = session.execute(
            text(
                "select l.id from learners_learner l join organisations_provider p on p.id = l.provider_id"
                " where p.country = :country order by l.number"
            ),
            {"country": country},
        )
        return list(rows.scalars())


@pytest.mark.parametrize(("words", "own", "others"), [(GERMANS, "DE", "SE"), (SWEDES, "SE", "DE")])
def test_nobody_sees_people_of_the_other_provider(house: House, words: tuple[str, ...], own: str, others: str) -> None:
    ours, theirs = people_of(house, own), people_of(house, others)
    for word in words:
        client = signed_in(house, word)
        assert client.get(f"/people/{theirs[0]}").status_code == 404
        listed = client.get("/people").text
        assert not [one for one in theirs if one in listed]
        if word in {"jonas", "maja"}:
            assert client.get(f"/people/{ours[0]}").status_code == 200
            assert [one for one in ours if one in listed]


@pytest.mark.parametrize(
    ("word", "page"),
    [("marta", "/teach"), ("jonas", "/week"), ("hanna", "/casework"), ("nadia", "/childcare"), ("birgit", "/figures")],
)
def test_everybody_comes_in_where_the_day_begins_and_a_phone_shows_that_place_first(
    house: House, word: str, page: str
) -> None:
    start = signed_in(house, word).get("/", follow_redirects=True)
    bar = start.text.split('<nav class="bottom"')[1].split("</nav>")[0]
    assert start.request.path == page
    assert re.findall(r'href="([^"]+)"', bar)[0] == page


def test_the_observer_looks_over_both_providers(house: House, built: region.Region) -> None:
    signed_in(house, "olof")
    with house.crossing() as session:
        found = session.execute(text("select distinct region from organisations_provider")).scalars().all()
        provider_id = session.execute(text("select id from organisations_provider limit 1")).scalar_one()
    assert len(found) == 1
    with house.acting(system("test", provider_id)):
        seen = overview(provider_id, today=NOON.date())
    assert seen.providers == 2
    assert seen.people.total == built.report["learners"]


def test_some_wait_between_two_steps(house: House) -> None:
    page = signed_in(house, "jonas").get("/between-steps").text
    assert re.search(r"<h1>[2-9] people wait between two steps</h1>", page)


@pytest.mark.parametrize("word", SWEDES)
def test_every_place_of_the_swedish_provider_opens(house: House, word: str) -> None:
    client = signed_in(house, word)
    start = client.get("/", follow_redirects=True)
    assert start.status_code == 200
    places = set(re.findall(r'<a[^>]*href="(/[a-z/]+)"', start.text)) - {"/sign-out"}
    assert len(places) > 3
    assert {one: client.get(one).status_code for one in sorted(places)} == dict.fromkeys(sorted(places), 200)
