"""What people say of a module: asked once after it, kept without a name, shown of enough people, and what was done about it."""

from datetime import date, timedelta

import pytest

from lms.advice import models, queries
from lms.advice.domain import opinions
from lms.advice.domain.opinions import Face, Question
from lms.courses import services as courses
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.learners import services as learners
from lms.organisations import services as organisations
from tests.cast import Cast, add_learner, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
GOOD = {"learnt": "good", "teaching": "good", "times": "middling"}


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def end_module(house: House, cast: Cast, who: Actor, days_ago: int = 3) -> None:
    """The teacher writes down that somebody's module is over."""
    with house.acting(cast.teacher):
        courses.record_completion(
            who.learner_id or "",
            "literacy_b",
            passed=True,
            on_day=TODAY - timedelta(days=days_ago),
            section_id=cast.section_id,
            actor=cast.teacher,
            now=clock.now(),
        )


def test_of_fewer_than_five_people_nothing_is_shown() -> None:
    four, five = [GOOD] * 4, [*[GOOD] * 4, {"learnt": "bad", "teaching": "unheard of"}]
    assert [(one.people, one.faces) for one in opinions.summed(four)] == [(4, {})] * 3
    found = {one.question: one for one in opinions.summed(five)}
    assert found[Question.LEARNT].faces == {Face.GOOD: 4, Face.MIDDLING: 0, Face.BAD: 1}
    assert (found[Question.TEACHING].people, found[Question.TEACHING].faces) == (4, {})


def test_nobody_is_guessed_by_subtracting_courses_from_the_sum() -> None:
    groups = {"few": [GOOD] * 2, "many": [GOOD] * 9, "some": [GOOD] * 5}
    found = opinions.summed_by(groups)
    assert {key: bool(rows[0].faces) for key, rows in found.items()} == {"few": False, "many": True, "some": False}
    assert all(rows[0].faces for rows in opinions.summed_by({"many": groups["many"], "some": groups["some"]}).values())


def test_after_a_module_somebody_is_asked_once_on_her_day_and_by_three_faces(sqlite_house: House, cast: Cast) -> None:
    leyla = sqlite_house.client(cast.leyla)
    assert "How was Alpha B?" not in leyla.get("/today").text
    end_module(sqlite_house, cast, cast.leyla)
    assert "How was Alpha B?" in leyla.get("/today").text
    page = leyla.get("/my-voice").text
    assert page.count('type="radio"') == 9
    assert 'data-say="Did you learn what you need? Yes. Partly. No."' in page
    answer = leyla.post(f"/my-voice/{cast.course_id}", data=GOOD, follow_redirects=True).text
    assert "Thank you. Nobody sees who said it." in answer
    assert "How was Alpha B?" not in answer
    assert "How was Alpha B?" not in leyla.get("/today").text
    assert leyla.post(f"/my-voice/{cast.course_id}", data=GOOD).status_code == 404
    assert sqlite_house.client(cast.amina).post(f"/my-voice/{cast.course_id}", data=GOOD).status_code == 404


def test_who_does_not_want_to_say_is_left_alone(sqlite_house: House, cast: Cast) -> None:
    end_module(sqlite_house, cast, cast.leyla)
    nothing = sqlite_house.client(cast.leyla).post(f"/my-voice/{cast.course_id}")
    assert nothing.status_code == 422
    assert "Touch a face first." in nothing.text
    told = sqlite_house.client(cast.leyla).post(
        f"/my-voice/{cast.course_id}", data={"deed": "decline"}, follow_redirects=True
    )
    assert "We do not ask again." in told.text
    assert "How was Alpha B?" not in sqlite_house.client(cast.leyla).get("/my-voice").text
    with sqlite_house.crossing() as session:
        assert session.query(models.Opinion).count() == 0


def test_a_module_that_ended_long_ago_is_not_asked_about(sqlite_house: House, cast: Cast) -> None:
    end_module(sqlite_house, cast, cast.leyla, opinions.ASKED_FOR.days + 1)
    assert "How was Alpha B?" not in sqlite_house.client(cast.leyla).get("/my-voice").text


def test_results_are_shown_to_staff_and_learners_and_nothing_leads_to_who_said_it(house: House) -> None:
    cast = gather(house)
    people = [
        add_learner(
            house, cast.provider_id, cast.centre_id, learners.NewLearner(str(number), f"Person{number}", "Test")
        )
        for number in range(5)
    ]
    for number, who in enumerate(people):
        end_module(house, cast, who)
        faces = GOOD | {"teaching": "bad"} if number == 0 else GOOD
        house.client(who).post(f"/my-voice/{cast.course_id}", data=faces)
        if number == 3:
            assert "Too few people have answered yet." in house.client(cast.leyla).get("/my-voice").text
    with house.acting(cast.administrator) as session:
        assert [dict(one.faces) for one in queries.said_at(cast.centre_id, TODAY)][1] == {
            Face.GOOD: 4,
            Face.MIDDLING: 0,
            Face.BAD: 1,
        }
        assert {row.month for row in session.query(models.Opinion)} == {date(2026, 11, 1)}
        order = [row.faces["teaching"] for row in session.query(models.Opinion).order_by(models.Opinion.id)]
        assert order.count("bad") == 1
        assert "learner_id" not in models.Opinion.__table__.columns
    staff = house.client(cast.administrator).get("/opinions").text
    assert "5 people have said how a module was." in staff
    assert "Alpha B" in staff
    assert "Too few" not in house.client(cast.leyla).get("/my-voice").text
    assert house.client(cast.teacher).get("/opinions").status_code == 404


def test_you_said_we_did_is_told_to_the_learners_of_the_centre(sqlite_house: House, cast: Cast) -> None:
    office, told = sqlite_house.client(cast.administrator), {"said": "It is cold.", "did": "The heating is mended."}
    assert "Write what you did." in office.post("/opinions/changes", data=told | {"did": " "}).text
    assert office.post("/opinions/changes", data=told | {"did": "x" * 501}).status_code == 422
    with sqlite_house.acting(cast.manager):
        other = organisations.add_centre("Aalto", "Europe/Berlin")
    # A manager works in every centre: the own one is not all there is.
    manager = sqlite_house.client(cast.manager)
    manager.post("/opinions/changes", data={"said": "Too hot.", "did": "We opened a window.", "centre": other})
    assert "Too hot." in manager.get(f"/opinions?centre={other}").text
    assert "Too hot." not in manager.get(f"/opinions?centre={cast.centre_id}").text
    assert "Too hot." not in office.get(f"/opinions?centre={other}").text
    office.post("/opinions/changes", data=told)
    page = sqlite_house.client(cast.leyla).get("/my-voice").text
    assert "It is cold." in page
    assert 'data-say="You said: It is cold. We did: The heating is mended."' in page
    assert "It is cold." not in sqlite_house.client(cast.outsider).get("/opinions", follow_redirects=True).text
    with sqlite_house.acting(cast.administrator):
        change_id = queries.changes(cast.centre_id)[0].id
    assert sqlite_house.client(cast.outsider).post(f"/opinions/changes/{change_id}/remove").status_code == 404
    office.post(f"/opinions/changes/{change_id}/remove")
    assert "It is cold." not in sqlite_house.client(cast.leyla).get("/my-voice").text
