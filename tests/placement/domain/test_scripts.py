"""Own scripts: everybody finds hers, everything a question names is there in every language, nothing else is asked."""

import tomllib
from pathlib import Path

import pytest

from placement import packs
from placement.domain import literacy
from placement.domain.item_bank import ItemType, LiteracyAxis
from placement.domain.literacy import OWN_SOUNDS, OWN_WORDS, Own
from placement.domain.scripts import OWN
from placement.packs.own_scripts import FOLDER, MEDIA, own_scripts, sounds
from placement.words import SENTENCES

SCRIPTS = own_scripts()
ITEMS = packs.load_banks()["letters_core"].of(LiteracyAxis.ANY_SCRIPT)


def test_ten_scripts_are_offered_and_her_own_comes_first() -> None:
    offered = SCRIPTS.samples("ti")
    assert [one.code for one in offered[:2]] == ["ti", "ar"]
    assert {one.script for one in offered} >= {
        "arabic", "cyrillic", "ethiopic", "devanagari", "latin", "chinese", "armenian", "georgian",
    }  # fmt: skip
    assert len({one.script for one in offered}) == len(offered)
    assert next(iter(SCRIPTS.samples(""))).code == "ar"


@pytest.mark.parametrize(
    ("name", "code"), [("Dari", "fa"), ("tigrinya", "ti"), ("uk", "uk"), ("Kurdish", "ku"), ("Elvish", ""), ("", "")]
)
def test_a_language_is_found_by_what_records_call_it(name: str, code: str) -> None:
    assert SCRIPTS.called(name) == code


def test_who_speaks_a_language_without_a_voice_is_asked_nothing_by_ear() -> None:
    assert SCRIPTS.spoken("Tigrinya") == ""
    assert SCRIPTS.spoken("Dari") == "fa"


@pytest.mark.parametrize("code", SCRIPTS.languages)
def test_every_language_has_every_word_a_question_names_and_a_drawn_sample(code: str) -> None:
    own = SCRIPTS.languages[code]
    named = {item.text.removeprefix(OWN) for item in ITEMS if item.text.startswith(OWN)}
    assert set(own.words) == named
    assert len(set(own.words.values())) == len(named)
    assert own.text
    assert own.shapes["sample"].path.startswith("M")
    shipped = {"arabic", "cyrillic", "ethiopic", "greek", "latin"}
    assert own.script in shipped or named <= set(own.shapes)


@pytest.mark.parametrize("code", SCRIPTS.voices)
def test_every_voice_says_every_sound_and_instruction_of_the_test_and_of_the_pages_around_it(code: str) -> None:
    named = {item.sound.removeprefix(OWN) for item in ITEMS if item.sound.startswith(OWN)}
    asked = {f"ask_{one}" for one in (*ItemType, "live_task", "hear", "blend", "pick", "none", "dont_know")}
    assert SCRIPTS.voices[code] == named | asked | {"begin", "rest", "end_here", "thanks"}
    for name in SCRIPTS.voices[code]:
        assert (MEDIA / f"{code}_{name}.mp3").stat().st_size > 1000


def test_all_sound_files_belong_to_somebody_and_say_that_they_are_drafts() -> None:
    assert {file.name for file in MEDIA.iterdir()} == sounds()
    written = tomllib.loads((FOLDER / "languages.toml").read_text(encoding="utf-8"))
    assert written["sound"].startswith("synthetic_draft")
    assert written["difficulty"] == "author_estimate_unreviewed"


def test_the_english_voice_says_what_is_written() -> None:
    written = tomllib.loads((FOLDER / "languages.toml").read_text(encoding="utf-8"))["voices"]["en"]
    for name, words in written.items():
        if name.startswith("ask_") and name not in {"ask_dont_know", "ask_none"}:
            assert SENTENCES[f"placement.{name.replace('_', '.', 1)}"] == words


def test_nobody_is_asked_in_a_script_she_has_not_chosen() -> None:
    engines = literacy.engines_of({axis: packs.load_banks()["letters_core"].pool(axis) for axis in LiteracyAxis})
    for own, out in (
        (None, OWN_WORDS | OWN_SOUNDS),
        (Own(), OWN_WORDS | OWN_SOUNDS),
        (Own("ti"), OWN_SOUNDS),
        (Own("", "fa"), OWN_WORDS),
        (Own("fa", "fa"), frozenset()),
    ):
        asked = {item.content for item in engines.asking(LiteracyAxis.ANY_SCRIPT, own).table.items}
        assert asked & (OWN_WORDS | OWN_SOUNDS) == (OWN_WORDS | OWN_SOUNDS) - out


def test_words_in_her_own_script_are_matched_with_pictures_and_never_with_other_words() -> None:
    for item in ITEMS:
        if item.content in OWN_WORDS:
            assert item.type is ItemType.READ_AND_CHOOSE
            assert all(option.picture and not option.text for option in item.options)


def test_the_files_are_small_enough_for_a_phone() -> None:
    # One is loaded when it is listened to.
    assert max(file.stat().st_size for file in MEDIA.iterdir()) < 40_000
    assert Path(FOLDER / "shapes.toml").stat().st_size < 200_000
