"""From reception to the course: a checklist that is used, stored with who settled it, and taken back."""

import pytest

from lms.casework.domain.reception import ALWAYS, Point
from tests.cast import Cast, gather
from tests.houses import House

SETTLED = {one.value: "done" if one in ALWAYS else "not_needed" for one in Point}


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def test_the_checklist_from_reception_to_course_is_gone_through_stored_and_taken_back(
    sqlite_house: House, cast: Cast
) -> None:
    hanna, jonas = sqlite_house.client(cast.caseworker), sqlite_house.client(cast.administrator)
    address = f"/people/{cast.leyla.learner_id}/reception"
    assert "Nobody is on the way from reception to a course" in hanna.get("/reception").text
    assert "not begun" in hanna.get(f"/people/{cast.leyla.learner_id}").text
    assert "9 points are still open" in hanna.get(address).text
    part = dict.fromkeys(list(SETTLED)[:4], "done") | {"note": "Reads Dari, not Latin letters."}
    assert hanna.post(address, data=part).status_code == 302
    # A colleague goes on with it; what is open holds the person here, and nothing is lost.
    page = jonas.get(address).text
    assert "5 points are still open" in page
    assert "Reads Dari, not Latin letters." in page
    early = jonas.post(address, data=part | {"hand_over": "1"}, follow_redirects=True).text
    assert "5 points are still open: settle them before handing over." in early
    assert "Leyla Demir" in jonas.get("/reception").text
    for wrong in ({"consent": "not_needed"}, {"class": "perhaps"}, {"note": "x" * 501}):
        assert jonas.post(address, data=SETTLED | wrong).status_code == 422
    over = jonas.post(address, data=SETTLED | {"note": "", "hand_over": "1"}, follow_redirects=True).text
    assert "Leyla Demir is handed over to the course." in over
    assert "Handed over lately" in over
    stored = hanna.get(address).text
    assert "Handed over on Tue 24 November 2026 by Jonas Weber" in stored
    assert stored.count("not needed</strong>") == len(Point) - len(ALWAYS)
    assert hanna.post(address, data=SETTLED).status_code == 409
    assert hanna.post(f"{address}/back").status_code == 302
    assert "0 points are still open" in hanna.get(address).text
    for who in (cast.teacher, cast.carer, cast.outsider):
        assert sqlite_house.client(who).get(address).status_code == 404
        assert sqlite_house.client(who).post(address, data=SETTLED).status_code == 404
