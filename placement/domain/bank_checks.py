"""Checks of a whole item bank: what no single item shows. What an item itself lacks is found when the bank is read."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.kernel.vocabulary import Level, Skill
from placement.domain.item_bank import Bank, Item, ItemState

FEW_ON_LEVEL = 5
"""Items of a level and skill with right answers; with fewer a sitting near it meets the same ones again and again."""
SIGNIFICANT = 0.05 / 2
"""Two looks are taken, at the longest option and at the shortest."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a bank. An error must be mended; a note is for the author to weigh."""

    code: str
    items: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Length:
    """How often the right answer stands out by its length, among items where one option does."""

    items: int
    right: tuple[str, ...]
    by_chance: float
    p: float


def findings(bank: Bank, pictures: Collection[str], media: Collection[str]) -> Iterator[Finding]:
    """Everything, given the names of the pictures of the site and the sound files of the bank."""
    yield from same_question_twice(bank)
    yield from two_options_read_alike(bank)
    yield from picture_is_not_there(bank, pictures)
    yield from picture_says_nothing_without_seeing(bank)
    yield from level_is_not_covered(bank)
    yield from length_gives_the_answer_away(bank)
    yield from sound_is_never_played(bank, media)


def same_question_twice(bank: Bank) -> Iterator[Finding]:
    """Items that ask the same; those with the same words but another way of answering are only noted."""
    twice = _alike(bank, _whole)
    for keys in twice:
        yield Finding("same_question", keys)
    for keys in _alike(bank, _stem):
        if keys not in twice:
            yield Finding("same_words", keys, is_error=False)


def two_options_read_alike(bank: Bank) -> Iterator[Finding]:
    """There is exactly one right answer only while no other option looks like it."""
    for item in _asked(bank):
        shown = [(_spaced(one.text), one.picture, one.region) for one in item.options]
        if item.type.has_options and len(set(shown)) < len(shown):
            yield Finding("options_alike", (item.key,))


def picture_is_not_there(bank: Bank, pictures: Collection[str]) -> Iterator[Finding]:
    """Every picture an item shows is one of the site's."""
    for item in bank.items:
        for name in sorted(set(item.pictures) - set(pictures)):
            yield Finding("picture_missing", (item.key,), {"picture": name})


def picture_says_nothing_without_seeing(bank: Bank) -> Iterator[Finding]:
    """Who does not see a picture needs words or a sound that ask the question, or nothing can be done with it.

    The picture itself is announced by its place alone: its name would often be the answer.
    """
    for item in _asked(bank):
        words = (item.text, item.question, item.sound, *(one.text or one.sound for one in item.options))
        if any(item.pictures) and not any(words):
            yield Finding("picture_without_words", (item.key,))


def level_is_not_covered(bank: Bank) -> Iterator[Finding]:
    """A hole between the levels of a skill is an error; where the bank begins and ends, and few items, are noted."""
    for measure in bank.measured:
        if not isinstance(measure, Skill):
            continue
        items = bank.of(measure)
        count = Counter(item.level for item in items)
        ranks = [level.rank for level in count]
        fewest = 1 if any(item.type.is_performance for item in items) else FEW_ON_LEVEL
        for level in Level:
            facts = {"skill": str(measure), "level": str(level), "items": count[level]}
            if not count[level]:
                yield Finding("level_missing", (), facts, is_error=min(ranks) < level.rank < max(ranks))
            elif count[level] < fewest:
                yield Finding("level_with_few_items", (), {**facts, "needed": fewest}, is_error=False)


def length_gives_the_answer_away(bank: Bank) -> Iterator[Finding]:
    """The right answer is the longest option, or the shortest, more often than chance allows over the bank."""
    for code, found in (
        ("key_is_longest", length(bank, longest=True)),
        ("key_is_shortest", length(bank, longest=False)),
    ):
        if found.p < SIGNIFICANT:
            facts = {"compared": found.items, "by_chance": found.by_chance, "p": found.p}
            yield Finding(code, found.right, facts)


def sound_is_never_played(bank: Bank, media: Collection[str]) -> Iterator[Finding]:
    """Files that no item names."""
    played = {name for item in bank.items for name in (item.sound, *(one.sound for one in item.options))}
    if idle := sorted(set(media) - played):
        yield Finding("media_not_used", (), {"files": idle}, is_error=False)


def length(bank: Bank, *, longest: bool) -> Length:
    """Among items where one option is longer (or shorter) than all others: where that is the right one."""
    chances, right = [], []
    for item in _asked(bank):
        sizes = [len(_spaced(one.text)) for one in item.options]
        if not item.type.has_options or item.answer is None or not all(sizes) or not item.answer < len(sizes):
            continue
        far = max(sizes) if longest else min(sizes)
        if sizes.count(far) == 1:
            chances.append(1 / len(sizes))
            if sizes[item.answer] == far:
                right.append(item.key)
    return Length(len(chances), tuple(right), sum(chances), at_least(len(right), chances))


def at_least(many: int, chances: list[float]) -> float:
    """How likely so many or more of independent events are; with equal chances the binomial test."""
    shares = [1.0]
    for chance in chances:
        shares = [
            (shares[at] * (1 - chance) if at < len(shares) else 0.0) + (shares[at - 1] * chance if at else 0.0)
            for at in range(len(shares) + 1)
        ]
    return min(sum(shares[many:]), 1.0)


def _asked(bank: Bank) -> Iterator[Item]:
    return (item for item in bank.items if item.state is not ItemState.RETIRED)


def _alike(bank: Bank, by: Any) -> list[tuple[str, ...]]:
    keys: dict[Hashable, list[str]] = defaultdict(list)
    for item in _asked(bank):
        if asked := by(item):
            keys[asked].append(item.key)
    return [tuple(each) for each in keys.values() if len(each) > 1]


def _whole(item: Item) -> Hashable:
    """Everything that is asked and offered; nothing where an item has no content of its own."""
    stem, options = _stem(item), sorted((_plain(one.text, item), one.picture, str(one.region)) for one in item.options)
    return (item.type, stem, item.picture, tuple(options), item.gaps) if stem or options else None


def _stem(item: Item) -> Hashable:
    words = tuple(_plain(text, item) for text in (item.text, item.question, item.script))
    return (item.measures, *words) if any(words) else None


def _plain(text: str, item: Item) -> str:
    """Without what does not make another question: case, spaces, punctuation. Where letters are asked all counts."""
    if not isinstance(item.measures, Skill):
        return _spaced(text)
    kept = (sign if sign.isalnum() else " " for sign in unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(kept).split())


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
