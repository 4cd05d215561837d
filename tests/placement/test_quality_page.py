"""The page of quality: for a centre, without names, and nothing about groups of few."""

from datetime import timedelta

import pytest

from lms.kernel import db
from lms.learners.services import NewLearner
from placement import models
from placement.views import figures
from tests.cast import Cast
from tests.houses import NOON, House
from tests.placement import people

BANDS = {"pre_a1": 0.02, "a1": 0.18, "a2": 0.7, "b1": 0.1, "b2": 0.0, "c1": 0.0}


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def placed(learner_id: str, at: int) -> list[object]:
    """A result with its decision and, later, the check: one in four was not right."""
    level = {"measures": "listening", "band": "a2", "probability": 0.7, "lowest": "a1", "highest": "b1", "bands": BANDS}
    level |= {"theta": 0.1 * (at % 7), "standard_error": 0.4, "items": 9}
    result = models.Result(
        id=db.new_id(), learner_id=learner_id, track="regular", probability=0.8, runner_up="fast", level="a2",
        recommendation={"needs_person": []}, levels=[level], literacy={}, bank="german_core", bank_version="x",
        decided_with={}, by="x", at=NOON, decided_at=NOON,
    )  # fmt: skip
    decision = models.Decision(id=db.new_id(), result_id=result.id, track="regular", reason="", by="x", at=NOON)
    verdict = "too_hard" if at % 4 == 0 else "right"
    check = models.CheckIn(
        id=db.new_id(), result_id=result.id, verdict=verdict, moved=False, note="", on_day=NOON.date(), by="x",
        at=NOON + timedelta(days=30),
    )  # fmt: skip
    return [result, decision, check]


def test_quality_says_what_holds_and_hides_small_groups(house: House, cast: Cast) -> None:
    empty = house.client(cast.administrator).get("/placement/quality").text
    assert "Nobody has been placed yet." in empty
    for at in range(24):
        new = NewLearner(
            f"Q-{at}", f"Name{at}", "Q", first_language="Dari" if at < 20 else "Tigrinya", literacy="latin"
        )
        learner = people.add(house, cast, new)
        with house.acting(cast.teacher) as session:
            rows = placed(learner.learner_id or "", at)
            session.add(rows[0])
            session.flush()
            session.add_all(rows[1:])
    page = house.client(cast.administrator).get("/placement/quality").text
    assert "75 of 100 groups were right after some weeks." in page
    assert "too sure" in page or "holds" in page
    assert "Dari" in page
    assert figures.side("script", "Ethi") == "Ethiopic"
    assert "Tigrinya" not in page
    assert "Name3" not in page
    assert "below A2 or not" in page
    assert house.client(cast.manager).get("/placement/quality").status_code == 200
    assert house.client(cast.teacher).get("/placement/quality").status_code == 404
