"""Lists of rooms, staff, sections and marks, read from a table into rows, with what is wrong by line and column. Pure."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from lms.exchange.domain.table import Problem, Record, Table, read_table
from lms.kernel.vocabulary import AbsenceReason, Attendance

ROOM_KEYS = ("fish", "sun", "tree", "boat", "cherry", "bread", "turtle", "moon")
STAFF_KINDS = ("teacher", "carer", "caseworker", "administrator", "manager")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MODES = ("room", "online", "both")
YES, NO = ("yes", "true", "1", "y"), ("no", "false", "0", "n")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "rooms": ("name", "picture", "seats", "floor", "step_free"),
    "staff": ("name", "kind", "phone", "meetings_a_week", "teaches", "paper_until"),
    "sections": ("name", "module", "seats", "room", "teacher", "weekdays", "from", "to", "every_weeks", "starts_on",
                 "ends_on", "mode"),
    "marks": ("section", "day", "from", "number", "mark", "reason", "arrived", "left"),
}  # fmt: skip
NEEDED: Mapping[str, tuple[str, ...]] = {
    "rooms": ("name", "seats"),
    "staff": ("name", "kind"),
    "sections": ("name", "module", "weekdays", "from", "to"),
    "marks": ("section", "day", "number", "mark"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line that can be read: values by column, empty cells left out."""

    line: int
    values: Mapping[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        """A value, or what stands for an empty cell."""
        return self.values.get(name, default)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: its rows, and what is wrong. Nothing goes in while anything is wrong."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()


def read(kind: str, data: str | bytes) -> Listed:
    """Read a list of one kind. Every problem names its line, its column and what the cell says."""
    table = read_table(data, COLUMNS[kind])
    problems = [one for one in table.problems if one.severity == "error"]
    problems += _missing_columns(kind, table)
    if problems:
        return Listed((), tuple(problems))
    reader = _Reader(kind)
    rows = tuple(reader.row(record) for record in table.records)
    return Listed(rows, (*reader.problems, *_twice(kind, rows)))


def _missing_columns(kind: str, table: Table) -> list[Problem]:
    if not table.columns:
        return []
    return [Problem(1, name, "", "column_needed") for name in NEEDED[kind] if name not in table.columns]


KEYS: Mapping[str, tuple[str, ...]] = {
    "rooms": ("name",), "staff": ("name", "kind"), "sections": ("name",), "marks": ("section", "day", "from", "number"),
}  # fmt: skip


def _twice(kind: str, rows: Collection[Row]) -> list[Problem]:
    seen: dict[tuple[Any, ...], int] = {}
    found = []
    for row in rows:
        key = tuple(row.get(name) for name in KEYS[kind])
        if key in seen and key[0]:
            found.append(Problem(row.line, KEYS[kind][0], str(key[0]), "line_twice", {"other_line": seen[key]}))
        seen.setdefault(key, row.line)
    return found


@dataclass
class _Reader:
    kind: str
    problems: list[Problem] = field(default_factory=list)

    def row(self, record: Record) -> Row:
        """The cells of a line that can be read; the others are told."""
        if record.extra:
            self._tell(record.line, "", record.extra[0], "too_many_columns", more=len(record.extra))
        values: dict[str, Any] = {}
        for name, cell in record.cells.items():
            if not cell:
                if name in NEEDED[self.kind]:
                    self._tell(record.line, name, "", "cell_needed")
                continue
            try:
                values[name] = READERS.get(name, _text)(cell)
            except _Unreadable as wrong:
                self._tell(record.line, name, cell, wrong.code, **wrong.facts)
        starts, ends = values.get("from"), values.get("to")
        if starts and ends and ends <= starts:
            self._tell(record.line, "to", record.cells["to"], "ends_before")
        return Row(record.line, values)

    def _tell(self, line: int, column: str, value: str, code: str, **facts: Any) -> None:
        self.problems.append(Problem(line, column, value[:80], code, facts))


class _Unreadable(Exception):
    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def _text(cell: str) -> str:
    if len(cell) > 120:
        raise _Unreadable("text_too_long", longest=120)
    return cell


def _number(least: int, most: int) -> Callable[[str], int]:
    def read_cell(cell: str) -> int:
        if not re.fullmatch(r"-?\d{1,5}", cell) or not least <= int(cell) <= most:
            raise _Unreadable("number_between", least=least, most=most)
        return int(cell)

    return read_cell


def _choice(choices: Collection[str]) -> Callable[[str], str]:
    def read_cell(cell: str) -> str:
        word = cell.casefold().replace(" ", "_").replace("-", "_")
        if word not in choices:
            raise _Unreadable("one_of", choices=tuple(choices))
        return word

    return read_cell


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise _Unreadable("day_unreadable") from None


def _clock(cell: str) -> time:
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})", cell)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise _Unreadable("time_unreadable")
    return time(int(found[1]), int(found[2]))


def _yes(cell: str) -> bool:
    if cell.casefold() in YES:
        return True
    if cell.casefold() in NO:
        return False
    raise _Unreadable("one_of", choices=("yes", "no"))


def _weekdays(cell: str) -> tuple[int, ...]:
    words = [word[:3].casefold() for word in re.split(r"[\s,;/+]+", cell) if word]
    if not words or any(word not in WEEKDAYS for word in words):
        raise _Unreadable("one_of", choices=WEEKDAYS)
    return tuple(sorted({WEEKDAYS.index(word) for word in words}))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\s,;/]+", cell) if word)


READERS: Mapping[str, Callable[[str], Any]] = {
    "picture": _choice(ROOM_KEYS),
    "seats": _number(1, 500),
    "floor": _number(-5, 60),
    "step_free": _yes,
    "kind": _choice(STAFF_KINDS),
    "meetings_a_week": _number(0, 60),
    "teaches": _several,
    "paper_until": _day,
    "weekdays": _weekdays,
    "from": _clock,
    "to": _clock,
    "every_weeks": _number(1, 8),
    "starts_on": _day,
    "ends_on": _day,
    "mode": _choice(MODES),
    "day": _day,
    "mark": _choice(tuple(str(one.value) for one in Attendance)),
    "reason": _choice(tuple(str(one.value) for one in AbsenceReason)),
    "arrived": _clock,
    "left": _clock,
}
