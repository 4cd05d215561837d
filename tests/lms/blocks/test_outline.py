"""The lessons of a class: a teacher takes, writes, orders and shows them; learners work through them."""

import io
import re

import pytest

from lms.blocks import packs, queries
from tests.lms.blocks.conftest import TODAY, Lesson

FIRST = packs.lessons()[0]


@pytest.fixture
def path(lesson: Lesson) -> str:
    """The outline of the class."""
    return f"/sections/{lesson.cast.section_id}/units"


def units(lesson: Lesson) -> list[queries.UnitInfo]:
    """The outline, without the unit that every test begins with."""
    with lesson.house.acting(lesson.cast.teacher):
        return [one for one in queries.outline(lesson.cast.section_id) if one.id != lesson.unit_id]


def test_a_shipped_lesson_is_taken_shown_and_worked_through(lesson: Lesson, path: str) -> None:
    teacher, learner = lesson.house.client(lesson.cast.teacher), lesson.house.client(lesson.cast.leyla)
    assert FIRST.title in teacher.get(path).text
    page = teacher.post(f"{path}/take", data={"from": FIRST.id}, follow_redirects=True).text
    assert "Learners do not see it yet." in page
    (taken,) = units(lesson)
    assert (taken.title, taken.level, taken.outcome) == (FIRST.title, FIRST.level, FIRST.outcome)
    assert FIRST.title not in learner.get("/my-units").text
    assert learner.get(f"/blocks/units/{taken.id}").status_code == 404
    shown = {"title": taken.title, "level": taken.level, "outcome": taken.outcome, "shown": "now"}
    teacher.post(f"/blocks/units/{taken.id}/edit", data=shown)
    assert "/my-units" in learner.get("/today").text
    assert FIRST.title in learner.get("/my-units").text
    assert "onward-text" in learner.get(f"/blocks/units/{taken.id}").text
    assert "Leyla Demir" in teacher.get(f"/blocks/units/{taken.id}/people").text


def test_a_lesson_for_a_later_day_waits_for_it(lesson: Lesson, path: str) -> None:
    teacher = lesson.house.client(lesson.cast.teacher)
    teacher.post(path, data={"title": "Beim Amt"})
    (made,) = units(lesson)
    given = {"title": "Beim Amt", "shown": "day"}
    refused = teacher.post(f"/blocks/units/{made.id}/edit", data=given | {"opens_on": "soon"})
    assert refused.status_code == 422
    assert "Choose the day from which learners see it." in refused.text
    for_skills = {"opens_on": "2099-01-01", "skills": ["reading", "flying"], "language": "de"}
    teacher.post(f"/blocks/units/{made.id}/edit", data=given | for_skills)
    (made,) = units(lesson)
    assert made.opens_on is not None
    assert not made.is_open(TODAY)
    assert (made.skills, made.language) == (["reading"], "de")
    looked = teacher.get(f"/blocks/units/{made.id}").text
    assert "You see this unit as learners do." in looked
    assert "Learners see it from" in looked
    # The next one of the class is in the same language.
    teacher.post(path, data={"title": "Beim Arzt"})
    second = units(lesson)[1]
    assert second.language == "de"
    teacher.post(f"/blocks/units/{second.id}/blocks", data={"kind": "onward-text"})
    assert lesson.fields(lesson.cast.teacher, kinds(lesson, second.id)[0][0])["lang"] == "de"


def test_blocks_are_added_moved_and_taken_away(lesson: Lesson, path: str) -> None:
    teacher = lesson.house.client(lesson.cast.teacher)
    teacher.post(path, data={"title": "Beim Amt"})
    (made,) = units(lesson)
    for kind in ("onward-text", "onward-cloze"):
        teacher.post(f"/blocks/units/{made.id}/blocks", data={"kind": kind})
    first, second = kinds(lesson, made.id)
    assert (first[1], second[1]) == ("onward-text", "onward-cloze")
    assert teacher.get(f"/blocks/units/{made.id}/blocks/{first[0]}").status_code == 200
    teacher.post(f"/blocks/units/{made.id}/blocks/{second[0]}/move", data={"way": "up"})
    assert kinds(lesson, made.id) == [second, first]
    teacher.post(f"/blocks/units/{made.id}/blocks/{first[0]}/remove")
    assert kinds(lesson, made.id) == [second]
    refused = teacher.post(f"/blocks/units/{made.id}/blocks", data={"kind": "acid"})
    assert (refused.status_code, "switched off here" in refused.text) == (409, True)


def kinds(lesson: Lesson, unit_id: str) -> list[tuple[str, str]]:
    """(usage, type) of the blocks of a unit."""
    with lesson.house.acting(lesson.cast.teacher):
        return [(one.usage_id, one.block_type) for one in queries.blocks_of_unit(unit_id)]


def test_olx_goes_out_and_comes_in_as_it_was(lesson: Lesson, path: str) -> None:
    teacher = lesson.house.client(lesson.cast.teacher)
    teacher.post(f"{path}/take", data={"from": FIRST.id})
    (taken,) = units(lesson)
    written = teacher.get(f"/blocks/units/{taken.id}/olx").data
    teacher.post(f"{path}/import", data={"file": (io.BytesIO(written), "unit.xml")})
    again = units(lesson)[-1]
    assert again.title == taken.title
    assert teacher.get(f"/blocks/units/{again.id}/olx").data == written
    assert [one[1] for one in kinds(lesson, again.id)] == [one[1] for one in kinds(lesson, taken.id)]


UNREADABLE = {
    b"": "Choose a file first.",
    b"<vertical>": "not readable as OLX",
    b"<vertical><no-such-block/></vertical>": "not installed",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><vertical>&b;</vertical>": "not readable as OLX",
}


def test_a_file_that_cannot_be_read_changes_nothing_and_says_why(lesson: Lesson, path: str) -> None:
    teacher = lesson.house.client(lesson.cast.teacher)
    for content, says in UNREADABLE.items():
        answer = teacher.post(f"{path}/import", data={"file": (io.BytesIO(content), "unit.xml")})
        assert answer.status_code >= 400
        assert says in re.sub(r"\s+", " ", answer.text)
        assert units(lesson) == []


def test_lessons_change_places(lesson: Lesson, path: str) -> None:
    teacher = lesson.house.client(lesson.cast.teacher)
    for title in ("Eins", "Zwei"):
        teacher.post(path, data={"title": title})
    second = units(lesson)[1]
    teacher.post(f"{path}/order", data={"unit": second.id, "way": "up"})
    assert [one.title for one in units(lesson)] == ["Zwei", "Eins"]
    teacher.post(f"/blocks/units/{second.id}/remove")
    assert [one.title for one in units(lesson)] == ["Eins"]


def test_learners_and_other_providers_write_nothing(lesson: Lesson, path: str) -> None:
    for who in (lesson.cast.leyla, lesson.cast.outsider):
        client = lesson.house.client(who)
        assert client.get(path).status_code == 404
        assert client.post(path, data={"title": "Mine"}).status_code == 404
        assert client.get(f"/blocks/units/{lesson.unit_id}/edit").status_code == 404
    assert units(lesson) == []
