"""What stands in the way: said by picture and voice on a phone, in the caseworker's list at once, answered and seen."""

import io
from datetime import date, timedelta

import pytest

from lms.accounts import queries as accounts
from lms.casework import services
from lms.kernel import clock
from lms.kernel.actor import Role
from lms.messages import queries as messages
from lms.organisations import models as organisation_models
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
VOICE = b"\x1a\x45\xdf\xa3" + b"voice" * 40
HERE = "/my-person/barrier"


@pytest.fixture
def cast(house: House) -> Cast:
    cast = gather(house)
    with house.acting(cast.caseworker):
        services.assign(
            cast.leyla.learner_id or "", cast.caseworker.staff_id or "", actor=cast.caseworker, now=clock.now()
        )
    return cast


def test_what_stands_in_the_way_reaches_her_person_by_voice_and_she_sees_that_it_was_heard(
    house: House, cast: Cast
) -> None:
    leyla, learner_id = house.client(cast.leyla), cast.leyla.learner_id or ""
    assert f'href="{HERE}"' in leyla.get("/my-person").text
    page = leyla.get(HERE).text
    assert "Send to Hanna Lindqvist" in page
    assert page.count('name="barrier"') == 6
    sent = {"barrier": "childcare", "words": "حتى الجمعة", "sound": (io.BytesIO(VOICE), "answer.webm")}
    page = leyla.post(HERE, data=sent, follow_redirects=True).text
    assert "Nobody watches my child" in page
    assert "Sent on Tue 24 November." in page

    hanna = house.client(cast.caseworker)
    assert "Leyla Demir says: nobody watches my child." in hanna.get("/tasks").text
    desk = hanna.get(f"/casework/{learner_id}").text
    assert "حتى الجمعة" in desk
    path = desk.split('controls preload="none" src="')[1].split('"')[0]
    heard = hanna.get(path)
    assert (heard.data, heard.mimetype) == (VOICE, "audio/webm")
    with house.acting(cast.caseworker):
        lines = accounts.history_of("learners_learner", learner_id)
    assert {"what": "voice"} in [line.changes for line in lines if line.action == "read"]

    hanna.post(path.removesuffix("/voice"))
    with house.acting(cast.caseworker):
        assert messages.open_tasks(cast.caseworker) == []
    assert "Hanna Lindqvist has heard it." in leyla.get("/my-person").text


def test_nothing_chosen_and_what_is_no_voice_come_back_with_what_was_written(house: House, cast: Cast) -> None:
    leyla = house.client(cast.leyla)
    empty = leyla.post(HERE, data={"words": "I am tired"})
    assert empty.status_code == 422
    assert "Choose one of the pictures." in empty.text
    assert "I am tired" in empty.text
    wrong = leyla.post(HERE, data={"barrier": "money", "sound": (io.BytesIO(b"#!/bin/sh"), "answer.webm")})
    assert wrong.status_code == 422
    assert "no recording that we can play" in wrong.text
    with house.acting(cast.caseworker):
        assert messages.open_tasks(cast.caseworker) == []


def test_another_learner_and_a_teacher_hear_nothing(house: House, cast: Cast) -> None:
    sent = {"barrier": "health", "sound": (io.BytesIO(VOICE), "answer.webm")}
    house.client(cast.leyla).post(HERE, data=sent)
    page = house.client(cast.leyla).get("/my-person").text
    path = page.split('controls preload="none" src="')[1].split('"')[0]
    assert house.client(cast.leyla).get(path).data == VOICE
    assert house.client(cast.amina).get(path).status_code == 404
    report_id = path.split("/")[-2]
    theirs = f"/casework/{cast.leyla.learner_id}/barriers/{report_id}"
    for who in (cast.teacher, cast.outsider):
        assert house.client(who).get(f"{theirs}/voice").status_code == 404
        assert house.client(who).post(theirs).status_code == 404


def test_where_nobody_looks_after_her_every_caseworker_is_asked_and_without_one_the_office(
    sqlite_house: House,
) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    house.client(cast.amina).post(HERE, data={"barrier": "transport"})
    with house.acting(cast.caseworker) as session:
        (task,) = messages.open_tasks(cast.caseworker)
        assert task.code == "casework.barrier_task.transport"
        session.query(organisation_models.Staff).filter_by(kind="caseworker").update({"active": False})
    house.client(cast.mahmoud).post(HERE, data={"barrier": "shift"})
    with house.acting(cast.administrator):
        codes = {one.code: one.link for one in messages.open_tasks(cast.administrator)}
    assert codes["casework.barrier_task.shift"] == f"/people/{cast.mahmoud.learner_id}"
    assert cast.administrator.role is Role.ADMINISTRATOR


def test_a_learner_adds_a_goal_by_voice_and_it_is_answered_within_a_week(house: House, cast: Cast) -> None:
    leyla, hanna, learner_id = house.client(cast.leyla), house.client(cast.caseworker), cast.leyla.learner_id or ""
    assert 'href="/my-person/goal"' in leyla.get("/my-person").text
    page = leyla.get("/my-person/goal").text
    assert page.count('name="barrier"') == 6
    assert "data-recorder" in page
    again = leyla.post(HERE, data={"goal": "1"})
    assert again.status_code == 422
    assert "I want to reach something" in again.text
    sent = {"goal": "1", "barrier": "goal_work", "sound": (io.BytesIO(VOICE), "answer.webm")}
    page = leyla.post(HERE, data=sent, follow_redirects=True).text
    assert "My goal: work" in page
    assert "Somebody answers by Tue 1 December." in page
    with house.acting(cast.caseworker):
        (task,) = messages.open_tasks(cast.caseworker)
        assert (task.code, task.due_on) == ("casework.goal_task", TODAY + timedelta(days=7))
    desk = hanna.get(f"/casework/{learner_id}").text
    assert "answer by Tue 1 December" in desk
    path = desk.split('controls preload="none" src="')[1].split('"')[0]
    assert hanna.get(path).data == VOICE
    hanna.post(path.removesuffix("/voice"))
    with house.acting(cast.caseworker):
        assert messages.open_tasks(cast.caseworker) == []
    assert "Hanna Lindqvist has heard it." in leyla.get("/my-person").text
