"""Packages that could do harm: refused with the reason, and nothing of them is taken in."""

import io
import stat
import zipfile

import pytest

from placement.formats import package as packages
from tests.placement.formats.made import PNG, choice, manifest, one, package, refused, taken, zipped

ITEM = '<resource identifier="R" type="imsqti_item_xmlv2p1" href="{0}"><file href="{0}"/></resource>'
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'
    "<assessmentItem>&c;</assessmentItem>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><assessmentItem>&a;</assessmentItem>'
)
DTD = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://example.org/x.dtd"><assessmentItem/>'


def with_entry(name: str, data: str = "x", mode: int = 0) -> bytes:
    """A good package with one more entry under a name that no honest program writes."""
    out = io.BytesIO(package({"item.xml": choice()}))
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("placeholder")
        info.filename = name
        info.external_attr = mode << 16
        archive.writestr(info, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../../etc/cron.d/x", "path_traversal"),
        ("media/../../x", "path_traversal"),
        ("/etc/passwd", "absolute_path"),
        ("C:/windows/x", "absolute_path"),
        ("media\\..\\x", "path_traversal"),
        ("media\\x", "bad_name"),
        ("media/a\nb.mp3", "bad_name"),
        ("ITEM.xml", "duplicate_name"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, reason: str) -> None:
    assert refused(with_entry(name)) == reason


def test_a_link_is_refused() -> None:
    assert refused(with_entry("media/link", "/etc/passwd", stat.S_IFLNK | 0o777)) == "link"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused() -> None:
    assert refused(with_entry("item.xml", choice("two"))) == "duplicate_name"


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        ("../item.xml", "path_traversal"),
        ("%2e%2e/item.xml", "path_traversal"),
        ("/item.xml", "absolute_path"),
        ("..\\item.xml", "path_traversal"),
        ("http://example.org/item.xml", "external_reference"),
        ("file:///etc/passwd", "external_reference"),
        ("//example.org/item.xml", "external_reference"),
        ("absent.xml", "missing_file"),
    ],
)
def test_a_manifest_that_points_elsewhere_is_refused(href: str, reason: str) -> None:
    assert refused(zipped({"imsmanifest.xml": manifest(ITEM.format(href)), "item.xml": choice()})) == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<manifest", "not_xml"),
        ("<other/>", "bad_manifest"),
        ("<manifest/>", "bad_manifest"),
        ("<manifest><resources><resource/></resources></manifest>", "bad_manifest"),
        ('<manifest><resources><resource identifier="a" type="imsqti_item_xmlv2p1"/></resources></manifest>', "bad_manifest"),
        (manifest(ITEM.format("item.xml") * 2), "duplicate_name"),
        (manifest(ITEM.format("item.xml").replace("</resource>", '<dependency identifierref="no"/></resource>')),
         "missing_dependency"),
    ],
)  # fmt: skip
def test_a_bad_manifest_is_refused(text: str, reason: str) -> None:
    assert refused(zipped({"imsmanifest.xml": text, "item.xml": choice()})) == reason


def test_a_package_without_a_manifest_is_refused() -> None:
    assert refused(zipped({"item.xml": choice()})) == "manifest_missing"
    assert refused(zipped({"folder/imsmanifest.xml": manifest("")})) == "manifest_missing"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 but no more", b"%PDF-1.7 something", b"\x00\x01\x02\x03", b"just words"]
)
def test_what_is_no_package_is_refused(content: bytes) -> None:
    assert refused(content) == "not_a_package"
    assert refused(b"") == "empty"


def test_a_damaged_package_is_refused() -> None:
    whole = package({"item.xml": choice()})
    assert refused(whole[: len(whole) // 2]) == "not_a_package"
    at = whole.index(b"imsmanifest.xml") + 40
    assert refused(whole[:at] + bytes(20) + whole[at + 20 :]) == "not_a_package"


def test_a_bomb_is_refused_by_its_ratio() -> None:
    assert refused(package({"item.xml": choice()}, {"zeros.mp3": bytes(2_000_000)})) == "bomb"


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "LARGEST_IN_ALL", 100)
    assert refused(package({"item.xml": choice()})) == "too_large"


def test_a_package_with_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_FILES", 3)
    assert refused(zipped({f"{place}.xml": "<a/>" for place in range(4)})) == "too_many_files"


@pytest.mark.parametrize(("text", "reason"), [(BILLION, "entity"), (OUTSIDE, "entity"), (DTD, "document_type")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_document_types_are_refused_wherever_they_stand(text: str, reason: str, encoding: str) -> None:
    data = text.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding)
    assert refused(zipped({"imsmanifest.xml": data})) == reason
    assert refused(zipped({"imsmanifest.xml": manifest(ITEM.format("item.xml")), "item.xml": data})) == reason
    assert refused(data, "item.xml") == reason


def test_xml_that_is_nested_without_end_is_refused() -> None:
    deep = choice(before="<div>" * 5_000 + "</div>" * 5_000)
    assert refused(package({"item.xml": deep})) == "xml_too_deep"
    quiz = f"<quiz><question type='essay'><questiontext><text><![CDATA[{'<div>' * 5_000}]]></text></questiontext></question></quiz>"
    assert refused(quiz, "quiz.xml") == "xml_too_deep"


@pytest.mark.parametrize(
    "data",
    [
        choice().replace("Montag", "Grüße").encode("latin-1"),
        b'<?xml version="1.0" encoding="utf-7"?>' + choice().encode(),
        b'<?xml version="1.0" encoding="utf-16"?>' + choice().encode(),
        b'<?xml version="1.0" encoding="nonsense"?>' + choice().encode(),
    ],
)
def test_a_file_in_another_encoding_than_it_says_is_refused(data: bytes) -> None:
    assert refused(zipped({"imsmanifest.xml": manifest(ITEM.format("item.xml")), "item.xml": data})) == "wrong_encoding"


def test_a_text_of_questions_in_another_encoding_is_refused() -> None:
    assert refused("Grüße {=a ~b}".encode("latin-1"), "questions.gift") == "wrong_encoding"


@pytest.mark.parametrize(
    "before",
    [
        '<p><img src="http://example.org/a.png" alt=""/></p>',
        '<p><img src="//example.org/a.png" alt=""/></p>',
        '<object data="https://example.org/a.mp3" type="audio/mpeg"/>',
        '<p><img src="a.png" srcset="a.png 1x, http://example.org/b.png 2x" alt=""/></p>',
        '<include href="http://example.org/x.xml"/>',
    ],
)
def test_an_item_that_loads_something_from_outside_is_refused(before: str) -> None:
    assert refused(package({"item.xml": choice(before=before)}, {"a.png": PNG})) == "external_reference"


def test_a_text_that_loads_something_from_outside_is_refused() -> None:
    assert refused('Was? <img src="http://example.org/a.png"> {=a ~b}', "q.gift") == "external_reference"
    quiz = (
        '<quiz><question type="essay"><questiontext format="html"><text>&lt;img src="https://example.org/a.png"&gt;</text>'
        "</questiontext></question></quiz>"
    )
    assert refused(quiz, "q.xml") == "external_reference"


def test_a_file_that_an_item_shows_must_be_there() -> None:
    assert refused(package({"item.xml": choice(before='<p><img src="a.png" alt=""/></p>')})) == "missing_file"
    assert refused(package({"item.xml": choice(before='<p><img src="../a.png" alt=""/></p>')})) == "path_traversal"
    assert refused(choice(before='<p><img src="a.png" alt=""/></p>'), "item.xml") == "missing_file"


def test_a_picture_that_is_none_and_a_drawing_that_runs_something_are_refused() -> None:
    shows = choice(before='<p><img src="{}" alt=""/></p>')
    assert refused(package({"item.xml": shows.format("a.png")}, {"a.png": b"MZ executable"})) == "media_not_as_named"
    for inside in ("<script/>", '<path onclick="x()"/>', '<image href="http://example.org/a.png"/>'):
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()
        assert refused(package({"item.xml": shows.format("a.svg")}, {"a.svg": drawing})) == "active_content"


def test_two_items_of_one_name_are_refused() -> None:
    assert refused(package({"a.xml": choice("same"), "b.xml": choice("same")})) == "duplicate_name"


def test_files_inside_moodle_xml_are_held_to_the_same() -> None:
    quiz = '<quiz><question type="essay"><questiontext><text>a</text>{}</questiontext></question></quiz>'
    outside = quiz.format('<file name="../a.png" encoding="base64">AAAA</file>')
    broken = quiz.format('<file name="a.png" encoding="base64">*no base64*</file>')
    assert (refused(outside, "q.xml"), refused(broken, "q.xml")) == ("path_traversal", "wrong_encoding")
    absent = quiz.replace("<text>a</text>", '<text>&lt;img src="@@PLUGINFILE@@/a.png"&gt;</text>').format("")
    assert refused(absent, "q.xml") == "missing_file"


def test_a_link_that_a_person_may_follow_is_not_loaded_and_only_named() -> None:
    found = one(choice(before='<p>Mehr <a href="https://example.org">hier</a>.</p>'))
    assert found.imported == ["one"]
    assert [left.what for left in found.left_out] == ["link https://example.org"]


def test_the_reason_names_the_place() -> None:
    assert taken(package({"item.xml": BILLION})).report()["refused"] == "entity: item.xml"
