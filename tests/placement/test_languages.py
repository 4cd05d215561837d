"""Which questions a centre asks: those of the language it teaches, and what happens where a language has none."""

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from lms.courses import services as courses
from lms.kernel import db
from lms.kernel.actor import Actor, Role, system
from lms.kernel.vocabulary import Level, Track
from lms.learners import queries as learners
from lms.learners.services import NewLearner
from lms.organisations import services as organisations
from placement import queries
from tests.cast import add_learner
from tests.houses import House
from tests.placement import people


@dataclass
class School:
    """A provider with one centre and a teacher."""

    provider_id: str
    centre_id: str
    teacher: Actor


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def school(house: House, country: str, *programmes: str) -> School:
    with db.transaction(house.engine):
        provider_id = organisations.add_provider("School", country, programmes=programmes)
    with house.acting(system("test", provider_id)):
        centre_id = organisations.add_centre("School", "Europe/Stockholm")
        staff_id = organisations.add_staff("Ada", "teacher", centre_id=centre_id)
    teacher = house.actor("Ada", Role.TEACHER, provider_id, centre_id=centre_id, staff_id=staff_id)
    return School(provider_id, centre_id, teacher)


def offer(house: House, where: School, programme: str) -> None:
    with house.acting(where.teacher):
        courses.add_course(
            where.centre_id,
            programme=programme,
            module_key="course_a",
            title="A",
            track=Track.REGULAR,
            level=Level.PRE_A1,
            minutes=6000,
            section_min=6,
            section_max=16,
        )


def bank_at(house: House, where: School) -> str:
    with house.acting(where.teacher):
        return queries.bank_of_centre(where.centre_id).key


def newcomer(house: House, where: School, literacy: str) -> str:
    new = NewLearner("N-1", "Sana", "Malik", first_language="Urdu", schooling_years=8, literacy=literacy)
    return add_learner(house, where.provider_id, where.centre_id, new).learner_id or ""


def result_at(house: House, where: School, learner_id: str) -> queries.ResultInfo:
    with house.acting(where.teacher):
        found = queries.newest_result(learner_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("country", "programmes", "bank"),
    [
        ("DE", ("de_integrationskurs",), "german_core"),
        ("CA", (), "english_core"),
        ("SE", ("se_sfi",), "letters_core"),
        ("SE", ("de_berufssprachkurse",), "german_core"),
        ("XX", ("not_installed",), "letters_core"),
    ],
)
def test_a_provider_asks_in_the_language_of_its_programmes_else_of_its_country(
    house: House, country: str, programmes: tuple[str, ...], bank: str
) -> None:
    assert bank_at(house, school(house, country, *programmes)) == bank


def test_the_courses_of_a_centre_count_more_than_what_its_provider_runs_elsewhere(house: House) -> None:
    where = school(house, "CA", "se_sfi")
    offer(house, where, "de_integrationskurs")
    assert bank_at(house, where) == "german_core"


def test_who_learns_english_is_asked_english_questions(house: House) -> None:
    where = school(house, "CA")
    learner_id = newcomer(house, where, "latin")
    people.walk(house.client(where.teacher), f"/placement/{learner_id}", people.up_to(0.3), bank="english_core")
    found = result_at(house, where, learner_id)
    assert found.bank == "english_core"
    assert [one["measures"] for one in found.levels][:2] == ["listening", "reading"]
    assert found.level in {"a2", "b1"}


@pytest.mark.parametrize("literacy", ["latin", "unknown"])
def test_without_questions_in_a_language_letters_and_interview_find_a_group(house: House, literacy: str) -> None:
    where = school(house, "SE", "se_sfi")
    learner_id = newcomer(house, where, literacy)
    end = people.walk(house.client(where.teacher), f"/placement/{learner_id}", people.right, bank="letters_core")
    assert "Thank you. You are done." in end.text
    found = result_at(house, where, learner_id)
    assert (found.bank, found.levels, found.literacy["code"]) == ("letters_core", (), "latin")


def test_who_does_not_read_the_letters_of_a_language_without_questions_is_still_found(house: House) -> None:
    where = school(house, "SE", "se_sfi")
    learner_id = newcomer(house, where, "unknown")
    base = f"/placement/{learner_id}"
    people.walk(house.client(where.teacher), base, people.reads_another_script, bank="letters_core")
    assert result_at(house, where, learner_id).track == "literacy_second_script"


def test_a_language_without_questions_is_said_on_every_page_of_placement(house: House) -> None:
    where = school(house, "SE", "se_sfi")
    learner_id, client = newcomer(house, where, "latin"), house.client(where.teacher)
    said = "There are no questions in this language yet."
    assert said in client.get("/placement").text
    begin = client.get(f"/placement/{learner_id}/test").text
    assert said in begin
    assert "Hear and touch." not in begin
    people.walk(client, f"/placement/{learner_id}", people.right, bank="letters_core")
    result = client.get(f"/placement/{learner_id}/result").text
    assert said in result
    assert f"/placement/{learner_id}/levels" in result


def test_a_language_with_questions_says_nothing_of_the_kind(house: House) -> None:
    where = school(house, "CA")
    learner_id, client = newcomer(house, where, "latin"), house.client(where.teacher)
    for page in ("/placement", f"/placement/{learner_id}/test"):
        assert "There are no questions in this language yet." not in client.get(page).text


def test_a_teacher_gives_levels_where_nothing_was_asked(house: House) -> None:
    where = school(house, "SE", "se_sfi")
    learner_id, client = newcomer(house, where, "latin"), house.client(where.teacher)
    told = {"listening": "b1", "speaking": "a2", "reading": "", "writing": "x"}
    page = client.post(f"/placement/{learner_id}/levels", data=told, follow_redirects=True)
    assert "The levels are saved." in page.text
    with house.acting(where.teacher):
        assert learners.learner(learner_id).level == "a2"
        kept = {(one.skill, one.level, one.source) for one in learners.levels([learner_id])[learner_id]}
    assert kept == {("listening", "b1", "teacher"), ("speaking", "a2", "teacher")}
    assert 'value="b1" selected' in client.get(f"/placement/{learner_id}/levels").text


def test_a_level_that_a_teacher_gave_counts_in_the_recommendation_and_says_where_it_comes_from(house: House) -> None:
    where = school(house, "SE", "se_sfi")
    learner_id, client = newcomer(house, where, "latin"), house.client(where.teacher)
    people.walk(client, f"/placement/{learner_id}", people.right, bank="letters_core")
    assert "oral_level_not_known" in {
        one["code"] for one in result_at(house, where, learner_id).recommendation["facts"]
    }
    page = client.post(f"/placement/{learner_id}/levels", data={"listening": "b1"}, follow_redirects=True)
    found = result_at(house, where, learner_id)
    facts = {one["code"]: one for one in found.recommendation["facts"]}
    assert facts["oral_level"]["values"]["level"] == "b1"
    assert facts["oral_level"]["source"] == "teacher"
    assert (found.level, found.levels) == ("b1", ())
    assert page.request.path == f"/placement/{learner_id}/result"
    assert "Listening at level B1" in page.text


def test_levels_need_at_least_one_choice_and_a_teacher(house: House) -> None:
    where = school(house, "SE", "se_sfi")
    learner_id = newcomer(house, where, "latin")
    client: FlaskClient = house.client(where.teacher)
    page = client.post(f"/placement/{learner_id}/levels", data={})
    assert page.status_code == 422
    assert "Choose a level for at least one skill." in page.text
    client.post(f"/placement/{learner_id}/levels", data={"listening": "b1"})
    refused = client.post(f"/placement/{learner_id}/levels", data={"listening": ""})
    assert refused.status_code == 422
    assert 'value="b1" selected' not in refused.text
    office = house.actor("Ola", Role.CASEWORKER, where.provider_id, centre_id=where.centre_id)
    assert house.client(office).get(f"/placement/{learner_id}/levels").status_code == 404
