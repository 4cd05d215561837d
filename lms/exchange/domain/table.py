"""A table somebody saved as text: encoding, separator, lines as a person counts them, and what is wrong with it."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SEPARATORS = (",", ";", "\t")
LONGEST_HEADER = 20_000


class Severity(StrEnum):
    """An error keeps a line out until it is mended or left out; a hint does not."""

    ERROR = "error"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell, or in a whole line (no column), or in the file (line 0)."""

    line: int
    column: str
    value: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the table by column name. `extra` holds cells beyond the last column."""

    line: int
    cells: Mapping[str, str]
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The columns that are known, the records below them, and the problems met on the way."""

    columns: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_table(data: str | bytes, known: Collection[str]) -> Table:
    """Reads a table whose first line names its columns. Columns that are not known are named and passed over."""
    text, problems = decoded(data)
    if text is None:
        return Table(problems=problems)
    if not text.strip():
        return Table(problems=(Problem(0, "", "", "empty_file"),))
    lines, broken = _split(text, best_separator(text, known))
    if not lines:
        return Table(problems=(*problems, *(broken or (Problem(0, "", "", "empty_file"),))))
    header = [column_name(cell) for cell in lines[0][1]]
    if not set(header) & set(known):
        return Table(problems=(Problem(lines[0][0], "", lines[0][1][0][:80], "not_a_table"),))
    problems += (*broken, *_header_problems(lines[0], header, known))
    records = tuple(_record(line, cells, header, known) for line, cells in lines[1:])
    if not records:
        problems += (Problem(0, "", "", "no_lines"),)
    return Table(tuple(name for name in header if name in known), records, problems)


def replaced(text: str, known: Collection[str], cells: Mapping[tuple[int, str], tuple[str, str]]) -> str:
    """The table with some cells written anew: by line and column what a cell said and what it is to say.

    A cell that says something else by now stays as it is, and every line keeps its number.
    """
    separator = best_separator(text, known)
    lines, broken = _split(text, separator)
    if not cells or broken or not lines:
        return text
    header = [column_name(cell) for cell in lines[0][1]]
    written: list[str] = []
    at = 1
    for line, row in lines:
        said = _line(_anew(line, row, header, cells) if line > lines[0][0] else row, separator)
        # Empty lines are counted too.
        written += ["\n" * (line - at), said]
        at = line + said.count("\n")
    return "".join(written)


def _line(row: list[str], separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerow(row)
    return out.getvalue()


def _anew(line: int, row: list[str], header: list[str], cells: Mapping[tuple[int, str], tuple[str, str]]) -> list[str]:
    row = row + [""] * (len(header) - len(row))
    for place, name in enumerate(header):
        said, says = cells.get((line, name), (None, ""))
        if said == row[place].strip():
            row[place] = says
    return row


def decoded(data: str | bytes) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a file: UTF-8 or UTF-16 as marked, else UTF-8, else the old Windows encoding with a hint."""
    if isinstance(data, str):
        return data.removeprefix("\ufeff").replace("\0", ""), ()
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ()
    if b"\0" in data[:4096]:
        return _utf16_without_mark(data)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        hint = Problem(0, "", "", "encoding_guessed", {"encoding": "Windows-1252"}, Severity.HINT)
        return data.decode("cp1252", errors="replace"), (hint,)


def best_separator(text: str, known: Collection[str]) -> str:
    """The separator that finds the most known columns in the first line."""
    return max(SEPARATORS, key=lambda sign: len(set(_header(text, sign)) & set(known)))


def column_name(cell: str) -> str:
    """A column's name as we write it: Birth Date and birth-date are birth_date."""
    return "_".join(cell.strip().casefold().replace("-", " ").split())


def _utf16_without_mark(data: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    """Zero bytes at every second place are UTF-16; anywhere else the file is no text at all."""
    sample = data[:4096]
    little, big = sample[1::2].count(0), sample[0::2].count(0)
    # A table in Latin letters has its zeros on one side only; pictures and workbooks have them on both.
    if len(data) % 2 or max(little, big) < len(sample) // 4 or min(little, big) > len(sample) // 32:
        return None, (Problem(0, "", "", "not_a_table"),)
    return data.decode("utf-16-le" if little > big else "utf-16-be", errors="replace"), ()


def _header(text: str, separator: str) -> list[str]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    # Far longer than any header is no header; the reader would refuse such a cell.
    return [column_name(cell) for cell in next(csv.reader([first[:LONGEST_HEADER]], delimiter=separator), [])]


def _split(text: str, separator: str) -> tuple[list[tuple[int, list[str]]], tuple[Problem, ...]]:
    """Lines with something in them, each with the number of its first line in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:
        return lines, (Problem(start, "", "", "cell_too_long"),)
    return lines, tuple(_open_quote(text, separator, lines))


def _open_quote(text: str, separator: str, lines: list[tuple[int, list[str]]]) -> Iterator[Problem]:
    """A quotation mark that never closes swallows the rest of the file: the last line begins where it opened."""
    strict = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for _ in strict:
            pass
    except csv.Error as error:
        if "unexpected end" in str(error):
            yield Problem(lines[-1][0] if lines else 1, "", "", "quote_not_closed")


def _header_problems(first: tuple[int, list[str]], header: list[str], known: Collection[str]) -> Iterator[Problem]:
    line, cells = first
    for place, name in enumerate(header):
        if name and name in header[:place]:
            yield Problem(line, name, cells[place], "column_twice")
        elif name and name not in known:
            yield Problem(line, name, cells[place], "unknown_column", severity=Severity.HINT)


def _record(line: int, cells: list[str], header: list[str], known: Collection[str]) -> Record:
    named = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name in known}
    extra = tuple(cell.strip() for cell in cells[len(header) :] if cell.strip())
    return Record(line, {name: named.get(name, "") for name in header if name in known}, extra)
