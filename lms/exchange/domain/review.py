"""A sheet under review: what was wrong in the file, what was mended or left out, who is here already, what is still open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.exchange.domain.registration import RegistrationRow, Sheet, parse
from lms.exchange.domain.table import Problem, Severity
from lms.learners.domain import duplicates

FILE_CODES = frozenset(
    {"empty_file", "not_a_table", "no_lines", "cell_too_long", "quote_not_closed", "column_missing", "column_twice"}
)
"""Problems of the file as a whole: no line can be mended before they are gone."""

ONLY_LEFT_OUT = frozenset({"too_many_columns"})
"""Problems that no single cell can mend."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is with this provider already."""

    learner_id: str
    number: str
    given_name: str
    family_name: str
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell that needs a person. `value` is what the file says, `now` what was written instead, if anything."""

    line: int
    column: str
    value: str
    now: str | None
    code: str
    facts: Mapping[str, Any]
    open: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line that needs a person, or needed one."""

    number: int
    left_out: bool
    findings: tuple[Finding, ...]

    @property
    def open(self) -> bool:
        """Whether it still keeps the sheet from going in."""
        return not self.left_out and any(finding.open for finding in self.findings)

    @property
    def can_be_mended(self) -> bool:
        """Whether there is a cell to write into."""
        return any(finding.code not in ONLY_LEFT_OUT for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Review:
    """A whole sheet: lines that need a person, hints, rows to take in, and rows of people who are here already."""

    lines: tuple[Line, ...]
    hints: tuple[Problem, ...]
    rows: tuple[RegistrationRow, ...]
    here: tuple[tuple[RegistrationRow, str], ...]
    """Rows of known people with the learner's id."""
    total: int
    left_out: int

    @property
    def open(self) -> tuple[Line, ...]:
        """Lines that keep the sheet from going in."""
        return tuple(line for line in self.lines if line.open)

    @property
    def to_take_in(self) -> int:
        """How many learners the sheet brings once the open lines are mended."""
        return len(self.rows) + len(self.open)

    @property
    def hint_lines(self) -> tuple[int, ...]:
        """Lines with a hint that go in."""
        going = {row.line for row in self.rows}
        return tuple(sorted({hint.line for hint in self.hints if hint.line in going}))

    @property
    def ready(self) -> bool:
        """Whether the sheet can go in now."""
        return bool(self.rows) and not self.open


def file_problems(sheet: Sheet) -> tuple[Problem, ...]:
    """What is wrong with the file as a whole."""
    return tuple(problem for problem in sheet.errors if problem.code in FILE_CODES)


def review(
    data: bytes,
    known: Sequence[Known],
    *,
    today: date,
    mended: Mapping[tuple[int, str], str],
    left_out: Collection[int],
) -> Review:
    """Looks at a sheet as it is in the file and as it was mended, beside the people who are here already."""
    as_uploaded = parse(data, today=today)
    touched = bool(mended or left_out)
    as_mended = parse(data, today=today, mended=mended, left_out=left_out) if touched else as_uploaded
    here, taken = _already_here(as_mended.rows, known)
    first_taken = _already_here(as_uploaded.rows, known)[1]
    now_open = [*as_mended.errors, *taken]
    found = [*as_uploaded.errors, *first_taken]
    standing = {row.line for row, _ in here} | {problem.line for problem in taken}
    return Review(
        lines=_lines(found, now_open, mended, left_out),
        hints=tuple(problem for problem in as_mended.problems if problem.severity is Severity.HINT),
        rows=tuple(row for row in as_mended.rows if row.line not in standing),
        here=tuple(here),
        total=as_mended.lines,
        left_out=as_mended.left_out,
    )


def _lines(
    found: Sequence[Problem],
    now_open: Sequence[Problem],
    mended: Mapping[tuple[int, str], str],
    left_out: Collection[int],
) -> tuple[Line, ...]:
    still = {(problem.line, problem.column): problem for problem in now_open}
    cells = {(problem.line, problem.column): problem for problem in found}
    lines: dict[int, list[Finding]] = {}
    for cell in sorted(cells.keys() | still.keys()):
        # A mended cell can be wrong in a new way: what is said is what is wrong now. A line left out stays as it was.
        problem = still.get(cell) or cells[cell]
        first = cells.get(cell)
        lines.setdefault(problem.line, []).append(
            Finding(
                problem.line,
                problem.column,
                first.value if first else problem.value,
                mended.get(cell),
                problem.code,
                problem.facts,
                cell in still or problem.line in left_out,
            )
        )
    return tuple(Line(number, number in left_out, tuple(findings)) for number, findings in sorted(lines.items()))


def _already_here(
    rows: Sequence[RegistrationRow], known: Sequence[Known]
) -> tuple[list[tuple[RegistrationRow, str]], list[Problem]]:
    """People who are with this provider already, and numbers that belong to somebody else there."""
    by_number = {one.number.casefold(): one for one in known}
    by_person = {_person_key(one.given_name, one.family_name, one.birth_date): one for one in known if one.birth_date}
    here: list[tuple[RegistrationRow, str]] = []
    taken: list[Problem] = []
    for row in rows:
        same_number = by_number.get(row.person_id.casefold()) if row.person_id else None
        if same_number is not None and not _same_person(row, same_number):
            name = f"{same_number.given_name} {same_number.family_name}".strip()
            taken.append(Problem(row.line, "person_id", row.person_id, "number_of_another", {"name": name}))
            continue
        # Without a number a person is known again by name and birth date together.
        by_name = None if row.person_id or row.birth_date is None else by_person.get(_row_key(row))
        found = same_number or by_name
        if found is not None:
            here.append((row, found.learner_id))
    return here, taken


def _same_person(row: RegistrationRow, known: Known) -> bool:
    one = duplicates.Person("row", row.given_name, row.family_name, row.birth_date)
    other = duplicates.Person("known", known.given_name, known.family_name, known.birth_date)
    if duplicates.name_reason(one, other) is not None:
        return True
    return row.birth_date is not None and row.birth_date == known.birth_date


def _row_key(row: RegistrationRow) -> tuple[str, str, date | None]:
    return _person_key(row.given_name, row.family_name, row.birth_date)


def _person_key(given: str, family: str, born: date | None) -> tuple[str, str, date | None]:
    return duplicates.folded_name(given), duplicates.folded_name(family), born


def told(problem: Problem | Finding) -> tuple[str, dict[str, Any]]:
    """The code of the sentence for a problem, and the facts that fill it. The second sentence's code ends in `.do`."""
    facts = {"value": problem.value, "column": problem.column, **problem.facts}
    code = problem.code
    if code == "date_impossible" and not 1 <= facts["month"] <= 12:
        code = "date_no_month"
    elif code == "email_incomplete":
        code = f"email_incomplete.{facts['missing']}"
    elif code == "born_after_today" and problem.column.startswith("child"):
        code = "child_born_after_today"
    return f"sheet.{code}", facts
