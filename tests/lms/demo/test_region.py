"""The demonstration's region: the same twice and on both databases, with something of everything in it."""

import json
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from lms.kernel.vocabulary import Track
from tests import postgres, region

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
    names = ("learners", "learners_by_group", "sections", "placed", "not_placed", "care_places", "states", "next_steps")
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
