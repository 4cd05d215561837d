"""Programme packs: reads the shipped TOML folders, checks them, and loads all or nothing."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from curricula.domain import consistency
from curricula.domain.programme import (
    UNIT_MINUTES,
    AbsenceRule,
    AttendanceSign,
    Bound,
    Condition,
    EntryRule,
    Examination,
    Fact,
    GroupLimit,
    Hours,
    LateRule,
    Module,
    ModuleKind,
    NextStep,
    Operator,
    PersonFact,
    Programme,
    RepeatRule,
    TrackOffer,
    Unit,
)
from lms.kernel import errors
from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import AbsenceReason, Attendance, Confidence, EnrolmentState, Level, Literacy, Track

SHIPPED = Path(__file__).parent / "programmes"

Code = TypeVar("Code", bound=Enum)

CODES_OF_FACT: dict[PersonFact, type[Enum]] = {
    PersonFact.LITERACY: Literacy,
    PersonFact.LEVEL: Level,
    PersonFact.COURSE_TRACK: Track,
}
"""Facts whose values are codes; a rule that asks for another code is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One thing wrong with a pack: which file, which key in it, and a code with its facts."""

    file: str
    key: str
    code: str
    facts: Mapping[str, Any]


def load_packs(root: Path = SHIPPED) -> dict[str, Programme]:
    """All programmes below a folder by key. Raises `errors.Invalid` with every problem, and then loads nothing."""
    programmes, problems = read_packs(root)
    if problems:
        raise errors.Invalid("curricula.packs_refused", problems=problems)
    return programmes


@cache
def shipped() -> dict[str, Programme]:
    """The packs that come with the product, read once in the life of a process."""
    return load_packs(SHIPPED)


def read_packs(root: Path) -> tuple[dict[str, Programme], list[PackProblem]]:
    """Every pack and no problem, or no pack and every problem, so that all can be mended in one go."""
    readers = [_PackReader(folder, root) for folder in sorted(root.iterdir()) if folder.is_dir()]
    programmes: dict[str, Programme] = {}
    problems: list[PackProblem] = []
    for reader in readers:
        programme = reader.programme()
        problems += reader.problems
        if programme is not None:
            programmes[programme.key] = programme
    files = {reader.folder.name: reader for reader in readers}
    for flaw in consistency.flaws(programmes):
        problems.append(
            PackProblem(files[flaw.programme].file_of(flaw.table, flaw.key), flaw.key, flaw.code, dict(flaw.facts))
        )
    return ({} if problems else programmes), problems


class _Entry:
    """One table of a file. Its methods read a field and note what is wrong instead of stopping."""

    def __init__(self, file: str, table: str, data: Mapping[str, Any], problems: list[PackProblem]) -> None:
        self.file, self.table, self.data, self.problems = file, table, data, problems
        self.key = str(data.get("key") or f"{data.get('from', '')}>{data.get('to', '')}".strip(">") or table)

    def wrong(self, code: str, **facts: Any) -> None:
        self.problems.append(PackProblem(self.file, self.key, code, facts))

    def text(self, field: str, default: str | None = None) -> str:
        value = self.data.get(field, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.wrong("text_missing", field=field)
            return ""
        return value

    def number(self, field: str) -> int | None:
        value = self.data.get(field)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
            return value
        self.wrong("not_a_number", field=field, value=value)
        return None

    def yes(self, field: str) -> bool | None:
        value = self.data.get(field)
        if value is None or isinstance(value, bool):
            return value
        self.wrong("not_yes_or_no", field=field, value=value)
        return None

    def code(self, field: str, codes: type[Code], default: Code) -> Code:
        return self.to_code(self.data.get(field, default.value), codes, field) or default

    def to_code(self, value: object, codes: type[Code], field: str) -> Code | None:
        try:
            return codes(value)
        except ValueError:
            self.wrong(f"unknown_{codes.__name__.lower()}", field=field, value=value)
            return None

    def codes(self, field: str, codes: type[Code]) -> tuple[Code, ...]:
        read = [self.to_code(value, codes, field) for value in self.texts(field)]
        return tuple(code for code in read if code is not None)

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.data.get(field, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.wrong("not_a_list", field=field)
        return ()

    def day(self, field: str) -> date | None:
        value = self.data.get(field)
        # A TOML date-time is a date to Python as well; a rule begins on a day, not at an hour.
        if value is None or type(value) is date:
            return value
        self.wrong("not_a_date", field=field, value=str(value))
        return None

    def evidence(self) -> Evidence:
        if not self.data.get("source"):
            self.wrong("source_missing")
        if "confidence" not in self.data:
            self.wrong("confidence_missing")
        valid_from, valid_to = self.day("valid_from"), self.day("valid_to")
        if valid_from and valid_to and valid_to < valid_from:
            self.wrong("dates_reversed", valid_from=valid_from.isoformat(), valid_to=valid_to.isoformat())
        confidence = self.code("confidence", Confidence, Confidence.MEMORY)
        return Evidence(str(self.data.get("source", "")), confidence, valid_from, valid_to)

    def hours(self) -> Hours | None:
        value = self.data.get("hours")
        if value is None:
            return None
        if not isinstance(value, dict) or "unit" not in value:
            self.wrong("hours_without_unit", value=value)
            return None
        inner = _Entry(self.file, self.table, {"key": self.key, **value}, self.problems)
        amount, unit = inner.number("amount"), inner.code("unit", Unit, Unit.LESSON)
        if amount is None:
            self.wrong("hours_missing")
            return None
        return Hours(amount * UNIT_MINUTES[unit], unit, inner.code("bound", Bound, Bound.EXACTLY))

    def level(self) -> tuple[Level | None, Evidence | None]:
        """A level stands alone, or with a source of its own where the module's source does not tell it."""
        value = self.data.get("level")
        if value is None:
            return None, None
        if isinstance(value, dict):
            inner = _Entry(self.file, self.table, {"key": self.key, **value}, self.problems)
            return self.to_code(value.get("value"), Level, "level"), inner.evidence()
        return self.to_code(value, Level, "level"), None

    def prerequisites(self) -> tuple[tuple[str, ...], ...]:
        groups = self.data.get("prerequisites", [])
        if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
            self.wrong("not_a_list", field="prerequisites")
            return ()
        for name in (name for group in groups for name in group):
            if str(name).startswith("level:") and not consistency.is_level(str(name)):
                self.wrong("unknown_level", field="prerequisites", value=str(name))
        return tuple(tuple(str(name) for name in group) for group in groups)

    def conditions(self) -> tuple[Condition, ...]:
        questions = self.data.get("when", [])
        if not isinstance(questions, list) or not all(isinstance(each, dict) for each in questions):
            self.wrong("not_a_list", field="when")
            return ()
        read = [self._condition(each) for each in questions]
        return tuple(condition for condition in read if condition is not None)

    def _condition(self, data: Mapping[str, Any]) -> Condition | None:
        fact = self.to_code(data.get("fact"), PersonFact, "when")
        operators = [operator for operator in Operator if operator.value in data]
        if fact is None or len(operators) != 1:
            self.wrong("condition_unclear", fact=data.get("fact"))
            return None
        value = data[operators[0].value]
        values = tuple(value) if isinstance(value, list) else (value,)
        if fact in CODES_OF_FACT and any(self.to_code(each, CODES_OF_FACT[fact], "when") is None for each in values):
            return None
        return Condition(fact, operators[0], tuple(value) if isinstance(value, list) else value)


class _PackReader:
    """One pack folder: all its TOML files together make one programme."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder, self.root = folder, root
        self.problems: list[PackProblem] = []
        self._files = {path.relative_to(root).as_posix(): self._parse(path) for path in sorted(folder.glob("*.toml"))}

    def file_of(self, table: str, key: str) -> str:
        """Where an entry stands, for the message about it."""
        found = (entry.file for entry in self._entries(table) if entry.key == key)
        return next(found, f"{self.folder.name}/pack.toml")

    def programme(self) -> Programme | None:
        """The programme, or nothing where its head is missing; problems are noted either way."""
        head = f"{self.folder.name}/pack.toml"
        data = self._files.get(head, {}).get("programme")
        if not isinstance(data, dict):
            self.problems.append(PackProblem(head, "programme", "programme_missing", {}))
            return None
        entry = _Entry(head, "programme", data, self.problems)
        if data.get("key") != self.folder.name:
            entry.wrong("key_is_not_the_folder", folder=self.folder.name)
        self._name_wrong_tables()
        return Programme(
            self.folder.name,
            entry.text("name"),
            entry.text("country"),
            entry.text("language"),
            entry.code("unit", Unit, Unit.CLOCK_HOUR),
            **{table: self._read(table, read) for table, read in READERS.items()},
        )

    def _read(self, table: str, read: Callable[[_Entry], Any]) -> tuple[Any, ...]:
        return tuple(read(entry) for entry in self._entries(table))

    def _entries(self, table: str) -> Iterable[_Entry]:
        for file, data in self._files.items():
            if _is_list_of_tables(data.get(table)):
                for each in data[table]:
                    yield _Entry(file, table, each, self.problems)

    def _name_wrong_tables(self) -> None:
        for file, data in self._files.items():
            for table in sorted(data.keys() - {"programme"}):
                if table not in READERS:
                    self.problems.append(PackProblem(file, table, "unknown_table", {}))
                elif not _is_list_of_tables(data[table]):
                    self.problems.append(PackProblem(file, table, "not_a_list", {}))

    def _parse(self, path: Path) -> dict[str, Any]:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            file = path.relative_to(self.root).as_posix()
            self.problems.append(PackProblem(file, "", "not_toml", {"detail": str(error)}))
            return {}


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _module(entry: _Entry) -> Module:
    level, level_evidence = entry.level()
    return Module(
        entry.key,
        entry.text("name"),
        entry.code("kind", ModuleKind, ModuleKind.LANGUAGE),
        entry.texts("tracks"),
        entry.evidence(),
        entry.hours(),
        level,
        level_evidence,
        entry.prerequisites(),
        bool(entry.yes("optional")),
    )


def _entry_rule(entry: _Entry) -> EntryRule:
    advises = bool(entry.yes("advises"))
    return EntryRule(
        entry.key, entry.text("track"), entry.conditions(), entry.evidence(), entry.text("document", ""), advises
    )


def _repeat_rule(entry: _Entry) -> RepeatRule:
    hours = entry.hours()
    if hours is None:
        entry.wrong("hours_missing")
    return RepeatRule(
        entry.key,
        entry.texts("tracks"),
        hours or Hours(0, Unit.LESSON),
        entry.number("times") or 1,
        entry.conditions(),
        entry.evidence(),
    )


def _absence(entry: _Entry) -> AbsenceRule:
    return AbsenceRule(
        entry.key,
        entry.code("reason", AbsenceReason, AbsenceReason.OTHER),
        entry.code("attendance", Attendance, Attendance.UNKNOWN),
        entry.evidence(),
        entry.yes("foreseen"),
        entry.number("from_day") or 1,
        entry.number("to_day"),
        entry.text("proof", ""),
    )


def _sign(entry: _Entry) -> AttendanceSign:
    return AttendanceSign(
        entry.key,
        entry.codes("attendances", Attendance),
        entry.evidence(),
        entry.codes("reasons", AbsenceReason),
        entry.codes("enrolment_states", EnrolmentState),
    )


READERS: dict[str, Callable[[_Entry], Any]] = {
    "tracks": lambda e: TrackOffer(e.key, e.text("name"), e.code("track", Track, Track.REGULAR), e.evidence()),
    "modules": _module,
    "entry_rules": _entry_rule,
    "group_limits": lambda e: GroupLimit(
        e.key, e.text("track"), e.evidence(), e.number("maximum"), e.number("minimum")
    ),
    "examinations": lambda e: Examination(
        e.key, e.text("name"), e.codes("levels", Level), e.texts("modules"), e.evidence()
    ),
    "repeat_rules": _repeat_rule,
    "next_steps": lambda e: NextStep(e.text("from"), e.text("to"), e.evidence(), e.conditions()),
    "attendance_signs": _sign,
    "absences": _absence,
    "late_rules": lambda e: LateRule(e.key, e.number("minutes") or 0, e.evidence()),
    "facts": lambda e: Fact(e.key, e.text("value"), e.evidence()),
}
"""How each table of a pack is read. A table with another name is reported: a slip must not drop a rule silently."""
