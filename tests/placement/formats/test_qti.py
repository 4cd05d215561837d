"""Items in QTI 2.1, 2.2 and 3.0: what each interaction becomes, and what is named because it cannot be asked here."""

import pytest

from placement.domain import scoring
from placement.domain.item_bank import Item, ItemState
from placement.formats import bank_folder, importing, rows
from placement.formats.refusals import Unsupported
from placement.formats.safe_xml import parse
from tests.placement.formats.made import MAP, MATCH, MP3, PNG, POINT, SITE, choice, declared, item, one, package, taken

VERSIONS = ("2.1", "2.2", "3.0")
SOUND = {"2.1": '<object data="a.mp3" type="audio/mpeg"/>', "2.2": '<audio src="a.mp3"/>',
         "3.0": '<audio><source src="a.mp3"/></audio>'}  # fmt: skip


def items_of(xml: str, **files: bytes) -> list[Item]:
    """The items of a bank that an item becomes."""
    found = one(xml, {name.replace("_", "."): data for name, data in files.items()})
    assert found.unsupported == [], found.report()
    items, wrong, _ = bank_folder.check(found.rows, found.media, SITE)
    assert wrong == {}
    return list(items.values())


def what(xml: str, **files: bytes) -> str:
    """The name of what an item needs and we do not have."""
    found = one(xml, {name.replace("_", "."): data for name, data in files.items()})
    assert (found.imported, found.items) == ([], 1)
    return found.unsupported[0].what


def left(xml: str, **files: bytes) -> list[str]:
    """What is left out of an item that is taken in."""
    found = one(xml, {name.replace("_", "."): data for name, data in files.items()})
    assert len(found.imported) == 1, found.report()
    return [each.what for each in found.left_out]


def gap(id: str) -> str:
    return f'<textEntryInteraction responseIdentifier="{id}" expectedLength="9"/>'


def mapping(*entries: str, case: str = "false") -> str:
    keyed = [entry.split("=") for entry in entries]
    made = "".join(f'<mapEntry mapKey="{k}" mappedValue="{v}" caseSensitive="{case}"/>' for k, v in keyed)
    return f'<mapping defaultValue="0">{made}</mapping>'


# --- one right answer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
def test_a_choice_is_read_in_every_version(version: str) -> None:
    (made,) = items_of(choice(version=version))
    assert (made.key, made.type.value, made.text, made.question) == (
        "one",
        "read_and_choose",
        "Das Amt ist zu.",
        "Wann?",
    )
    assert ([option.text for option in made.options], made.answer) == (["Montag", "Dienstag", "nie"], 1)


@pytest.mark.parametrize("version", VERSIONS)
def test_sound_and_pictures_make_a_picture_choice(version: str) -> None:
    options = "".join(
        f'<simpleChoice identifier="{name}"><img src="{name}.png" alt="{name}"/></simpleChoice>' for name in "xy"
    )
    body = (
        f'{SOUND[version]}<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{options}</choiceInteraction>'
    )
    found = one(item("p", declared("y"), body, MATCH, version), {"a.mp3": MP3, "x.png": PNG, "y.png": PNG + b"y"})
    items, _, _ = bank_folder.check(found.rows, found.media, SITE)
    made = items["p"]
    assert (made.type.value, made.sound, made.answer) == ("picture_choice", "a.mp3", 1)
    assert [(option.picture, option.text) for option in made.options] == [("x.png", "x"), ("y.png", "y")]
    assert sorted(found.media) == ["a.mp3", "x.png", "y.png"]


def test_a_picture_of_the_site_keeps_its_name_only_when_it_is_the_same() -> None:
    media = rows.Media({"img/bread.svg": b"<svg/>", "other/bread.svg": b"<svg><g/></svg>"}, {"bread": b"<svg/>"})
    assert (media.picture("img/bread.svg"), media.picture("other/bread.svg")) == ("bread", "bread.svg")
    assert list(media.kept) == ["bread.svg"]


def test_two_files_of_one_name_in_two_folders_are_both_kept() -> None:
    media = rows.Media({"a/x.mp3": MP3, "b/x.mp3": MP3 + b"b"}, {})
    assert media.sound("a/x.mp3") != media.sound("b/x.mp3")
    assert len(media.kept) == 2


def test_sound_with_single_words_is_sound_to_word_and_with_a_question_listening() -> None:
    assert items_of(choice(before=SOUND["2.1"]), a_mp3=MP3)[0].type.value == "listen_and_choose"
    words = choice(before=SOUND["2.1"]).replace("<prompt>Wann?</prompt>", "")
    assert items_of(words, a_mp3=MP3)[0].type.value == "sound_to_word"


def test_several_right_answers_are_named() -> None:
    several = choice().replace('cardinality="single" baseType="id', 'cardinality="multiple" baseType="id')
    assert (
        what(several.replace('maxChoices="1"', 'maxChoices="0"')) == "choiceInteraction: several answers may be chosen"
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_one_inline_choice_is_a_cloze(version: str) -> None:
    options = "".join(f'<inlineChoice identifier="{word}">{word}</inlineChoice>' for word in ("der", "die", "das"))
    body = (
        f'<p>Ist <inlineChoiceInteraction responseIdentifier="RESPONSE">{options}</inlineChoiceInteraction> Tür zu?</p>'
    )
    (made,) = items_of(item("i", declared("die"), body, MATCH, version))
    assert (made.type.value, made.text, made.answer) == ("cloze_choice", "Ist ___ Tür zu?", 1)


def test_several_inline_choices_are_asked_one_by_one_and_this_is_said() -> None:
    def inline(id: str) -> str:
        options = "".join(f'<inlineChoice identifier="{word}">{word}</inlineChoice>' for word in ("der", "die"))
        return f'<inlineChoiceInteraction responseIdentifier="{id}">{options}</inlineChoiceInteraction>'

    parts = "".join(
        f'<responseCondition><responseIf><match><variable identifier="{id}"/><correct identifier="{id}"/></match>'
        '<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/><baseValue baseType="float">1</baseValue>'
        "</sum></setOutcomeValue></responseIf></responseCondition>"
        for id in ("R1", "R2")
    )
    made = item("i", declared("die", id="R1") + declared("der", id="R2"), f"<p>{inline('R1')} Tür, {inline('R2')} Hof</p>",
                f"<responseProcessing>{parts}</responseProcessing>")  # fmt: skip
    assert [each.text for each in items_of(made)] == ["___ Tür, der Hof", "die Tür, ___ Hof"]
    assert left(made) == ["asked as 2 questions"]


# --- words to write --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
def test_a_gap_takes_every_word_of_the_mapping(version: str) -> None:
    one_gap = declared("bin", base="string", more=mapping("bin=1", "war=1"))
    (made,) = items_of(item("t", one_gap, f"<p>Ich {gap('RESPONSE')} hier.</p>", MAP, version))
    assert (made.type.value, made.text, made.gaps) == ("cloze_typed", "Ich ___ hier.", (("bin", "war"),))
    assert scoring.score(made, ("WAR",)) == 1


def test_a_word_that_is_worth_a_part_is_named_and_capitals_count_where_they_do_in_the_package() -> None:
    one_gap = declared("Amt", base="string", more=mapping("Amt=2", "Ämter=1", case="true"))
    made = item("t", one_gap, f"<p>Das {gap('RESPONSE')}</p>", MAP)
    assert left(made) == ["answer worth a part: Ämter"]
    assert [scoring.score(items_of(made)[0], (word,)) for word in ("Amt", "amt")] == [1, 0]


def test_four_half_words_are_a_c_test_with_a_point_for_each_where_the_package_gives_one() -> None:
    ids = ("A", "B", "C", "D")
    each = "".join(declared("en", base="string", more=mapping("en=1"), id=id) for id in ids)
    text = "".join(f"geh{gap(id)} " for id in ids)
    score = "".join(f'<mapResponse identifier="{id}"/>' for id in ids)
    rules = f'<responseProcessing><setOutcomeValue identifier="SCORE"><sum>{score}</sum></setOutcomeValue></responseProcessing>'
    (made,) = items_of(item("c", each, f"<p>{text}</p>", rules))
    assert (made.type.value, made.parameters.highest_score) == ("c_test", 4)
    assert scoring.score(made, ("en", "x", "en", "")) == 2


def test_a_sound_and_a_gap_alone_are_a_dictation() -> None:
    body = f"{SOUND['2.1']}<p>{gap('RESPONSE')}</p>"
    made = item("d", declared("Ich bin hier.", base="string"), body, MATCH)
    assert (items_of(made, a_mp3=MP3)[0].type.value, items_of(made, a_mp3=MP3)[0].wordings) == (
        "dictation",
        ("Ich bin hier.",),
    )


def test_signs_that_mark_gaps_in_a_bank_are_named_in_others_texts() -> None:
    made = item("t", declared("a/b", base="string"), f"<p>{gap('RESPONSE')}</p>", MATCH)
    assert what(made) == "bracket or stroke in an answer"
    assert what(choice().replace("Montag", "Mo | Di")) == "a choice that a table cannot hold"


# --- pairs, orders, places -------------------------------------------------------------------------------------------


def matched(lefts: str, rights: str, right: str, processing: str = MATCH) -> str:
    def one_set(text: str, sign: str) -> str:
        each = "".join(
            f'<simpleAssociableChoice identifier="{sign}{place}" matchMax="1">{part}</simpleAssociableChoice>'
            for place, part in enumerate(text.split("|"))
        )
        return f"<simpleMatchSet>{each}</simpleMatchSet>"

    sets = one_set(lefts, "L") + one_set(rights, "R")
    body = f'<matchInteraction responseIdentifier="RESPONSE" maxAssociations="9">{sets}</matchInteraction>'
    worth = mapping(*(f"{pair}=1" for pair in right.split("|")), case="true") if processing == MAP else ""
    return item("m", declared(right, "multiple", "directedPair", worth), body, processing)


def test_words_and_pictures_are_matched_with_a_point_a_pair_where_the_package_gives_one() -> None:
    images = "|".join(f'<img src="{name}.png" alt=""/>' for name in "xyz")
    files = {f"{name}_png": PNG + name.encode() for name in "xyz"}
    (made,) = items_of(matched("Bett|Tür|Hof", images, "L0 R1|L1 R0|L2 R2", MAP), **files)
    assert made.type.value == "match"
    assert [(option.text, option.picture) for option in made.options] == [
        ("Bett", "y.png"),
        ("Tür", "x.png"),
        ("Hof", "z.png"),
    ]
    assert made.parameters.highest_score == 3
    assert items_of(matched("Bett|Tür|Hof", images, "L0 R1|L1 R0|L2 R2"), **files)[0].parameters.highest_score == 1


def test_sounds_are_matched_with_words_and_the_spare_word_distracts() -> None:
    (made,) = items_of(
        matched('<audio src="a.mp3"/>|<audio src="b.mp3"/>', "15|50|30", "L0 R2|L1 R0", MAP), a_mp3=MP3, b_mp3=MP3
    )
    assert [(option.text, option.sound) for option in made.options] == [("30", "a.mp3"), ("15", "b.mp3"), ("50", "")]


def test_words_with_words_are_asked_one_by_one() -> None:
    found = items_of(matched("Hund|Katze", "bellt|miaut|singt", "L0 R0|L1 R1", MAP))
    assert [(each.key, each.text, each.answer) for each in found] == [("m_1", "Hund", 0), ("m_2", "Katze", 1)]
    assert all([option.text for option in each.options] == ["bellt", "miaut", "singt"] for each in found)
    assert left(matched("Hund|Katze", "bellt|miaut", "L0 R0|L1 R1", MAP)) == ["asked as 2 questions"]


def test_pairs_that_count_only_together_are_said_to_score_in_another_way_when_asked_one_by_one() -> None:
    assert "scored in another way than its responseProcessing does" in left(
        matched("Hund|Katze", "bellt|miaut", "L0 R0|L1 R1")
    )


def test_associations_are_asked_as_a_match() -> None:
    each = "".join(
        f'<simpleAssociableChoice identifier="{id}" matchMax="1">{text}</simpleAssociableChoice>'
        for id, text in (("A", "Hund"), ("B", "bellt"), ("C", "Katze"), ("D", "miaut"))
    )
    body = f'<associateInteraction responseIdentifier="RESPONSE" maxAssociations="2">{each}</associateInteraction>'
    made = item("a", declared("A B|C D", "multiple", "pair", mapping("A B=1", "C D=1", case="true")), body, MAP)
    assert len(items_of(made)) == 2
    assert left(made) == ["associateInteraction asked as a match", "asked as 2 questions"]


@pytest.mark.parametrize("version", VERSIONS)
def test_words_for_the_gaps_of_a_text_are_a_choice_for_each_gap(version: str) -> None:
    words = "".join(f'<gapText identifier="{word}" matchMax="1">{word}</gapText>' for word in ("Amt", "Hof", "Bus"))
    text = '<p>Im <gap identifier="G1"/> und im <gap identifier="G2"/>.</p>'
    body = f'<gapMatchInteraction responseIdentifier="RESPONSE">{words}{text}</gapMatchInteraction>'
    worth = mapping("Amt G1=1", "Bus G2=1", case="true")
    made = item("g", declared("Amt G1|Bus G2", "multiple", "directedPair", worth), body, MAP, version)
    assert [(each.text, each.answer) for each in items_of(made)] == [
        ("Im ___ und im Bus.", 0),
        ("Im Amt und im ___.", 2),
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_order_keeps_the_right_one(version: str) -> None:
    choices = "".join(f'<simpleChoice identifier="{id}">{id}</simpleChoice>' for id in ("heute", "ich", "gehe"))
    body = f'<orderInteraction responseIdentifier="RESPONSE">{choices}</orderInteraction>'
    (made,) = items_of(item("o", declared("ich|gehe|heute", "ordered"), body, MATCH, version))
    assert (made.type.value, [option.text for option in made.options]) == ("order", ["ich", "gehe", "heute"])


def hotspot(shapes: str = "rect", coords: tuple[str, ...] = ("0,0,200,150", "200,150,400,300")) -> str:
    places = "".join(
        f'<hotspotChoice identifier="H{n}" shape="{shapes}" coords="{each}"/>' for n, each in enumerate(coords)
    )
    stage = '<object data="scene.png" type="image/png" width="400" height="300"/>'
    inside = f'{SOUND["2.1"]}<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1">{stage}{places}</hotspotInteraction>'
    return item("h", declared("H1"), inside, MATCH)


def test_places_on_a_picture_become_regions() -> None:
    (made,) = items_of(hotspot(), a_mp3=MP3, scene_png=PNG)
    assert (made.type.value, made.picture, made.answer) == ("tap_picture", "scene.png", 1)
    assert [(r.x, r.y, r.width, r.height) for r in (o.region for o in made.options) if r] == [
        (0, 0, 0.5, 0.5),
        (0.5, 0.5, 0.5, 0.5),
    ]


def test_places_that_change_are_said_to_and_other_shapes_are_named() -> None:
    files = {"a_mp3": MP3, "scene_png": PNG}
    moved = ["places moved to steps of a twentieth of the picture"]
    assert left(hotspot(coords=("3,3,190,150", "200,150,400,300")), **files) == moved
    assert "a circle became a rectangle" in left(hotspot("circle", ("50,50,50", "300,200,60")), **files)
    assert what(hotspot("poly", ("0,0,10,0,10,10", "20,20,30,20,30,30")), **files) == "place of the shape poly"


def test_a_touch_is_scored_by_the_areas_of_the_package() -> None:
    areas = (
        '<areaMapping defaultValue="0"><areaMapEntry shape="rect" coords="0,0,200,150" mappedValue="0"/>'
        '<areaMapEntry shape="rect" coords="200,150,400,300" mappedValue="1"/></areaMapping>'
    )
    stage = '<object data="scene.png" type="image/png" width="400" height="300"/>'
    body = f'{SOUND["2.1"]}<selectPointInteraction responseIdentifier="RESPONSE" maxChoices="1">{stage}</selectPointInteraction>'
    made = item("s", declared("", base="point", more=areas), body, POINT)
    assert left(made, a_mp3=MP3, scene_png=PNG) == []
    assert items_of(made, a_mp3=MP3, scene_png=PNG)[0].answer == 1


# --- what people score -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
def test_a_text_and_a_recording_are_tasks_that_people_score(version: str) -> None:
    writes = item("w", declared(base="string"), '<extendedTextInteraction responseIdentifier="RESPONSE"><prompt>Schreiben Sie.'
                  "</prompt></extendedTextInteraction>", "", version)  # fmt: skip
    speaks = item("s", declared(base="file"), '<p>Erzählen Sie.</p><uploadInteraction responseIdentifier="RESPONSE" '
                  'type="audio/*"/>', "", version)  # fmt: skip
    assert [items_of(each)[0].type.value for each in (writes, speaks)] == ["writing_task", "speaking_task"]
    assert what(speaks.replace("audio/*", "application/pdf")) == "uploadInteraction of application/pdf"


# --- nothing is lost silently ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["sliderInteraction", "drawingInteraction", "graphicOrderInteraction", "hottextInteraction", "mediaInteraction",
     "positionObjectInteraction", "customInteraction", "endAttemptInteraction", "portableCustomInteraction"],
)  # fmt: skip
@pytest.mark.parametrize("version", ["2.1", "3.0"])
def test_other_interactions_are_named(name: str, version: str) -> None:
    assert what(item("x", declared("1"), f'<{name} responseIdentifier="RESPONSE"/>', MATCH, version)) == name


@pytest.mark.parametrize(
    ("xml", "named"),
    [
        (choice(before="<p><math/></p>"), "math"),
        (choice().replace('adaptive="false"', 'adaptive="true"'), "adaptive item"),
        (choice().replace("<outcome", '<templateDeclaration identifier="x"/><outcome', 1), "templateDeclaration"),
        (choice(processing="http://example.org/rptemplates/own"), "responseProcessing template own"),
        (choice(processing="<responseProcessing><lookupOutcomeValue/></responseProcessing>"),
         "responseProcessing: lookupOutcomeValue"),
        (choice(processing="<responseProcessing><setOutcomeValue identifier='SCORE'><random/></setOutcomeValue>"
                "</responseProcessing>"), "responseProcessing: random"),
        (choice().replace(declared("B"), declared("")), "choiceInteraction: no right answer"),
        (item("x", "", "<p>Nur Text.</p>"), "no interaction"),
        (choice(before='<extendedTextInteraction responseIdentifier="R2"/>'),
         "several interactions: extendedTextInteraction, choiceInteraction"),
    ],
)  # fmt: skip
def test_what_an_item_needs_and_we_do_not_have_is_named(xml: str, named: str) -> None:
    assert what(xml) == named


def test_feedback_and_other_parts_that_fall_away_are_named() -> None:
    full = choice().replace("</assessmentItem>", '<modalFeedback outcomeIdentifier="F" identifier="f">x</modalFeedback>'
                            "</assessmentItem>")  # fmt: skip
    assert left(full) == ["modalFeedback"]
    assert left(choice(before='<rubricBlock view="scorer"><p>x</p></rubricBlock><p>Text</p>')) == ["rubricBlock"]


def test_every_item_and_every_file_of_a_package_is_accounted_for() -> None:
    slider = item("bad", declared("1"), '<sliderInteraction responseIdentifier="RESPONSE"/>', MATCH)
    test = '<resource identifier="T" type="imsqti_test_xmlv2p1" href="t.xml"><file href="t.xml"/></resource>'
    files = {"spare.mp3": MP3, "t.xml": b"<assessmentTest/>"}
    content = package(
        {"a.xml": choice("a"), "b.xml": slider, "c.xml": choice("c")}, files, more=test.replace("t.xml", "t.xml")
    )
    found = taken(content)
    assert (found.items, found.imported, [each.item for each in found.unsupported]) == (3, ["a", "c"], ["bad"])
    named = {each.what for each in found.left_out}
    assert {"file not used: spare.mp3", "T: imsqti_test_xmlv2p1, its order and rules"} <= named


def test_items_of_version_1_are_named_and_counted() -> None:
    old = '<resource identifier="O" type="imsqti_xmlv1p2" href="o.xml"><file href="o.xml"/></resource>'
    found = taken(package({"a.xml": choice()}, {"o.xml": b"<questestinterop/>"}, more=old))
    assert (found.items, [(each.item, each.what) for each in found.unsupported]) == (2, [("O", "questestinterop")])


def test_text_of_a_stimulus_stands_before_the_item() -> None:
    stimulus = b"<qti-assessment-stimulus><qti-stimulus-body><p>Der Bus kommt.</p></qti-stimulus-body></qti-assessment-stimulus>"
    xml = choice(version="3.0").replace(
        "<qti-item-body>", '<qti-assessment-stimulus-ref identifier="s" href="s.xml"/><qti-item-body>'
    )
    found = taken(package({"item.xml": xml}, {"s.xml": stimulus}, "3.0"))
    assert found.rows[0]["text"] == "Der Bus kommt.\nDas Amt ist zu."


# --- what nobody knows yet -------------------------------------------------------------------------------------------


def test_an_imported_item_is_a_draft_whose_difficulty_may_be_anything() -> None:
    (made,) = items_of(choice())
    assert (made.state, made.parameters.b, made.parameters.sd_b) == (ItemState.DRAFT, 0.0, rows.SD_UNKNOWN)


def test_a_level_in_the_title_moves_the_difficulty_and_narrows_it_a_little() -> None:
    (made,) = items_of(choice().replace('title="one"', 'title="Ämter (B1)"'))
    assert (made.level.value, made.parameters.b, made.parameters.sd_b) == (
        "b1",
        rows.MIDDLES["b1"],
        rows.SD_LEVEL_NAMED,
    )


def test_an_unsupported_item_says_its_name_when_it_is_read() -> None:
    with pytest.raises(Unsupported, match="stimulus without a body"):
        importing._stimulus(parse(b"<qti-assessment-stimulus/>", "s.xml"))
