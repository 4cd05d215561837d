"""Reads what authorities of recognition ask for: one TOML file each, checked, all or nothing."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from curricula.domain.amounts import Money, Span
from curricula.domain.recognition import (
    Advice,
    Authority,
    CommonDocument,
    CommonStep,
    Demand,
    Fee,
    Item,
    Note,
    Time,
)
from lms.kernel import errors
from lms.kernel.packs import Entry, Problem, tables_of
from lms.kernel.vocabulary import Level

AUTHORITIES = Path(__file__).parent.parent / "recognition"
"""`<authority>.toml`."""
LINK_BEGINS = "https://"
Row = TypeVar("Row")


def read_authorities(root: Path = AUTHORITIES) -> tuple[dict[str, Authority], list[Problem]]:
    """Every authority and no problem, or none and every problem."""
    problems: list[Problem] = []
    read = [_authority(path, problems) for path in sorted(root.glob("*.toml"))]
    found = {one.key: one for one in read if one is not None}
    return ({} if problems else found), problems


@cache
def authorities() -> dict[str, Authority]:
    """Those that ship, by key, read once in the life of a process."""
    found, problems = read_authorities()
    if problems:
        raise errors.Invalid("curricula.packs_refused", problems=problems)
    return found


def _authority(path: Path, problems: list[Problem]) -> Authority | None:
    data = tables_of(path, path.name, problems)
    if data is None:
        return None
    whole = Entry(path.name, "", data, problems)
    head = whole.get("authority")
    if not isinstance(head, dict):
        whole.wrong("authority_missing")
        return None
    entry = Entry(path.name, "authority", head, problems)
    key = entry.text("key")
    if key != path.stem:
        entry.wrong("key_is_not_the_file", key=key)
    found = Authority(
        key=key,
        name=entry.text("name"),
        country=entry.text("country"),
        link=_link(entry, needed=True),
        about=entry.text("about"),
        evidence=entry.evidence(),
        **{table: _rows(whole, table, read) for table, read in READERS.items()},
    )
    entry.done()
    whole.done()
    return found


def _rows(whole: Entry, table: str, read: Callable[[Entry], Row]) -> tuple[Row, ...]:
    found, seen = [], set()
    for entry in whole.tables(table):
        key = entry.text("key")
        if key in seen:
            entry.wrong("key_twice", table=table)
        seen.add(key)
        found.append(read(entry))
        entry.done()
    return tuple(found)


def _link(entry: Entry, *, needed: bool = False) -> str:
    link = entry.text("link", None if needed else "")
    if link and not link.startswith(LINK_BEGINS):
        entry.wrong("not_an_address", field="link", value=link)
    return link


def _item(common: type[StrEnum]) -> Callable[[Entry], Item]:
    def read(entry: Entry) -> Item:
        key = entry.text("key")
        title = entry.text("title", "" if key in set(common) else None)
        return Item(key, entry.evidence(), title, entry.text("only", ""), _link(entry))

    return read


def _fee(entry: Entry) -> Fee:
    inner = entry.inner("price")
    price = None
    if inner is not None:
        price = Money(inner.whole("cents") or 0, inner.text("currency"))
        if not inner.has("cents"):
            inner.wrong("number_missing", field="cents")
        if price.currency and not (len(price.currency) == 3 and price.currency.isupper()):
            inner.wrong("not_a_currency", value=price.currency)
        inner.done()
    elif entry.has("price"):
        entry.wrong("price_without_currency", value=entry.get("price"))
    return Fee(entry.text("key"), entry.text("title"), entry.evidence(), price)


def _time(entry: Entry) -> Time:
    least, most = int(entry.needed("least")), int(entry.needed("most"))
    if most < least:
        entry.wrong("range_reversed", least=least, most=most)
    return Time(entry.text("key"), entry.text("title"), entry.code("span", Span), least, most, entry.evidence())


def _demand(entry: Entry) -> Demand:
    return Demand(entry.text("key"), entry.text("title"), entry.code("level", Level), entry.evidence())


def _advice(entry: Entry) -> Advice:
    return Advice(
        entry.text("key"), entry.text("name"), _link(entry, needed=True), entry.evidence(), entry.texts("places")
    )


def _note(entry: Entry) -> Note:
    return Note(entry.text("key"), entry.text("value"), entry.evidence())


READERS: Mapping[str, Callable[[Entry], Any]] = {
    "steps": _item(CommonStep),
    "documents": _item(CommonDocument),
    "fees": _fee,
    "times": _time,
    "demands": _demand,
    "advice": _advice,
    "notes": _note,
}
