"""What learners record lies in files of theirs: heard by them and by whoever rates it, gone with them, given to them."""

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from lms.blocks import jobs, models, services
from lms.exchange.services import everything, files
from lms.kernel import clock, moving
from lms.kernel.jobs import Progress
from lms.learners import models as learners
from tests.lms.blocks.conftest import Lesson

FIRST, SECOND = (b"\x1a\x45\xdf\xa3" + word * 40_000 for word in (b"guten tag ", b"auf wiedersehen "))
LARGEST = 5 * 1024 * 1024


@pytest.fixture
def usage(lesson: Lesson) -> str:
    return lesson.add("onward-speaking-task", {"body": {"question": "Wer sind Sie?"}, "display_name": "Sprechen"})


def kept(lesson: Lesson) -> dict[str, bytes]:
    """Files of people by their place."""
    found = (one for one in (lesson.door.files / "files").rglob("*") if one.is_file())
    return {str(one.relative_to(lesson.door.files / "files")): one.read_bytes() for one in found}


def state(lesson: Lesson) -> list[dict[str, Any]]:
    with lesson.house.acting(lesson.cast.teacher) as session:
        return list(session.scalars(select(models.FieldData.fields).where(models.FieldData.learner_id.is_not(None))))


def hear(lesson: Lesson, address: str, **more: str) -> tuple[int, bytes]:
    answer = lesson.house.app.test_client().get(address, headers={"Origin": "null", **more})
    return answer.status_code, answer.data


def test_a_recording_is_a_file_and_the_state_says_only_where(lesson: Lesson, usage: str) -> None:
    cast = lesson.cast
    leyla = cast.leyla.learner_id or ""
    assert lesson.send(cast.leyla, usage, "hand_in", data=FIRST).status_code == 200
    (place,) = kept(lesson)
    assert place.split("/")[:-1] == [cast.provider_id, f"learner-{leyla}", usage, "work"]
    assert [one["work"] for one in state(lesson)] == [f"file:{place.partition('/')[2]}"]
    assert len(json.dumps(state(lesson))) < 500

    # She hears it, and so does whoever gives points; the address of somebody else's block plays nothing of hers.
    own = lesson.address(cast.leyla, usage, "recording")
    assert hear(lesson, own) == (200, FIRST)
    assert hear(lesson, own, Range="bytes=4-12") == (206, FIRST[4:13])
    lesson.signed_in(cast.teacher)
    teacher = services.rater(lesson.viewer(cast.teacher), leyla)
    rated = f"/blocks/answer/{lesson.door.seal(teacher, usage, clock.now())}/recording"
    assert hear(lesson, rated) == (200, FIRST)
    assert hear(lesson, lesson.address(cast.mahmoud, usage, "recording"))[0] == 404

    # A new one takes its place; one that is too large, or no sound, changes nothing.
    assert lesson.send(cast.leyla, usage, "hand_in", data=b"<html>").status_code == 422
    assert lesson.send(cast.leyla, usage, "hand_in", data=FIRST + bytes(LARGEST)).status_code == 413
    assert lesson.send(cast.leyla, usage, "hand_in", data=SECOND).status_code == 200
    assert list(kept(lesson).values()) == [SECOND]
    assert hear(lesson, own) == (200, SECOND)

    # Out it goes with her file, and with everything that the provider owns.
    with lesson.house.acting(cast.manager):
        made = files.whole_file(leyla, locale="en", actor=cast.manager, now=clock.now())
        everything.write(out := io.BytesIO(), "csv", actor=cast.manager, now=clock.now())
    with ZipFile(io.BytesIO(made.content)) as archive:
        facts = json.loads(archive.read("file.json"))["tables"]
        (row,) = facts["blocks_kept_file"]
        assert (row["unit"], row["exercise"], archive.read(row["content"])) == ("At the market", "Sprechen", SECOND)
        assert row["content"] in [one["fields"].get("work") for one in facts["blocks_field_data"]]
        assert f'href="{row["content"]}"' in archive.read("read-me.html").decode()
    with ZipFile(out) as archive:
        assert SECOND in [archive.read(one) for one in archive.namelist() if one.startswith("files/exercises/")]


def test_it_goes_along_to_another_record_of_hers_and_away_with_her(lesson: Lesson, usage: str) -> None:
    cast = lesson.cast
    lesson.send(cast.leyla, usage, "hand_in", data=FIRST)
    with lesson.house.acting(cast.manager) as session:
        both = [session.get_one(learners.Learner, one.learner_id) for one in (cast.leyla, cast.mahmoud)]
        owners = [moving.Owner(one.id, one.person_id) for one in both]
        moving.move(owners[0], owners[1], leave=("courses_enrolment", "learners_learner", "learners_person"))
    assert hear(lesson, lesson.address(cast.mahmoud, usage, "recording")) == (200, FIRST)
    with lesson.house.acting(cast.manager) as session:
        for one in (cast.leyla, cast.mahmoud):
            session.get_one(learners.Learner, one.learner_id).erased_at = clock.now()
    jobs.forget_files({}, Progress(), clock.now())
    assert kept(lesson) == {}


def test_a_recording_of_a_lesson_is_thrown_away_when_she_begins_anew(lesson: Lesson) -> None:
    usage = lesson.add("onward-recording", {"body": {"prompt": [{"text": "Wer sind Sie?"}], "keep": True}})
    assert lesson.send(lesson.cast.leyla, usage, "recorded", data=FIRST).get_json() == {"done": True, "kept": True}
    assert list(kept(lesson).values()) == [FIRST]
    lesson.send(lesson.cast.leyla, usage, "reset", json={})
    assert kept(lesson) == {}
    assert hear(lesson, lesson.address(lesson.cast.leyla, usage, "recording"))[0] == 404
