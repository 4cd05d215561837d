"""Curriculum-based course timetabling as text: problems as .ctt and .ectt, timetables as `course room day period` lines.

.ctt is the format of the second International Timetabling Competition (2007, track 3); .ectt is the extended one of Bonutti,
De Cesco, Di Gaspero, Schaerf, Annals of Operations Research 194 (2012): buildings, double lectures, daily load, room constraints.
A file that cannot be read is refused with the line and the reason.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from lms.kernel import errors
from scheduling.domain.lectures import Course, Curriculum, Meeting, Problem, Room, Unavailable, Unsuitable

Format = Literal["ctt", "ectt"]
_One = TypeVar("_One", Course, Room, Curriculum)

_HEAD: Mapping[Format, Mapping[str, str]] = {
    "ctt": {
        "Courses": "COURSES",
        "Rooms": "ROOMS",
        "Curricula": "CURRICULA",
        "Constraints": "UNAVAILABILITY_CONSTRAINTS",
    },
    "ectt": {
        "Courses": "COURSES",
        "Rooms": "ROOMS",
        "Curricula": "CURRICULA",
        "UnavailabilityConstraints": "UNAVAILABILITY_CONSTRAINTS",
        "RoomConstraints": "ROOM_CONSTRAINTS",
    },
}
"""Counts of the head, and the part of the file that each counts."""


@dataclass(frozen=True)
class _Row:
    line: int
    words: tuple[str, ...]

    def number(self, place: int, least: int = 0, most: int | None = None) -> int:
        return _number(self.line, self.words[place], least, most)

    def known(self, place: int, names: Iterable[str]) -> str:
        if self.words[place] not in names:
            raise errors.Invalid("timetable.ctt.unknown_name", line=self.line, name=self.words[place])
        return self.words[place]


@dataclass
class _Sheet:
    """A file taken apart: what the head says, and the rows of every part."""

    head: dict[str, _Row] = field(default_factory=dict)
    parts: dict[str, list[_Row]] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    last: int = 1

    def said(self, key: str, place: int = 0, least: int = 0, most: int | None = None) -> int:
        if key not in self.head:
            line = max((row.line for row in self.head.values()), default=1)
            raise errors.Invalid("timetable.ctt.head_misses", line=line, key=key)
        row = self.head[key]
        if place >= len(row.words):
            raise errors.Invalid("timetable.ctt.words", line=row.line, found=len(row.words), expected=place + 1)
        return row.number(place, least, most)

    def rows(self, part: str, key: str, words: int, more: bool = False) -> list[_Row]:
        """Rows of a part, as many as the head says, each of `words` words (or more)."""
        if part not in self.parts:
            raise errors.Invalid("timetable.ctt.part_misses", line=self.last, part=part)
        rows, said = self.parts[part], self.said(key)
        for row in rows:
            if len(row.words) < words or (len(row.words) > words and not more):
                raise errors.Invalid("timetable.ctt.words", line=row.line, found=len(row.words), expected=words)
        if len(rows) != said:
            raise errors.Invalid(
                "timetable.ctt.count", line=self.ends[part], part=part, key=key, said=said, found=len(rows)
            )
        return rows


def read_problem(text: str, kind: Format) -> Problem:
    """The problem of one file. Raises `errors.Invalid` with the line and the reason."""
    sheet = _taken_apart(text, kind)
    days, periods = sheet.said("Days", least=1, most=366), sheet.said("Periods_per_day", least=1, most=24)
    counts = {part: key for key, part in _HEAD[kind].items()}
    extended = kind == "ectt"

    def rows(part: str, words: int, more: bool = False) -> list[_Row]:
        return sheet.rows(part, counts[part], words, more)

    courses = _once(rows("COURSES", 6 if extended else 5), lambda row: _course(row, extended))
    rooms = _once(rows("ROOMS", 3 if extended else 2), lambda row: _room(row, extended))
    names, room_names = {one.name for one in courses}, {one.name for one in rooms}
    curricula = _once(rows("CURRICULA", 3, more=True), lambda row: _curriculum(row, names))
    closed = [
        Unavailable(row.known(0, names), row.number(1, 0, days - 1), row.number(2, 0, periods - 1))
        for row in rows("UNAVAILABILITY_CONSTRAINTS", 3)
    ]
    ruled_out = [
        Unsuitable(row.known(0, names), row.known(1, room_names))
        for row in (rows("ROOM_CONSTRAINTS", 2) if extended else [])
    ]
    if not courses or not rooms:
        raise errors.Invalid("timetable.ctt.empty", line=sheet.last)
    daily = (sheet.said("Min_Max_Daily_Lectures"), sheet.said("Min_Max_Daily_Lectures", 1)) if extended else None
    name = sheet.head["Name"].words if "Name" in sheet.head else ()
    return Problem(" ".join(name), days, periods, courses, rooms, curricula, tuple(closed), tuple(ruled_out), daily)


def _taken_apart(text: str, kind: Format) -> _Sheet:
    sheet, part, ended = _Sheet(), "", False
    known = set(_HEAD[kind].values())
    for number, line in enumerate(text.splitlines(), start=1):
        words = tuple(line.split())
        if not words:
            continue
        sheet.last = number
        if ended:
            raise errors.Invalid("timetable.ctt.after_end", line=number)
        if words == ("END.",):
            ended = True
        elif len(words) == 1 and words[0].endswith(":") and words[0].isupper():
            part = words[0][:-1]
            if part not in known:
                raise errors.Invalid("timetable.ctt.unknown_part", line=number, part=part)
            if part in sheet.parts:
                raise errors.Invalid("timetable.ctt.twice", line=number, name=words[0])
            sheet.parts[part], sheet.ends[part] = [], number
        elif part:
            sheet.parts[part].append(_Row(number, words))
            sheet.ends[part] = number
        else:
            _take_head(sheet, number, line)
    if not ended:
        raise errors.Invalid("timetable.ctt.no_end", line=sheet.last)
    return sheet


def _take_head(sheet: _Sheet, number: int, line: str) -> None:
    key, colon, value = line.partition(":")
    if not colon or (not value.split() and key.strip() != "Name"):
        raise errors.Invalid("timetable.ctt.head_line", line=number, text=line.strip())
    if key.strip() in sheet.head:
        raise errors.Invalid("timetable.ctt.twice", line=number, name=key.strip())
    sheet.head[key.strip()] = _Row(number, tuple(value.split()))


def _number(line: int, word: str, least: int = 0, most: int | None = None) -> int:
    # `int` would also take 1_000 and digits of other scripts.
    if not (word.isascii() and word.isdigit()):
        raise errors.Invalid("timetable.ctt.no_number", line=line, word=word)
    value = int(word[:18])
    if value < least:
        raise errors.Invalid("timetable.ctt.too_small", line=line, value=value, least=least)
    if most is not None and value > most:
        raise errors.Invalid("timetable.ctt.too_large", line=line, value=value, most=most)
    return value


def _once(rows: list[_Row], read: Callable[[_Row], _One]) -> tuple[_One, ...]:
    found: dict[str, _One] = {}
    for row in rows:
        one = read(row)
        if one.name in found:
            raise errors.Invalid("timetable.ctt.twice", line=row.line, name=one.name)
        found[one.name] = one
    return tuple(found.values())


def _course(row: _Row, extended: bool) -> Course:
    double = bool(row.number(5, 0, 1)) if extended else None
    return Course(row.words[0], row.words[1], row.number(2, 1), row.number(3), row.number(4), double)


def _room(row: _Row, extended: bool) -> Room:
    return Room(row.words[0], row.number(1), row.number(2) if extended else None)


def _curriculum(row: _Row, names: set[str]) -> Curriculum:
    said, found = row.number(1, 1), len(row.words) - 2
    if said != found:
        raise errors.Invalid("timetable.ctt.curriculum", line=row.line, said=said, found=found)
    members = tuple(row.known(place, names) for place in range(2, len(row.words)))
    if len(set(members)) < len(members):
        raise errors.Invalid("timetable.ctt.twice", line=row.line, name=max(members, key=members.count))
    return Curriculum(row.words[0], members)


def write_problem(problem: Problem, kind: Format) -> str:
    """The problem as text. Raises `errors.Invalid` where .ctt has no word for a fact.

    Facts that only .ectt has and the problem does not say get their plainest value: no double lectures, one building.
    """
    extended = kind == "ectt"
    if not extended and _has_extended_facts(problem):
        raise errors.Invalid("timetable.ctt.not_expressible")
    if any(not name or len(name.split()) != 1 for name in _names(problem)):
        raise errors.Invalid("timetable.ctt.names")
    closed = [f"{one.course} {one.day} {one.period}" for one in problem.unavailable]
    ruled_out = [f"{one.course} {one.room}" for one in problem.unsuitable]
    parts = {
        "COURSES": [_course_line(one, extended) for one in problem.courses],
        "ROOMS": [f"{one.name} {one.capacity}{f' {one.building or 0}' * extended}" for one in problem.rooms],
        "CURRICULA": [f"{one.name} {len(one.courses)} {' '.join(one.courses)}" for one in problem.curricula],
        "UNAVAILABILITY_CONSTRAINTS": closed,
    } | ({"ROOM_CONSTRAINTS": ruled_out} if extended else {})
    lines = [f"Name: {problem.name}", *_head(problem, kind, parts), ""]
    for part, rows in parts.items():
        lines += [f"{part}:", *rows, ""]
    return "\n".join([*lines, "END.", ""])


def _head(problem: Problem, kind: Format, parts: Mapping[str, list[str]]) -> list[str]:
    counted = {key: len(parts[part]) for key, part in _HEAD[kind].items()}
    week: dict[str, Any] = {"Days": problem.days, "Periods_per_day": problem.periods_per_day}
    first = {key: counted.pop(key) for key in ("Courses", "Rooms")}
    curricula = {"Curricula": counted.pop("Curricula")}
    least, most = problem.daily or (0, problem.periods_per_day)
    daily = {"Min_Max_Daily_Lectures": f"{least} {most}"} if kind == "ectt" else {}
    return [f"{key}: {value}" for key, value in (first | week | curricula | daily | counted).items()]


def _course_line(one: Course, extended: bool) -> str:
    plain = f"{one.name} {one.teacher} {one.lectures} {one.min_days} {one.students}"
    return f"{plain} {int(bool(one.double))}" if extended else plain


def _has_extended_facts(problem: Problem) -> bool:
    return bool(
        problem.unsuitable
        or problem.daily
        or any(one.double is not None for one in problem.courses)
        or any(one.building is not None for one in problem.rooms)
    )


def _names(problem: Problem) -> Iterable[str]:
    for named in (problem.courses, problem.rooms, problem.curricula):
        yield from (one.name for one in named)
    yield from (one.teacher for one in problem.courses)


def read_solution(text: str, problem: Problem) -> tuple[Meeting, ...]:
    """A timetable in the format of the competition. Raises `errors.Invalid` with the line and the reason."""
    meetings = []
    for number, line in enumerate(text.splitlines(), start=1):
        row = _Row(number, tuple(line.split()))
        if not row.words:
            continue
        if len(row.words) != 4:
            raise errors.Invalid("timetable.ctt.words", line=number, found=len(row.words), expected=4)
        course, room = row.known(0, problem.course), row.known(1, problem.room)
        day, period = row.number(2, 0, problem.days - 1), row.number(3, 0, problem.periods_per_day - 1)
        meetings.append(Meeting(course, room, day, period))
    return tuple(meetings)


def write_solution(timetable: Iterable[Meeting]) -> str:
    """The timetable in the format of the competition: `course room day period`, numbered from 0."""
    return "".join(f"{one.course} {one.room} {one.day} {one.period}\n" for one in timetable)
