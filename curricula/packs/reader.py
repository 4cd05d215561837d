"""Programme packs: reads the shipped TOML folders, checks them, and loads all or nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from curricula.domain import consistency
from curricula.domain.allowances import (
    AttendanceRule,
    Cost,
    CostKind,
    Duration,
    ExpectedHours,
    HourBudget,
    LimitKind,
    PlanRule,
    Purpose,
    TimeLimit,
    WeeklyHours,
)
from curricula.domain.amounts import UNIT_MINUTES, Bound, Hours, Money, Span, Unit
from curricula.domain.hours import Profile
from curricula.domain.programme import (
    EVERY_TRACK,
    AbsenceRule,
    AttendanceSign,
    Condition,
    EntryRule,
    Examination,
    Fact,
    GroupLimit,
    LateRule,
    Module,
    ModuleKind,
    NextStep,
    Operator,
    PersonFact,
    Programme,
    RepeatRule,
    Strand,
    StrandHours,
    TrackOffer,
)
from lms.courses.domain.budgets import BudgetKind
from lms.kernel import errors
from lms.kernel.facts import Evidence
from lms.kernel.packs import Entry, Problem, tables_in
from lms.kernel.vocabulary import AbsenceReason, Attendance, EnrolmentState, Level, Literacy, Track

SHIPPED = Path(__file__).parent.parent / "programmes"

CODES_OF_FACT: dict[PersonFact, type[Enum]] = {
    PersonFact.LITERACY: Literacy,
    PersonFact.LEVEL: Level,
    PersonFact.COURSE_TRACK: Track,
}
"""Facts whose values are codes; a rule that asks for another code is a slip of the pen."""


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


def read_packs(root: Path) -> tuple[dict[str, Programme], list[Problem]]:
    """Every pack and no problem, or no pack and every problem, so that all can be mended in one go."""
    problems: list[Problem] = []
    readers = {
        folder.name: PackReader(folder.name, tables_of_texts(folder.name, texts_of(folder), problems), problems)
        for folder in sorted(root.iterdir())
        if folder.is_dir()
    }
    read = {key: reader.programme() for key, reader in readers.items()}
    programmes = {programme.key: programme for programme in read.values() if programme is not None}
    problems += [readers[flaw.programme].problem_of(flaw) for flaw in consistency.flaws(programmes)]
    return ({} if problems else programmes), problems


def texts_of(folder: Path) -> dict[str, str | bytes]:
    """The TOML files of a folder by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}


def tables_of_texts(
    folder: str, texts: Mapping[str, str | bytes], problems: list[Problem]
) -> dict[str, dict[str, Any]]:
    """What files say, by the name under which a message speaks of them."""
    names = {f"{folder}/{name}" if folder else name: text for name, text in texts.items()}
    return {name: tables_in(text, name, problems) or {} for name, text in names.items()}


class PackEntry(Entry):
    """An entry of a programme pack: besides plain fields it reads hours, levels, prerequisites and conditions."""

    def __init__(self, file: str, table: str, data: Mapping[str, Any], problems: list[Problem]) -> None:
        key = str(data.get("key") or f"{data.get('from', '')}>{data.get('to', '')}".strip(">") or table)
        super().__init__(file, key, data, problems)
        self.get("key")

    def hours(self, field: str = "hours") -> Hours | None:
        if not self.has(field):
            return None
        inner = self.inner(field)
        if inner is None or not inner.has("unit"):
            self.wrong("hours_without_unit", value=self.get(field))
            return None
        amount, unit = inner.whole("amount", 1), inner.code("unit", Unit, Unit.LESSON)
        bound = inner.code("bound", Bound, Bound.EXACTLY)
        inner.done()
        if amount is None:
            self.wrong("hours_missing")
            return None
        return Hours(amount * UNIT_MINUTES[unit], unit, bound)

    def hours_needed(self) -> Hours:
        """Hours that must be there."""
        if not self.has("hours"):
            self.wrong("hours_missing")
        return self.hours() or Hours(0, Unit.LESSON)

    def tracks(self) -> tuple[str, ...]:
        """Names of tracks; all of them where none is named."""
        return self.texts("tracks") or (EVERY_TRACK,)

    def level_alone(self, field: str) -> Level | None:
        return self.to_code(self.get(field), Level, field) if self.has(field) else None

    def strands(self) -> tuple[StrandHours, ...]:
        read = []
        for inner in self.tables("strands", named="strand"):
            hours = _hours_of(inner)
            read.append(StrandHours(inner.code("strand", Strand, Strand.LANGUAGE), hours))
            inner.done()
        return tuple(read)

    def price(self) -> Money:
        inner = self.inner("price")
        if inner is None or not inner.has("currency"):
            self.wrong("price_without_currency", value=self.get("price"))
            return Money(0, "")
        money = Money(inner.whole("cents") or 0, inner.text("currency"))
        if not inner.has("cents"):
            self.wrong("number_missing", field="cents")
        inner.done()
        return money

    def level(self) -> tuple[Level | None, Evidence | None]:
        """A level stands alone, or with a source of its own where the module's source does not tell it."""
        if not self.has("level"):
            return None, None
        inner = self.inner("level")
        if inner is None:
            return self.to_code(self.get("level"), Level, "level"), None
        level, evidence = self.to_code(inner.get("value"), Level, "level"), inner.evidence()
        inner.done()
        return level, evidence

    def prerequisites(self) -> tuple[tuple[str, ...], ...]:
        groups = self.get("prerequisites") or []
        if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
            self.wrong("not_a_list", field="prerequisites")
            return ()
        for name in (name for group in groups for name in group):
            if str(name).startswith("level:") and not consistency.is_level(str(name)):
                self.wrong("unknown_level", field="prerequisites", value=str(name))
        return tuple(tuple(str(name) for name in group) for group in groups)

    def conditions(self) -> tuple[Condition, ...]:
        read = [self._condition(each) for each in self.rows("when")]
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


def _hours_of(entry: Entry) -> Hours:
    """The hours of an entry inside another."""
    return PackEntry(
        entry.file, "strands", {"key": entry.key, "hours": entry.get("hours")}, entry.problems
    ).hours_needed()


class PackReader:
    """One pack: all its files together make one programme, or rules to lay over one."""

    def __init__(self, folder: str, files: Mapping[str, dict[str, Any]], problems: list[Problem]) -> None:
        self._files, self.problems = files, problems
        missing = f"{folder}/pack.toml" if folder else "pack.toml"
        self.head = next((name for name, data in files.items() if "programme" in data), missing)
        self.folder = folder
        self.key = folder or self._own_key()

    def _own_key(self) -> str:
        head = self._files.get(self.head, {}).get("programme")
        return str(head.get("key", "")) if isinstance(head, dict) else ""

    def file_of(self, table: str, key: str) -> str:
        """Where an entry stands, for the message about it."""
        found = (entry.file for entry in self._entries(table) if entry.key == key)
        return next(found, self.head if self.head in self._files else next(iter(self._files), self.head))

    def problem_of(self, flaw: consistency.Flaw) -> Problem:
        """A flaw with the file it stands in."""
        return Problem(self.file_of(flaw.table, flaw.key), flaw.key, flaw.code, dict(flaw.facts))

    def flaws(self, programmes: Mapping[str, Programme], base: str = "") -> list[Problem]:
        """What cannot be true among these programmes, where it concerns this pack."""
        mine = base or self.key
        return [self.problem_of(one) for one in consistency.flaws(programmes) if one.programme == mine]

    def programme(self) -> Programme | None:
        """The programme, or nothing where its head is missing; problems are noted either way."""
        data = self._files.get(self.head, {}).get("programme")
        if not isinstance(data, dict):
            self.problems.append(Problem(self.head, "programme", "programme_missing", {}))
            return None
        entry = PackEntry(self.head, "programme", data, self.problems)
        key = entry.text("key")
        if key != self.key:
            entry.wrong("key_is_not_the_folder", folder=self.folder)
        if key and not key.replace("_", "").isalnum():
            entry.wrong("key_not_plain", key=key)
        name, country, language = (entry.text(field) for field in ("name", "country", "language"))
        unit = entry.code("unit", Unit, Unit.CLOCK_HOUR)
        entry.done()
        return self._filled(Programme(self.key, name, country, language, unit))

    def rules_of(self, base: Programme) -> Programme:
        """Its rules alone, under the head of the programme that they are laid over."""
        return self._filled(Programme(base.key, base.name, base.country, base.language, base.unit))

    def _filled(self, empty: Programme) -> Programme:
        self._name_wrong_tables()
        tables: dict[str, Any] = {table: self._read(table, read) for table, read in READERS.items()}
        return replace(empty, **tables)

    def _read(self, table: str, read: Callable[[PackEntry], Any]) -> tuple[Any, ...]:
        found = []
        for entry in self._entries(table):
            found.append(read(entry))
            entry.done()
        return tuple(found)

    def _entries(self, table: str) -> Iterable[PackEntry]:
        for file, data in self._files.items():
            if _is_list_of_tables(data.get(table)):
                for each in data[table]:
                    yield PackEntry(file, table, each, self.problems)

    def _name_wrong_tables(self) -> None:
        for file, data in self._files.items():
            for table in sorted(data.keys() - {"programme", "overlay"}):
                if table not in READERS:
                    self.problems.append(Problem(file, table, "unknown_table", {}))
                elif not _is_list_of_tables(data[table]):
                    self.problems.append(Problem(file, table, "not_a_list", {}))


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _module(entry: PackEntry) -> Module:
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
        entry.yes("optional"),
        entry.strands(),
    )


def _entry_rule(entry: PackEntry) -> EntryRule:
    advises, by_document = entry.yes("advises"), entry.yes("by_document")
    if by_document and (not entry.has("document") or entry.get("when")):
        entry.wrong("document_alone_decides")
    return EntryRule(
        entry.key,
        entry.text("track"),
        entry.conditions(),
        entry.evidence(),
        entry.text("document", ""),
        advises,
        by_document,
    )


def _repeat_rule(entry: PackEntry) -> RepeatRule:
    return RepeatRule(
        entry.key,
        entry.texts("tracks"),
        entry.hours_needed(),
        entry.whole("times", 1) or 1,
        entry.conditions(),
        entry.evidence(),
    )


def _attendance_rule(entry: PackEntry) -> AttendanceRule:
    share = entry.needed("share")
    if not 0 < share <= 1:
        entry.wrong("not_a_share", field="share", value=share)
    return AttendanceRule(
        entry.key,
        entry.tracks(),
        share,
        entry.code("purpose", Purpose, Purpose.REGULAR),
        entry.evidence(),
        entry.whole("window_weeks", 1),
        entry.yes("excused_outside"),
        entry.yes("asks_arrival"),
    )


def _time_limit(entry: PackEntry) -> TimeLimit:
    return TimeLimit(
        entry.key,
        entry.tracks(),
        entry.code("kind", LimitKind),
        int(entry.needed("amount", 1)),
        entry.code("span", Span),
        entry.text("after"),
        entry.evidence(),
        entry.texts("modules"),
    )


def _duration(entry: PackEntry) -> Duration:
    return Duration(
        entry.key,
        entry.text("track"),
        entry.text("module"),
        entry.evidence(),
        entry.number("typical_months"),
        entry.number("longest_months"),
    )


def _expected(entry: PackEntry) -> ExpectedHours:
    return ExpectedHours(
        entry.key,
        entry.codes("profiles", Profile),
        entry.hours_needed(),
        entry.evidence(),
        entry.hours("most"),
        entry.level_alone("start"),
        entry.level_alone("goal"),
    )


def _cost(entry: PackEntry) -> Cost:
    return Cost(
        entry.key,
        entry.tracks(),
        entry.code("kind", CostKind),
        entry.price(),
        entry.evidence(),
        entry.text("examination", ""),
    )


def _absence(entry: PackEntry) -> AbsenceRule:
    return AbsenceRule(
        entry.key,
        entry.code("reason", AbsenceReason, AbsenceReason.OTHER),
        entry.code("attendance", Attendance, Attendance.UNKNOWN),
        entry.evidence(),
        entry.yes("foreseen") if entry.has("foreseen") else None,
        entry.whole("from_day", 1) or 1,
        entry.whole("to_day", 1),
        entry.text("proof", ""),
    )


def _sign(entry: PackEntry) -> AttendanceSign:
    return AttendanceSign(
        entry.key,
        entry.codes("attendances", Attendance),
        entry.evidence(),
        entry.codes("reasons", AbsenceReason),
        entry.codes("enrolment_states", EnrolmentState),
    )


READERS: dict[str, Callable[[PackEntry], Any]] = {
    "tracks": lambda e: TrackOffer(e.key, e.text("name"), e.code("track", Track, Track.REGULAR), e.evidence()),
    "modules": _module,
    "entry_rules": _entry_rule,
    "group_limits": lambda e: GroupLimit(
        e.key, e.text("track"), e.evidence(), e.whole("maximum", 1), e.whole("minimum", 1)
    ),
    "examinations": lambda e: Examination(
        e.key, e.text("name"), e.codes("levels", Level), e.texts("modules"), e.evidence(), e.yes("civic")
    ),
    "repeat_rules": _repeat_rule,
    "next_steps": lambda e: NextStep(e.text("from"), e.text("to"), e.evidence(), e.conditions()),
    "attendance_signs": _sign,
    "absences": _absence,
    "late_rules": lambda e: LateRule(e.key, e.whole("minutes", 1) or 0, e.evidence()),
    "attendance_rules": _attendance_rule,
    "hour_budgets": lambda e: HourBudget(e.key, e.tracks(), e.code("kind", BudgetKind), e.hours_needed(), e.evidence()),
    "time_limits": _time_limit,
    "weekly_hours": lambda e: WeeklyHours(e.key, e.tracks(), e.evidence(), e.hours("least"), e.hours("most")),
    "durations": _duration,
    "expected_hours": _expected,
    "costs": _cost,
    "plan_rules": lambda e: PlanRule(e.key, e.evidence(), e.yes("required", True)),
    "facts": lambda e: Fact(e.key, e.text("value"), e.evidence()),
}
"""How each table of a pack is read. A table with another name is reported: a slip must not drop a rule silently."""
