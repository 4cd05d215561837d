"""Places of advice: a list of them from a sheet, and which are near. Pure."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lms.advice.domain.finder import postcode

COLUMNS = ("number", "name", "street", "postcode", "town", "phone", "hours", "languages", "source", "checked")
NEEDED = ("number", "name", "postcode", "town")
LARGEST = 5_000_000
LONGEST = 500


@dataclass(frozen=True)
class Point:
    """One place of advice. `languages` are codes like de, ar, uk; `hours` are as people write them."""

    number: str
    name: str
    street: str
    postcode: str
    town: str
    phone: str
    hours: str
    languages: tuple[str, ...]
    source: str = ""
    checked_on: date | None = None
    """The day on which somebody last asked; without one the day on which the list is brought."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a line of the sheet, or with the sheet where the line is 0."""

    line: int
    code: str
    value: str = ""


def read(content: bytes) -> tuple[list[Point], list[Trouble]]:
    """Points of a sheet in UTF-8 with commas or semicolons. With one trouble nothing should be kept."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Trouble(0, "advice.sheet_not_text")]
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    heads = [(head or "").strip().lower() for head in rows.fieldnames or ()]
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        return [], [Trouble(0, "advice.sheet_column_missing", ", ".join(missing))]
    rows.fieldnames = heads
    try:
        return _points(rows)
    except csv.Error:
        # A quotation mark that never ends makes one cell of all that follows.
        return [], [Trouble(rows.line_num, "advice.sheet_unreadable")]


def _points(rows: "csv.DictReader[str]") -> tuple[list[Point], list[Trouble]]:
    points: list[Point] = []
    troubles: list[Trouble] = []
    seen: set[str] = set()
    for row in rows:
        given = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not any(given.values()):
            continue
        found = list(_line(rows.line_num, given, seen))
        troubles += found
        seen.add(given["number"])
        if not found:
            points.append(_point(given))
    return points, troubles


def _line(line: int, given: dict[str, str], seen: set[str]) -> Iterator[Trouble]:
    for name in NEEDED:
        if not (postcode(given[name]) if name == "postcode" else given[name]):
            yield Trouble(line, "advice.point_lacks", name)
    for name, value in given.items():
        if len(value) > LONGEST or "\0" in value:
            yield Trouble(line, "advice.point_long", name)
    if given["checked"] and _day(given["checked"]) is None:
        yield Trouble(line, "advice.point_day_off", given["checked"][:20])
    if given["number"] and given["number"] in seen:
        yield Trouble(line, "advice.point_twice", given["number"])


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None


def _point(given: dict[str, str]) -> Point:
    languages = tuple(
        dict.fromkeys(one.strip().lower() for one in given["languages"].replace(";", " ").replace(",", " ").split())
    )
    return Point(
        given["number"], given["name"], given["street"], postcode(given["postcode"]), given["town"], given["phone"],
        given["hours"], languages, given["source"], _day(given["checked"]),
    )  # fmt: skip
