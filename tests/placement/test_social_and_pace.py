"""What the result says of the social track and of LASLLIAM, and rows of shapes inside a real test."""

import re

import pytest
from flask.testing import FlaskClient

from placement import queries
from placement.domain import battery
from placement.domain.item_bank import Aptitude, Item
from tests.cast import Cast, gather
from tests.houses import House
from tests.placement import people
from tests.placement.people import FULL


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


@pytest.fixture
def teacher(sqlite_house: House, cast: Cast) -> FlaskClient:
    return sqlite_house.client(cast.teacher)


def result_of(house: House, cast: Cast, learner_id: str | None) -> queries.ResultInfo:
    with house.acting(cast.teacher):
        found = queries.newest_result(learner_id or "")
    assert found is not None
    return found


def test_the_result_names_the_laslliam_step_and_the_social_track(
    sqlite_house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(sqlite_house, cast, people.SAMIRA).learner_id
    teacher.post(f"/placement/{learner_id}/interview", data=FULL)
    people.walk(teacher, f"/placement/{learner_id}", people.reads_another_script)
    found = result_of(sqlite_house, cast, learner_id)
    assert found.recommendation["social"] is True
    page = teacher.get(f"/placement/{learner_id}/result").text
    assert "LASLLIAM step" in page
    assert "A group without examinations fits" in page


@pytest.mark.parametrize(("quick", "track"), [(True, "fast_track"), (False, "regular")])
def test_rows_of_shapes_decide_where_the_fast_track_is_open(
    sqlite_house: House, cast: Cast, teacher: FlaskClient, quick: bool, track: str
) -> None:
    learner_id = people.add(sqlite_house, cast, people.LUCIA).learner_id
    told = FULL | {"reads": "latin", "schooling_years": "15", "study_habit": "some"}
    teacher.post(f"/placement/{learner_id}/interview", data=told)
    seen: list[Item] = []

    def answers(item: Item) -> int | None:
        seen.append(item)
        return people.right(item) if quick or item.measures is not Aptitude.PACE else None

    people.walk(teacher, f"/placement/{learner_id}", answers)
    shapes = [item for item in seen if item.measures is Aptitude.PACE]
    assert battery.PACE_RULES.min_items <= len(shapes) <= battery.PACE_RULES.max_items
    assert seen[-len(shapes) :] == shapes
    found = result_of(sqlite_house, cast, learner_id)
    assert found.track == track
    assert next(one for one in found.recommendation["facts"] if "fast" in one["code"])["source"] == "test"
    page = teacher.get(f"/placement/{learner_id}/result").text
    assert f"Rows of shapes: {len(shapes)} questions, 1 minute." in page
    assert f"{len(seen)} questions" in page
    assert re.search(r"Learns faster than about \d+ of 100 newcomers", page)
    assert (" short." in page) == (not quick)
    assert found.questions == len(seen)
