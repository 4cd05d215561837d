"""Scoring: what makes an answer right, by type, and what part of it counts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.kernel import errors
from lms.kernel.vocabulary import Level, Skill
from placement.domain import scoring
from placement.domain.irt import Parameters
from placement.domain.item_bank import Item, ItemType, Option, Strict
from placement.domain.scoring import Given

CASE, ACCENTS = frozenset({Strict.CASE}), frozenset({Strict.ACCENTS})


def item(type: ItemType, points: int = 1, **facts: object) -> Item:
    steps = tuple(float(n) for n in range(points)) if points > 1 else ()
    base = Item("an_item", Skill.READING, type, Level.A1, Parameters(steps=steps), "home")
    return Item(**{name: getattr(base, name) for name in base.__slots__} | facts)


def words(*texts: str, sounds: int = 0) -> tuple[Option, ...]:
    return tuple(Option(text, sound=f"{text}.mp3" if at < sounds else "") for at, text in enumerate(texts))


def test_every_type_has_a_rule() -> None:
    assert set(scoring.RULES) == set(ItemType)


# --- one of several --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type", [type for type in ItemType if type.has_options])
def test_one_option_is_right(type: ItemType) -> None:
    asked = item(type, options=words("a", "b", "c"), answer=1)
    assert [scoring.score(asked, place) for place in range(3)] == [0, 1, 0]


@pytest.mark.parametrize("given", [-1, 3, ("b",)])
def test_what_is_no_option_is_refused(given: Given) -> None:
    with pytest.raises(errors.Invalid):
        scoring.score(item(ItemType.TAP_PICTURE, options=words("a", "b", "c"), answer=1), given)


# --- match -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "points"), [(("0", "1", "2"), 3), (("0", "2", "1"), 1), (("0", "1", ""), 2), (("3", "", ""), 0)]
)
def test_each_matched_pair_counts(given: Given, points: int) -> None:
    assert scoring.score(item(ItemType.MATCH, 3, options=words("a", "b", "c", "d", sounds=3)), given) == points


def test_a_word_without_a_sound_is_not_asked_for() -> None:
    assert scoring.pairs(item(ItemType.MATCH, options=words("a", "b", "c", sounds=2))) == [0, 1]
    assert scoring.pairs(item(ItemType.MATCH, options=words("a", "b", "c"))) == [0, 1, 2]


# --- order -----------------------------------------------------------------------------------------------------------


def order(*put: int, points: int = 3, orders: tuple[tuple[int, ...], ...] = ()) -> int:
    asked = item(ItemType.ORDER, points, options=words("ich", "gehe", "heute", "nach Hause"), orders=orders)
    return scoring.score(asked, tuple(str(place) for place in put))


def test_the_right_order_has_all_points_and_neighbours_have_some() -> None:
    assert order(0, 1, 2, 3) == 3
    assert order(1, 2, 3, 0) == 2
    assert order(3, 2, 1, 0) == 0


def test_another_right_order_counts_as_much() -> None:
    assert order(2, 1, 0, 3) == 0
    assert order(2, 1, 0, 3, orders=((2, 1, 0, 3),)) == 3


@pytest.mark.parametrize("put", [(0, 1, 2), (0, 0, 1, 2), (0, 1, 2, 4)])
def test_an_order_that_does_not_use_each_once_is_refused(put: tuple[int, ...]) -> None:
    with pytest.raises(errors.Invalid):
        order(*put)


@given(st.permutations(range(4)))
def test_only_the_right_order_has_all_points(put: list[int]) -> None:
    assert (order(*put) == 3) == (put == [0, 1, 2, 3])


@given(st.text(min_size=1, max_size=8), st.integers(2, 6))
def test_an_order_is_never_shown_right(key: str, size: int) -> None:
    asked = item(ItemType.ORDER, key=key, options=words(*map(str, range(size))))
    assert sorted(scoring.mixed(asked)) == list(range(size))
    assert scoring.mixed(asked) != list(range(size))
    assert scoring.mixed(asked) == scoring.mixed(asked)


# --- gaps ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "points"),
    [(("bin", "ist"), 2), (("BIN ", "war."), 2), (("bin", ""), 1), (("", ""), 0), (("bi", "is"), 0)],
)
def test_each_right_gap_counts_and_any_accepted_word_is_right(given: Given, points: int) -> None:
    asked = item(ItemType.CLOZE_TYPED, 2, gaps=(("bin",), ("ist", "war")))
    assert scoring.score(asked, given) == points


def test_a_c_test_counts_in_its_steps_and_full_points_only_for_every_gap() -> None:
    asked = item(ItemType.C_TEST, 4, gaps=tuple((f"w{n}",) for n in range(8)))
    right = [f"w{n}" for n in range(8)]
    scores = [scoring.score(asked, tuple(right[:known] + [""] * (8 - known))) for known in range(9)]
    assert scores == [0, 0, 1, 1, 2, 2, 3, 3, 4]


@pytest.mark.parametrize(
    ("given", "wanted", "strict", "same"),
    [
        ("schön", "schön", ACCENTS, True),
        (unicodedata.normalize("NFD", "schön"), "schön", ACCENTS, True),
        ("schoen", "schön", ACCENTS, True),
        ("schon", "schön", ACCENTS, False),
        ("schon", "schön", frozenset(), True),
        ("strasse", "Straße", frozenset(), True),
        ("STRASSE", "Straße", frozenset(), True),
        ("Strasse", "Straße", CASE, True),
        ("straße", "Straße", CASE, False),
        ("cafe", "café", frozenset(), True),
        ("don’t", "don't", frozenset(), True),
        ("„Hallo!“", "hallo", frozenset(), True),
        ("istanbul", "İstanbul", frozenset(), True),
        ("", "", frozenset(), False),
        ("...", "a", frozenset(), False),
        ("سلام", "سلام", frozenset(), True),
    ],
)
def test_words_are_the_same_as_strictly_as_the_item_says(
    given: str, wanted: str, strict: frozenset[Strict], same: bool
) -> None:
    assert scoring.same(given, wanted, strict) is same


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=12))
def test_a_word_is_right_in_every_unicode_form(word: str) -> None:
    for form in ("NFC", "NFD"):
        assert scoring.same(unicodedata.normalize(form, word), word, frozenset(Strict))


# --- dictation -------------------------------------------------------------------------------------------------------

SENTENCE = "Mein Bruder kommt heute um acht Uhr."


@pytest.mark.parametrize(
    ("text", "points"),
    [
        (SENTENCE, 7),
        ("mein bruder kommt heute um acht uhr", 7),
        ("Mein Bruder komt heute um acht Uhr", 6),
        ("Mein Bruder kommt heute um Uhr", 6),
        ("Mein Bruder", 2),
        ("Uhr acht um heute kommt Bruder mein", 1),
        ("Mein Bruder kommt heute um acht Uhr Uhr Uhr Uhr Uhr Uhr Uhr Uhr", 3),
        ("", 0),
        ("xyz", 0),
    ],
)
def test_a_dictation_counts_word_by_word(text: str, points: int) -> None:
    asked = item(ItemType.DICTATION, 7, wordings=(SENTENCE,))
    assert scoring.score(asked, (text,)) == points


def test_a_slip_is_worth_half_and_full_points_need_every_word() -> None:
    asked = item(ItemType.DICTATION, 2, wordings=("Die Kartoffel",))
    assert scoring.score(asked, ("Die Kartofel",)) == 1
    assert scoring.score(asked, ("Die Kartoffel",)) == 2


def test_another_right_wording_of_a_dictation_counts() -> None:
    asked = item(ItemType.DICTATION, 2, wordings=("um 8", "um acht"))
    assert scoring.score(asked, ("um acht",)) == 2


def test_an_item_scored_right_or_wrong_needs_all_of_it() -> None:
    asked = item(ItemType.DICTATION, wordings=("Guten Tag",))
    assert [scoring.score(asked, (text,)) for text in ("Guten Tag", "Guten Tak")] == [1, 0]


@given(st.text(st.characters(categories=["L", "Z"]), max_size=30), st.text(st.characters(categories=["L"]), max_size=8))
def test_points_of_a_dictation_stay_in_range(text: str, more: str) -> None:
    asked = item(ItemType.DICTATION, 3, wordings=("Guten Tag Frau Nouri",))
    assert 0 <= scoring.score(asked, (f"{text} {more}",)) <= 3


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_edit_distance_is_a_distance(one: str, two: str, three: str) -> None:
    assert scoring.distance(one, two) == scoring.distance(two, one)
    assert (scoring.distance(one, two) == 0) == (one == two)
    assert scoring.distance(one, three) <= scoring.distance(one, two) + scoring.distance(two, three)


# --- points of a person ----------------------------------------------------------------------------------------------


def test_points_that_a_person_gives_count_as_they_are() -> None:
    assert [scoring.score(item(ItemType.RATED_TASK, 2), points) for points in range(3)] == [0, 1, 2]
    with pytest.raises(errors.Invalid):
        scoring.score(item(ItemType.RATED_TASK, 2), 3)


def test_an_answer_has_as_many_texts_as_the_question_has_parts() -> None:
    asked = item(ItemType.C_TEST, gaps=(("a",), ("b",)))
    assert scoring.parts(asked) == 2
    with pytest.raises(errors.Invalid):
        scoring.score(asked, ("a",))
    assert scoring.parts(item(ItemType.DICTATION)) == 1
    assert scoring.parts(item(ItemType.PICTURE_CHOICE)) == 0
