"""Likely duplicate persons: the same human registered twice, found by name, birth date and phone."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

LIKELY = 0.6
"""From this score on a pair is shown. A person decides; nothing is merged by itself."""

SHORTEST_FOR_A_SLIP = 4
"""In shorter names one other letter is usually another name: Ali and Ari are two people."""


class Reason(StrEnum):
    """What speaks for one person, or against."""

    SAME_NAME = "same_name"
    SWAPPED_NAME = "swapped_name"
    SIMILAR_NAME = "similar_name"
    SAME_BIRTH_DATE = "same_birth_date"
    DAY_AND_MONTH_SWAPPED = "day_and_month_swapped"
    OTHER_BIRTH_DATE = "other_birth_date"
    SAME_PHONE = "same_phone"


WEIGHTS: dict[Reason, float] = {
    Reason.SAME_NAME: 0.6,
    Reason.SWAPPED_NAME: 0.55,
    Reason.SIMILAR_NAME: 0.45,
    Reason.SAME_BIRTH_DATE: 0.35,
    Reason.DAY_AND_MONTH_SWAPPED: 0.25,
    Reason.SAME_PHONE: 0.25,
    # A father and a son may share a name and a phone.
    Reason.OTHER_BIRTH_DATE: -0.3,
}


@dataclass(frozen=True, slots=True)
class Person:
    """What duplicates are found by. `key` is whatever names the person outside: an id, or a line of a file."""

    key: int | str
    given_name: str
    family_name: str
    birth_date: date | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one person, how likely from 0 to 1, and why."""

    one: Person
    other: Person
    score: float
    reasons: tuple[Reason, ...]


def likely_duplicates(persons: Sequence[Person], threshold: float = LIKELY) -> tuple[Pair, ...]:
    """All likely pairs, the likeliest first. Only persons who share a birth date, a phone or a name are compared."""
    pairs = (compare(persons[one], persons[other]) for one, other in sorted(_candidates(persons)))
    return tuple(sorted((pair for pair in pairs if pair.score >= threshold), key=lambda pair: -pair.score))


def compare(one: Person, other: Person) -> Pair:
    """The reasons for two entries being one person and their sum, never above 1."""
    reasons = tuple(
        reason for reason in (name_reason(one, other), birth_reason(one, other), phone_reason(one, other)) if reason
    )
    named = any(reason in NAME_REASONS for reason in reasons)
    score = min(1.0, sum(WEIGHTS[reason] for reason in reasons)) if named else 0.0
    return Pair(one, other, round(score, 2), reasons)


NAME_REASONS = frozenset({Reason.SAME_NAME, Reason.SWAPPED_NAME, Reason.SIMILAR_NAME})
"""Without a name that fits, a birth date and a phone only show twins and households."""


def name_reason(one: Person, other: Person) -> Reason | None:
    """The same name, given and family name swapped, or one slip of the pen in either order."""
    first, second = _names(one), _names(other)
    if not "".join(first) or not "".join(second):
        return None
    if first == second:
        return Reason.SAME_NAME
    if first == second[::-1]:
        return Reason.SWAPPED_NAME
    if _one_slip(first, second) or _one_slip(first, second[::-1]):
        return Reason.SIMILAR_NAME
    return None


def birth_reason(one: Person, other: Person) -> Reason | None:
    """The same birth date, day and month swapped, or plainly another. Nothing where one is not known."""
    if one.birth_date is None or other.birth_date is None:
        return None
    if one.birth_date == other.birth_date:
        return Reason.SAME_BIRTH_DATE
    same = _birth_key(one.birth_date) == _birth_key(other.birth_date)
    return Reason.DAY_AND_MONTH_SWAPPED if same else Reason.OTHER_BIRTH_DATE


def phone_reason(one: Person, other: Person) -> Reason | None:
    """The same number, however it is written."""
    number = folded_phone(one.phone)
    return Reason.SAME_PHONE if number and number == folded_phone(other.phone) else None


def folded_name(name: str) -> str:
    """A name without accents, capitals, spaces and signs, so that Müller, MUELLER and Muller are one.

    The German spelling of umlauts with e folds too; for names like Manuel it does so on both sides alike.
    """
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(_LETTERS.get(sign, sign) for sign in decomposed if sign.isalnum())
    return re.sub("([aou])e", r"\1", letters)


def folded_phone(phone: str) -> str:
    """The last nine digits: country code, trunk zero and spaces are written in many ways."""
    digits = re.sub(r"\D", "", phone)
    return digits[-9:] if len(digits) >= 6 else ""


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing, too many, or two neighbours are swapped; equal words are not apart."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return swapped or short[at + 1 :] == long[at + 1 :]


_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e", "ŋ": "n"}


def _names(person: Person) -> tuple[str, str]:
    return folded_name(person.given_name), folded_name(person.family_name)


def _one_slip(first: tuple[str, str], second: tuple[str, str]) -> bool:
    """One part is equal and the other has one slip."""
    for same, slipped in ((0, 1), (1, 0)):
        long_enough = min(len(first[slipped]), len(second[slipped])) >= SHORTEST_FOR_A_SLIP
        if first[same] == second[same] and long_enough and one_slip_apart(first[slipped], second[slipped]):
            return True
    return False


def _birth_key(day: date) -> tuple[int, int, int]:
    """Equal for two dates whose day and month are swapped; a day over 12 cannot be a month."""
    low, high = sorted((day.day, day.month))
    return (day.year, low, high) if high <= 12 else (day.year, day.month, day.day)


def _candidates(persons: Sequence[Person]) -> set[tuple[int, int]]:
    buckets: dict[object, list[int]] = {}
    for place, person in enumerate(persons):
        for key in _bucket_keys(person):
            buckets.setdefault(key, []).append(place)
    return {pair for places in buckets.values() for pair in combinations(places, 2)}


def _bucket_keys(person: Person) -> Iterator[object]:
    if person.birth_date is not None:
        yield ("birth", _birth_key(person.birth_date))
    phone = folded_phone(person.phone)
    if phone:
        yield ("phone", phone)
    names: Iterable[str] = sorted(_names(person))
    yield ("name", *names)
