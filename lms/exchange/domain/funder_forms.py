"""What a funder wants to see: a definition of columns in TOML, and the cells that it makes of hours. Pure."""

import dataclasses
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lms.exchange.domain.workbook import Cell
from lms.kernel.separated import as_csv, safe_cell


class Format(StrEnum):
    """How a value is written."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"


FIELDS: Mapping[str, Format] = {
    "number": Format.TEXT,
    "given_name": Format.TEXT,
    "family_name": Format.TEXT,
    "name": Format.TEXT,
    "birth_date": Format.DATE,
    "reference": Format.TEXT,
    "budget": Format.TEXT,
    "granted_units": Format.DECIMAL,
    "left_units": Format.DECIMAL,
    "programme": Format.TEXT,
    "course": Format.TEXT,
    "section": Format.TEXT,
    "provider": Format.TEXT,
    "centre": Format.TEXT,
    "month": Format.DATE,
    "day": Format.DATE,
    "starts": Format.TIME,
    "minutes": Format.WHOLE,
    "units": Format.DECIMAL,
    "unit_minutes": Format.WHOLE,
    "sessions": Format.WHOLE,
    "mode": Format.TEXT,
    "strand": Format.TEXT,
    "left_on": Format.DATE,
    "correction": Format.TEXT,
    "entry": Format.TEXT,
}
"""What a column can show, and how it is written when the definition says nothing."""

ENCODINGS = {"utf-8": "utf-8-sig", "windows-1252": "cp1252", "utf-16": "utf-16"}
"""UTF-8 goes with the mark that lets spreadsheets read every script."""
SEPARATORS = (";", ",", "\t")
ROWS = ("session", "person")

DEFAULT = """\
# Columns of the file, in order. `field` says what stands in one, `format` how it is written.
# Fields: {fields}
# Formats: text, whole, decimal, date, time. A required column refuses rows that have nothing in it.
# `pattern` writes a date as this funder wants it, for example "%d.%m.%Y".
# `words` says what this funder calls a code, for example { on_site = "P", online = "O" }.

rows = "session"          # or "person": one line for each person
encoding = "utf-8"        # or "windows-1252", "utf-16"
separator = ";"           # or "," or "\\t"
decimal = ","             # or "."
open_month = false        # true lets rows go out before the month is closed

[[columns]]
name = "Number"
field = "number"
required = true

[[columns]]
name = "Family name"
field = "family_name"
required = true

[[columns]]
name = "Given name"
field = "given_name"

[[columns]]
name = "Reference"
field = "reference"

[[columns]]
name = "Day"
field = "day"

[[columns]]
name = "Class"
field = "section"

[[columns]]
name = "Mode"
field = "mode"

[[columns]]
name = "Lessons"
field = "units"

[[columns]]
name = "Minutes"
field = "minutes"

[[columns]]
name = "Correction of"
field = "correction"
""".replace("{fields}", ", ".join(FIELDS))


@dataclass(frozen=True)
class Column:
    """One column of the file."""

    name: str
    field: str
    format: Format
    required: bool = False
    pattern: str = ""
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """What this funder calls a code: {"on_site": "P"}."""


@dataclass(frozen=True)
class Form:
    """What one funder wants."""

    columns: tuple[Column, ...]
    rows: str = "session"
    encoding: str = "utf-8"
    separator: str = ";"
    decimal: str = ","
    open_month: bool = False


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a definition or with a row: a code and its facts."""

    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def read(definition: str) -> Form | Trouble:
    """A definition, or the first thing that is wrong with it."""
    try:
        given = tomllib.loads(definition)
    except tomllib.TOMLDecodeError as error:
        return Trouble("export.not_toml", {"line": _line(str(error))})
    for key, allowed in (
        ("rows", ROWS),
        ("encoding", tuple(ENCODINGS)),
        ("separator", SEPARATORS),
        ("decimal", (",", ".")),
        ("open_month", (True, False)),
    ):
        if key in given and given[key] not in allowed:
            return Trouble("export.no_such_value", {"key": key, "value": str(given[key])[:40]})
    if given.get("decimal", ",") == given.get("separator", ";"):
        return Trouble("export.same_signs")
    columns = given.get("columns")
    if not isinstance(columns, list) or not columns:
        return Trouble("export.no_columns")
    read_columns = [_column(place, one) for place, one in enumerate(columns, start=1)]
    for one in read_columns:
        if isinstance(one, Trouble):
            return one
    settings = {key: given[key] for key in ("rows", "encoding", "separator", "decimal", "open_month") if key in given}
    return Form(tuple(one for one in read_columns if isinstance(one, Column)), **settings)


def _line(error: str) -> str:
    words = error.rstrip(")").split("line ")
    return words[1].split(",")[0] if len(words) > 1 else "1"


def _column(place: int, given: Any) -> Column | Trouble:
    if not isinstance(given, Mapping) or not str(given.get("name", "")).strip():
        return Trouble("export.column_without_name", {"place": place})
    name, source = str(given["name"]), str(given.get("field", ""))
    if source not in FIELDS:
        return Trouble("export.no_such_field", {"column": name, "field": source[:40]})
    wanted = str(given.get("format", FIELDS[source]))
    if wanted not in tuple(Format) or not _fits(FIELDS[source], Format(wanted)):
        return Trouble("export.no_such_format", {"column": name, "format": wanted[:40]})
    words = given.get("words", {})
    if not isinstance(words, Mapping):
        return Trouble("export.no_such_value", {"key": "words", "value": str(words)[:40]})
    return Column(
        name,
        source,
        Format(wanted),
        bool(given.get("required", False)),
        str(given.get("pattern", "")),
        {str(code): str(word) for code, word in words.items()},
    )


def _fits(own: Format, wanted: Format) -> bool:
    numbers = {Format.WHOLE, Format.DECIMAL}
    return wanted in {Format.TEXT, own} or {own, wanted} <= numbers


Facts = Mapping[str, Cell]


@dataclass(frozen=True)
class Line:
    """One row of the file: what is known of it, and why it cannot go out."""

    facts: Facts
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True)
class Sorted:
    """Rows that go out and rows that do not, each in order."""

    out: tuple[Line, ...]
    refused: tuple[Line, ...]


def sort(form: Form, lines: Iterable[Line], *, month_closed: bool) -> Sorted:
    """Which rows can go out. Every row that cannot says everything that is wrong with it."""
    out: list[Line] = []
    refused: list[Line] = []
    for line in lines:
        troubles = (*line.troubles, *_troubles(form, line.facts, month_closed))
        (refused if troubles else out).append(Line(line.facts, troubles))
    return Sorted(tuple(out), tuple(refused))


def _troubles(form: Form, facts: Facts, month_closed: bool) -> list[Trouble]:
    found = [
        Trouble("export.nothing_in", {"column": one.name})
        for one in form.columns
        if one.required and facts.get(one.field) in (None, "")
    ]
    if not month_closed and not form.open_month:
        found.append(Trouble("export.month_open"))
    encoding = ENCODINGS[form.encoding]
    for one in form.columns:
        text = written(one, facts.get(one.field), form.decimal)
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            found.append(Trouble("export.cannot_write", {"column": one.name, "encoding": form.encoding}))
    return found


def cell(column: Column, value: Cell) -> Cell:
    """A value as a cell with its type: a number is a number, a date is a date, unless the form wants text."""
    if value is None or value == "":
        return None
    if column.format is Format.TEXT or column.pattern or column.words:
        return written(column, value, ".")
    if column.format is Format.WHOLE and isinstance(value, float | Decimal):
        return round(value)
    if column.format is Format.DECIMAL and isinstance(value, int | float):
        return Decimal(str(value)).quantize(Decimal("0.01"))
    return value


def written(column: Column, value: Cell, decimal: str) -> str:
    """A value as text."""
    if value is None:
        return ""
    if column.words and str(value) in column.words:
        return column.words[str(value)]
    if isinstance(value, date):
        return value.strftime(column.pattern) if column.pattern else value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    if column.format is Format.DECIMAL:
        return f"{value:.2f}".replace(".", decimal)
    return str(round(value)) if column.format is Format.WHOLE else str(value).replace(".", decimal)


def table(form: Form, lines: Sequence[Line]) -> tuple[list[str], list[list[Cell]]]:
    """Header and typed cells, for a workbook."""
    header = [column.name for column in form.columns]
    return header, [[cell(column, line.facts.get(column.field)) for column in form.columns] for line in lines]


def csv_bytes(form: Form, lines: Sequence[Line]) -> bytes:
    """The file as text in the funder's encoding, with cells that no spreadsheet takes for a formula."""
    header = [safe_cell(column.name) for column in form.columns]
    rows = [[written(column, line.facts.get(column.field), form.decimal) for column in form.columns] for line in lines]
    return as_csv(header, rows, separator=form.separator, encoding=ENCODINGS[form.encoding])
