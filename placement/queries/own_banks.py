"""Asking for what lies on the desk of a provider: its own banks, their items, and every version of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from lms.kernel import db, errors
from lms.kernel.packs import Problem
from placement import models
from placement.domain.item_bank import Item
from placement.queries import bank_files, editions

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


def changed_since(bank: BankInfo) -> list[str]:
    """Keys of items that stand otherwise on the desk than in the edition in force."""
    before = {row["key"]: row for row in editions.rows_of(bank.edition_id)}
    now = {one.key: dict(one.row) for one in items_of(bank.id)}
    return [key for key in (*now, *(key for key in before if key not in now)) if before.get(key) != now.get(key)]


def preview(bank: BankInfo, row: Mapping[str, str]) -> tuple[Item | None, list[Problem]]:
    """An item as it would be asked, and what is wrong with it."""
    found, problems = editions.assemble(
        f"{bank.key}.0.0", bank.about, [row], bank.base, "", bank_files.media_names(bank.id)
    )
    return found.bank.item(row.get("key", "")), [one for one in problems if one.key == row.get("key")]
