"""A rota as a sheet: one line a shift, with a date, hours or the word of a shift. Columns by name, in any order."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lms.kernel.vocabulary import Shift
from lms.learners.domain.patterns import DAY
from lms.learners.domain.rota import Problem, Rota, RotaShift, StaffRota, of_shift, shift_word

NAMES: Mapping[str, frozenset[str]] = {
    "date": frozenset({"date", "day", "datum", "tag", "fecha", "jour", "dato", "tarih"}),
    "start": frozenset(
        {"start", "starts", "from", "begin", "von", "beginn", "anfang", "start time", "debut", "inicio"}
    ),
    "end": frozenset({"end", "ends", "to", "until", "bis", "ende", "end time", "fin", "slut"}),
    "shift": frozenset({"shift", "schicht", "dienst", "type", "turno", "poste", "skift"}),
}
PERSON = frozenset(
    {"name", "person", "employee", "staff", "staff number", "personnel number", "employee id", "mitarbeiter"}
    | {"mitarbeiterin", "mitarbeitende", "personalnummer", "personal-nr.", "employé", "matricule", "medewerker"}
    | {"personeelsnummer", "anställd", "ansatt", "medarbejder", "empleado", "dipendente"}
)
MOST_LINES = 2000
MOST_STAFF_LINES = 10_000
HEAD = ("date", "start", "end", "shift")


def read(text: str) -> Rota:
    """What a sheet says, line by line."""
    lines = _lines(text)
    if not lines:
        return Rota(problems=(Problem(0, "rota.empty"),))
    if len(lines) > MOST_LINES:
        return Rota(problems=(Problem(0, "rota.too_many_lines", {"most": MOST_LINES}),))
    places, unused = _columns(lines[0][1])
    missing = _missing(places)
    if missing:
        return Rota(problems=(Problem(lines[0][0], missing),), unused=unused)
    return _collected((_line(number, cells, places) for number, cells in lines[1:]), unused)


def read_staff(text: str, everything_about: str) -> StaffRota:
    """What a sheet says about several people. Without a column of names all of it is about one, who has to be named."""
    lines = _lines(text)
    if not lines:
        return StaffRota(problems=(Problem(0, "rota.empty"),))
    if len(lines) > MOST_STAFF_LINES:
        return StaffRota(problems=(Problem(0, "rota.too_many_lines", {"most": MOST_STAFF_LINES}),))
    number, head = lines[0]
    names = next((place for place, cell in enumerate(head) if cell.strip().casefold() in PERSON), None)
    places, unused = _columns([cell if place != names else "" for place, cell in enumerate(head)])
    missing = _missing(places) or (None if names is not None or everything_about else "rota.no_person_column")
    if missing:
        return StaffRota(problems=(Problem(number, missing),), unused=unused)
    read: dict[str, list[_Read]] = {}
    nobody: list[Problem] = []
    for number, cells in lines[1:]:
        name = everything_about or _cell(cells, names)
        if name:
            read.setdefault(name, []).append(_line(number, cells, places))
        else:
            nobody.append(Problem(number, "rota.no_person"))
    return StaffRota({name: _collected(found, ()) for name, found in read.items()}, tuple(nobody), unused)


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Lines that say something, with their number in the file."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        return []


def _columns(head: Sequence[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    places: dict[str, int] = {}
    unused = []
    for place, cell in enumerate(head):
        name = next((key for key, words in NAMES.items() if cell.strip().casefold() in words), None)
        if name is None or name in places:
            unused.append(cell.strip())
        else:
            places[name] = place
    return places, tuple(name for name in unused if name)


def _missing(places: Mapping[str, int]) -> str | None:
    if "date" not in places:
        return "rota.no_date_column"
    if "shift" not in places and not {"start", "end"} <= places.keys():
        return "rota.no_hours_column"
    return None


@dataclass(frozen=True)
class _Read:
    """What one line says."""

    shift: RotaShift | None = None
    free: date | None = None
    problem: Problem | None = None


def _line(number: int, cells: Sequence[str], places: Mapping[str, int]) -> _Read:
    cell = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
    day = day_in(cell["date"])
    if day is None:
        code = "rota.no_date" if not cell["date"] else "rota.date_unknown"
        return _Read(problem=Problem(number, code, {"value": cell["date"]}))
    start, end, word = cell.get("start", ""), cell.get("end", ""), cell.get("shift", "")
    if start or end:
        return _hours(number, day, start, end)
    shift = shift_word(word)
    if shift is Shift.NONE:
        return _Read(free=day)
    if shift is None:
        code = "rota.shift_unknown" if word else "rota.no_hours"
        return _Read(problem=Problem(number, code, {"value": word}))
    return _Read(shift=of_shift(day, shift))


def _hours(number: int, day: date, start: str, end: str) -> _Read:
    starts, ends = minutes_in(start), minutes_in(end)
    for text, found in ((start, starts), (end, ends)):
        if found is None:
            return _Read(problem=Problem(number, "rota.time_unknown" if text else "rota.half_hours", {"value": text}))
    return _Read(shift=shift_on(day, starts or 0, ends or 0))


def shift_on(day: date, starts: int, ends: int) -> RotaShift:
    """Work between two wall times; an end that is not later lies on the next day."""
    first = starts % DAY
    last = ends if ends > first else ends + DAY
    return RotaShift(day, first, last)


def _collected(lines: Iterable[_Read], unused: tuple[str, ...]) -> Rota:
    found = list(lines)
    return Rota(
        tuple(sorted({one.shift for one in found if one.shift})),
        frozenset(one.free for one in found if one.free),
        tuple(one.problem for one in found if one.problem),
        unused,
    )


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})?\s*(?:uhr|h)?|(\d{2})(\d{2})", re.IGNORECASE)


def day_in(text: str) -> date | None:
    """A date written year first, or day first as in most of Europe. A weekday before it is passed over."""
    for pattern, order in ((_ISO, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        found = pattern.search(text)
        if found:
            year, month, day = (int(found.group(place)) for place in order)
            try:
                return date(year + 2000 if year < 100 else year, month, day)
            except ValueError:
                return None
    return None


def minutes_in(text: str) -> int | None:
    """A wall time as minutes after midnight: 6, 06:00, 6.00, 0600; 24:00 is midnight at the end."""
    plain = text.strip()
    if plain.isdigit() and len(plain) in (3, 4):
        plain = f"{plain[:-2]}:{plain[-2:]}"
    found = _TIME.fullmatch(plain)
    if not found or found.group(1) is None:
        return None
    hour, minute = int(found.group(1)), int(found.group(2) or 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return hour * 60 + minute


def write_staff(people: Mapping[str, Rota]) -> str:
    """What several people's rotas say, as a sheet that `read_staff` understands. Free days stand in it, too."""
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(("name", *HEAD))
    for name, rota in people.items():
        for one in rota.shifts:
            lines.writerow([name, one.day.isoformat(), _clock(one.starts), _clock(one.ends), ""])
        for day in sorted(rota.free):
            lines.writerow([name, day.isoformat(), "", "", "free"])
    return out.getvalue()


def write(shifts: Iterable[RotaShift]) -> str:
    """Shifts as a sheet that `read` understands: the sample that people fill in."""
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(HEAD)
    for one in shifts:
        lines.writerow([one.day.isoformat(), _clock(one.starts), _clock(one.ends), ""])
    return out.getvalue()


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
