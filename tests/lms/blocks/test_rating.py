"""Work that a person gives points for: it waits for who teaches the class, she opens it, and its learner sees the points."""

import re

import pytest
from sqlalchemy import select

from lms.accounts import models as accounts
from lms.blocks import queries, services
from lms.courses.queries.results import block_results
from lms.kernel import clock
from tests.lms.blocks.conftest import Lesson

TASK = b"<onward-writing-task display_name='Zu spaet' lang='de'><text>Sie kommen zu spaet.</text></onward-writing-task>"
TOGETHER = b"<onward-rated-task display_name='Zahlen' lang='de' points='3'><text>4 7 2 0</text></onward-rated-task>"
FULL = {"task": 3, "coherence": 2, "grammar": 1, "words": 2}


@pytest.fixture
def usage(lesson: Lesson) -> str:
    """A text to write, on the page of the class."""
    return put(lesson, TASK)


def put(lesson: Lesson, xml: bytes) -> str:
    given = {"door": lesson.door, "actor": lesson.cast.teacher, "now": clock.now()}
    with lesson.house.acting(lesson.cast.teacher):
        return services.import_olx(lesson.unit_id, xml, **given)


def handler(page: str, name: str) -> str:
    """The address of a handler of the block on a page."""
    found = re.search(r'data-handlers="([^"]+)"', page)
    assert found
    return found[1] + name


def test_a_text_waits_gets_points_and_its_learner_sees_them(lesson: Lesson, usage: str) -> None:
    cast = lesson.cast
    teacher = lesson.house.client(cast.teacher)
    assert "waits for your points" not in teacher.get("/teach").text
    lesson.send(cast.leyla, usage, "hand_in", json={"given": ["Ich komme um neun."]})
    assert "1 answer waits for your points." in teacher.get("/teach").text
    way = f"/blocks/units/{lesson.unit_id}/people/{cast.leyla.learner_id}/{usage}"
    for list_page in ("/answers", f"/blocks/units/{lesson.unit_id}/people"):
        assert way in teacher.get(list_page).text
    page = teacher.get(way).text
    assert "Ich komme um neun." in page
    assert "Everything that was asked." in page
    assert lesson.house.app.test_client().post(handler(page, "rate"), json={"scores": FULL}).status_code == 200
    with lesson.house.acting(cast.teacher) as session:
        result = block_results([usage])[cast.leyla.learner_id or "", usage]
        entries = accounts.AuditEntry
        noted = session.execute(
            select(entries.action, entries.user_id).where(entries.subject_id == cast.leyla.learner_id)
        )
        assert {("read", cast.teacher.user_id), ("rate", cast.teacher.user_id)} <= set(map(tuple, noted))
    assert (result.score, result.maximum, result.waits_since) == (8, 12, None)
    assert "A teacher gave 8 of 12 points." in lesson.show(cast.leyla).blocks[0].html
    assert "With points" in teacher.get(f"/blocks/units/{lesson.unit_id}/people").text
    assert "No answer waits for you." in teacher.get("/answers").text
    # She writes it anew: it waits again, and what she had stays until then.
    lesson.send(cast.leyla, usage, "reset", json={})
    lesson.send(cast.leyla, usage, "hand_in", json={"given": ["Ich komme um zehn."]})
    with lesson.house.acting(cast.teacher):
        (again,) = queries.waiting_answers([cast.section_id])
        assert block_results([usage])[cast.leyla.learner_id or "", usage].score == 8
    assert again.learner_id == cast.leyla.learner_id


def test_points_come_from_who_teaches_the_class_and_from_nobody_else(lesson: Lesson, usage: str) -> None:
    cast = lesson.cast
    lesson.send(cast.leyla, usage, "hand_in", json={"given": ["Ich komme um neun."]})
    assert lesson.send(cast.leyla, usage, "rate", json={"scores": FULL}).status_code == 403
    way = f"/blocks/units/{lesson.unit_id}/people/{cast.leyla.learner_id}/{usage}"
    for who in (cast.leyla, cast.administrator, cast.outsider):
        assert lesson.house.client(who).get(way).status_code == 404
    # Somebody of another class has no work here.
    teacher = lesson.house.client(cast.teacher)
    assert teacher.get(way.replace(cast.leyla.learner_id or "", cast.amina.learner_id or "")).status_code == 404
    page, nobody = teacher.get(way).text, lesson.house.app.test_client()
    # In a learner's name a rater does nothing else.
    assert nobody.post(handler(page, "hand_in"), json={"given": ["Anders."]}).status_code == 403
    assert nobody.post(handler(page, "rate"), json={"scores": {"task": 9}}).status_code == 422
    with lesson.house.acting(cast.teacher):
        assert block_results([usage])[cast.leyla.learner_id or "", usage].score is None


def test_what_is_done_together_is_offered_for_everybody(lesson: Lesson) -> None:
    usage = put(lesson, TOGETHER)
    teacher = lesson.house.client(lesson.cast.teacher)
    people = teacher.get(f"/blocks/units/{lesson.unit_id}/people").text
    way = f"/blocks/units/{lesson.unit_id}/people/{lesson.cast.mahmoud.learner_id}/{usage}"
    assert way in people
    assert "To do together" in people
    answered = lesson.house.app.test_client().post(handler(teacher.get(way).text, "rate"), json={"points": 2})
    assert answered.get_json()["score"] == 2
