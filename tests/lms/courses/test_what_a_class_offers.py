"""What a class offers: said of it, found in the list, needed by a person; a week in large type to hang up."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from lms.courses import queries, services
from lms.kernel import clock
from lms.learners import services as learners
from lms.learners.domain.lives import Need
from tests.cast import TERM, Cast, add_section, gather
from tests.houses import House
from tests.lms.courses.test_sessions import TODAY, edit_of

CSS = Path(__file__).parents[3] / "static" / "css" / "pages" / "courses_large.css"


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def test_the_list_shows_the_classes_for_older_people_alone(sqlite_house: House, cast: Cast) -> None:
    house, admin = sqlite_house, cast.administrator
    calm = add_section(house, cast, name="Calm mornings", weekdays=(2,))
    with house.acting(admin):
        edit = replace(edit_of(queries.section(calm)), properties=("seniors",))
        services.edit_section(calm, edit, TODAY, closed={}, zone="Europe/Berlin", actor=admin, now=clock.now())
    client = house.client(admin)
    assert "Alpha B" in client.get("/courses").text
    page = client.get("/courses?need=seniors").text
    assert "1 class in" in page
    assert "Calm mornings" in page
    assert f'href="/sections/{cast.section_id}"' not in page
    assert "No class in this term is for that." in client.get("/courses?need=sign_language").text


def test_a_class_that_a_woman_teaches_is_found_and_who_names_a_substitute_is_told(
    sqlite_house: House, cast: Cast
) -> None:
    house, admin, amina = sqlite_house, cast.administrator, cast.amina.learner_id or ""
    hers = add_section(house, cast, name="Women teach", weekdays=(2,))
    with house.acting(admin):
        edit = replace(edit_of(queries.section(hers)), properties=("woman_teacher",))
        services.edit_section(hers, edit, TODAY, closed={}, zone="Europe/Berlin", actor=admin, now=clock.now())
        learners.keep_week(amina, needs=frozenset({Need.WOMAN_TEACHER}), actor=admin, now=clock.now())
        fits = queries.section_fits(amina, [cast.section_id, hers], TERM[0])
        sessions = {one.section_id: one.id for one in queries.sessions_between(*TERM)}
    assert {key: [one.need for one in fit.missing] for key, fit in fits.items()} == {
        cast.section_id: [Need.WOMAN_TEACHER],
        hers: [],
    }
    office = house.client(admin)
    assert f'href="/sections/{cast.section_id}"' not in office.get("/courses?need=woman_teacher").text
    told = "This group is promised a woman who teaches."
    assert told in office.get(f"/register/{sessions[hers]}/substitute").text
    assert told not in office.get(f"/register/{sessions[cast.section_id]}/substitute").text


def test_a_learner_takes_her_week_in_type_of_at_least_twenty_points(sqlite_house: House, cast: Cast) -> None:
    house, admin = sqlite_house, cast.administrator
    section_id = add_section(house, cast, name="Calm mornings", weekdays=(2,), room_id=cast.room_id)
    with house.acting(admin):
        services.book(section_id, cast.leyla.learner_id or "", from_date=TERM[0], actor=admin, now=clock.now())
    for who, path in ((cast.leyla, "/my-times/print"), (cast.teacher, f"/people/{cast.leyla.learner_id}/times")):
        page = house.client(who).get(path).text
        for said in ("Leyla Demir", "Fish", "Calm mornings", "Wednesday", "09:00", "11:15", "030 1234567"):
            assert said in page
        assert "courses_large" in page
    sizes = [int(size) for size in re.findall(r"font-size: (\d+)pt", CSS.read_text())]
    assert min(sizes) >= 20
    assert house.client(cast.amina).get(f"/people/{cast.leyla.learner_id}/times").status_code == 404
    assert house.client(cast.outsider).get(f"/people/{cast.leyla.learner_id}/times").status_code == 404
