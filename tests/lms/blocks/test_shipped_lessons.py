"""The lessons that ship: each is whole, and everything that it names is there."""

import tomllib
from pathlib import Path

import pytest
from lxml import etree

from lms.kernel.vocabulary import Level
from placement.blocks import checking

LESSONS = Path(__file__).resolve().parents[3] / "lms" / "blocks" / "lessons"
INDEX = tomllib.loads((LESSONS / "lessons.toml").read_text(encoding="utf-8"))
UNITS = {one["id"]: one for one in INDEX["unit"]}


@pytest.mark.parametrize("name", UNITS)
def test_unit_has_words_to_hear_pictures_exercises_and_what_one_can_do_after_it(name: str) -> None:
    text = (LESSONS / name / "unit.xml").read_text(encoding="utf-8")
    root = etree.fromstring(text)
    assert checking.problems(text) == []
    kinds = {str(node.tag) for node in root}
    assert {"onward-text", "onward-listening", "onward-cloze", "onward-recording"} <= kinds
    assert root.get("display_name")
    assert len(root.findall(".//can-do")) == 1
    assert root.findall(".//*[@picture]")


def test_every_sound_of_the_lessons_is_heard_somewhere() -> None:
    named = {
        node.get("sound")
        for name in UNITS
        for node in etree.parse(LESSONS / name / "unit.xml").iter(etree.Element)
        if node.get("sound")
    }
    there = {f"lesson:{file.parent.parent.name}/{file.name}" for file in LESSONS.glob("*/media/*")}
    assert named == there


def test_there_are_three_units_for_every_level_from_literacy_to_a2() -> None:
    groups = [("literacy" if one.get("literacy") else one["level"]) for one in INDEX["unit"]]
    assert {group: groups.count(group) for group in groups} == dict.fromkeys(
        ["literacy", Level.PRE_A1, Level.A1, Level.A2], 3
    )
    assert {folder.parent.name for folder in LESSONS.glob("*/unit.xml")} == set(UNITS)
