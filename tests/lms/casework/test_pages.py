"""Pages of casework through the door: my people, a plan, the learner's own page."""

from datetime import date

import pytest

from lms.casework import services
from lms.kernel import clock
from tests.cast import Cast, gather
from tests.houses import House


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    cast = gather(sqlite_house)
    actor, learner_id = cast.caseworker, cast.leyla.learner_id or ""
    with sqlite_house.acting(actor):
        services.assign(learner_id, actor.staff_id or "", actor=actor, now=clock.now())
        services.make_plan(learner_id, "work", actor=actor, now=clock.now())
        services.add_step(learner_id, "Glasses", "Leyla", date(2026, 11, 24), actor=actor, now=clock.now())
    return cast


def test_my_people_shows_who_waits_and_whom_nobody_looks_after(sqlite_house: House, cast: Cast) -> None:
    page = sqlite_house.client(cast.caseworker).get("/casework").text
    assert "1 person waits for something today." in page
    assert "Nobody looks after them" in page
    assert "Amina Karimi" in page


def test_a_name_is_found(sqlite_house: House, cast: Cast) -> None:
    page = sqlite_house.client(cast.caseworker).get("/casework?q=nobody-like-this").text
    assert "Nobody of yours has this name." in page


def test_somebody_is_taken_on_with_undo(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.caseworker)
    page = client.post(f"/casework/{cast.amina.learner_id}/assign", follow_redirects=True).text
    assert "You look after this person now." in page
    assert f'action="/casework/{cast.amina.learner_id}/assign/end"' in page
    assert "No plan yet" in page


def test_a_step_without_owner_comes_back_with_a_sentence_and_what_was_typed(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.caseworker)
    answer = client.post(
        f"/casework/{cast.leyla.learner_id}/steps", data={"title": "Nursery place", "due_on": "2026-12-02"}
    )
    assert answer.status_code == 422
    assert "Write who does it: one person or one office." in answer.text
    assert 'value="Nursery place"' in answer.text


def test_a_step_is_done_and_undone_by_the_button_of_the_message(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.caseworker)
    data = {"title": "Nursery place", "owner": "Youth office", "due_on": "2026-12-02", "icon": "baby"}
    page = client.post(f"/casework/{cast.leyla.learner_id}/steps", data=data, follow_redirects=True).text
    assert "Youth office" in page
    undo = page.split("/remove")[0].rsplit('"', 1)[1] + "/remove"
    assert "Youth office" not in client.post(undo, follow_redirects=True).text


def test_a_learner_hears_her_plan_and_agrees(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.leyla)
    page = client.get("/my-person").text
    assert "Hanna Lindqvist" in page
    assert "Glasses" in page
    page = client.get("/my-plan").text
    assert page.count("data-sound") >= 6
    assert "I heard it and agreed on" in client.post("/my-person/agree", follow_redirects=True).text
    assert "Leyla agreed" in sqlite_house.client(cast.caseworker).get(f"/casework/{cast.leyla.learner_id}").text


def test_without_a_person_the_centre_helps(sqlite_house: House, cast: Cast) -> None:
    page = sqlite_house.client(cast.amina).get("/my-person").text
    assert "Nobody is my own person yet." in page
    assert "030 1234567" in page


def test_the_plan_fits_on_paper(sqlite_house: House, cast: Cast) -> None:
    page = sqlite_house.client(cast.caseworker).get(f"/casework/{cast.leyla.learner_id}/print")
    assert page.status_code == 200
    assert page.text.count('class="sheet-paper') == 1


def test_a_teacher_does_not_open_a_plan(sqlite_house: House, cast: Cast) -> None:
    assert sqlite_house.client(cast.teacher).get(f"/casework/{cast.leyla.learner_id}").status_code == 404
