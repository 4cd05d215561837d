"""The phone desk: an answer is found by its words, a call is written down in a few clicks, passed on, or responded to in time."""

from datetime import date, timedelta

import pytest

from lms.accounts.models import AuditEntry
from lms.advice import models, queries, services
from lms.advice.domain import calls
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.messages import queries as messages
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
HOUSING = {"topic": "housing", "question": "My landlord wants me out", "answer": "Nobody may do so without a court."}
DANGER = {"topic": "family", "question": "I am not safe at home", "answer": "Call 110 now.", "alert": "1"}


@pytest.fixture
def cast(house: House) -> Cast:
    cast = gather(house)
    office = house.client(cast.manager)
    for told in (HOUSING, DANGER):
        assert office.post("/advice/phone/answers", data=told).status_code == 302
    office.post("/advice/phone/departments", data={"name": "Legal help", "role": "administrator", "phone": "030 55"})
    return cast


def _tasks(house: House, who: Actor) -> list[messages.TaskInfo]:
    with house.acting(who):
        return [one for one in messages.open_tasks(who) if one.code.startswith("advice.call_")]


def _department(house: House, cast: Cast) -> str:
    with house.acting(cast.manager):
        return queries.departments()[0].id


def test_an_answer_is_found_by_its_words_and_telling_it_is_one_click_without_a_name(house: House, cast: Cast) -> None:
    desk = house.client(cast.caseworker)
    page = desk.get("/advice/phone?q=court LANDLORD").text
    assert HOUSING["answer"] in page
    assert DANGER["answer"] not in page
    assert "No answer has these words." in desk.get("/advice/phone?q=parking").text
    with house.acting(cast.caseworker):
        key = queries.answers("landlord")[0].id
    told = desk.post(
        "/advice/phone", data={"topic": "housing", "answer_id": key, "outcome": "answered"}, follow_redirects=True
    )
    assert "Written down." in told.text
    with house.acting(cast.caseworker) as session:
        (row,) = session.query(models.Call)
        assert (row.caller, row.phone, row.words, row.closed_on, row.answer_id) == ("", "", "", TODAY, key)
        assert queries.calls_by_topic(TODAY, TODAY) == {"housing": 1}
    assert _tasks(house, cast.caseworker) == []
    # A click too many is taken back.
    desk.post(f"/advice/phone/{row.id}/back")
    with house.acting(cast.caseworker):
        assert queries.calls_by_topic(TODAY, TODAY) == {}


def test_a_call_goes_on_to_a_department_with_what_it_is_about(house: House, cast: Cast) -> None:
    desk, form = house.client(cast.caseworker), {"topic": "housing", "outcome": "forwarded", "caller": "Nour"}
    with house.acting(cast.caseworker):
        key = queries.answers("landlord")[0].id
    # What was found stands in the form: nothing has to be typed again.
    assert HOUSING["question"] + "</textarea>" in desk.get(f"/advice/phone?answer={key}").text
    assert "Choose where the call goes." in desk.post("/advice/phone", data=form | {"words": "Out by Friday"}).text
    where = {"department_id": _department(house, cast)}
    assert "Write one sentence for whoever takes this over." in desk.post("/advice/phone", data=form | where).text
    passed = desk.post("/advice/phone", data=form | where | {"words": "Out by Friday"}, follow_redirects=True)
    assert "Passed on to Legal help." in passed.text
    (task,) = _tasks(house, cast.administrator)
    assert "Out by Friday" not in str(task)
    office = house.client(cast.administrator)
    page = office.get(task.link).text
    for said in ("Out by Friday", "Nour", "Legal help"):
        assert said in page
    assert "Write what was done." in office.post(task.link, data={"result": " "}).text
    office.post(task.link, data={"result": "We called the landlord."})
    assert _tasks(house, cast.administrator) == []
    assert "No call waits." in office.get("/advice/calls").text
    assert office.post(task.link, data={"result": "Again"}).status_code == 409
    with house.crossing() as session:
        kept = [str(one.changes) for one in session.query(AuditEntry).filter_by(subject_kind="advice_call")]
    assert kept
    assert not any("Friday" in one or "Nour" in one for one in kept)


def test_what_needs_a_response_is_a_case_with_a_deadline(house: House, cast: Cast) -> None:
    desk = house.client(cast.caseworker)
    page = desk.get("/advice/phone?q=safe").text
    assert "Needs a response" in page
    assert "I told this" not in page
    form = {"topic": "family", "outcome": "respond", "words": "Not safe at home"}
    for wrong in ("2026-11-23", "tomorrow"):
        assert desk.post("/advice/phone", data=form | {"due_on": wrong}).status_code == 422
    assert "Somebody responds by Fri 27 November." in desk.post("/advice/phone", data=form, follow_redirects=True).text
    (task,) = _tasks(house, cast.caseworker)
    assert task.due_on == date(2026, 11, 27)
    assert "1 call waits for somebody" in desk.get("/advice/calls").text
    with house.acting(cast.caseworker):
        (found,) = queries.calls()[0]
        assert not found.late(TODAY + timedelta(days=3))
        assert found.late(TODAY + timedelta(days=4))


def test_others_neither_answer_the_phone_nor_read_what_was_told(house: House, cast: Cast) -> None:
    desk = house.client(cast.caseworker)
    desk.post("/advice/phone", data={"topic": "family", "outcome": "respond", "words": "Not safe at home"})
    (task,) = _tasks(house, cast.caseworker)
    for who in (cast.outsider, cast.teacher, cast.leyla):
        assert house.client(who).get(task.link).status_code == 404
        assert house.client(who).post(task.link, data={"result": "x"}).status_code == 404
    assert "landlord" not in house.client(cast.outsider).get("/advice/phone").text
    elsewhere = {"topic": "work", "outcome": "forwarded", "words": "x", "department_id": _department(house, cast)}
    assert house.client(cast.outsider).post("/advice/phone", data=elsewhere).status_code == 422
    assert desk.post("/advice/phone/answers", data=HOUSING).status_code == 404
    office = house.client(cast.manager)
    for wrong in ({"topic": "x"}, HOUSING | {"question": ""}, HOUSING | {"answer": "x" * 1001}):
        assert office.post("/advice/phone/answers", data=wrong).status_code == 422
    assert office.post("/advice/phone/departments", data={"name": "Legal help", "role": "manager"}).status_code == 409
    assert office.post("/advice/phone/departments", data={"name": "X", "role": "learner"}).status_code == 422


def test_half_a_year_after_its_end_a_call_is_only_counted(house: House, cast: Cast) -> None:
    form = {"topic": "work", "outcome": "answered", "words": "Asked about pay", "caller": "Nour", "phone": "030 1"}
    house.client(cast.caseworker).post("/advice/phone", data=form)
    with house.acting(cast.caseworker) as session:
        assert services.forget_calls(TODAY + calls.KEPT) == 0
        assert services.forget_calls(TODAY + calls.KEPT + timedelta(days=1)) == 1
        assert services.forget_calls(TODAY + calls.KEPT + timedelta(days=2)) == 0
        row = session.query(models.Call).one()
        session.refresh(row)
        assert (row.words, row.caller, row.phone, row.topic) == ("", "", "", "work")
    assert clock.now().date() == TODAY
