"""Cells of a spreadsheet about timetables: lists, yes and no, numbers, days and times, as people write them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time

from lms.kernel.vocabulary import Weekday

Read = Callable[[str], object]


class NotReadable(ValueError):
    """A cell that cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text(cell: str) -> str:
    """Text as it stands, without the apostrophe that keeps spreadsheets from calculating."""
    bare = cell.strip()
    return bare[1:] if bare[:1] == "'" and bare[1:2] in ("=", "+", "-", "@") else bare


def words(cell: str) -> tuple[str, ...]:
    """A list: names with semicolons between them."""
    return tuple(name for one in cell.split(";") if (name := text(one)))


def weeks(cell: str) -> tuple[frozenset[str], ...]:
    """The weeks of a rotation with a bar between them, the free slots of each as a list."""
    return tuple(frozenset(words(week)) for week in cell.split("|"))


def whole(cell: str) -> int:
    if not cell.strip():
        raise NotReadable("timetable.csv.empty")
    if not cell.strip().isdecimal():
        raise NotReadable("timetable.csv.whole_number")
    return int(cell)


def part(cell: str) -> float:
    """A part from 0 to 1; a comma may stand for the point."""
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        raise NotReadable("timetable.csv.part") from None
    if not 0 <= value <= 1:
        raise NotReadable("timetable.csv.part")
    return value


def yes(cell: str) -> bool:
    known = {"yes": True, "1": True, "true": True, "no": False, "0": False, "false": False, "": False}
    if cell.strip().lower() not in known:
        raise NotReadable("timetable.csv.yes_or_no")
    return known[cell.strip().lower()]


def wish(cell: str) -> bool | None:
    return None if not cell.strip() else yes(cell)


def day(cell: str) -> Weekday:
    named = {weekday.name.lower(): weekday for weekday in Weekday}
    name = cell.strip().lower()
    found = next((weekday for known, weekday in named.items() if len(name) >= 2 and known.startswith(name)), None)
    if found is None:
        raise NotReadable("timetable.csv.day")
    return found


def clock(cell: str) -> time:
    try:
        hours, minutes = cell.strip().split(":")[:2]
        return time(int(hours), int(minutes))
    except ValueError:
        raise NotReadable("timetable.csv.time") from None


def papers(cell: str) -> Mapping[str, date]:
    """Papers that end, each with its last day: `a1 2027-01-31`."""
    found = {}
    for one in words(cell):
        name, _, last = one.rpartition(" ")
        try:
            found[name] = date.fromisoformat(last)
        except ValueError:
            raise NotReadable("timetable.csv.date") from None
    return found


def listed(names: Iterable[str]) -> str:
    return "; ".join(names)


def said(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
