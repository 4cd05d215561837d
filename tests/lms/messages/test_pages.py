"""Tasks: said in words, done, put back, and mine only; the demonstration's mail."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from lms.kernel import clock, errors
from lms.kernel.actor import Role
from lms.kernel.jobs import Progress
from lms.learners import queries as learners
from lms.learners.services import NewLearner
from lms.messages import domain, jobs, queries, services
from tests.cast import Cast, add_learner, gather
from tests.houses import House


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


@pytest.fixture
def task_id(sqlite_house: House, cast: Cast) -> str:
    facts = {
        "name": "Cem",
        "section": "A2 evening",
        "day": date(2026, 11, 26),
        "other": "A2 morning",
        "other_day": date(2026, 11, 27),
        "time": time(9),
    }
    with sqlite_house.acting(cast.caseworker):
        task_id = services.ask(
            Role.ADMINISTRATOR, "casework.swap_asked", facts, now=clock.now(), due_on=date(2026, 11, 23), link="/me"
        )
    return task_id or ""


def test_a_task_stands_in_words_with_its_day_and_the_way_there(sqlite_house: House, cast: Cast, task_id: str) -> None:
    page = sqlite_house.client(cast.administrator).get("/tasks").text
    assert "1 thing is asked of you." in page
    assert "Cem works when A2 evening meets on Thu 26 November." in page
    assert "since Mon 23 November" in page
    assert 'href="/me"' in page


def test_a_task_is_done_and_can_be_put_back(sqlite_house: House, cast: Cast, task_id: str) -> None:
    client = sqlite_house.client(cast.administrator)
    after = client.post(f"/tasks/{task_id}/done", follow_redirects=True).text
    assert "Nothing is asked of you now." in after
    assert f'action="/tasks/{task_id}/reopen"' in after
    assert "1 thing is asked of you." in client.post(f"/tasks/{task_id}/reopen", follow_redirects=True).text


def test_a_task_of_another_role_or_provider_is_not_mine(sqlite_house: House, cast: Cast, task_id: str) -> None:
    assert "Nothing is asked of you now." in sqlite_house.client(cast.teacher).get("/tasks").text
    assert sqlite_house.client(cast.teacher).post(f"/tasks/{task_id}/done").status_code == 404
    assert sqlite_house.client(cast.outsider).post(f"/tasks/{task_id}/done").status_code == 404


def test_a_task_for_one_person_is_not_done_by_her_colleague(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.caseworker):
        task_id = services.ask(Role.TEACHER, "messages.no_task", {}, now=clock.now(), staff_id=cast.teacher.staff_id)
    colleague = replace(cast.teacher, staff_id="somebody else")
    with sqlite_house.acting(colleague):
        assert queries.open_tasks(colleague) == []
        with pytest.raises(errors.NotFound):
            services.mark_done(task_id or "", actor=colleague, now=clock.now())


def test_a_task_of_a_part_that_is_off_still_stands_in_the_list(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.caseworker):
        services.ask(Role.TEACHER, "gone.code", {"x": 1}, now=clock.now())
    assert "a part that is switched off" in sqlite_house.client(cast.teacher).get("/tasks").text


def test_a_long_list_of_tasks_has_pages(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.caseworker):
        for number in range(queries.PAGE + 1):
            services.ask(Role.TEACHER, "gone.code", {"x": number}, now=clock.now())
    client = sqlite_house.client(cast.teacher)
    shown = [client.get(address).text for address in ("/tasks", "/tasks?page=2", "/tasks?page=99")]
    assert [page.count("/done") for page in shown] == [queries.PAGE, 1, 1]
    assert 'href="/tasks?page=2"' in shown[0]


def test_a_learner_has_no_tasks(sqlite_house: House, cast: Cast) -> None:
    assert sqlite_house.client(cast.leyla).get("/tasks").status_code == 404


def test_the_demonstration_shows_its_mail_and_nobody_else_does(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.caseworker):
        body = "Choose here:\n\nhttp://127.0.0.1:8000/link/abc"
        services.queue_mail("a@b.example", "A new password", body, locale="en", now=clock.now())
    client = sqlite_house.client()
    assert client.get("/demo/mail").status_code == 404
    sqlite_house.app.config["ONWARD"] = replace(sqlite_house.app.config["ONWARD"], demo=True)
    page = client.get("/demo/mail").text
    assert "a@b.example" in page
    assert 'href="/link/abc"' in page


def test_facts_come_back_as_what_they_were() -> None:
    facts = {"day": date(2026, 11, 26), "time": time(9), "name": "2026-99-99", "number": 3}
    assert domain.revived(domain.kept(facts)) == facts


@pytest.mark.parametrize(
    ("preferred", "phone", "way"),
    [
        ("email", "0151 22", "phone"),
        ("", "0151 22", "phone"),
        ("email", "", "in_person"),
        ("sms", "0151 22", "sms"),
        ("voice", "", "in_person"),
        ("letter", "0151 22", "letter"),
        ("in_person", "0151 22", "in_person"),
    ],
)
def test_after_a_channel_that_fails_comes_the_one_that_the_person_prefers(preferred: str, phone: str, way: str) -> None:
    assert domain.next_channel(preferred, phone) == way


def test_a_letter_that_fails_to_the_end_is_told_by_the_office_another_way(house: House) -> None:
    cast = gather(house)
    new = NewLearner("L-77", "Nour", "Saleh", email="nour@mail.example", phone="0151 22", contact="sms")
    nour = add_learner(house, cast.provider_id, cast.centre_id, new)
    with house.acting(cast.administrator):
        learner = learners.learner(nour.learner_id or "")
        services.write_to(learner, "messages.reset", {"link": "-"}, now=clock.now())
        services.queue_mail("somebody@else.example", "Hello", "-", locale="en", now=clock.now())

    def fail(mail: services.Message) -> None:
        raise OSError(mail.address)

    for left in range(services.MOST_TRIES, 0, -1):
        with clock.shifted_to(clock.now() + timedelta(hours=3 * (services.MOST_TRIES - left))):
            assert jobs.send_round("email", fail, Progress()) == 0
        with house.acting(cast.administrator):
            asked = [one for one in queries.open_tasks(cast.administrator) if one.code.startswith("messages.lost")]
            assert len(asked) == (left == 1)
    jobs.send_round("email", fail, Progress())
    page = house.client(cast.administrator).get("/tasks").text
    assert page.count("does not reach Nour Saleh") == 1
    assert "Write a text message to 0151 22." in page
    with house.acting(cast.outsider):
        assert not queries.open_tasks(cast.outsider)
