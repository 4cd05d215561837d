"""A record from before departure: a table of levels, skills and documents, each with its day. Pure."""

from dataclasses import dataclass
from datetime import date

from lms.exchange.domain.registration import parse_day
from lms.exchange.domain.table import Problem, Record, Severity, read_table
from lms.kernel.vocabulary import LEVELS, Skill

COLUMNS = ("kind", "name", "value", "day", "source")
NEEDED = COLUMNS[:4]
NAMES = {
    "level": ("all", *(skill.value for skill in Skill)),
    "skill": ("language", "occupation", "schooling", "other"),
    "document": ("school", "study_entry", "trade", "degree", "other"),
}
LONGEST, MOST_YEARS = 120, 30
EXAMPLE = (
    "kind,name,value,day,source\n"
    "level,all,A1,2026-03-12,Centre before departure\n"
    "skill,occupation,Welder,2026-02-02,Centre before departure\n"
    "skill,language,English,2026-02-02,\n"
    "document,trade,Certificate of welding,2019-06-30,Technical school\n"
)


@dataclass(frozen=True)
class Line:
    """One line that can be taken in."""

    kind: str
    name: str
    value: str
    day: date
    source: str


def read(data: str | bytes, today: date) -> tuple[list[Line], list[Problem]]:
    """Every line, and what is wrong by line and column. With a problem nothing is taken in."""
    table = read_table(data, COLUMNS)
    problems = [one for one in table.problems if one.severity is Severity.ERROR]
    lacking = [name for name in NEEDED if table.columns and name not in table.columns]
    if lacking:
        problems.append(Problem(1, lacking[0], "", "column_needed"))
    if problems:
        return [], problems
    found = [_line(record, today) for record in table.records]
    problems = [one for one in found if isinstance(one, Problem)]
    return [one for one in found if isinstance(one, Line)], problems


def _line(record: Record, today: date) -> Line | Problem:
    cells = {name: record.cells.get(name, "").strip() for name in COLUMNS}

    def wrong(column: str, code: str) -> Problem:
        return Problem(record.line, column, cells[column], f"pre_departure.{code}")

    kind, name = cells["kind"].casefold(), cells["name"].casefold().replace(" ", "_") or "all"
    if kind not in NAMES:
        return wrong("kind", "kind")
    if name not in NAMES[kind]:
        return wrong("name", f"name_{kind}")
    value = _value(kind, name, cells["value"])
    if value is None:
        return wrong("value", "value_level" if kind == "level" else "value_years" if name == "schooling" else "value")
    day = parse_day(cells["day"])
    if not isinstance(day, date) or day > today:
        return wrong("day", "day")
    return Line(kind, name, value, day, cells["source"][:LONGEST])


def _value(kind: str, name: str, text: str) -> str | None:
    if kind == "level":
        level = text.casefold().replace("-", "_").replace(" ", "_")
        return level if level in {one.value for one in LEVELS} else None
    if name == "schooling":
        return str(int(text)) if text.isdecimal() and len(text) < 3 and int(text) <= MOST_YEARS else None
    return text if 0 < len(text) <= LONGEST else None
