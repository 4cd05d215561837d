"""Lesson blocks as their authors write them: what an element may hold, and what is named before anybody sees it."""

from importlib.metadata import EntryPoint

import pytest
from xblock.core import XBlock

from placement.blocks import checking, olx
from placement.blocks.lessons.cloze import ClozeBlock
from placement.blocks.lessons.listening import ListeningBlock
from placement.blocks.lessons.recording import RecordingBlock
from placement.blocks.lessons.text import TextBlock
from tests.placement.blocks.bench import our_entry_points

LESSON = """<vertical display_name="Im Supermarkt">
  <onward-text lang="de" layout="cards" can_do="de_a1_shopping">
    <can-do>Ich kann einkaufen.</can-do>
    <line sound="bank:german_core/l_bread.mp3" picture="bread">das <b>Br</b>ot</line>
  </onward-text>
  <onward-cloze way="choose"><text>Das [kostet] zwei Euro.</text><word>heißt</word></onward-cloze>
</vertical>"""

UNDECIDED = '<question text="?"><option>a</option><option>b</option></question>'


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our blocks by name, whatever the environment was installed from."""
    points = [(name, EntryPoint(name, place, "xblock.v1")) for name, place in our_entry_points().items()]
    monkeypatch.setattr(XBlock, "load_class", lambda name, **_: dict(points)[name].load())


def codes(kind: type, xml: str) -> list[str]:
    return [one.code for one in kind.problems(olx.parsed(xml))]  # type: ignore[attr-defined]


def test_bold_letters_come_through(installed: None) -> None:
    body = olx.read(olx.parsed(LESSON).find("onward-text"), TextBlock.form)
    assert body["line"][0]["text"] == "das **Br**ot"


def test_a_whole_lesson_has_nothing_to_mend(installed: None) -> None:
    assert checking.problems(LESSON) == []


def test_a_file_that_is_not_there_is_named_with_its_line(installed: None) -> None:
    found = checking.problems(LESSON.replace("l_bread.mp3", "l_brot.mp3").replace('"bread"', '"brot"'))
    assert found == [
        "2: onward-text: no such file: bank:german_core/l_brot.mp3",
        "2: onward-text: no such file: brot",
    ]


@pytest.mark.parametrize(
    ("kind", "xml", "expected"),
    [
        (TextBlock, "<onward-text/>", ["nothing_inside"]),
        (TextBlock, '<onward-text layout="grid"><line>a</line></onward-text>', ["unknown_value"]),
        (ListeningBlock, "<onward-listening/>", ["no_sound", "nothing_inside"]),
        (
            ListeningBlock,
            f'<onward-listening sound="/static/a.mp3">{UNDECIDED}</onward-listening>',
            ["no_right_answer"],
        ),
        (ClozeBlock, "<onward-cloze><text>Kein Wort fehlt.</text></onward-cloze>", ["no_gap"]),
        (ClozeBlock, "<onward-cloze><gap>a</gap><text>Ein [Wort] fehlt.</text></onward-cloze>", ["unknown_element"]),
        (RecordingBlock, "<onward-recording/>", ["nothing_inside"]),
    ],
)
def test_what_an_author_forgot_is_named(kind: type, xml: str, expected: list[str]) -> None:
    assert list(dict.fromkeys(codes(kind, xml))) == expected
