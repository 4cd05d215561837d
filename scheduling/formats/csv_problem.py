"""A problem and its timetable as sheets of a spreadsheet: one CSV file each, in one folder or zip.

Names stand for themselves in every sheet. Lists have semicolons between their names; the weeks of a rotation have a bar
between them. Whatever cannot be read is told with its sheet, line and column, everything at once.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.exchange.domain.table import Record, read_table
from lms.kernel import errors
from lms.kernel.separated import as_csv
from scheduling.domain.problem import (
    CareGroup,
    Childcare,
    Costs,
    Course,
    Household,
    Learner,
    Lock,
    Pattern,
    Problem,
    Room,
    Rules,
    Slot,
    Teacher,
)
from scheduling.domain.timetable import Section, Timetable
from scheduling.formats import csv_cells as cells
from scheduling.formats.csv_cells import NotReadable, listed, said

_COSTS = ("unplaced", "priority", "share", "intensity", "carer", "meeting", "gap", "siblings")
_LARGEST = 50_000_000


@dataclass(frozen=True)
class Trouble:
    """What is wrong in one cell, in a line (no column) or in a sheet (line 0)."""

    sheet: str
    line: int
    column: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Sheet:
    """Columns with how each is read; those without a value by default must be there."""

    name: str
    columns: Mapping[str, cells.Read]
    needed: tuple[str, ...]
    optional: bool = False


_SHEETS = {
    one.name: one
    for one in (
        _Sheet("slots", {"slot": cells.text, "day": cells.day, "start": cells.clock, "end": cells.clock},
               ("slot", "day", "start", "end")),
        _Sheet("patterns", {"pattern": cells.text, "slots": cells.words, "intensive": cells.yes}, ("pattern", "slots")),
        _Sheet("courses", {"course": cells.text, "sections": cells.whole, "smallest_group": cells.whole,
                           "largest_group": cells.whole, "qualification": cells.text, "title": cells.text,
                           "track": cells.text, "level": cells.text, "equipment": cells.words, "site": cells.text,
                           "twins": cells.yes}, ("course", "sections", "smallest_group", "largest_group")),
        _Sheet("rooms", {"room": cells.text, "seats": cells.whole, "step_free": cells.yes, "site": cells.text,
                         "equipment": cells.words, "taken": cells.words}, ("room", "seats")),
        _Sheet("teachers", {"teacher": cells.text, "qualifications": cells.words, "slots": cells.words,
                            "meetings": cells.whole, "papers_end": cells.papers},
               ("teacher", "qualifications", "slots", "meetings")),
        _Sheet("learners", {"learner": cells.text, "course": cells.text, "free": cells.weeks, "children": cells.words,
                            "step_free": cells.yes, "intensive": cells.wish, "priority": cells.whole,
                            "later": cells.words, "household": cells.text, "shared": cells.words},
               ("learner", "course", "free")),
        _Sheet("care_groups", {"group": cells.text, "ratio": cells.whole}, ("group", "ratio"), optional=True),
        _Sheet("care_hours", {"slot": cells.text, "carers": cells.whole}, ("slot", "carers"), optional=True),
        _Sheet("care_places", {"group": cells.text, "slot": cells.text, "places": cells.whole},
               ("group", "slot", "places"), optional=True),
        _Sheet("households", {"household": cells.text, "adults": cells.words, "children": cells.words},
               ("household", "adults"), optional=True),
        _Sheet("travel", {"site": cells.text, "other": cells.text, "minutes": cells.whole},
               ("site", "other", "minutes"), optional=True),
        _Sheet("decided", {"section": cells.text, "course": cells.text, "pattern": cells.text, "room": cells.text,
                           "teacher": cells.text, "learners": cells.words}, ("section", "course"), optional=True),
        _Sheet("rules", {"rule": cells.text, "value": cells.text}, ("rule", "value"), optional=True),
        _Sheet("timetable", {"section": cells.text, "course": cells.text, "pattern": cells.text, "room": cells.text,
                             "teacher": cells.text, "learner": cells.text, "twin": cells.text},
               ("section", "course", "pattern", "room", "teacher")),
    )
}  # fmt: skip


@dataclass(frozen=True)
class _Line:
    number: int
    values: Mapping[str, Any]


class _Reader:
    """Reads sheets and collects what is wrong in them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {name.rsplit("/", 1)[-1].removesuffix(".csv").lower(): data for name, data in files.items()}
        self.troubles: list[Trouble] = []

    def lines(self, name: str) -> list[_Line]:
        sheet = _SHEETS[name]
        if name not in self._files:
            if not sheet.optional:
                self.troubles.append(Trouble(name, 0, "", "timetable.csv.sheet_missing"))
            return []
        table = read_table(self._files[name], sheet.columns)
        for one in table.problems:
            # An empty sheet below its header is a short list, and no mistake.
            if one.code not in ("no_lines", "unknown_column"):
                self.troubles.append(Trouble(name, one.line, one.column, "timetable.csv.sheet_unreadable"))
        for column in sheet.needed:
            if table.records and column not in table.columns:
                self.troubles.append(Trouble(name, 1, column, "timetable.csv.column_missing"))
        if any(one.sheet == name and one.line <= 1 for one in self.troubles):
            return []
        return [line for record in table.records if (line := self._line(sheet, record)) is not None]

    def _line(self, sheet: _Sheet, record: Record) -> _Line | None:
        values: dict[str, Any] = {}
        for column, read in sheet.columns.items():
            cell = record.cells.get(column, "")
            if not cell.strip() and column in sheet.needed and read is cells.text:
                self.troubles.append(Trouble(sheet.name, record.line, column, "timetable.csv.empty"))
                return None
            if not cell.strip() and column not in sheet.needed:
                continue
            try:
                values[column] = read(cell)
            except NotReadable as refused:
                self.troubles.append(Trouble(sheet.name, record.line, column, refused.code, {"value": cell[:40]}))
                return None
        return _Line(record.line, values)

    def known(self, sheet: str, line: _Line, column: str, names: Iterable[str], known: Iterable[str]) -> None:
        """Name whatever stands in a cell and in no sheet."""
        there = set(known)
        for name in names:
            if name not in there:
                self.troubles.append(Trouble(sheet, line.number, column, "timetable.csv.unknown", {"value": name}))

    def once(self, sheet: str, lines: Sequence[_Line], column: str) -> None:
        seen: set[str] = set()
        for line in lines:
            if line.values[column] in seen:
                facts = {"value": line.values[column]}
                self.troubles.append(Trouble(sheet, line.number, column, "timetable.csv.twice", facts))
            seen.add(line.values[column])


def read_problem(files: Mapping[str, bytes]) -> Problem:
    """The problem of these sheets, by file name. Raises `errors.Invalid` whose fact `troubles` lists all mistakes."""
    reader = _Reader(files)
    sheets = {name: reader.lines(name) for name in _SHEETS if name != "timetable"}
    for name, key in (("slots", "slot"), ("patterns", "pattern"), ("courses", "course"), ("rooms", "room"),
                      ("teachers", "teacher"), ("learners", "learner"), ("care_groups", "group")):  # fmt: skip
        reader.once(name, sheets[name], key)
    _names_are_known(reader, sheets)
    rules = _rules(reader, sheets["rules"])
    if reader.troubles:
        raise errors.Invalid("timetable.csv.unreadable", troubles=tuple(reader.troubles), count=len(reader.troubles))
    return Problem(
        slots=tuple(Slot(v["slot"], v["day"], v["start"], v["end"]) for v in _values(sheets["slots"])),
        patterns=tuple(Pattern(v["pattern"], v["slots"], v.get("intensive", False)) for v in _values(sheets["patterns"])),
        courses=tuple(_course(v) for v in _values(sheets["courses"])),
        rooms=tuple(_room(v) for v in _values(sheets["rooms"])),
        teachers=tuple(
            Teacher(v["teacher"], frozenset(v["qualifications"]), frozenset(v["slots"]), v["meetings"],
                    v.get("papers_end", {}))
            for v in _values(sheets["teachers"])
        ),
        learners=tuple(_learner(v) for v in _values(sheets["learners"])),
        childcare=_childcare(sheets),
        rules=rules,
        locks=tuple(
            Lock(v["section"], v["course"], v.get("pattern", ""), v.get("room", ""), v.get("teacher", ""),
                 v.get("learners"))
            for v in _values(sheets["decided"])
        ),
        households=tuple(
            Household(v["household"], v["adults"], tuple("" if c == "-" else c for c in v.get("children", ())))
            for v in _values(sheets["households"])
        ),
        travel={(v["site"], v["other"]): v["minutes"] for v in _values(sheets["travel"])},
    )  # fmt: skip


def _values(lines: Sequence[_Line]) -> list[Mapping[str, Any]]:
    return [line.values for line in lines]


def _names_are_known(reader: _Reader, sheets: Mapping[str, list[_Line]]) -> None:
    def names(sheet: str, column: str) -> set[str]:
        return {line.values[column] for line in sheets[sheet]}

    slots, groups, people = names("slots", "slot"), names("care_groups", "group"), names("learners", "learner")
    lookups: list[tuple[str, str, set[str]]] = [
        ("patterns", "slots", slots), ("teachers", "slots", slots), ("rooms", "taken", slots),
        ("learners", "course", names("courses", "course")),
        ("care_hours", "slot", slots), ("care_places", "slot", slots), ("care_places", "group", groups),
        ("households", "adults", people), ("decided", "course", names("courses", "course")),
        ("decided", "pattern", names("patterns", "pattern")), ("decided", "room", names("rooms", "room")),
        ("decided", "teacher", names("teachers", "teacher")), ("decided", "learners", people),
    ]  # fmt: skip
    if sheets["care_groups"]:
        lookups += [("learners", "children", groups), ("learners", "later", groups), ("learners", "shared", groups)]
    for sheet, column, known in lookups:
        for line in sheets[sheet]:
            found = line.values.get(column, ())
            reader.known(sheet, line, column, [found] if isinstance(found, str) else found, known)
    for line in sheets["learners"]:
        for week in line.values["free"]:
            reader.known("learners", line, "free", sorted(week), slots)
    for line in sheets["patterns"]:
        if not line.values["slots"]:
            reader.troubles.append(Trouble("patterns", line.number, "slots", "timetable.csv.empty"))
    for line in sheets["care_groups"]:
        if not line.values["ratio"]:
            reader.troubles.append(Trouble("care_groups", line.number, "ratio", "timetable.csv.whole_number"))


def _course(v: Mapping[str, Any]) -> Course:
    return Course(
        v["course"], v["sections"], v["smallest_group"], v["largest_group"], v.get("qualification", ""),
        v.get("track", ""), v.get("level", ""), v.get("title", ""), frozenset(v.get("equipment", ())),
        v.get("site", ""), v.get("twins", False),
    )  # fmt: skip


def _room(v: Mapping[str, Any]) -> Room:
    equipment, taken = frozenset(v.get("equipment", ())), frozenset(v.get("taken", ()))
    return Room(v["room"], v["seats"], v.get("step_free", True), v.get("site", ""), equipment, taken)


def _learner(v: Mapping[str, Any]) -> Learner:
    return Learner(
        v["learner"], v["course"], v["free"], v.get("children", ()), v.get("step_free", False), v.get("intensive"),
        v.get("priority", 0), v.get("later", ()), v.get("household", ""), v.get("shared", ()),
    )  # fmt: skip


def _childcare(sheets: Mapping[str, list[_Line]]) -> Childcare | None:
    if not sheets["care_groups"] and not sheets["care_hours"]:
        return None
    places: dict[str, dict[str, int]] = {}
    for v in _values(sheets["care_places"]):
        places.setdefault(v["group"], {})[v["slot"]] = v["places"]
    groups = tuple(
        CareGroup(v["group"], v["ratio"], places.get(v["group"], {})) for v in _values(sheets["care_groups"])
    )
    return Childcare(groups, {v["slot"]: v["carers"] for v in _values(sheets["care_hours"])})


def _rules(reader: _Reader, lines: Sequence[_Line]) -> Rules:
    costs: dict[str, int] = {}
    soft: dict[str, int] = {}
    share = Rules().min_share
    for line in lines:
        rule, value = line.values["rule"], line.values["value"]
        try:
            if rule == "min_share":
                share = cells.part(value)
            elif rule in _COSTS:
                costs[rule] = cells.whole(value)
            elif rule.startswith("soft "):
                soft[rule.removeprefix("soft ")] = cells.whole(value)
            else:
                raise NotReadable("timetable.csv.unknown")
        except NotReadable as refused:
            wrong = rule if refused.code == "timetable.csv.unknown" else value
            reader.troubles.append(Trouble("rules", line.number, "value", refused.code, {"value": wrong}))
    return Rules(share, Costs(**costs), soft)


def read_timetable(files: Mapping[str, bytes]) -> Timetable:
    """The timetable of the sheet `timetable`: a line for every seat. Raises `errors.Invalid` like `read_problem`."""
    reader = _Reader(files)
    found: dict[str, dict[str, Any]] = {}
    people: dict[str, list[str]] = {}
    for line in reader.lines("timetable"):
        v = dict(line.values)
        person, name = v.pop("learner", ""), v["section"]
        first = found.setdefault(name, v)
        for column in ("course", "pattern", "room", "teacher"):
            if first[column] != v[column]:
                facts = {"value": v[column], "section": name}
                reader.troubles.append(Trouble("timetable", line.number, column, "timetable.csv.differs", facts))
        people.setdefault(name, []).extend([person] if person else [])
    if reader.troubles:
        raise errors.Invalid("timetable.csv.unreadable", troubles=tuple(reader.troubles), count=len(reader.troubles))
    return Timetable(
        tuple(
            Section(name, v["course"], v["pattern"], v["room"], v["teacher"], tuple(people[name]), v.get("twin", ""))
            for name, v in found.items()
        )
    )


# --- out -------------------------------------------------------------------------------------------------------------


def write_problem(problem: Problem) -> dict[str, bytes]:
    """The sheets of a problem by file name; those that would be empty only where a reader needs them."""
    order = {slot.id: i for i, slot in enumerate(problem.slots)}

    def slots(names: Iterable[str]) -> str:
        return listed(sorted(names, key=lambda name: order.get(name, -1)))

    rows: dict[str, list[Sequence[object]]] = {
        "slots": [(s.id, s.weekday.name.capitalize(), f"{s.start:%H:%M}", f"{s.end:%H:%M}") for s in problem.slots],
        "patterns": [(p.id, listed(p.slots), said(p.intensive)) for p in problem.patterns],
        "courses": [
            (c.id, c.max_sections, c.section_min, c.section_max, c.qualification, c.title, c.track, c.level,
             listed(sorted(c.equipment)), c.site, said(c.twins))
            for c in problem.courses
        ],
        "rooms": [
            (r.id, r.capacity, said(r.step_free), r.site, listed(sorted(r.equipment)), slots(r.taken))
            for r in problem.rooms
        ],
        "teachers": [
            (t.id, listed(sorted(t.qualifications)), slots(t.slots), t.max_meetings,
             listed(f"{paper} {last}" for paper, last in t.lapsing.items()))
            for t in problem.teachers
        ],
        "learners": [
            (p.id, p.course, " | ".join(slots(week) for week in p.weeks), listed(p.children), said(p.step_free),
             said(p.intensive), p.priority, listed(p.later), p.household, listed(p.shared))
            for p in problem.learners
        ],
        "households": [(h.id, listed(h.adults), listed(c or "-" for c in h.children)) for h in problem.households],
        "travel": [(here, there, minutes) for (here, there), minutes in problem.travel.items()],
        "decided": [(k.section, k.course, k.pattern, k.room, k.teacher, listed(k.learners or ())) for k in problem.locks],
        "rules": _rules_out(problem.rules),
    }  # fmt: skip
    if problem.childcare:
        care = problem.childcare
        rows["care_groups"] = [(g.id, g.ratio) for g in care.groups]
        rows["care_hours"] = list(care.staff.items())
        rows["care_places"] = [(g.id, slot, n) for g in care.groups for slot, n in g.places.items()]
    return {
        f"{name}.csv": as_csv(tuple(_SHEETS[name].columns), found)
        for name, found in rows.items()
        if found or not _SHEETS[name].optional
    }


def _rules_out(rules: Rules) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = [("min_share", rules.min_share)]
    rows += [(name, getattr(rules.costs, name)) for name in _COSTS]
    return rows + [(f"soft {code}", points) for code, points in rules.soft.items()]


def write_timetable(timetable: Timetable) -> dict[str, bytes]:
    """A line for every seat, so that a spreadsheet can be sorted by person, room or teacher."""
    rows = [
        (s.id, s.course, s.pattern, s.room, s.teacher, person, s.twin)
        for s in timetable.sections
        for person in s.learners or ("",)
    ]
    return {"timetable.csv": as_csv(tuple(_SHEETS["timetable"].columns), rows)}


def packed(files: Mapping[str, bytes]) -> bytes:
    """All sheets in one zip, the same bytes for the same sheets."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The CSV files of a zip. Raises `errors.Invalid` for what is none, or would grow too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
            if sum(one.file_size for one in sheets) > _LARGEST:
                raise errors.Invalid("timetable.csv.too_large")
            return {one.filename: archive.read(one) for one in sheets}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise errors.Invalid("timetable.csv.no_zip") from error
