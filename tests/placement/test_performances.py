"""What learners write and say: handed in, waiting, scored by one or two people, counted in the result."""

import re
from datetime import timedelta
from io import BytesIO

import numpy as np
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.kernel import clock
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from placement import models, queries, services
from placement.domain import performances
from tests.cast import Cast
from tests.houses import House
from tests.placement import people

WAVE = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40)
GOOD = {"score-task": "3", "score-flow": "3", "score-grammar": "3"}
POOR = {"score-task": "0", "score-flow": "0", "score-grammar": "0"}


@pytest.fixture
def lucia(house: House, cast: Cast) -> Actor:
    return people.add(house, cast, people.LUCIA)


def start(teacher: FlaskClient, learner: Actor, part: str, *, beside: bool = False) -> TestResponse:
    data = {"part": part, "beside": "yes" if beside else "no"}
    return teacher.post(f"/placement/{learner.learner_id}/part", data=data, follow_redirects=True)


def send(client: FlaskClient, page: TestResponse, **given: object) -> TestResponse:
    sitting = re.search(r'name="sitting" value="([^"]+)"', page.text)
    assert sitting, page.text[:300]
    data = {"sitting": sitting.group(1), "item": people.item_on(page.text).key, **given}
    return client.post(page.request.path, data=data, follow_redirects=True)


def say_all(client: FlaskClient, page: TestResponse) -> TestResponse:
    while not page.request.path.endswith("/thanks"):
        page = send(client, page, sound=(BytesIO(WAVE), "answer.wav"))
    return page


def works(house: House, cast: Cast) -> list[queries.WorkInfo]:
    with house.acting(cast.teacher):
        return queries.to_rate(cast.centre_id, "somebody else")


def result(house: House, cast: Cast, learner: Actor) -> queries.ResultInfo:
    with house.acting(cast.teacher):
        found = queries.newest_result(learner.learner_id or "")
    assert found is not None
    return found


def measured(house: House, cast: Cast, learner: Actor) -> set[str]:
    return {one["measures"] for one in result(house, cast, learner).levels}


def test_three_recordings_wait_for_a_rater_and_change_the_result_when_they_are_scored(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor
) -> None:
    people.walk(teacher, f"/placement/{lucia.learner_id}", people.up_to(-1.0))
    say_all(teacher, start(teacher, lucia, "speaking"))
    waiting = works(house, cast)
    assert [one.kind for one in waiting] == ["speaking"] * 3
    assert "Speaking: not scored yet." in teacher.get(f"/placement/{lucia.learner_id}/result").text
    assert "3 tasks wait for your scores." in teacher.get("/placement").text
    phone = house.client(lucia)
    for own_page in ("/my-placement", "/my-placement/result"):
        assert "Speaking: a teacher looks at it." in phone.get(own_page).text
    for work in waiting:
        assert measured(house, cast, lucia) == {"listening", "reading"}
        teacher.post(f"/placement/rating/{work.id}", data=GOOD)
    assert "a teacher looks at it" not in phone.get("/my-placement/result").text
    # Who had the same work open meanwhile is told, and decides whether to give a second opinion.
    other = house.client(house.actor("Ines", Role.TEACHER, cast.provider_id, centre_id=cast.centre_id))
    assert "It has been scored meanwhile." in other.get(f"/placement/rating/{waiting[0].id}").text
    again = other.post(f"/placement/rating/{waiting[0].id}", data=GOOD, follow_redirects=True)
    assert "Somebody else has scored it, too: the mean counts." in again.text
    assert measured(house, cast, lucia) == {"listening", "reading", "speaking"}
    assert "not scored yet" not in teacher.get(f"/placement/{lucia.learner_id}/result").text
    with house.acting(cast.teacher):
        known = {one.skill for one in learners.levels([lucia.learner_id or ""])[lucia.learner_id or ""]}
        assert not queries.to_rate(cast.centre_id, cast.teacher.user_id)
    assert "speaking" in known
    with house.crossing() as session:
        assert session.query(models.Result).count() == 1


def test_a_recording_sent_from_two_tabs_counts_once(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor
) -> None:
    page = start(teacher, lucia, "speaking")
    for _ in range(2):
        again = send(teacher, page, sound=(BytesIO(WAVE), "answer.wav"))
        assert again.status_code == 200
    assert len(works(house, cast)) == 1
    with house.acting(cast.teacher):
        running = queries.open_sitting(lucia.learner_id or "")
    assert running is not None
    assert running.version == 2


def test_a_part_that_is_begun_with_a_teacher_goes_on_with_the_same_task_on_the_learners_phone(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor
) -> None:
    page = send(teacher, start(teacher, lucia, "speaking"), sound=(BytesIO(WAVE), "answer.wav"))
    phone = house.client(lucia)
    assert "Take a rest." in phone.get("/my-placement/pause").text
    resumed = phone.post("/my-placement/test", follow_redirects=True)
    assert people.item_on(resumed.text) == people.item_on(page.text)
    assert "Your teacher looks at it with you." in say_all(phone, resumed).text
    assert len(works(house, cast)) == 3


def test_beside_a_rater_the_next_prompt_follows_from_the_scores(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor
) -> None:
    asked = _asked_beside(teacher, lucia, GOOD)
    assert len(asked) <= performances.LIVE.max_items
    with house.acting(cast.teacher):
        taken = queries.new_sittings(lucia.learner_id or "")["speaking"]
        kept = queries.works_of([taken.id])
    assert [score for _, score in queries.answers_of(taken.state)] == [9] * len(asked)
    assert [(one.points, one.ratings[0].by) for one in kept] == [(9, "Marta Klein")] * len(asked)
    struggling = people.add(house, cast, people.SAMIRA)
    easier = _asked_beside(teacher, struggling, POOR)
    assert np.mean(asked[1:]) > np.mean(easier[1:]) + 0.5


def _asked_beside(teacher: FlaskClient, learner: Actor, scores: dict[str, str]) -> list[float]:
    """Difficulties of the prompts of somebody whom the teacher beside always gives the same scores."""
    page = start(teacher, learner, "speaking", beside=True)
    asked = [people.item_on(page.text).parameters.b]
    while not page.request.path.endswith("/thanks"):
        page = send(teacher, page, **scores)
        if "item" in page.text and not page.request.path.endswith("/thanks"):
            asked.append(people.item_on(page.text).parameters.b)
    return asked


def test_two_people_score_without_seeing_each_other_and_what_they_see_differently_is_named(
    house: House, cast: Cast, teacher: FlaskClient, lucia: Actor
) -> None:
    _two_raters(house, cast)
    say_all(teacher, start(teacher, lucia, "speaking"))
    work = works(house, cast)[0]
    teacher.post(f"/placement/rating/{work.id}", data=GOOD)
    second = _second_teacher(house, cast)
    with house.acting(second):
        assert queries.work(work.id).points is None
        assert len(queries.to_rate(cast.centre_id, second.user_id)) == 3
    other = house.client(second)
    before = other.get(f"/placement/rating/{work.id}").text
    assert "Marta Klein</th>" not in before
    assert "checked" not in before
    after = other.post(f"/placement/rating/{work.id}", data=POOR, follow_redirects=True).text
    assert "Marta Klein</th>" in after
    assert after.count("Talk about it") >= 3
    assert "Two people see it differently" in teacher.get("/placement/rating").text
    with house.acting(second):
        # 9 and 0: the mean, half a point down.
        assert queries.work(work.id).points == 4
    other.post(f"/placement/rating/{work.id}", data=GOOD)
    with house.acting(second):
        assert queries.work(work.id).points == 9
        assert not queries.far_apart(cast.centre_id, clock.now() - timedelta(days=1))


def _two_raters(house: House, cast: Cast) -> None:
    with house.acting(cast.administrator):
        services.save_sitting_rules(
            cast.centre_id, minutes={}, first_items={}, raters=2, actor=cast.administrator, now=clock.now()
        )


def _second_teacher(house: House, cast: Cast) -> Actor:
    return house.actor("Ines Adler", Role.TEACHER, cast.provider_id, centre_id=cast.centre_id)
