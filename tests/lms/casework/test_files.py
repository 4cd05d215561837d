"""One file from the first day to the time after a job: stages, contacts by method, check-ins, closing, a contact shared."""

from datetime import date, timedelta
from typing import Any

import pytest

from lms.casework import queries, services
from lms.casework.domain.contacts import Contact, contact_trouble, counted, problems_of
from lms.casework.domain.stages import Attempt, closing_trouble, job_check_ins, months_later
from lms.kernel import clock, errors
from lms.kernel.actor import Actor
from lms.learners import services as learner_services
from lms.messages import queries as messages
from tests.cast import Cast, add_learner, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
BEGAN = date(2026, 7, 31)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def _id(actor: Actor) -> str:
    return actor.learner_id or ""


def test_a_month_that_is_shorter_ends_earlier() -> None:
    assert months_later(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_later(date(2026, 12, 5), 12) == date(2027, 12, 5)


def test_check_ins_of_a_job_come_after_one_three_six_and_twelve_months() -> None:
    found = job_check_ins(BEGAN, [Attempt(date(2026, 8, 20), True), Attempt(date(2026, 10, 20), False)], TODAY)
    assert [(one.months, one.due_on, one.state) for one in found] == [
        (1, date(2026, 8, 31), "held"),
        (3, date(2026, 10, 31), "tried"),
        (6, date(2027, 1, 31), "ahead"),
        (12, date(2027, 7, 31), "ahead"),
    ]
    assert job_check_ins(BEGAN, [], TODAY)[1].state == "due"


def test_a_talk_long_before_its_time_is_no_check_in() -> None:
    assert job_check_ins(BEGAN, [Attempt(BEGAN, True)], TODAY)[0].state == "due"


def test_a_file_after_a_job_is_closed_when_every_check_in_was_tried() -> None:
    assert closing_trouble(None, [], TODAY) is None
    assert closing_trouble(BEGAN, [Attempt(date(2026, 7, 1), True)], TODAY) == ("casework.file_not_tried", {})
    one = [Attempt(date(2026, 9, 1), True)]
    assert closing_trouble(BEGAN, one, TODAY) == ("casework.file_check_ins_missing", {"missing": 1})
    assert closing_trouble(BEGAN, [*one, Attempt(date(2026, 11, 2), False)], TODAY) is None


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        (Contact("We spoke.", "", "phone"), "method"),
        (Contact("We spoke.", "therapy", "phone"), "method"),
        (Contact("We spoke.", "advice", "fax"), "channel"),
        (Contact("", "advice", "phone"), "note"),
        (Contact("We spoke.", "advice", "phone", day=TODAY + timedelta(days=1)), "day"),
        (Contact("We spoke.", "job_coaching", "phone", partner="employer", consent=True), "who"),
        (Contact("We spoke.", "job_coaching", "phone", partner="employer", who="Bakery"), "consent"),
    ],
)
def test_what_a_contact_lacks_is_named_by_its_field(contact: Contact, field: str) -> None:
    trouble = contact_trouble(contact, TODAY)
    assert trouble is not None
    assert trouble[0] == field


def test_an_attempt_needs_no_note_and_problems_stand_one_a_line() -> None:
    assert contact_trouble(Contact("", "advice", "phone", reached=False), TODAY) is None
    assert problems_of("Gloves are missing\n\n Gloves are missing\nLate bus") == ("Gloves are missing", "Late bus")
    assert counted(["mentoring", "mentoring", ""])["mentoring"] == 2


def test_one_file_goes_through_every_stage_and_closes_after_attempts_only(house: House) -> None:
    cast = gather(house)
    me, learner_id = cast.caseworker, _id(cast.leyla)
    by: dict[str, Any] = {"actor": me, "now": clock.now()}
    with house.acting(me):
        assert queries.file_of(learner_id, TODAY).stage == "reception"
        for stage in ("learning", "guidance", "job"):
            services.move_on(learner_id, stage, since=date(2026, 7, 1), **by)
        services.move_on(learner_id, "after_job", since=BEGAN, **by)
        with pytest.raises(errors.Invalid, match="file_reason_missing"):
            services.move_on(learner_id, "closed", **by)
        with pytest.raises(errors.Conflict, match="file_not_tried"):
            services.move_on(learner_id, "closed", reason="All is well.", **by)
        for day in (date(2026, 9, 1), date(2026, 11, 2)):
            services.log_contact(learner_id, Contact("", "job_coaching", "phone", day=day, reached=False), **by)
        services.move_on(learner_id, "closed", reason="All is well.", **by)
        found = queries.file_of(learner_id, TODAY)
        assert [one.stage for one in found.way] == ["learning", "guidance", "job", "after_job", "closed"]
        with pytest.raises(errors.Invalid, match="file_day_before"):
            services.move_on(learner_id, "learning", since=BEGAN, **by)


def test_a_job_asks_for_check_ins_by_tasks_said_once(sqlite_house: House, cast: Cast) -> None:
    me, learner_id = cast.caseworker, _id(cast.leyla)
    with sqlite_house.acting(me):
        services.move_on(learner_id, "after_job", since=BEGAN, actor=me, now=clock.now())
        for _twice in range(2):
            services.remind(TODAY, now=clock.now())
        asked = [one.facts["months"] for one in messages.open_tasks(me) if one.code == "casework.job_task"]
    assert sorted(asked) == [1, 3]
    assert "Leyla" in sqlite_house.client(me).get("/tasks").text


def test_a_new_job_leads_to_its_shifts_and_to_courses_beside_them(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.caseworker)
    worker = learner_services.NewLearner("W-1", "Nour", "Saleh", shift="day")
    at_work = add_learner(sqlite_house, cast.provider_id, cast.centre_id, worker)
    for who, beside in ((_id(cast.leyla), True), (_id(at_work), False)):
        page = client.post(f"/casework/{who}/file/stage", data={"stage": "after_job"}, follow_redirects=True)
        assert page.request.path == f"/people/{who}/week"
        assert "Which shifts does it have?" in page.text
        file = client.get(f"/casework/{who}/file").text
        assert "after 12 months" in file
        courses = file.split("Courses beside work")[1]
        assert ("Every session lies outside the shifts." in courses) is beside
        assert ("No group with a free seat lies outside the shifts." in courses) is not beside


def test_a_contact_asks_for_its_method_and_is_counted(sqlite_house: House, cast: Cast) -> None:
    client, path = sqlite_house.client(cast.caseworker), f"/casework/{_id(cast.leyla)}"
    refused = client.post(f"{path}/note", data={"note": "The bus is late.", "channel": "phone"})
    assert refused.status_code == 422
    assert "Choose the method: advice, social coaching, mentoring or job coaching." in refused.text
    assert "The bus is late." in refused.text
    for method in ("mentoring", "mentoring", "social_coaching"):
        kept = {"note": "The bus is late.", "channel": "video", "method": method}
        assert client.post(f"{path}/note", data=kept).status_code == 302
    page = client.get(f"{path}/file").text
    assert "3 contacts" in page
    assert "Video call, Social coaching" in page
    assert 'Mentoring</span><strong class="number">2</strong>' in page
    everybody = client.get("/plans").text.split("Contacts of the last three months by method")[1]
    assert 'Mentoring</span><strong class="number">2</strong>' in everybody
    assert 'Job coaching</span><strong class="number">0</strong>' in everybody


def test_a_visit_at_the_workplace_makes_tasks_and_the_learner_reads_what_is_shared(
    sqlite_house: House, cast: Cast
) -> None:
    client, path = sqlite_house.client(cast.caseworker), f"/casework/{_id(cast.leyla)}/file/contact"
    visit = {
        "partner": "workplace", "who": "Bakery Sonne", "method": "job_coaching", "channel": "in_person",
        "note": "Leyla kneads well.", "problems": "Gloves are missing\nThe early bus", "shared": "1",
    }  # fmt: skip
    refused = client.post(path, data=visit)
    assert refused.status_code == 422
    assert "Ask the person first." in refused.text
    assert "Bakery Sonne" in refused.text
    page = client.post(path, data=visit | {"consent": "1"}, follow_redirects=True).text
    assert "what needs somebody is a task" in page
    assert "A visit at the workplace" in page
    tasks = client.get("/tasks").text
    assert "Gloves are missing" in tasks
    assert "The early bus" in tasks
    assert "Leyla kneads well." in sqlite_house.client(cast.leyla).get("/my-person").text
    hidden = visit | {"consent": "1", "note": "Between us.", "problems": ""}
    del hidden["shared"]
    client.post(path, data=hidden)
    assert "Between us." not in sqlite_house.client(cast.leyla).get("/my-person").text


def test_a_call_with_the_employer_leads_to_the_next_version_of_the_plan(sqlite_house: House, cast: Cast) -> None:
    me, learner_id = cast.caseworker, _id(cast.leyla)
    with sqlite_house.acting(me):
        services.make_plan(learner_id, "work", actor=me, now=clock.now())
    call = {
        "partner": "employer", "who": "Bakery Sonne", "method": "job_coaching", "channel": "phone",
        "note": "A course for the till.", "consent": "1", "then": "plan",
    }  # fmt: skip
    answer = sqlite_house.client(me).post(f"/casework/{learner_id}/file/contact", data=call)
    assert answer.headers["Location"].endswith(f"/casework/{learner_id}/change")


def test_a_contact_is_taken_back_whole_and_a_teacher_opens_no_file(sqlite_house: House, cast: Cast) -> None:
    client, learner_id = sqlite_house.client(cast.caseworker), _id(cast.leyla)
    tried = {"method": "advice", "channel": "phone", "reached": "no"}
    page = client.post(f"/casework/{learner_id}/file/contact", data=tried, follow_redirects=True).text
    assert "Nobody answered." in page
    undo = page.split("/undo")[0].rsplit('"', 1)[1] + "/undo"
    client.post(undo)
    page = client.get(f"/casework/{learner_id}/file").text
    assert "Nobody answered." not in page
    assert "0 contacts" in page
    assert sqlite_house.client(cast.teacher).get(f"/casework/{learner_id}/file").status_code == 404


def test_another_provider_has_no_such_file(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.outsider), pytest.raises(errors.NotFound):
        services.move_on(_id(cast.leyla), "job", actor=cast.outsider, now=clock.now())
