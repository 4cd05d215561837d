"""Item banks that ship: they are sound, and a broken one names every problem at once."""

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from lms.kernel import errors
from lms.kernel.vocabulary import Level, Skill
from placement import packs
from placement.domain import scoring
from placement.domain.item_bank import Bank, Item, ItemType, LiteracyAxis, Region
from placement.domain.scripts import OWN

CORE = packs.BANKS / "german_core"
PICTURES = Path(__file__).parents[3] / "static" / "img" / "openmoji"
BANK = packs.load_bank(CORE)


def chosen(*types: ItemType) -> list[Item]:
    return [item for item in BANK.items if item.type in types]


def test_the_german_bank_has_enough_items_of_every_level_it_promises() -> None:
    for skill in (Skill.LISTENING, Skill.READING):
        levels = Counter(item.level for item in BANK.of(skill))
        assert sum(levels.values()) >= 30
        assert all(levels[level] >= 6 for level in (Level.PRE_A1, Level.A1, Level.A2, Level.B1, Level.B2))


def test_difficulty_follows_the_level_the_author_gave() -> None:
    for skill in (Skill.LISTENING, Skill.READING):
        middles = [
            sum(item.parameters.b for item in BANK.of(skill) if item.level is level)
            / sum(item.level is level for item in BANK.of(skill))
            for level in (Level.PRE_A1, Level.A1, Level.A2, Level.B1, Level.B2)
        ]
        assert middles == sorted(middles)


def test_every_item_says_that_its_difficulty_is_only_an_estimate() -> None:
    assert BANK.difficulty_source == "author_estimate_unreviewed"
    assert BANK.sound_source.startswith("synthetic_draft")
    assert {item.parameters.sd_b for item in BANK.items} == {0.38}


@pytest.mark.parametrize("measure", [Skill.LISTENING, Skill.READING, LiteracyAxis.LATIN])
def test_the_place_of_the_right_answer_says_nothing(measure: Skill | LiteracyAxis) -> None:
    places = Counter(item.answer for item in BANK.of(measure) if len(item.options) == 4)
    assert max(places.values()) - min(places[place] for place in range(4)) <= 1


def test_the_length_of_an_option_does_not_give_the_answer_away() -> None:
    lengths = [
        ([len(option.text) for option in item.options], item.answer or 0)
        for item in chosen(ItemType.LISTEN_AND_CHOOSE, ItemType.READ_AND_CHOOSE)
        if item.options[0].text
    ]
    longest = sum(each[answer] == max(each) and each.count(max(each)) == 1 for each, answer in lengths)
    shortest = sum(each[answer] == min(each) and each.count(min(each)) == 1 for each, answer in lengths)
    assert longest / len(lengths) <= 0.3
    assert shortest / len(lengths) <= 0.3


def test_every_picture_of_the_bank_is_in_the_picture_set() -> None:
    assert {name for name in packs.pictures_needed(CORE) if not (PICTURES / f"{name}.svg").is_file()} == set()


def test_all_media_are_small_are_used_and_come_as_mp3() -> None:
    files = list((CORE / "media").iterdir())
    used = {item.sound for item in BANK.items} | {option.sound for item in BANK.items for option in item.options}
    assert sum(file.stat().st_size for file in files) < 4_000_000
    assert {file.name for file in files} == {name for name in used if name and not name.startswith(OWN)}
    assert {file.suffix for file in files} == {".mp3"}


def test_content_areas_have_a_quota_and_items() -> None:
    for measure, shares in packs.quotas(CORE).items():
        areas = Counter(item.content for item in BANK.of(Skill(measure)))
        assert set(areas) == set(shares)
        assert min(areas.values()) >= 5


def test_people_who_hear_better_than_they_read_can_hear_every_option() -> None:
    assert all(option.sound for item in chosen(ItemType.LISTEN_AND_CHOOSE) for option in item.options)


def test_listening_items_for_beginners_need_no_reading() -> None:
    beginners = [item for item in BANK.of(Skill.LISTENING) if item.level is Level.PRE_A1]
    assert all(option.picture for item in beginners for option in item.options)
    assert not any(item.text or item.question for item in beginners)


def test_the_first_axis_of_the_screener_needs_no_latin_letters() -> None:
    shown = "".join(
        item.text + "".join(option.text for option in item.options)
        for item in BANK.of(LiteracyAxis.ANY_SCRIPT)
        # A line to trace is named and shows only itself; a word in her own script is another one for everybody.
        if item.type is not ItemType.TRACE and not item.text.startswith(OWN)
    )
    assert not any(sign.isascii() and sign.isalpha() for sign in shown)


def test_the_german_bank_asks_in_every_way_and_has_tasks_for_raters() -> None:
    assert {item.type for item in BANK.items} >= set(ItemType) - {ItemType.PATTERN_CHOICE}
    for part in (Skill.WRITING, Skill.SPEAKING):
        assert len(chosen(ItemType(f"{part}_task"))) >= 8


@pytest.mark.parametrize("item", [item for item in BANK.items if item.type.has_gaps], ids=lambda item: item.key)
def test_a_text_with_gaps_shows_none_of_its_answers(item: Item) -> None:
    assert item.text.count("___") == len(item.gaps) > 0
    assert not any(word in item.text.split() for words in item.gaps for word in words)


@pytest.mark.parametrize(
    "item", [item for item in BANK.items if item.type in (ItemType.ORDER, ItemType.MATCH)], ids=lambda item: item.key
)
def test_the_right_answer_of_an_order_or_match_has_all_points(item: Item) -> None:
    asked = scoring.pairs(item) if item.type is ItemType.MATCH else range(len(item.options))
    assert scoring.score(item, tuple(map(str, asked))) == item.parameters.highest_score


def test_a_word_of_a_picture_and_the_part_of_a_scene_are_read() -> None:
    food, cat = BANK.item("l_match_food"), BANK.item("l_tap_cat")
    assert food is not None
    assert cat is not None
    assert (food.options[0].picture, food.options[0].text) == ("bread", "Das Brot.")
    assert [option.sound for option in food.options] == [*(f"l_match_food_{n}.mp3" for n in (1, 2, 3)), ""]
    assert cat.options[1].region == Region(0.4, 0.75, 0.2, 0.25)


def test_further_wordings_and_orders_are_read() -> None:
    gap, order, text = (BANK.item(key) for key in ("w_gap_the_longer", "r_order_home", "w_dict_monday"))
    assert gap is not None
    assert order is not None
    assert text is not None
    assert gap.gaps == (("desto", "umso"),)
    assert order.orders == ((2, 1, 0, 3),)
    assert len(text.wordings) == 2


def test_a_rated_task_counts_all_its_criteria_and_tells_less_than_its_points() -> None:
    task = BANK.item("w_ill")
    assert task is not None
    assert task.parameters.highest_score == 12
    assert task.parameters.a < 1


def test_an_item_can_be_found_and_scored() -> None:
    item = BANK.item("r_because")
    assert item is not None
    right = next(at for at, option in enumerate(item.options) if option.text == "weil")
    assert [item.score(at) for at in range(4)] == [int(at == right) for at in range(4)]
    assert BANK.item("no_such_item") is None


def test_texts_in_other_scripts_are_there_to_read_aloud() -> None:
    assert {"ar", "fa", "uk"} <= set(packs.own_script_texts(CORE))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "broken"
    (folder / "media").mkdir(parents=True)
    for name in ("bank.toml", "items.csv"):
        shutil.copy(CORE / name, folder)
    for file in (CORE / "media").iterdir():
        (folder / "media" / file.name).touch()
    return folder


def problems(folder: Path) -> set[tuple[str, str]]:
    with pytest.raises(errors.Invalid) as refusal:
        packs.load_bank(folder)
    return {(problem.key, problem.code) for problem in refusal.value.facts["problems"]}


def change(folder: Path, name: str, *changes: tuple[str, str]) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / name).write_text(text, encoding="utf-8")


def test_all_problems_of_a_bank_come_at_once(broken: Path) -> None:
    change(
        broken,
        "items.csv",
        ("l_bread,listening,picture_choice,pre_a1", "l_key,listening,picture_choice,pre_a1"),
        ("l_bus,listening,picture_choice,pre_a1", "l_bus,listening,picture_choice,d7"),
        ("l_doctor,listening,", "l_doctor,dancing,"),
        ("r_bus,reading,sound_to_word", "r_bus,reading,crossword"),
        ("Ich ___ krank.", "Ich ___ krank!"),
    )
    (broken / "media" / "l_price.mp3").unlink()
    assert problems(broken) >= {
        ("l_key", "duplicate_key"),
        ("l_bus", "unknown_level"),
        ("l_doctor", "unknown_skill"),
        ("r_bus", "unknown_itemtype"),
        ("l_price", "media_missing"),
    }


def replace_row(folder: Path, key: str, **cells: str) -> None:
    with (folder / "items.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    next(row for row in rows if row["key"] == key).update(cells)
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(dict.fromkeys([*rows[0], *cells])))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("key", "cells", "code"),
    [
        ("r_because", {"answer": ""}, "no_right_answer"),
        ("r_because", {"answer": "5"}, "no_right_answer"),
        ("r_because", {"answer": "two"}, "not_a_number"),
        ("r_because", {"options": "weil"}, "too_few_options"),
        ("r_because", {"options": "weil|weil|denn|aber"}, "same_option_twice"),
        ("r_because", {"b": ""}, "text_missing"),
        ("r_because", {"content": ""}, "text_missing"),
        ("l_key", {"sound": ""}, "no_sound"),
        ("l_key", {"options": "picture:key|picture:dragon|picture:egg|picture:bus"}, "picture_not_listed"),
        ("l_price", {"option_sounds": "l_price_1.mp3"}, "option_sounds_do_not_match"),
        ("s_trace_line", {"steps": ""}, "no_steps"),
        ("s_trace_line", {"text": "spiral"}, "no_such_line"),
        ("s_same_two", {"type": "pattern_choice", "text": "moon:full:0:1:large"}, "no_such_figure"),
        ("d_match_a", {"step": ""}, "no_step"),
        ("r_because", {"state": "shiny"}, "unknown_itemstate"),
        ("r_because", {"strict": "spelling"}, "unknown_strict"),
        ("l_tap_cat", {"options": "picture:cat@0.4,0,0.2,0.2|picture:cat"}, "no_region"),
        ("l_tap_cat", {"options": "@0.4,0,0.2,0.2|@0.33,0,0.2,0.2"}, "region_not_on_grid"),
        ("l_tap_cat", {"options": "@0.4,0,0.2,0.2|@0.9,0,0.2,0.2"}, "region_not_on_grid"),
        ("r_order_bus", {"options": "der Bus|kommt."}, "too_few_options"),
        ("r_order_bus", {"answer": "1 2 4"}, "order_does_not_fit"),
        ("r_order_bus", {"answer": "one two three"}, "not_a_number"),
        ("l_match_food", {"steps": "0|1|2|3"}, "too_many_steps"),
        ("w_gap_am", {"text": "Ich bin müde."}, "no_gap"),
        ("w_gap_am", {"text": "Ich [bin/] müde."}, "no_gap"),
        ("w_c_sister", {"text": "Sie wo[hnt] in Berlin."}, "too_few_gaps"),
        ("w_dict_tea", {"answer": ""}, "no_right_answer"),
        ("w_dict_tea", {"sound": ""}, "no_sound"),
        ("w_form", {"steps": ""}, "no_steps"),
        ("t_morning", {"text": ""}, "text_missing"),
    ],
)
def test_each_mistake_in_an_item_is_named(broken: Path, key: str, cells: dict[str, str], code: str) -> None:
    replace_row(broken, key, **cells)
    assert (key, code) in problems(broken)


def test_a_skill_with_too_few_items_is_refused(broken: Path) -> None:
    lines = (broken / "items.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [
        line
        for line in lines
        if not line.startswith(("l_n", "l_w", "l_t", "l_s", "l_b", "l_h", "l_p", "l_k", "l_r", "l_l"))
    ]
    (broken / "items.csv").write_text("".join(kept), encoding="utf-8")
    assert ("listening", "too_few_items") in problems(broken)


def test_a_screener_without_three_easiest_items_is_refused(broken: Path) -> None:
    replace_row(broken, "d_letter_a", step="2")
    assert ("latin", "too_few_easiest") in problems(broken)


def test_a_picture_that_is_listed_and_never_shown_is_named(broken: Path) -> None:
    change(broken, "bank.toml", ("names = [", 'names = [\n    "volcano",'))
    assert ("pictures", "picture_never_shown") in problems(broken)


def test_a_folder_without_a_bank_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path) == {("", "file_missing")}


def test_a_retired_item_stays_known_and_is_not_asked(broken: Path) -> None:
    replace_row(broken, "r_because", state="retired")
    bank: Bank = packs.load_bank(broken)
    assert bank.item("r_because") is not None
    assert "r_because" not in [item.key for item in bank.pool(Skill.READING)]


def test_all_banks_load_by_key() -> None:
    assert packs.load_banks()["german_core"] == BANK
