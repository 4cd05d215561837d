"""Performances: what counts as a recording, and how long the parts with a rater are."""

import pytest

from lms.kernel.vocabulary import Skill
from placement import packs
from placement.domain import performances

BANK = packs.load_bank(packs.BANKS / "german_core")


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (b"\x1a\x45\xdf\xa3\x01", "audio/webm"),
        (b"OggS\x00", "audio/ogg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"<svg onload=", None),
        (b"\xff\xd8\xff\xe0", None),
        (b"", None),
    ],
)
def test_a_recording_is_known_by_its_first_bytes(content: bytes, type: str | None) -> None:
    assert performances.sound_type(content) == type


def test_beside_a_rater_speaking_may_go_on_and_alone_it_has_three_answers() -> None:
    speaking = BANK.of(Skill.SPEAKING)
    live = performances.rules_for(Skill.SPEAKING, speaking, live=True)
    alone = performances.rules_for(Skill.SPEAKING, speaking, live=False)
    assert (live.min_items, live.max_items) == (3, 8)
    assert (alone.min_items, alone.max_items) == (3, 3)


def test_writing_with_short_questions_is_longer_than_two_tasks_alone() -> None:
    writing = BANK.of(Skill.WRITING)
    tasks = [item for item in writing if item.type.needs_rater]
    assert performances.rules_for(Skill.WRITING, writing, live=False) == performances.WRITTEN
    assert performances.rules_for(Skill.WRITING, tasks, live=False) == performances.TASKS_ONLY
