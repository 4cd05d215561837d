"""No silent loss: every kind of item that a format knows is taken in or named, once, and so is every part that falls away."""

import pytest

from placement import formats
from tests.placement.formats import made
from tests.placement.formats.made import MATCH, MP3, PNG, POINT, choice, declared, item, package, taken

R = 'responseIdentifier="RESPONSE"'
STAGE = '<object data="p.png" type="image/png" width="100" height="100"/>'
TWO = '<simpleChoice identifier="A">ein Bus</simpleChoice><simpleChoice identifier="B">ein Zug</simpleChoice>'
SPOTS = (
    '<{0} identifier="A" matchMax="1" shape="rect" coords="0,0,50,50"/>'
    '<{0} identifier="B" matchMax="1" shape="rect" coords="50,50,100,100"/>'
)


def _associable(*names: str) -> str:
    return "".join(
        f'<simpleAssociableChoice identifier="{n}" matchMax="1">w{n}</simpleAssociableChoice>' for n in names
    )


def _asked(name: str, inside: str, more: str = "") -> str:
    return f"<p>Lies.</p><{name} {R}{more}><prompt>Was?</prompt>{inside}</{name}>"


AREAS = (
    '<areaMapping defaultValue="0"><areaMapEntry shape="rect" coords="0,0,20,20" mappedValue="1"/>'
    '<areaMapEntry shape="poly" coords="0,0,50,50,0,50" mappedValue="0.5"/></areaMapping>'
)
TEXT, CHOSEN, PAIRS = declared("da", base="string"), declared("B"), "multiple"
ITEMS: dict[str, tuple[str, str, str]] = {
    "choice": (CHOSEN, _asked("choiceInteraction", TWO, ' maxChoices="1"'), MATCH),
    "choices": (declared("A|B", "multiple"), _asked("choiceInteraction", TWO, ' maxChoices="0"'), MATCH),
    "no_answer": (declared(""), _asked("choiceInteraction", TWO), ""),
    "undeclared": ("", _asked("choiceInteraction", TWO), MATCH),
    "same_id_twice": (CHOSEN, _asked("choiceInteraction", TWO + TWO), MATCH),
    "order": (declared("B|A", "ordered"), _asked("orderInteraction", TWO), MATCH),
    "order_of_a_part": (declared("B", "ordered"), _asked("orderInteraction", TWO), MATCH),
    "associate": (declared("A B|C D", PAIRS, "pair"), _asked("associateInteraction", _associable(*"ABCD")), MATCH),
    "match": (
        declared("A C|B D", PAIRS, "directedPair"),
        _asked(
            "matchInteraction",
            f"<simpleMatchSet>{_associable(*'AB')}</simpleMatchSet><simpleMatchSet>{_associable(*'CD')}</simpleMatchSet>",
        ),
        MATCH,
    ),
    "gap_match": (
        declared("A G", PAIRS, "directedPair"),
        _asked(
            "gapMatchInteraction",
            '<gapText identifier="A" matchMax="1">Bus</gapText><gapText identifier="B" matchMax="1">Zug</gapText>'
            '<p>Der <gap identifier="G"/>.</p>',
        ),
        MATCH,
    ),
    "gap_match_of_pictures": (
        declared("A G", PAIRS, "directedPair"),
        _asked(
            "gapMatchInteraction",
            f'<gapImg identifier="A" matchMax="1">{STAGE}</gapImg><p>Der <gap identifier="G"/>.</p>',
        ),
        MATCH,
    ),
    "inline_choice": (
        CHOSEN,
        f'<p>Ich <inlineChoiceInteraction {R}><inlineChoice identifier="A">ist</inlineChoice>'
        '<inlineChoice identifier="B">bin</inlineChoice></inlineChoiceInteraction> da.</p>',
        MATCH,
    ),
    "text_entry": (TEXT, f"<p>Ich bin <textEntryInteraction {R}/>.</p>", MATCH),
    "number": (declared("4.5", base="float"), f"<p>9 : 2 = <textEntryInteraction {R}/></p>", MATCH),
    "two_kinds_of_gaps": (
        TEXT + declared("A", id="R2"),
        f'<p><textEntryInteraction {R}/><inlineChoiceInteraction responseIdentifier="R2">'
        '<inlineChoice identifier="A">da</inlineChoice></inlineChoiceInteraction></p>',
        MATCH,
    ),
    "text": (declared(base="string"), _asked("extendedTextInteraction", ""), ""),
    "hottext": (CHOSEN, _asked("hottextInteraction", '<p>Ein <hottext identifier="B">Wort</hottext></p>'), MATCH),
    "hotspot": (CHOSEN, _asked("hotspotInteraction", STAGE + SPOTS.format("hotspotChoice")), MATCH),
    "point": (declared("20 20", base="point", more=AREAS), _asked("selectPointInteraction", STAGE), POINT),
    "graphic_order": (
        declared("A|B", "ordered"),
        _asked("graphicOrderInteraction", STAGE + SPOTS.format("hotspotChoice")),
        MATCH,
    ),
    "graphic_associate": (
        declared("A B", PAIRS, "pair"),
        _asked("graphicAssociateInteraction", STAGE + SPOTS.format("associableHotspot")),
        MATCH,
    ),
    "graphic_gap_match": (
        declared("W A", PAIRS, "directedPair"),
        _asked("graphicGapMatchInteraction", STAGE + SPOTS.format("associableHotspot")),
        MATCH,
    ),
    "position_object": (
        declared("20 20", base="point"),
        f"<positionObjectStage>{STAGE}<positionObjectInteraction {R}>{STAGE}</positionObjectInteraction></positionObjectStage>",
        POINT,
    ),
    "slider": (declared("5", base="integer"), f'<sliderInteraction {R} lowerBound="0" upperBound="9"/>', MATCH),
    "drawing": (declared(base="file"), _asked("drawingInteraction", STAGE), ""),
    "voice": (declared(base="file"), _asked("uploadInteraction", "", ' type="audio/mpeg"'), ""),
    "paper": (declared(base="file"), _asked("uploadInteraction", "", ' type="application/pdf"'), ""),
    "film": (declared(base="integer"), _asked("mediaInteraction", '<audio src="a.mp3"/>'), ""),
    "end": (declared(base="boolean"), f'<p><endAttemptInteraction {R} title="Hilfe"/></p>', ""),
    "custom": (CHOSEN, f"<customInteraction {R}/>", ""),
    "portable": (CHOSEN, f"<portableCustomInteraction {R}/>", ""),
    "nothing": ("", "<p>Nur ein Text.</p>", ""),
    "two": (CHOSEN, _asked("choiceInteraction", TWO) + _asked("choiceInteraction", TWO), MATCH),
    "formula": (CHOSEN, "<p><math><mi>x</mi></math></p>" + _asked("choiceInteraction", TWO), MATCH),
}
TAKEN_IN = {
    "choice", "associate", "match", "gap_match", "inline_choice", "text_entry", "number", "text", "voice",
}  # fmt: skip


@pytest.mark.parametrize("version", ["2.1", "2.2", "3.0"])
def test_every_interaction_of_every_version_is_taken_in_or_named(version: str) -> None:
    every = {f"{id}.xml": item(id, *parts, version=version) for id, parts in ITEMS.items()}
    found = taken(package(every, {"p.png": PNG, "a.mp3": MP3}, version))
    assert found.refused is None
    assert found.items == len(ITEMS)
    assert sorted([*found.imported, *(one.item for one in found.unsupported)]) == sorted(ITEMS)
    assert set(found.imported) == TAKEN_IN
    assert all(one.what for one in found.unsupported)


@pytest.mark.parametrize(
    ("xml", "named"),
    [
        (choice(before="<p>Das <u>Amt</u> ist zu.</p>"), "form of letters u"),
        (choice().replace('identifier="C"', 'identifier="C" fixed="true"'), "a choice with a fixed place"),
        (choice().replace("</itemBody>", "</itemBody><catalogInfo/>"), "catalogInfo"),
        (choice().replace("</itemBody>", "</itemBody><apipAccessibility/>"), "apipAccessibility"),
    ],
)
def test_parts_that_carry_something_and_fall_away_are_named(xml: str, named: str) -> None:
    found = made.one(xml)
    assert found.imported == ["one"]
    assert [one.what for one in found.left_out] == [named]


MOODLE = [
    "multichoice",
    "truefalse",
    "shortanswer",
    "numerical",
    "essay",
    "recordrtc",
    "matching",
    "match",
    "ordering",
    "gapselect",
    "ddwtos",
    "cloze",
    "multianswer",
    "description",
    "calculated",
    "calculatedmulti",
    "calculatedsimple",
    "ddimageortext",
    "ddmarker",
    "randomsamatch",
    "random",
    "multichoiceset",
    "stack",
    "coderunner",
    "pmatch",
    "oumultiresponse",
    "gapfill",
    "kprime",
    "mtf",
    "regexp",
    "wordselect",
    "missingtype",
    "formulas",
    "combined",
    "varnumeric",
]


def test_every_type_of_moodle_is_taken_in_or_named_with_its_tags_and_category() -> None:
    inside = (
        '<name><text>{0}</text></name><questiontext format="html"><text>Was ist das?</text></questiontext><single>true</single>'
        '<hidden>1</hidden><answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>'
        "<tags><tag><text>Arbeit</text></tag></tags>"
    )
    questions = "".join(f'<question type="{one}">{inside.format(one)}</question>' for one in MOODLE)
    found = taken(f"<quiz>{questions}<question><name><text>untyped</text></name></question></quiz>", "x.xml")
    assert found.items == len(MOODLE) + 1
    assert sorted([*found.imported, *(one.item for one in found.unsupported)]) == sorted([*MOODLE, "untyped"])
    assert set(found.imported) == {"multichoice", "truefalse", "shortanswer", "numerical", "essay", "recordrtc"}
    told = [one.what for one in found.left_out if one.item == "truefalse"]
    assert told == ["tags: Arbeit", "hidden in its question bank"]


GIFT = {
    "choice": "Wer kommt? {=Ali ~Bea ~Chris}",
    "several": "Wer? {~%50%Ali ~%50%Bea ~%-100%Chris}",
    "none right": "Wer? {~Ali ~Bea}",
    "truth": "Berlin ist groß.{T}",
    "short": "Die Hauptstadt ist {=Berlin =berlin}.",
    "pairs": "Ordnen {=eins -> one =zwei -> two =drei -> three}",
    "number": "Wie viel? {#5}",
    "about": "Wie viel? {#5:1}",
    "between": "Wie viel? {#1..5}",
    "essay": "Schreiben Sie. {}",
    "text": "Nur ein Text.",
    "missing word": "Ich {=bin ~ist ~sind} hier.",
    "two gaps": "Ich {=bin ~ist} und du {=bist ~sind}.",
    "markdown": "[markdown]Was ist *das*?{=ein Haus ~ein Hund}",
    "never closed": "Wer? {=Ali ~Bea",
    "behind it": "Wer geht?{=Ali ~Bea}",
}


def test_every_kind_of_gift_is_taken_in_or_named() -> None:
    text = "// [id:7] [tag:Arbeit]\n$CATEGORY: top/A2\n\n" + "\n\n".join(f"::{id}::{one}" for id, one in GIFT.items())
    found: formats.Taken = taken(text, "x.gift")
    assert found.items == len(GIFT)
    assert sorted([*found.imported, *(one.item for one in found.unsupported)]) == sorted(GIFT)
    named = {one.item: one.what for one in found.unsupported}
    assert named == {
        "several": "several right answers",
        "none right": "no right answer",
        "about": "number with a tolerance",
        "between": "number with a tolerance",
        "text": "description",
        "two gaps": "several brackets",
        "never closed": "a bracket that is never closed",
    }
    assert {one.what for one in found.left_out if not one.item} == {"comment: [id:7] [tag:Arbeit]", "category: top/A2"}
