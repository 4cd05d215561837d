"""The registration sheet: one line per learner, read into values, with every problem named by line and column."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from lms.exchange.domain.table import Problem, Record, Severity, read_table
from lms.kernel.vocabulary import Level, Literacy, Shift, Track
from lms.learners.domain.births import LONGEST_LIFE, too_long_ago

CHILDREN = 3
COLUMNS: tuple[str, ...] = (
    "person_id",
    "given_name",
    "family_name",
    "birth_date",
    "sex",
    "email",
    "phone",
    "first_language",
    "other_languages",
    "schooling_years",
    "literacy",
    "script",
    "shift",
    "rotation_anchor",
    "goal",
    "occupation",
    "travel_minutes_max",
    "step_free",
    "interpreter",
    "contact",
    *(f"child_{number}_{part}" for number in range(1, CHILDREN + 1) for part in ("name", "birth")),
    "placed_track",
    "placed_level",
)
NAME_COLUMNS = ("given_name", "family_name")

LONGEST_TEXT = 200
SCHOOLING_YEARS = (0, 30)
TRAVEL_MINUTES = (0, 240)
ADULT_YEARS = 16
OLDEST_YEARS = 100
CHILD_YEARS = 18
SHORTEST_PHONE = 6

ISO_DAY = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
DOTTED_DAY = r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"

Code = TypeVar("Code", bound=StrEnum)


class Sex(StrEnum):
    """What the sheet may say; it is used for nothing but fairness counts."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Goal(StrEnum):
    """What somebody learns for. None of them needs a job."""

    WORK = "work"
    FAMILY = "family"
    STUDY = "study"
    CITIZENSHIP = "citizenship"
    HEALTH = "health"
    OTHER = "other"


class Contact(StrEnum):
    """How somebody wants to hear from us."""

    VOICE = "voice"
    PHONE = "phone"
    VIDEO = "video"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    IN_PERSON = "in_person"


class YesNo(StrEnum):
    """A plain question."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the learner. Without a birth date no care place can be found."""

    name: str
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One learner as the sheet tells it. What is left empty is not known."""

    line: int
    person_id: str
    given_name: str
    family_name: str
    birth_date: date | None
    sex: Sex | None
    email: str
    phone: str
    first_language: str
    other_languages: tuple[str, ...]
    schooling_years: float | None
    literacy: Literacy
    script: str
    shift: Shift | None
    rotation_anchor: date | None
    goal: Goal | None
    occupation: str
    travel_minutes_max: int | None
    step_free: bool | None
    interpreter: str
    contact: Contact | None
    children: tuple[Child, ...]
    placed_track: Track | None
    placed_level: Level | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The learners that can go in, and every problem in the order of the file. `lines` counts all lines below the
    header, also those left out; a line with an error is not among the rows."""

    rows: tuple[RegistrationRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    lines: int = 0
    left_out: int = 0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep lines out."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def hint_lines(self) -> tuple[int, ...]:
        """Lines that can go in but deserve a look."""
        hinted = {problem.line for problem in self.problems if problem.severity is Severity.HINT}
        return tuple(sorted(row.line for row in self.rows if row.line in hinted))

    @property
    def ready(self) -> bool:
        """Whether the whole sheet can be imported: nothing is imported while an error is open."""
        return bool(self.rows) and not self.errors


def parse(
    data: str | bytes,
    *,
    today: date,
    mended: Mapping[tuple[int, str], str] | None = None,
    left_out: Collection[int] = (),
) -> Sheet:
    """Reads a sheet. `mended` replaces single cells by line and column; lines in `left_out` are not looked at."""
    table = read_table(data, COLUMNS)
    problems = list(table.problems)
    if table.columns and not set(table.columns) & set(NAME_COLUMNS):
        problems.append(Problem(1, "given_name", "", "column_missing"))
    rows: list[RegistrationRow] = []
    numbers: dict[str, int] = {}
    looked_at = [record for record in table.records if record.line not in left_out]
    for record in looked_at:
        line = _Line(_mend(record, mended or {}), today)
        row = line.row()
        line.number_is_free(numbers)
        problems += line.problems
        if not any(problem.severity is Severity.ERROR for problem in line.problems):
            rows.append(row)
    problems.sort(key=lambda problem: problem.line)
    return Sheet(tuple(rows), tuple(problems), len(table.records), len(table.records) - len(looked_at))


def parse_day(text: str) -> date | tuple[int, int, int] | None:
    """A day written 1991-02-13 or 13.02.1991. A day that does not exist comes back as (year, month, day)."""
    found = re.fullmatch(ISO_DAY, text) or re.fullmatch(DOTTED_DAY, text)
    if found is None:
        return None
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    try:
        return date(year, month, day)
    except ValueError:
        return (year, month, day)


class _Line:
    """One line being read. Each method reads one kind of cell and notes what is wrong with it."""

    def __init__(self, record: Record, today: date) -> None:
        self.record, self.today = record, today
        self.problems: list[Problem] = []

    def row(self) -> RegistrationRow:
        """The learner of this line; only to be used when no error was noted."""
        self.no_more_cells_than_columns()
        self.has_a_name()
        row = RegistrationRow(
            self.record.line,
            self.text("person_id"),
            self.text("given_name"),
            self.text("family_name"),
            self.birth_date(),
            self.choice("sex", Sex),
            self.email(),
            self.phone(),
            self.text("first_language"),
            self.list_of("other_languages"),
            self.number("schooling_years", SCHOOLING_YEARS, "schooling_out_of_range"),
            self.choice("literacy", Literacy) or Literacy.UNKNOWN,
            self.text("script"),
            self.choice("shift", Shift),
            self.day("rotation_anchor"),
            self.choice("goal", Goal),
            self.text("occupation"),
            self.minutes("travel_minutes_max"),
            self.yes("step_free"),
            self.text("interpreter"),
            self.choice("contact", Contact),
            self.children(),
            self.choice("placed_track", Track),
            self.choice("placed_level", Level),
        )
        for look in HINTS:
            look(self, row)
        return row

    def cell(self, column: str) -> str:
        return self.record.cells.get(column, "")

    def error(self, column: str, code: str, **facts: Any) -> None:
        self.problems.append(Problem(self.record.line, column, self.cell(column), code, facts))

    def hint(self, column: str, code: str, **facts: Any) -> None:
        self.problems.append(Problem(self.record.line, column, self.cell(column), code, facts, Severity.HINT))

    def no_more_cells_than_columns(self) -> None:
        """More cells than columns mean a separator inside a cell: everything after it is one place off."""
        if self.record.extra:
            self.problems.append(
                Problem(
                    self.record.line, "", self.record.extra[0], "too_many_columns", {"more": len(self.record.extra)}
                )
            )

    def has_a_name(self) -> None:
        if not any(self.cell(column) for column in NAME_COLUMNS):
            self.error("given_name", "missing_name")

    def number_is_free(self, numbers: dict[str, int]) -> None:
        """A number stands for one person. The first line keeps it, the later one is asked about."""
        number = self.cell("person_id").casefold()
        if number and number in numbers:
            self.error("person_id", "duplicate_number", other_line=numbers[number])
        elif number:
            numbers[number] = self.record.line

    def text(self, column: str) -> str:
        value = self.cell(column)
        if len(value) > LONGEST_TEXT:
            self.error(column, "text_too_long", longest=LONGEST_TEXT)
        return value

    def list_of(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.text(column).split(";") if part.strip())

    def choice(self, column: str, choices: type[Code]) -> Code | None:
        """A code of a list; capitals, spaces and hyphens do not matter. The nearest code is suggested."""
        value = "_".join(self.cell(column).casefold().replace("-", " ").split())
        if not value:
            return None
        try:
            return choices(value)
        except ValueError:
            codes = tuple(choice.value for choice in choices)
            self.error(column, "unknown_choice", choices=codes, nearest=_nearest(value, codes))
            return None

    def yes(self, column: str) -> bool | None:
        answer = self.choice(column, YesNo)
        return None if answer is None else answer is YesNo.YES

    def number(self, column: str, span: tuple[int, int], code: str) -> float | None:
        value = self.cell(column).replace(",", ".")
        if not value:
            return None
        if not re.fullmatch(r"-?\d{1,6}(\.\d+)?", value):
            self.error(column, "not_a_number")
            return None
        if not span[0] <= float(value) <= span[1]:
            self.error(column, code, least=span[0], most=span[1])
            return None
        return float(value)

    def minutes(self, column: str) -> int | None:
        value = self.number(column, TRAVEL_MINUTES, "travel_out_of_range")
        return None if value is None else round(value)

    def day(self, column: str) -> date | None:
        value = self.cell(column)
        read = parse_day(value) if value else None
        if isinstance(read, tuple):
            self.error(column, "date_impossible", year=read[0], month=read[1], day=read[2])
        elif value and read is None:
            self.error(column, "date_unreadable")
        return read if isinstance(read, date) else None

    def birth_date(self, column: str = "birth_date") -> date | None:
        born = self.day(column)
        if born is not None and born > self.today:
            self.error(column, "born_after_today", today=self.today.isoformat())
            return None
        if born is not None and too_long_ago(born, self.today):
            self.error(column, "born_long_ago", years=LONGEST_LIFE)
            return None
        return born

    def email(self) -> str:
        """An address has something on both sides of the @ and a dot after it. Learners need none."""
        value = self.text("email")
        before, at, after = value.rpartition("@")
        if value and not (
            at and before and re.fullmatch(r"[^@\s]+\.[^@\s.]+", after) and not re.search(r"\s|@", before)
        ):
            self.error("email", "email_incomplete", missing=_missing_part(before, at, after))
        return value

    def phone(self) -> str:
        value = self.text("phone")
        if value and (len(re.sub(r"\D", "", value)) < SHORTEST_PHONE or re.search(r"[^\d\s()+/.-]", value)):
            self.hint("phone", "phone_unusual")
        return value

    def children(self) -> tuple[Child, ...]:
        found = []
        for number in range(1, CHILDREN + 1):
            name, born = f"child_{number}_name", f"child_{number}_birth"
            if self.cell(name) or self.cell(born):
                found.append(Child(self.text(name), self.birth_date(born)))
        return tuple(found)


def age_is_unusual(line: _Line, row: RegistrationRow) -> None:
    """Under 16 or over 100 is often a slip in the year."""
    if row.birth_date is not None:
        years = _years(row.birth_date, line.today)
        if not ADULT_YEARS <= years <= OLDEST_YEARS:
            line.hint("birth_date", "age_unusual", years=years)


def only_one_name(line: _Line, row: RegistrationRow) -> None:
    """Many people have one name only; the others forgot a cell. A sheet with one name column asks for one name."""
    asked = [column for column in NAME_COLUMNS if column in line.record.cells]
    empty = [column for column in asked if not line.cell(column)]
    if len(asked) == 2 and len(empty) == 1:
        line.hint(empty[0], "one_name_only")


def rotation_has_its_week(line: _Line, row: RegistrationRow) -> None:
    """A rotating shift needs the Monday of one early week, or nobody knows which week is which."""
    if row.shift is Shift.ROTATING and not line.cell("rotation_anchor"):
        line.hint("rotation_anchor", "rotation_anchor_missing")
    elif row.rotation_anchor is not None and row.rotation_anchor.weekday() != 0:
        monday = row.rotation_anchor - timedelta(days=row.rotation_anchor.weekday())
        line.hint("rotation_anchor", "rotation_anchor_not_monday", monday=monday.isoformat())


def script_is_named(line: _Line, row: RegistrationRow) -> None:
    """Who reads another script: which one decides the words and the placement test."""
    if row.literacy is Literacy.OTHER_SCRIPT and not row.script:
        line.hint("script", "script_missing")


def literacy_fits_schooling(line: _Line, row: RegistrationRow) -> None:
    """Ten years of school and no reading, or reading with no school: both happen, both are worth a question."""
    if row.literacy is Literacy.NONE and (row.schooling_years or 0) >= 10:
        line.hint("literacy", "literacy_and_schooling")


def contact_can_be_reached(line: _Line, row: RegistrationRow) -> None:
    """A way of contact needs its address or number."""
    if row.contact is None:
        return
    needed = {Contact.EMAIL: "email", Contact.SMS: "phone", Contact.VOICE: "phone", Contact.PHONE: "phone"}.get(
        row.contact
    )
    if needed and not line.cell(needed):
        line.hint(needed, "contact_missing", contact=row.contact.value)


def children_are_children(line: _Line, row: RegistrationRow) -> None:
    """A child without a birth date cannot get a care place; one of 18 needs none."""
    for number in range(1, CHILDREN + 1):
        name, born = f"child_{number}_name", f"child_{number}_birth"
        day = parse_day(line.cell(born))
        if line.cell(name) and not line.cell(born):
            line.hint(born, "child_birth_missing")
        elif not isinstance(day, date) or day > line.today or too_long_ago(day, line.today):
            continue  # An error by now.
        elif _years(day, line.today) >= CHILD_YEARS:
            line.hint(born, "child_grown_up", years=_years(day, line.today))


HINTS: tuple[Callable[[_Line, RegistrationRow], None], ...] = (
    age_is_unusual,
    only_one_name,
    rotation_has_its_week,
    script_is_named,
    literacy_fits_schooling,
    contact_can_be_reached,
    children_are_children,
)


def _mend(record: Record, mended: Mapping[tuple[int, str], str]) -> Record:
    cells = {column: mended.get((record.line, column), value).strip() for column, value in record.cells.items()}
    return Record(record.line, cells, record.extra)


def _nearest(value: str, codes: Iterable[str]) -> str | None:
    """The code that was probably meant. Early and late together is a rotation."""
    named = set(re.split(r"[^a-z_]+", value))
    if {Shift.EARLY.value, Shift.LATE.value} <= named and Shift.ROTATING.value in set(codes):
        return Shift.ROTATING.value
    close = get_close_matches(value, list(codes), n=1)
    return close[0] if close else None


def _missing_part(before: str, at: str, after: str) -> str:
    if not at:
        return "at"
    if not before:
        return "before_at"
    return "after_at" if not after else "form"


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
