"""Ways through placement that no database changes: who is recommended what, who may see what, what is kept."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from lms.kernel import db
from lms.learners import queries as learners
from placement import queries
from tests.cast import Cast
from tests.houses import House
from tests.placement import people
from tests.placement.people import FULL


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def test_the_interview_begins_with_what_registration_knows(house: House, cast: Cast, teacher: FlaskClient) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    page = teacher.get(f"/placement/{learner_id}/interview").text
    assert re.search(r'name="first_language"[^>]*value="Spanish"', page)
    assert re.search(r'name="schooling_years"[^>]*value="12"', page)
    assert re.search(r'<option selected value="latin">', page)


def test_an_answer_that_does_not_fit_is_refused_with_the_form_still_filled(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.NEWCOMER).learner_id
    page = teacher.post(f"/placement/{learner_id}/interview", data=FULL | {"reads": "runes", "motivation": "To talk"})
    assert page.status_code == 422
    assert "This answer does not fit the question." in page.text
    assert "To talk" in page.text
    with house.acting(cast.teacher):
        assert not queries.interviews([learner_id or ""])


def test_who_reads_no_script_is_recommended_first_script(house: House, cast: Cast, teacher: FlaskClient) -> None:
    learner_id = people.add(house, cast, people.NEWCOMER).learner_id
    people.walk(teacher, f"/placement/{learner_id}", people.reads_nothing)
    found = people.result_of(house, cast, learner_id)
    assert found.track == "literacy_first_script"
    assert [one["measures"] for one in found.levels] == ["listening"]
    assert people.known(house, cast, learner_id).literacy == "none"


def test_who_reads_latin_letters_is_recommended_regular_without_a_screener(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    people.walk(teacher, f"/placement/{learner_id}", people.up_to(-1.0))
    found = people.result_of(house, cast, learner_id)
    assert found.track == "regular"
    assert found.literacy["items"] == 0
    assert [one["measures"] for one in found.levels] == ["listening", "reading"]
    assert all(one["items"] <= 10 for one in found.levels)
    with house.acting(cast.teacher):
        assert {one.skill for one in learners.levels([learner_id or ""])[learner_id or ""]} == {"listening", "reading"}
    assert people.known(house, cast, learner_id).level in {"pre_a1", "a1"}


def test_a_learner_goes_through_interview_and_test_alone(house: House, cast: Cast) -> None:
    samira = people.add(house, cast, people.SAMIRA)
    phone = house.client(samira)
    assert "Find my group" in phone.get("/today").text
    phone.post("/my-placement/interview", data=FULL)
    end = people.walk(phone, "/my-placement", people.reads_another_script)
    assert "Your teacher looks at it with you." in end.text
    assert people.result_of(house, cast, samira.learner_id).track == "literacy_second_script"
    assert phone.get("/placement").status_code == 404
    assert phone.get(f"/placement/{samira.learner_id}/result").status_code == 404


def test_a_confirmed_recommendation_needs_no_reason_and_leaves_the_list(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    people.walk(teacher, f"/placement/{learner_id}", people.up_to(-1.0))
    assert "1 result waits for a decision." in teacher.get("/placement").text
    teacher.post(f"/placement/{learner_id}/decision", data={"choice": "confirm"})
    assert people.known(house, cast, learner_id).track == "regular"
    teacher.get("/placement")
    assert "Lucía" not in teacher.get("/placement").text


def test_nothing_chosen_asks_again_and_counts_nothing(house: House, cast: Cast, teacher: FlaskClient) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    page = teacher.post(f"/placement/{learner_id}/test", follow_redirects=True)
    answer = teacher.post(f"/placement/{learner_id}/question", data=people.form_of(page.text, ""))
    assert answer.status_code == 422
    assert "Choose one answer" in answer.text
    assert people.item_on(answer.text) == people.item_on(page.text)


def test_a_test_that_is_ended_early_still_gives_a_result(house: House, cast: Cast, teacher: FlaskClient) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    page = teacher.post(f"/placement/{learner_id}/test", follow_redirects=True)
    teacher.post(f"/placement/{learner_id}/question", data=people.form_of(page.text, "dont_know"))
    assert "Take a rest." in teacher.get(f"/placement/{learner_id}/pause").text
    teacher.post(f"/placement/{learner_id}/end")
    found = people.result_of(house, cast, learner_id)
    assert [(one["items"], one["reason"]) for one in found.levels] == [(1, "ended_by_person")]


def test_a_learner_cannot_answer_for_another(house: House, cast: Cast, teacher: FlaskClient) -> None:
    lucia, samira = (people.add(house, cast, one) for one in (people.LUCIA, people.SAMIRA))
    page = teacher.post(f"/placement/{lucia.learner_id}/test", follow_redirects=True)
    stolen = people.form_of(page.text, "dont_know")
    assert house.client(samira).post("/my-placement/question", data=stolen).status_code == 404


def test_items_that_were_asked_are_counted(house: House, cast: Cast, teacher: FlaskClient) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    people.walk(teacher, f"/placement/{learner_id}", people.up_to(-1.0))
    found = people.result_of(house, cast, learner_id)
    with house.acting(cast.teacher):
        seen = queries.exposure("german_core", "listening")
    assert seen.sittings == 1
    assert sum(seen.asked.values()) == found.levels[0]["items"]


def test_everything_kept_about_a_person_is_in_her_file(house: House, cast: Cast, teacher: FlaskClient) -> None:
    samira = people.add(house, cast, people.SAMIRA)
    teacher.post(f"/placement/{samira.learner_id}/interview", data=FULL)
    people.walk(teacher, f"/placement/{samira.learner_id}", people.reads_another_script)
    with house.acting(cast.teacher):
        assert set(queries.kept_about(samira.person_id or "")) == {"interview", "sittings", "results"}


def test_no_table_and_no_form_asks_for_permit_nationality_or_religion(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    own = [name for name in db.Base.metadata.tables if name.startswith("placement_")]
    columns = {column.name for name in own for column in db.Base.metadata.tables[name].columns}
    names = set(re.findall(r'name="(\w+)"', unescape(teacher.get(f"/placement/{learner_id}/interview").text)))
    forbidden = re.compile("permit|nationality|citizen|religion|ethnic|residence")
    assert len(own) >= 11
    assert "schooling_years" in names
    assert not [one for one in columns | names if forbidden.search(one)]
