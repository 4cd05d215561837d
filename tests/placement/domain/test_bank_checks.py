"""Bank checks: one test a rule, with the smallest bank that breaks it."""

from dataclasses import replace

import pytest

from lms.kernel.vocabulary import Level, Skill
from placement.domain import bank_checks
from placement.domain.bank_checks import Finding
from placement.domain.irt import Parameters
from placement.domain.item_bank import Bank, Item, ItemState, ItemType, LiteracyAxis, Option

WORDS = ("bus", "tram", "ship", "bike")


def item(key: str, *options: str, text: str = "", answer: int = 0, level: Level = Level.A1) -> Item:
    shown = tuple(Option(text=one) for one in options or WORDS)
    words = text or f"Question {key}"
    return Item(
        key, Skill.READING, ItemType.READ_AND_CHOOSE, level, Parameters(), "home", words, options=shown, answer=answer
    )


def bank(*items: Item) -> Bank:
    return Bank("b", "1", "en", "author", "none", items)


def errors(found: list[Finding]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.code, one.items) for one in found if one.is_error]


def test_the_same_question_with_other_spaces_and_capitals_is_found() -> None:
    one, other = item("a", text="Where is the bus?"), item("b", *reversed(WORDS), text="where is  the BUS")
    assert errors(list(bank_checks.same_question_twice(bank(one, other)))) == [("same_question", ("a", "b"))]
    retired = replace(other, state=ItemState.RETIRED)
    assert not list(bank_checks.same_question_twice(bank(one, retired)))


def test_the_same_words_with_other_options_are_only_noted() -> None:
    found = list(bank_checks.same_question_twice(bank(item("a", text="Where?"), item("b", "x", "y", text="Where?"))))
    assert [(one.code, one.is_error) for one in found] == [("same_words", False)]


def test_capitals_count_where_letters_are_asked() -> None:
    low, high = (
        replace(item("a", "a", "b", text="a"), measures=LiteracyAxis.LATIN),
        replace(item("b", "A", "B", text="A"), measures=LiteracyAxis.LATIN),
    )
    assert not list(bank_checks.same_question_twice(bank(low, high)))


def test_two_options_that_look_the_same_are_found() -> None:
    found = list(bank_checks.two_options_read_alike(bank(item("a", "bus", "bus ", "tram"), item("b"))))
    assert errors(found) == [("options_alike", ("a",))]


def test_a_picture_that_the_site_does_not_have_is_found() -> None:
    one = replace(item("a"), picture="unicorn")
    (found,) = bank_checks.picture_is_not_there(bank(one), {"bus"})
    assert (found.items, found.facts) == (("a",), {"picture": "unicorn"})
    assert not list(bank_checks.picture_is_not_there(bank(one), {"unicorn"}))


def test_a_picture_with_nothing_to_read_or_hear_beside_it_is_found() -> None:
    bare = replace(item("a"), text="", options=(Option(picture="bus"), Option(picture="ship")))
    assert errors(list(bank_checks.picture_says_nothing_without_seeing(bank(bare)))) == [
        ("picture_without_words", ("a",))
    ]
    assert not list(bank_checks.picture_says_nothing_without_seeing(bank(replace(bare, sound="a.mp3"))))


def test_a_hole_between_levels_is_an_error_and_the_ends_are_noted() -> None:
    items = [item(f"{level}{n}", level=level) for level in (Level.A1, Level.B1) for n in range(5)]
    found = {(one.facts["level"], one.is_error) for one in bank_checks.level_is_not_covered(bank(*items))}
    assert found == {("pre_a1", False), ("a2", True), ("b2", False), ("c1", False)}
    (few,) = [one for one in bank_checks.level_is_not_covered(bank(*items[1:])) if one.facts["level"] == "a1"]
    assert (few.code, few.facts["items"], few.is_error) == ("level_with_few_items", 4, False)


@pytest.mark.parametrize(("right", "code"), [("much longer", "key_is_longest"), ("x", "key_is_shortest")])
def test_a_right_answer_that_stands_out_by_length_is_found_over_the_bank(right: str, code: str) -> None:
    telling = [item(f"t{n}", right, "tram", "ship", "bike") for n in range(8)]
    fair = [item(f"f{n}", "bus..", "tram!", right, "bike!", answer=0) for n in range(6)]
    (found,) = bank_checks.length_gives_the_answer_away(bank(*telling, *fair))
    assert (found.code, found.items) == (code, tuple(f"t{n}" for n in range(8)))
    assert found.facts["compared"] == 14
    assert not list(bank_checks.length_gives_the_answer_away(bank(*telling[:2], *fair)))


def test_the_binomial_test_is_that_of_the_tables() -> None:
    assert bank_checks.at_least(8, [0.25] * 14) == pytest.approx(0.010302, abs=1e-5)
    assert bank_checks.at_least(1, [0.5, 0.25]) == pytest.approx(0.625)
    assert bank_checks.at_least(0, []) == 1.0


def test_a_sound_file_that_nothing_plays_is_noted() -> None:
    one = replace(item("a"), sound="a.mp3")
    (found,) = bank_checks.sound_is_never_played(bank(one), ["a.mp3", "old.mp3"])
    assert (found.facts, found.is_error) == ({"files": ["old.mp3"]}, False)
