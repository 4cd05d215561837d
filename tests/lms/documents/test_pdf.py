"""Paper: every letter of every name, the reader's direction, the same bytes twice, and no way in for what people type."""

from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont

from lms import documents
from lms.documents import render
from lms.documents.letters import FONTS, families, printable
from tests.lms.documents import paper
from tools import fonts

NAMES = {
    "Arabic": "محمد عبد الله العلي",
    "Sorani": "ئاراس ڕۆژگار",
    "Cyrillic": "Олександра Їжакевич",
    "Welsh": "Siân Ŵyn Llŷr",
    "Tigrinya": "ተስፋይ ገብረመድህን",
    "Vietnamese": "Nguyễn Thị Ánh",
    "Turkish": "Gülşah Işık Doğan",
    "Greek": "Σωκράτης",
}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "names.typ"
    path.write_text('= #title\n#table(table.header[Name], ..data.names)\n#code("09:00")\n#cell()\n#signature("Sign")\n')
    return path


def made(template: Path, *names: str, locale: str = "en") -> bytes:
    return documents.pdf(template, {"names": list(names)}, title="Names", locale=locale)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_stands_in_the_file_with_all_its_letters(template: Path, name: str) -> None:
    content = made(template, name)
    assert set(name) - {" "} <= paper.letters(content)


def test_an_empty_box_would_be_refused(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What the names above rest on: a sign without a glyph makes no file at all.
    monkeypatch.setattr(render, "printable", str)
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        made(template, "漢字")


def test_the_file_is_tagged_for_readers_aloud(template: Path) -> None:
    content = made(template, "Ana")
    assert paper.says(content, b"pdfuaid:part")
    assert paper.says(content, b"/Marked true")
    assert paper.says(content, b"/StructTreeRoot")


def test_a_file_for_a_reader_of_arabic_runs_from_right_to_left(template: Path) -> None:
    assert paper.says(made(template, "Ana", locale="ar"), b"R2L")
    assert not paper.says(made(template, "Ana"), b"R2L")


def test_the_same_data_gives_the_same_bytes(template: Path) -> None:
    assert made(template, *NAMES.values()) == made(template, *NAMES.values())


@pytest.mark.parametrize(
    "typed", ['#panic("in")', '#read("/etc/passwd")', "$x$ *b* _i_ @ref <tag>", '"] #include "x"', "\\u{41} // `"]
)
def test_what_people_type_is_text_and_never_source(template: Path, typed: str) -> None:
    content = made(template, typed)
    assert set(typed) - {" "} <= paper.letters(content)


def test_a_sign_that_no_typeface_has_leaves_room_to_write_it_and_says_so(template: Path) -> None:
    assert printable("漢字 Zoë") == "__ Zoë"
    assert len(made(template, "漢字")) > len(made(template, "__"))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("W\u0302yn", "Ŵyn"),
        ("x\u0331y", "xy"),
        ("Ana\u202f1", "Ana 1"),
        ("\u2066Ana\u2069\u0007", "Ana"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ﬀ", "f"),
    ],
)
def test_marks_and_spaces_are_what_the_faces_can_print(typed: str, printed: str) -> None:
    assert printable(typed) == printed


def test_the_faces_are_made_of_those_that_pages_ship() -> None:
    """`python -m tools.fonts` writes them anew."""
    # Two small ones stand for all: making every face takes as long as a hundred other tests.
    made = dict(fonts.made(only=("noto-sans-cyrillic", "noto-sans-greek")))
    assert len(made) == 4
    for name, content in made.items():
        assert (FONTS / name).read_bytes() == content, name
    assert {path.name for path in FONTS.glob("*.ttf")} == {
        f"{source}-{style.lower()}.ttf" for source in fonts.SCRIPTS for style in fonts.WEIGHTS
    }


def test_the_list_of_signs_is_that_of_the_faces() -> None:
    held = [set(TTFont(path).getBestCmap()) for path in sorted(FONTS.glob("*-bold.ttf"))]
    assert sorted(map(len, held)) == sorted(len(signs) for signs in families().values())


def test_the_licence_of_the_faces_lies_beside_them() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
