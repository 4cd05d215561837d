"""Reading the outline of a course elsewhere from a sheet: its units, and which module here each stands for. Pure."""

import csv
import io
from collections.abc import Mapping, Sequence

SEPARATORS = ";\t,|"
MOST_UNITS = 200
LONGEST = 200
UNIT_COLUMNS = ("unit", "lektion", "einheit", "there")
MODULE_COLUMNS = ("module", "modul", "here")


class OutlineUnreadable(ValueError):
    """No sheet with at least one unit, or one that is far too long."""


def read_outline(text: str, modules: Mapping[str, str]) -> list[tuple[str, str]]:
    """(unit there, key of the module here or empty) in the order of the sheet; `modules` are titles by key.

    A first line that names the columns may bring them in any order; without it the unit stands first and the module after it.
    A module is known by its key or its title; an unknown one is left open, so that somebody chooses. Raises OutlineUnreadable.
    """
    lines = [line for line in _lines(text) if any(line)]
    unit, module = 0, 1
    if lines:
        head = [cell.casefold() for cell in lines[0]]
        named = next((head.index(name) for name in UNIT_COLUMNS if name in head), None)
        if named is not None:
            unit = named
            module = next((head.index(name) for name in MODULE_COLUMNS if name in head), -1)
            lines = lines[1:]
    known = {title.casefold(): key for key, title in modules.items()} | {key.casefold(): key for key in modules}
    found = [(_cell(line, unit), known.get(_cell(line, module).casefold(), "")) for line in lines if _cell(line, unit)]
    if not found or len(found) > MOST_UNITS:
        raise OutlineUnreadable
    return found


def _lines(text: str) -> list[list[str]]:
    first = text.lstrip("\ufeff\r\n ").partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        return [
            [cell.strip() for cell in line]
            for line in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator)
        ]
    except csv.Error as wrong:
        raise OutlineUnreadable from wrong


def _cell(line: Sequence[str], place: int) -> str:
    return line[place][:LONGEST] if 0 <= place < len(line) else ""
