"""Asking for editions of a provider's own banks: what learners are asked from, and what it was before.

A sitting names its edition: key, number, and a digest of everything in it. So an edition can be kept in a process under
its name, whoever asks for it, and it can never be another one than the sitting began with.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import select

from lms.kernel import db, errors
from lms.kernel.packs import Problem
from placement import models, packs
from placement.domain.item_bank import Bank, LiteracyAxis
from placement.packs.banks import BANKS, FEWEST_EASIEST
from placement.queries import bank_files

LETTERS = "letters_core"
"""The bank of letters and signs alone: for languages that have no questions of their own yet."""
INSTEAD, BESIDE = "instead", "beside"
"""How an edition is asked: in the place of the shipped bank, or together with its items."""
_OF_THE_WHOLE = frozenset({"too_few_items", "too_few_easiest"})


@dataclass(frozen=True)
class Assembled:
    """An edition as it is asked: the bank, content shares by measure, and where its media lie."""

    bank: Bank
    own_key: str
    base: str
    quotas: Mapping[str, Mapping[str, float]]
    media: frozenset[str]
    """Names that the provider keeps; all others are the shipped bank's, or of the site's picture set."""


@dataclass(frozen=True)
class EditionInfo:
    """An edition by name, without its items."""

    id: str
    bank_id: str
    number: int
    version: str
    beside: str
    parameter_set_id: str
    items: int
    by: str
    at: datetime


@cache
def shipped() -> Mapping[str, Bank]:
    """Every shipped bank by key."""
    return packs.load_banks()


def family(ref: str) -> str:
    """What the editions of a bank have in common: its key."""
    return ref.partition(".")[0]


def ref_of(key: str, number: int, version: str) -> str:
    """The name of an edition, as a sitting keeps it."""
    return f"{key}.{number}.{version}"


def in_use(language: str) -> str:
    """The edition that a provider asks from in a language, empty where it is what ships."""
    bank, edition = models.OwnBank, models.Edition
    rows = db.session().execute(
        select(bank.key, edition.number, edition.version)
        .join(edition, edition.id == bank.edition_id)
        .where(bank.language == language, bank.used != "")
        .order_by(bank.at)
    )
    row = rows.first()
    return ref_of(*row) if row else ""


def in_force() -> dict[str, str]:
    """Editions in force by the key of their bank, and of the shipped bank whose items they hold: as its copy, or beside it."""
    bank, edition = models.OwnBank, models.Edition
    rows = db.session().execute(
        select(bank.key, bank.base, bank.name, bank.used, edition.number, edition.version)
        .join(edition, edition.id == bank.edition_id)
        .where(bank.used != "")
        .order_by(bank.at)
    )
    found: dict[str, str] = {}
    for key, base, name, used, number, version in rows:
        if not name or used == BESIDE:
            found.setdefault(base, ref_of(key, number, version))
        found[key] = ref_of(key, number, version)
    return found


@lru_cache(maxsize=64)
def assembled(ref: str) -> Assembled:
    """An edition as learners meet it. Raises NotFound for one that this provider has not."""
    key, _, rest = ref.partition(".")
    number, _, version = rest.partition(".")
    row = (
        db.session()
        .execute(
            select(models.OwnBank, models.Edition)
            .join(models.Edition, models.Edition.bank_id == models.OwnBank.id)
            .where(
                models.OwnBank.key == key,
                models.Edition.number == (int(number) if number.isdecimal() else 0),
                models.Edition.version == version,
            )
        )
        .first()
    )
    if row is None:
        raise errors.NotFound("placement.no_bank")
    own, edition = row
    found, _problems = assemble(
        ref, edition.about, edition.rows, own.base, edition.beside, bank_files.media_names(own.id)
    )
    return found


def assemble(
    ref: str, about: Mapping[str, Any], rows: Iterable[Mapping[str, str]], base: str, beside: str, media: Iterable[str]
) -> tuple[Assembled, list[Problem]]:
    """A bank from its rows, with what it takes from the shipped one: its items where it stands beside, else the axes of the
    screener that it has no questions for.
    """
    known = frozenset(media)
    under = shipped().get(base) or shipped()[LETTERS]
    folder = BANKS / under.key / "media"
    bank, problems = packs.bank_of(about, rows, lambda name: name in known or (folder / name).is_file())
    keys = {item.key for item in bank.items}
    own = {axis for axis in LiteracyAxis if bank.of(axis)}
    lent = [
        item
        for item in under.items
        if item.key not in keys and (beside or (isinstance(item.measures, LiteracyAxis) and item.measures not in own))
    ]
    whole = replace(bank, key=ref, version=ref.partition(".")[2], items=(*bank.items, *lent))
    found = Assembled(whole, family(ref), under.key, _quotas(whole, about, under.key), known)
    problems += odd_numbers(bank)
    of_the_whole = (*packs.too_few(whole), *_empty_axes(whole))
    return found, [*(one for one in problems if one.code not in _OF_THE_WHOLE), *of_the_whole]


def _empty_axes(bank: Bank) -> Iterator[Problem]:
    """Axes of the screener on which somebody alone could be asked nothing: her test could not begin."""
    for axis in LiteracyAxis:
        if all(item.type.needs_rater for item in bank.of(axis)):
            yield Problem("items.csv", axis, "too_few_easiest", {"items": 0, "needed": FEWEST_EASIEST})


def odd_numbers(bank: Bank) -> list[Problem]:
    """Items with numbers that no question can have: the engine would never ask them, or nothing else."""
    return [
        Problem("items.csv", item.key, "not_a_number", {"field": "a, b, c"})
        for item in bank.items
        for numbers in [item.parameters]
        if not all(
            map(math.isfinite, (numbers.a, numbers.b, numbers.c, numbers.sd_b, numbers.sd_log_a, *numbers.steps))
        )
        or not (0 < numbers.a <= 10 and abs(numbers.b) <= 8 and 0 <= numbers.c < 1)
        or not (0 <= numbers.sd_b <= 5 and 0 <= numbers.sd_log_a <= 3)
    ]


def _quotas(bank: Bank, about: Mapping[str, Any], base: str) -> dict[str, dict[str, float]]:
    """Shares of the content areas: those of the bank or of the one it comes from; an area without one as many as it has."""
    given: Mapping[str, Mapping[str, float]] = about.get("quotas") or packs.quotas(BANKS / base)
    found: dict[str, dict[str, float]] = {}
    for measure in bank.measured:
        areas = Counter(item.content for item in bank.of(measure))
        shares = given.get(measure, {})
        if shares:
            found[measure] = {area: float(shares.get(area, min(1.0, many / 5))) for area, many in areas.items()}
    return found


def pictures_missing(found: Assembled, of_site: Iterable[str]) -> dict[str, str]:
    """Items with a picture that is neither the bank's nor the site's: key and the picture's name."""
    here = found.media | frozenset(of_site)
    return {item.key: name for item in found.bank.items for name in item.pictures if name not in here}


def of_bank(bank_id: str) -> list[EditionInfo]:
    """All editions of a bank, the newest first."""
    rows = db.session().scalars(
        select(models.Edition).where(models.Edition.bank_id == bank_id).order_by(models.Edition.number.desc())
    )
    names = ("id", "bank_id", "number", "version", "beside", "parameter_set_id", "by", "at")
    return [EditionInfo(**{name: getattr(row, name) for name in names}, items=len(row.rows)) for row in rows]


def rows_of(edition_id: str) -> list[dict[str, str]]:
    """The rows of an edition, empty for none."""
    row = db.session().get(models.Edition, edition_id) if edition_id else None
    return list(row.rows) if row else []
