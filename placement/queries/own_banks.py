"""Asking for a provider's own banks: what lies on the desk, and the editions that learners are asked from.

A sitting names its edition: key, number, and a digest of everything in it. So an edition can be kept in a process under
its name, whoever asks for it, and it can never be another one than the sitting began with.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from lms.kernel import db, errors
from lms.kernel.packs import Problem
from placement import models, packs
from placement.domain.item_bank import Bank, Item, LiteracyAxis
from placement.packs.banks import BANKS

LETTERS = "letters_core"
"""The bank of letters and signs alone: for languages that have no questions of their own yet."""
INSTEAD, BESIDE = "instead", "beside"
OPEN, CONFIRMED, CORRECTED = "open", "confirmed", "corrected"
REVIEWS = (OPEN, CONFIRMED, CORRECTED)
PAGE_SIZE = 50


@dataclass(frozen=True)
class BankInfo:
    """A bank of the provider, and how its desk stands against what learners are asked from."""

    id: str
    key: str
    name: str
    language: str
    base: str
    used: str
    edition_id: str
    about: Mapping[str, Any]
    by: str
    at: datetime
    items: int
    unreviewed: int
    number: int
    """Number of the edition in force, 0 for none."""
    made_at: datetime | None
    measuring: str
    """The newest job that measures its items."""


@dataclass(frozen=True)
class ItemInfo:
    """An item as it stands on the desk."""

    id: str
    bank_id: str
    key: str
    place: int
    number: int
    row: Mapping[str, str]
    review: str
    reviewed_by: str
    reviewed_at: datetime | None
    by: str
    at: datetime

    def cell(self, name: str) -> str:
        """A column of its row."""
        return self.row.get(name) or ""

    @property
    def state(self) -> str:
        """Draft, pilot, calibrated or retired."""
        return self.cell("state") or "draft"


@dataclass(frozen=True)
class ItemsPage:
    """One page of items, and how many there are of each kind a reader may want to see alone."""

    rows: tuple[ItemInfo, ...]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class VersionInfo:
    """An item as it once stood."""

    number: int
    row: Mapping[str, str]
    deed: str
    note: str
    by: str
    at: datetime


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


@dataclass(frozen=True)
class MediumInfo:
    """A sound or picture of a bank, without its content."""

    name: str
    media_type: str
    size: int
    origin: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Assembled:
    """An edition as it is asked: the bank, content shares by measure, and where its media lie."""

    bank: Bank
    own_key: str
    base: str
    quotas: Mapping[str, Mapping[str, float]]
    media: frozenset[str]
    """Names that the provider keeps; all others are the shipped bank's, or of the site's picture set."""


@cache
def shipped() -> Mapping[str, Bank]:
    """Every shipped bank by key."""
    return packs.load_banks()


# --- editions --------------------------------------------------------------------------------------------------------


def family(ref: str) -> str:
    """What the editions of a bank have in common: its key."""
    return ref.partition(".")[0]


def ref_of(key: str, number: int, version: str) -> str:
    """The name of an edition, as a sitting keeps it."""
    return f"{key}.{number}.{version}"


def in_use(language: str) -> str:
    """The edition that a provider asks from in a language, empty where it is what ships."""
    row = _in_use(models.OwnBank.language == language).first()
    return ref_of(*row) if row else ""


def in_force() -> dict[str, str]:
    """Editions in force by the key of their bank, and of the shipped bank whose items they hold: as its copy, or beside it."""
    bank = models.OwnBank
    rows = db.session().execute(
        select(bank.key, bank.base, bank.name, bank.used, models.Edition.number, models.Edition.version)
        .join(models.Edition, models.Edition.id == models.OwnBank.edition_id)
        .where(models.OwnBank.used != "")
        .order_by(models.OwnBank.at)
    )
    found: dict[str, str] = {}
    for key, base, name, used, number, version in rows:
        if not name or used == BESIDE:
            found.setdefault(base, ref_of(key, number, version))
        found[key] = ref_of(key, number, version)
    return found


def _in_use(which: Any) -> Any:
    return db.session().execute(
        select(models.OwnBank.key, models.Edition.number, models.Edition.version)
        .join(models.Edition, models.Edition.id == models.OwnBank.edition_id)
        .where(which, models.OwnBank.used != "")
        .order_by(models.OwnBank.at)
    )


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
    found, _problems = assemble(ref, edition.about, edition.rows, own.base, edition.beside, media_names(own.id))
    return found


def assemble(
    ref: str, about: Mapping[str, Any], rows: Iterable[Mapping[str, str]], base: str, beside: str, media: Iterable[str]
) -> tuple[Assembled, list[Problem]]:
    """A bank from its rows, with what it takes from the shipped one: its items where it stands beside, else its screener."""
    known = frozenset(media)
    under = shipped().get(base) or shipped()[LETTERS]
    folder = BANKS / under.key / "media"
    bank, problems = packs.bank_of(about, rows, lambda name: name in known or (folder / name).is_file())
    keys = {item.key for item in bank.items}
    lent = [item for item in under.items if item.key not in keys and (beside or _is_screener(item))]
    if not beside and any(map(_is_screener, bank.items)):
        lent = []
    whole = replace(bank, key=ref, version=ref.partition(".")[2], items=(*bank.items, *lent))
    found = Assembled(whole, family(ref), under.key, _quotas(whole, about, under.key), known)
    problems += odd_numbers(bank)
    return found, [*(one for one in problems if one.code not in _OF_THE_WHOLE), *packs.too_few(whole)]


_OF_THE_WHOLE = frozenset({"too_few_items", "too_few_easiest"})


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


def _is_screener(item: Item) -> bool:
    return isinstance(item.measures, LiteracyAxis)


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


def media_names(bank_id: str) -> list[str]:
    """Names of the sounds and pictures that a bank keeps itself."""
    return list(db.session().scalars(select(models.Medium.name).where(models.Medium.bank_id == bank_id)))


def pictures_missing(found: Assembled, of_site: Iterable[str]) -> dict[str, str]:
    """Items with a picture that is neither the bank's nor the site's: key and the picture's name."""
    here = found.media | frozenset(of_site)
    return {item.key: name for item in found.bank.items for name in item.pictures if name not in here}


# --- the desk --------------------------------------------------------------------------------------------------------


def own_banks() -> list[BankInfo]:
    """All banks of the provider by name."""
    return _banks(select(models.OwnBank).order_by(models.OwnBank.name, models.OwnBank.key))


def own_bank(key: str) -> BankInfo:
    """One of them. Raises NotFound."""
    found = _banks(select(models.OwnBank).where(models.OwnBank.key == key))
    if not found:
        raise errors.NotFound("placement.no_bank")
    return found[0]


def _banks(statement: Select[models.OwnBank]) -> list[BankInfo]:
    session = db.session()
    rows = list(session.scalars(statement))
    ids = [row.id for row in rows]
    many: dict[str, tuple[int, int]] = {
        one.bank_id: (one.items, one.unreviewed)
        for one in session.execute(
            select(
                models.OwnItem.bank_id,
                func.count().label("items"),
                func.count().filter(models.OwnItem.review == OPEN).label("unreviewed"),
            )
            .where(models.OwnItem.bank_id.in_(ids))
            .group_by(models.OwnItem.bank_id)
        )
    }
    made = {
        one.id: one
        for one in session.execute(
            select(models.Edition.id, models.Edition.number, models.Edition.at).where(
                models.Edition.id.in_([row.edition_id for row in rows])
            )
        )
    }
    return [_bank(row, many.get(row.id, (0, 0)), made.get(row.edition_id)) for row in rows]


def _bank(row: models.OwnBank, many: tuple[int, int], made: Any) -> BankInfo:
    names = ("id", "key", "name", "language", "base", "used", "edition_id", "about", "by", "at", "measuring")
    values = {name: getattr(row, name) for name in names}
    return BankInfo(
        **values,
        items=many[0],
        unreviewed=many[1],
        number=made.number if made else 0,
        made_at=made.at if made else None,
    )


def items_of(bank_id: str) -> list[ItemInfo]:
    """All items of a bank in its order."""
    rows = db.session().scalars(
        select(models.OwnItem)
        .where(models.OwnItem.bank_id == bank_id)
        .order_by(models.OwnItem.place, models.OwnItem.key)
        .execution_options(populate_existing=True)
    )
    return [_item(row) for row in rows]


def items_page(bank_id: str, wanted: Mapping[str, str], text: str = "", page: int = 1) -> ItemsPage:
    """Items that fit: `wanted` by measure, level, state, review and sound; `text` is looked for in what is asked."""
    words = text.casefold().split()
    fitting = [one for one in items_of(bank_id) if _fits(one, wanted) and _says(one, words)]
    pages = max(-(-len(fitting) // PAGE_SIZE), 1)
    page = min(max(page, 1), pages)
    return ItemsPage(tuple(fitting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), len(fitting), page, pages)


def _fits(one: ItemInfo, wanted: Mapping[str, str]) -> bool:
    has = {
        "measures": one.cell("measures"),
        "level": one.cell("level"),
        "state": one.state,
        "review": one.review,
    }
    return all(not value or has.get(name) == value for name, value in wanted.items())


def _says(one: ItemInfo, words: Sequence[str]) -> bool:
    said = " ".join(one.cell(name) for name in ("key", "text", "question", "script", "options", "answer")).casefold()
    return all(word in said for word in words)


def item_info(bank_id: str, key: str) -> ItemInfo:
    """One item. Raises NotFound."""
    row = db.session().scalar(
        select(models.OwnItem)
        .where(models.OwnItem.bank_id == bank_id, models.OwnItem.key == key)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise errors.NotFound("placement.absent")
    return _item(row)


def _item(row: models.OwnItem) -> ItemInfo:
    names = ("id", "bank_id", "key", "place", "number", "row", "review", "reviewed_by", "reviewed_at", "by", "at")
    return ItemInfo(**{name: getattr(row, name) for name in names})


def versions(item_id: str) -> list[VersionInfo]:
    """All versions of an item, the newest first."""
    rows = db.session().scalars(
        select(models.ItemVersion)
        .where(models.ItemVersion.item_id == item_id)
        .order_by(models.ItemVersion.number.desc())
    )
    return [VersionInfo(row.number, row.row, row.deed, row.note, row.by, row.at) for row in rows]


def editions(bank_id: str) -> list[EditionInfo]:
    """All editions of a bank, the newest first."""
    rows = db.session().scalars(
        select(models.Edition).where(models.Edition.bank_id == bank_id).order_by(models.Edition.number.desc())
    )
    return [
        EditionInfo(
            row.id,
            row.bank_id,
            row.number,
            row.version,
            row.beside,
            row.parameter_set_id,
            len(row.rows),
            row.by,
            row.at,
        )
        for row in rows
    ]


def edition_rows(edition_id: str) -> list[dict[str, str]]:
    """The rows of an edition, empty for none."""
    row = db.session().get(models.Edition, edition_id) if edition_id else None
    return list(row.rows) if row else []


def changed_since(bank: BankInfo) -> list[str]:
    """Keys of items that stand otherwise on the desk than in the edition in force."""
    before = {row["key"]: row for row in edition_rows(bank.edition_id)}
    now = {one.key: dict(one.row) for one in items_of(bank.id)}
    return [key for key in (*now, *(key for key in before if key not in now)) if before.get(key) != now.get(key)]


def preview(bank: BankInfo, row: Mapping[str, str]) -> tuple[Item | None, list[Problem]]:
    """An item as it would be asked, and what is wrong with it."""
    found, problems = assemble(f"{bank.key}.0.0", bank.about, [row], bank.base, "", media_names(bank.id))
    return found.bank.item(row.get("key", "")), [one for one in problems if one.key == row.get("key")]


# --- media -----------------------------------------------------------------------------------------------------------


def media(bank_id: str) -> dict[str, MediumInfo]:
    """The sounds and pictures that a bank keeps itself, by name."""
    rows = db.session().execute(
        select(
            models.Medium.name,
            models.Medium.media_type,
            models.Medium.size,
            models.Medium.origin,
            models.Medium.by,
            models.Medium.at,
        ).where(models.Medium.bank_id == bank_id)
    )
    return {row.name: MediumInfo(*row) for row in rows}


def medium(key: str, name: str) -> tuple[bytes, str]:
    """Content and media type of a sound or picture. Raises NotFound."""
    row = (
        db.session()
        .execute(
            select(models.Medium.content, models.Medium.media_type)
            .join(models.OwnBank, models.OwnBank.id == models.Medium.bank_id)
            .where(models.OwnBank.key == key, models.Medium.name == name)
        )
        .first()
    )
    if row is None:
        raise errors.NotFound("page.absent")
    return row.content, row.media_type


def content_of(bank_id: str, name: str) -> bytes | None:
    """What a bank keeps under a name, `None` for nothing."""
    found: bytes | None = db.session().scalar(
        select(models.Medium.content).where(models.Medium.bank_id == bank_id, models.Medium.name == name)
    )
    return found


def media_contents(bank_id: str) -> dict[str, bytes]:
    """All media of a bank by name."""
    rows = db.session().execute(
        select(models.Medium.name, models.Medium.content).where(models.Medium.bank_id == bank_id)
    )
    return {row.name: row.content for row in rows}


def upload(upload_id: str) -> models.Upload:
    """A file that somebody is looking at. Raises NotFound."""
    row = db.session().get(models.Upload, upload_id)
    if row is None:
        raise errors.NotFound("placement.absent")
    return row


def upload_content(upload_id: str) -> bytes:
    """What it holds, put together from its parts."""
    parts = db.session().scalars(
        select(models.UploadPart.content)
        .where(models.UploadPart.upload_id == upload_id)
        .order_by(models.UploadPart.number)
        .execution_options(yield_per=8)
    )
    return b"".join(parts)
