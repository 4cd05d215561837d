"""What a programme grants to a track: written down at once for who is placed there, added up, counted down by sessions."""

import re
from datetime import date, time

import pytest

from lms.courses import queries as courses
from lms.courses import services
from lms.courses.domain.attendance import Given
from lms.courses.services import budgets
from lms.kernel import clock, errors
from lms.kernel.vocabulary import Attendance
from tests.cast import Cast, add_section, gather
from tests.curricula.test_editions import TODAY, hand_in, take
from tests.houses import House

LITERACY = """[overlay]
programme = "de_integrationskurs"
set_by = "Lindenhof"

[[hour_budgets]]
key = "before_literacy"
tracks = ["literacy"]
kind = "pre_course"
hours = { amount = 300, unit = "lesson" }
source = "letter of the town, 2026"
confidence = "F"
valid_from = 2026-01-01
"""


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    cast = gather(sqlite_house)
    take(sqlite_house, cast.manager, hand_in(sqlite_house, cast.manager, LITERACY))
    admin = cast.administrator
    with sqlite_house.acting(admin):
        services.book(
            cast.section_id, cast.amina.learner_id or "", from_date=date(2026, 11, 2), actor=admin, now=clock.now()
        )
    return cast


def _come(house: House, cast: Cast, day: date) -> None:
    with house.acting(cast.teacher):
        session = courses.sessions_between(day, day, section_ids=[cast.section_id])[0]
        given = {one.enrolment_id: Given(Attendance.PRESENT) for one in courses.register(session.id).people}
        services.save_register(
            session.id, given, zone="Europe/Berlin", reason="paper", actor=cast.teacher, now=clock.now()
        )


def test_who_is_placed_in_a_literacy_track_has_hours_before_for_and_on_top_of_the_course(
    sqlite_house: House, cast: Cast
) -> None:
    office, path = sqlite_house.client(cast.administrator), f"/people/{cast.amina.learner_id}/hours"
    page = office.get(path).text
    for said in ("Hours before the course: 300 lessons", "Extra hours: 300 lessons"):
        assert said in page
    assert "Repeating" not in page.split("What the programme grants")[1].split("</ul>")[0]
    nobody = office.post(f"{path}/programme", data={"funder_id": "nobody"})
    assert nobody.status_code == 422
    assert "Choose who pays." in nobody.text
    told = {"funder_id": cast.funder_id, "reference": "L-77"}
    page = office.post(f"{path}/programme", data=told, follow_redirects=True).text
    assert "3 budgets are written down." in page
    assert "Hours before the course 300 + " in page
    assert "+ Extra hours 300" in page
    assert "1600 lessons left in all" in page
    assert "What the programme grants" not in page
    _come(sqlite_house, cast, TODAY)
    page = office.get(path).text
    assert "1597 lessons left in all" in page
    assert "Used 3 of 300 lessons" in page


def test_nothing_is_granted_twice_and_nobody_else_grants(sqlite_house: House, cast: Cast) -> None:
    learner_id, by = cast.amina.learner_id or "", {"actor": cast.administrator, "now": clock.now()}
    with sqlite_house.acting(cast.administrator):
        assert len(budgets.grant_programme(learner_id, cast.funder_id, from_date=TODAY, **by)) == 3
        with pytest.raises(errors.Conflict, match="nothing_granted"):
            budgets.grant_programme(learner_id, cast.funder_id, from_date=TODAY, **by)
    path = f"/people/{learner_id}/hours/programme"
    again = sqlite_house.client(cast.administrator).post(path, data={"funder_id": cast.funder_id})
    assert again.status_code == 409
    assert "Nothing is left to write down" in again.text
    assert sqlite_house.client(cast.teacher).post(path).status_code == 404


def test_a_second_chance_says_that_it_has_no_hours_yet_and_one_tap_writes_down_what_the_programme_grants_for_it(
    sqlite_house: House, cast: Cast
) -> None:
    learner_id, by = cast.amina.learner_id or "", {"actor": cast.administrator, "now": clock.now()}
    other = add_section(sqlite_house, cast, name="Afternoon", starts=time(13), ends=time(15))
    office, path = sqlite_house.client(cast.administrator), f"/people/{learner_id}/hours"
    with sqlite_house.acting(cast.administrator):
        first = courses.enrolments_of([learner_id])[learner_id][0].id
        budgets.grant_programme(learner_id, cast.funder_id, from_date=TODAY, **by)
        services.finish(first, on=TODAY, **by)
    told = {"cause": "exam_failed", "section_id": other, "on": TODAY.isoformat()}
    page = office.post(f"/enrolments/{first}/second", data=told, follow_redirects=True).text
    assert "No hours for repeating are written down." in page
    assert f'href="{path}"' in page
    offered = office.get(path).text.split("What the programme grants")[1].split("</ul>")[0]
    assert re.findall(r"<li>([^<]+?)\s*<", offered) == ["Repeating: 300 lessons"]
    office.post(f"{path}/programme", data={"funder_id": cast.funder_id})
    with sqlite_house.acting(cast.administrator):
        second = courses.enrolments_of([learner_id])[learner_id][0].id
    assert "300 of 300 lessons left" in office.get(f"/enrolments/{second}").text
    assert "What the programme grants" not in office.get(path).text
