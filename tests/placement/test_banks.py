"""Every bank that ships: enough items of every level and area, right keys, pictures and sounds that exist, fair options."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from lms.kernel.vocabulary import LEVELS, Skill
from placement import packs
from placement.domain import scoring
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.item_bank import Bank, Item, ItemType, LiteracyAxis
from placement.domain.scripts import OWN

BANKS = packs.load_banks()
LANGUAGE_BANKS = [bank for bank in BANKS.values() if bank.of(Skill.LISTENING)]
TESTED = [(bank, skill) for bank in LANGUAGE_BANKS for skill in (Skill.LISTENING, Skill.READING)]
PICTURES = Path(__file__).parents[2] / "static" / "img" / "openmoji"

all_banks = pytest.mark.parametrize("bank", BANKS.values(), ids=list(BANKS))
every_skill = pytest.mark.parametrize(
    ("bank", "skill"), TESTED, ids=[f"{bank.key}-{skill.value}" for bank, skill in TESTED]
)


def sounds(bank: Bank) -> Iterator[str]:
    for item in bank.items:
        named = (item.sound, *(option.sound for option in item.options))
        yield from (name for name in named if name and not name.startswith(OWN))


def texts(item: Item) -> Iterator[str]:
    yield from (item.text, item.question, item.script, *item.wordings)
    yield from (option.text for option in item.options)


def chosen(bank: Bank) -> list[Item]:
    """Items whose answer is one of several texts."""
    return [item for item in bank.items if item.type.has_options and item.options[0].text]


def test_german_and_english_ship_and_letters_for_all_other_languages() -> None:
    assert {bank.language for bank in LANGUAGE_BANKS} >= {"de", "en"}
    assert set(BANKS["letters_core"].measured) == set(LiteracyAxis)


@all_banks
def test_a_bank_says_who_wrote_it_under_which_licence_and_how_sure_its_levels_are(bank: Bank) -> None:
    about = tomllib.loads((packs.BANKS / bank.key / "bank.toml").read_text(encoding="utf-8"))
    assert about["bank"]["key"] == bank.key
    assert about["bank"]["licence"] == "Apache-2.0"
    assert re.search(r"[Ww]ritten for .+ in 20\d\d", about["bank"]["source"])
    assert bank.difficulty_source == "author_estimate_unreviewed"
    assert {item.parameters.sd_b for item in bank.items} == {0.38}


@all_banks
def test_the_table_of_banks_in_the_readme_says_how_many_items_there_are(bank: Bank) -> None:
    counts = [len(bank.of(skill)) for skill in (Skill.LISTENING, Skill.READING, Skill.WRITING, Skill.SPEAKING)]
    cells = [str(count or "–") for count in (*counts, sum(len(bank.of(axis)) for axis in LiteracyAxis))]
    table = (packs.BANKS / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| {bank.key} \| [^|]+ \| {' [|] '.join(cells)} \|$", table, re.MULTILINE)


# --- enough items ----------------------------------------------------------------------------------------------------


@every_skill
def test_a_tested_skill_has_items_of_every_level_without_a_hole(bank: Bank, skill: Skill) -> None:
    levels = Counter(item.level for item in bank.of(skill))
    assert sum(levels.values()) >= 30
    assert sorted(level.rank for level in levels) == list(range(len(levels)))
    assert len(levels) >= 5
    assert min(levels.values()) >= 6


def test_the_english_bank_is_large_enough_to_place_people() -> None:
    bank = BANKS["english_core"]
    assert len(bank.items) >= 90
    for skill in Skill:
        assert {item.level for item in bank.of(skill)} == set(LEVELS)


@every_skill
def test_every_area_of_a_quota_has_items_and_every_item_an_area_with_a_quota(bank: Bank, skill: Skill) -> None:
    shares = packs.quotas(packs.BANKS / bank.key)[skill]
    areas = Counter(item.content for item in bank.of(skill))
    assert set(areas) == set(shares)
    assert min(areas.values()) >= 5


@every_skill
def test_around_every_cut_a_whole_test_of_items_can_be_asked(bank: Bank, skill: Skill) -> None:
    highest = LANGUAGE_CUTS.middle(max((item.level for item in bank.of(skill)), key=lambda level: level.rank))
    for cut in (cut for cut in LANGUAGE_CUTS.cuts if cut < highest):
        assert sum(abs(item.parameters.b - cut) <= 0.7 for item in bank.of(skill)) >= 10, cut


@every_skill
def test_the_difficulty_of_an_item_lies_in_the_band_of_its_level(bank: Bank, skill: Skill) -> None:
    outside = {item.key for item in bank.of(skill) if LANGUAGE_CUTS.band_at(item.parameters.b) != item.level}
    assert outside == set()


@pytest.mark.parametrize("bank", LANGUAGE_BANKS, ids=[bank.key for bank in LANGUAGE_BANKS])
def test_the_difficulty_of_tasks_for_writing_and_speaking_rises_with_the_level(bank: Bank) -> None:
    for skill in (Skill.WRITING, Skill.SPEAKING):
        tasks = sorted((item for item in bank.of(skill)), key=lambda item: item.level.rank)
        for easier, harder in pairwise(tasks):
            if easier.level is not harder.level:
                assert easier.parameters.b < harder.parameters.b, (easier.key, harder.key)


def test_the_part_of_the_screener_that_needs_no_language_is_the_same_in_every_bank() -> None:
    shapes = {
        tuple((item.key, item.parameters, item.text, item.options, item.answer) for item in of)
        for of in (bank.of(LiteracyAxis.ANY_SCRIPT) for bank in BANKS.values())
        if of
    }
    assert len(shapes) == 1


# --- right answers ---------------------------------------------------------------------------------------------------


@all_banks
def test_every_key_is_valid_and_every_option_different(bank: Bank) -> None:
    for item in bank.items:
        shown = [(option.text.casefold(), option.picture, option.region) for option in item.options]
        if item.measures in set(Skill):
            assert len(set(shown)) == len(shown), item.key
        if item.type.has_options:
            assert item.answer is not None, item.key
            assert scoring.score(item, item.answer) == item.parameters.highest_score, item.key


@all_banks
def test_full_points_can_be_had_by_the_right_answer_of_every_other_kind(bank: Bank) -> None:
    for item in bank.items:
        right = right_parts(item)
        if right is not None:
            assert scoring.score(item, right) == item.parameters.highest_score, item.key


def right_parts(item: Item) -> tuple[str, ...] | None:
    match item.type:
        case ItemType.MATCH:
            return tuple(str(place) for place in scoring.pairs(item))
        case ItemType.ORDER:
            return tuple(str(place) for place in range(len(item.options)))
        case ItemType.CLOZE_TYPED | ItemType.C_TEST:
            return tuple(words[0] for words in item.gaps)
        case ItemType.DICTATION:
            return (item.wordings[0],)
    return None


@all_banks
def test_a_cloze_has_one_gap_to_choose_for(bank: Bank) -> None:
    cloze = [item for item in bank.items if item.type is ItemType.CLOZE_CHOICE]
    assert all(item.text.count("___") == 1 for item in cloze)


@pytest.mark.parametrize("bank", LANGUAGE_BANKS, ids=[bank.key for bank in LANGUAGE_BANKS])
def test_a_dictation_asks_for_what_its_sound_says(bank: Bank) -> None:
    for item in bank.items:
        if item.type is ItemType.DICTATION:
            assert scoring.words_of(item.wordings[0]) == scoring.words_of(item.script), item.key


# --- no giveaways ----------------------------------------------------------------------------------------------------


@all_banks
def test_the_place_of_the_right_answer_says_nothing(bank: Bank) -> None:
    for measure in bank.measured:
        places = Counter(
            item.answer
            for item in bank.of(measure)
            if len(item.options) == 4 and item.type.has_options and item.type is not ItemType.TAP_PICTURE
        )
        if places.total() >= 8:
            assert max(places.values()) - min(places[place] for place in range(4)) <= 1, measure


@pytest.mark.parametrize("bank", LANGUAGE_BANKS, ids=[bank.key for bank in LANGUAGE_BANKS])
def test_the_length_of_an_option_does_not_give_the_answer_away(bank: Bank) -> None:
    asked = [item for item in chosen(bank) if item.type in (ItemType.LISTEN_AND_CHOOSE, ItemType.READ_AND_CHOOSE)]
    lengths = [([len(option.text) for option in item.options], item.answer or 0) for item in asked]
    for extreme in (max, min):
        alone = sum(each[right] == extreme(each) and each.count(extreme(each)) == 1 for each, right in lengths)
        assert alone / len(lengths) <= 0.3


@pytest.mark.parametrize("bank", LANGUAGE_BANKS, ids=[bank.key for bank in LANGUAGE_BANKS])
def test_whoever_hears_better_than_she_reads_can_hear_every_option(bank: Bank) -> None:
    asked = [item for item in bank.items if item.type is ItemType.LISTEN_AND_CHOOSE]
    assert all(option.sound for item in asked for option in item.options)


@pytest.mark.parametrize("bank", LANGUAGE_BANKS, ids=[bank.key for bank in LANGUAGE_BANKS])
def test_listening_asks_nobody_to_write(bank: Bank) -> None:
    written = {ItemType.DICTATION, ItemType.CLOZE_TYPED, ItemType.C_TEST, ItemType.WRITING_TASK}
    assert not {item.key for item in bank.of(Skill.LISTENING) if item.type in written}


# --- texts -----------------------------------------------------------------------------------------------------------


@all_banks
def test_no_text_has_spaces_too_many(bank: Bank) -> None:
    wrong = {
        item.key
        for item in bank.items
        for text in texts(item)
        if text != text.strip() or "  " in text or any(line != line.strip() for line in text.splitlines())
    }
    assert wrong == set()


@all_banks
def test_what_is_read_fits_on_a_phone(bank: Bank) -> None:
    for item in bank.items:
        assert len(item.text) <= 260, item.key
        assert len(item.question) <= 60, item.key
        # A sentence to be put in order stands in a line of its own.
        widest = 80 if item.type is ItemType.ORDER else 42
        assert all(len(option.text) <= widest for option in item.options if not option.picture), item.key


# --- pictures and sounds ---------------------------------------------------------------------------------------------


@all_banks
def test_every_picture_is_in_the_picture_set(bank: Bank) -> None:
    files = [PICTURES / f"{name}.svg" for item in bank.items for name in item.pictures]
    assert {file.name for file in files if not file.is_file() or file.stat().st_size < 100} == set()


@all_banks
def test_every_sound_exists_says_something_and_belongs_to_an_item(bank: Bank) -> None:
    folder = packs.BANKS / bank.key / "media"
    files = {file.name: file for file in folder.iterdir()} if folder.is_dir() else {}
    assert set(files) == set(sounds(bank))
    for file in files.values():
        start = file.read_bytes()[:3]
        assert start == b"ID3" or (start[0] == 0xFF and start[1] & 0xE0 == 0xE0), file.name
        assert file.stat().st_size > 1000, file.name
    assert sum(file.stat().st_size for file in files.values()) < 8_000_000


@all_banks
def test_no_sound_is_used_twice(bank: Bank) -> None:
    assert {name for name, times in Counter(sounds(bank)).items() if times > 1} == set()


@pytest.mark.parametrize("bank", LANGUAGE_BANKS, ids=[bank.key for bank in LANGUAGE_BANKS])
def test_what_a_sound_says_is_written_down(bank: Bank) -> None:
    assert {item.key for item in bank.items if item.sound and bool(item.script) == item.sound.startswith(OWN)} == set()
    assert bank.sound_source.startswith("synthetic_draft")
