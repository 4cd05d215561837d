"""Tables that people bring to the studies as CSV: a header, rows with their line numbers, and what is wrong and where."""

import csv
from pathlib import Path

Row = dict[str, str]
Rows = list[tuple[int, Row]]
"""Rows with their line numbers."""
OTHER_DIVIDERS = {";": "semicolons", "\t": "tabs"}


class BadFile(ValueError):
    """A file that cannot be used. The text says which file, which line and what is wrong."""


def read(file: Path) -> tuple[list[str], Rows]:
    """The header and all rows, spaces around values taken away. Raises BadFile."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened)
            header = [name.strip() for name in next(reader, ())]
            found = [(reader.line_num, [value.strip() for value in fields]) for fields in reader if fields]
    except FileNotFoundError:
        raise BadFile(f"there is no file {file}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as unread:
        raise BadFile(f"{file} cannot be read as CSV in UTF-8: {unread}") from unread
    _check_header(file, header)
    return header, [(line, _row(file, line, header, fields)) for line, fields in found]


def _check_header(file: Path, header: list[str]) -> None:
    divider = next((name for sign, name in OTHER_DIVIDERS.items() if len(header) == 1 and sign in header[0]), None)
    if divider:
        raise BadFile(f"{file} is divided by {divider}; save it with commas")
    if twice := {name for name in header if name and header.count(name) > 1}:
        raise BadFile(f"{file}: the column {min(twice)} stands there twice; the first line names every column once")


def _row(file: Path, line: int, header: list[str], fields: list[str]) -> Row:
    if len(fields) < len(header) or any(fields[len(header) :]):
        raise BadFile(f"{file}, line {line}: more or fewer fields than the first line")
    return dict(zip(header, fields, strict=False))
