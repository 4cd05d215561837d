"""Scoring: one rule for each way of answering. An answer comes in, points from 0 to the item's highest score go out."""

import itertools
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence

from lms.kernel import errors
from placement.domain import tracing
from placement.domain.item_bank import Item, ItemType, Strict

Given = int | tuple[str, ...]
"""What was answered: the place of an option, or one text for every part of the question, empty where nothing stands."""

LETTERS_FOR = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "å": "aa",
                             "Å": "Aa", "ø": "oe", "Ø": "Oe", "æ": "ae", "Æ": "Ae"})  # fmt: skip
"""How people write letters that their keyboard does not have; always right."""
APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'"})


def score(item: Item, given: Given) -> int:
    """Points for an answer. Raises Invalid when it cannot be an answer to this item."""
    return RULES[item.type](item, given)


def parts(item: Item) -> int:
    """How many texts an answer to the item has; 0 when it is the place of one option."""
    match item.type:
        case ItemType.MATCH:
            return len(pairs(item))
        case ItemType.ORDER:
            return len(item.options)
        case ItemType.CLOZE_TYPED | ItemType.C_TEST:
            return len(item.gaps)
        case ItemType.DICTATION | ItemType.WRITING_TASK:
            return 1
    return 0


def credit(right: float, of: int, highest: int) -> int:
    """Points for a part that is right. The highest score only for everything."""
    return int(right * highest / of + 1e-9) if of else 0


# --- one rule a type -------------------------------------------------------------------------------------------------


def choice(item: Item, given: Given) -> int:
    """Right or not: one option, or one part of a picture."""
    if not isinstance(given, int) or not 0 <= given < len(item.options):
        raise errors.Invalid("placement.no_such_answer", highest=len(item.options) - 1)
    return int(given == item.answer)


def match(item: Item, given: Given) -> int:
    """A point of credit for every pair. An answer names the chosen option for each sound or word to be matched."""
    texts, wanted = _texts(item, given), pairs(item)
    right = sum(text == str(place) for text, place in zip(texts, wanted, strict=True))
    return credit(right, len(wanted), item.parameters.highest_score)


def order(item: Item, given: Given) -> int:
    """Credit for neighbours that follow each other as in a right order; the best of the right orders counts."""
    texts = _texts(item, given)
    if sorted(texts) != sorted(str(place) for place in range(len(item.options))):
        raise errors.Invalid("placement.use_each_once")
    put = [int(text) for text in texts]
    right = max(_neighbours(put, wanted) for wanted in right_orders(item))
    return credit(right, len(put) - 1, item.parameters.highest_score)


def gaps(item: Item, given: Given) -> int:
    """Credit for every gap in which one of the accepted words stands."""
    texts = _texts(item, given)
    right = sum(
        any(same(text, word, item.strict) for word in words) for text, words in zip(texts, item.gaps, strict=True)
    )
    return credit(right, len(item.gaps), item.parameters.highest_score)


def dictation(item: Item, given: Given) -> int:
    """Credit word by word: a whole word, half for a slip. Words too many count against it."""
    text = _texts(item, given)[0]
    return max(_dictated(text, wording, item) for wording in item.wordings)


def traced(item: Item, given: Given) -> int:
    """Points for strokes on the screen by their geometry; what was drawn on paper gets the points a teacher gives."""
    if isinstance(given, int):
        return rated(item, given)
    try:
        strokes = tracing.strokes_of(given)
    except ValueError as wrong:
        raise errors.Invalid("placement.answer_does_not_fit") from wrong
    return min(tracing.trace(tracing.MODELS[item.text], strokes).points, item.parameters.highest_score)


def rated(item: Item, given: Given) -> int:
    """Points that a person gives."""
    highest = item.parameters.highest_score
    if not isinstance(given, int) or not 0 <= given <= highest:
        raise errors.Invalid("placement.score_out_of_range", highest=highest)
    return given


RULES: Mapping[ItemType, Callable[[Item, Given], int]] = {
    ItemType.PICTURE_CHOICE: choice,
    ItemType.SOUND_TO_WORD: choice,
    ItemType.LISTEN_AND_CHOOSE: choice,
    ItemType.READ_AND_CHOOSE: choice,
    ItemType.CLOZE_CHOICE: choice,
    ItemType.SIGN_CHOICE: choice,
    ItemType.PATTERN_CHOICE: choice,
    ItemType.TRACE: traced,
    ItemType.TAP_PICTURE: choice,
    ItemType.MATCH: match,
    ItemType.ORDER: order,
    ItemType.CLOZE_TYPED: gaps,
    ItemType.C_TEST: gaps,
    ItemType.DICTATION: dictation,
    ItemType.WRITING_TASK: rated,
    ItemType.SPEAKING_TASK: rated,
    ItemType.RATED_TASK: rated,
}


# --- what is shown ---------------------------------------------------------------------------------------------------


def pairs(item: Item) -> list[int]:
    """Places of the options that are to be matched. With sounds only those that have one: the rest distracts."""
    heard = [place for place, option in enumerate(item.options) if option.sound]
    return heard or list(range(len(item.options)))


def right_orders(item: Item) -> tuple[tuple[int, ...], ...]:
    """Every right order of the options; as written in the bank when the item names none."""
    return (tuple(range(len(item.options))), *item.orders)


def mixed(item: Item) -> list[int]:
    """Places of the options as they are shown: always the same for an item, and never in a right order."""
    places = list(range(len(item.options)))
    shown = sorted(places, key=lambda place: zlib.crc32(f"{item.key}/{place}".encode()))
    while len(shown) > 1 and tuple(shown) in right_orders(item):
        shown = [*shown[1:], shown[0]]
    return shown


# --- words -----------------------------------------------------------------------------------------------------------


def same(given: str, wanted: str, strict: frozenset[Strict]) -> bool:
    """Whether two written words are the same, as strictly as the item says."""
    return not forms(given, strict).isdisjoint(forms(wanted, strict)) and bool(words_of(given))


def forms(text: str, strict: frozenset[Strict]) -> frozenset[str]:
    """Ways to write a text that count as the same: Unicode's composed form, spelt-out letters, perhaps no accents."""
    composed = " ".join(words_of(text))
    if Strict.CASE not in strict:
        composed = composed.casefold()
    ways = {composed, composed.translate(LETTERS_FOR)}
    if Strict.ACCENTS not in strict:
        ways.add(_without_accents(composed))
    return frozenset(ways)


def words_of(text: str) -> list[str]:
    """The words of a text without punctuation, in Unicode's composed form."""
    composed = unicodedata.normalize("NFC", text).translate(APOSTROPHES)
    kept = "".join(sign if sign.isalnum() or sign in "'-" or unicodedata.combining(sign) else " " for sign in composed)
    return [word.strip("'-") for word in kept.split() if word.strip("'-")]


def distance(one: str, other: str) -> int:
    """Letters to put in, take out or change to get from one word to the other (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        before, row[0] = row[0], at
        for place, wanted in enumerate(other, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != wanted))
    return row[-1]


def _texts(item: Item, given: Given) -> Sequence[str]:
    if isinstance(given, int) or len(given) != parts(item):
        raise errors.Invalid("placement.answer_does_not_fit")
    return given


def _neighbours(put: Sequence[int], wanted: Sequence[int]) -> int:
    follows = set(itertools.pairwise(wanted))
    return sum(pair in follows for pair in itertools.pairwise(put))


def _dictated(text: str, wording: str, item: Item) -> int:
    given, wanted = words_of(text), words_of(wording)
    right = _aligned([[_word_credit(one, other, item.strict) for other in wanted] for one in given], len(wanted))
    return credit(right, max(len(given), len(wanted)), item.parameters.highest_score)


def _word_credit(given: str, wanted: str, strict: frozenset[Strict]) -> float:
    """1 for the word, half for a slip of one letter in four, of two in words of eight and more."""
    if same(given, wanted, strict):
        return 1.0
    slip = min(distance(*pair) for pair in _ways(given, wanted, strict))
    return 0.5 if slip <= min(len(wanted) // 4, 2) else 0.0


def _ways(given: str, wanted: str, strict: frozenset[Strict]) -> Iterator[tuple[str, str]]:
    for one in forms(given, strict):
        for other in forms(wanted, strict):
            yield one, other


def _aligned(credits: Sequence[Sequence[float]], width: int) -> float:
    """The most credit that words can get when they are matched in their order."""
    best = [0.0] * (width + 1)
    for row in credits:
        before = 0.0
        for place, worth in enumerate(row, start=1):
            before, best[place] = best[place], max(best[place], best[place - 1], before + worth)
    return best[-1]


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
