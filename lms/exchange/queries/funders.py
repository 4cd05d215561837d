"""What goes out to a funder for a month: lines of hours with everything that a column can show, and what holds one back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from lms.courses.domain import hours
from lms.courses.domain.budgets import Budget, Rule
from lms.courses.queries import budgets, ledger
from lms.exchange import models
from lms.exchange.domain import funder_forms
from lms.exchange.domain.funder_forms import Facts, Form, Line, Trouble
from lms.exchange.domain.workbook import Cell
from lms.kernel import db
from lms.learners import models as learners
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class Preview:
    """A month of a funder as it would go out now."""

    form: Form
    month: date
    closed: bool
    out: tuple[Line, ...]
    refused: tuple[Line, ...]

    @property
    def minutes(self) -> int:
        """Minutes that go out."""
        return sum(_whole(line.facts.get("minutes")) for line in self.out)

    @property
    def lessons(self) -> float:
        """Lessons that the month owes, as its closing says: each row's own number is rounded, and so is not added up."""
        lengths = ((_whole(line.facts.get("minutes")), _whole(line.facts.get("unit_minutes"))) for line in self.out)
        return sum(minutes / unit for minutes, unit in lengths if unit)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def definition(funder_id: str) -> str:
    """The columns that a funder wants, as they stand in the definition; those of the house where nobody has said more."""
    row = db.session().get(models.ExportForm, funder_id)
    return row.definition if row is not None else funder_forms.DEFAULT


def form(funder_id: str) -> Form:
    """The same, read. What was saved can be read: nothing else is taken."""
    found = funder_forms.read(definition(funder_id))
    if isinstance(found, Trouble):
        raise ValueError(found.code)
    return found


def preview(funder_id: str, month: date, wanted: Form | None = None) -> Preview:
    """What goes out, and what does not, with every reason. In order of day, time, number and row of the ledger."""
    wanted = wanted or form(funder_id)
    closed = any(one.closed for one in ledger.closings(month=month, funder_id=funder_id))
    found = funder_forms.sort(wanted, _lines(funder_id, month, wanted), month_closed=closed)
    return Preview(wanted, month, closed, found.out, found.refused)


@dataclass(frozen=True)
class _Person:
    id: str
    number: str
    given_name: str
    family_name: str
    birth_date: date | None
    left_on: date | None
    centre_id: str


@dataclass(frozen=True)
class _Known:
    """What lines are made of besides the ledger."""

    people: Mapping[str, _Person]
    budgets: Mapping[str, Budget]
    centres: Mapping[str, str]
    provider: str
    rule: Rule


def _lines(funder_id: str, month: date, wanted: Form) -> list[Line]:
    charged = ledger.entries(month=month, funder_id=funder_id)
    held_back = [one for one in ledger.refused(month=month) if one.funder_id == funder_id]
    known = _known(funder_id, [*charged, *held_back])
    groups: dict[tuple[str, ...], list[ledger.EntryInfo]] = {}
    for one in charged:
        # Two records of one person that became one are one person.
        person = known.people[one.learner_id].id if one.learner_id in known.people else one.learner_id
        key = (person, one.session_id) if wanted.rows == "session" else (person,)
        groups.setdefault(key, []).append(one)
    lines = [_line(group, known) for group in groups.values() if sum(one.minutes for one in group)]
    lines += [_held_back(one, known) for one in held_back]
    return sorted(lines, key=_order)


def _order(line: Line) -> tuple[str, ...]:
    facts = line.facts
    return tuple(str(facts.get(name) or "") for name in ("day", "starts", "number", "entry"))


def _known(funder_id: str, entries: Sequence[ledger.EntryInfo]) -> _Known:
    return _Known(
        _people({one.learner_id for one in entries}),
        budgets.budgets_by_id(one.budget_id for one in entries if one.budget_id),
        {one.id: one.name for one in organisations.centres()},
        organisations.provider(db.require_provider()).name,
        ledger.rules([funder_id]).get(funder_id, Rule()),
    )


def _people(ids: Iterable[str]) -> dict[str, _Person]:
    """Learners by id, those who left too. A record that was merged is told as the one that is kept."""
    learner, person = learners.Learner, learners.Person
    wanted = sorted(set(ids))
    merged = {
        row[0]: row[1]
        for row in db.session().execute(
            select(learner.id, learner.merged_into).where(learner.id.in_(wanted), learner.merged_into.is_not(None))
        )
    }
    rows = db.session().execute(
        select(learner, person)
        .join(person, learner.person_id == person.person_id)
        .where(learner.id.in_(sorted({merged.get(one) or one for one in wanted})))
    )
    kept = {
        one.id: _Person(one.id, one.number, who.given_name, who.family_name, who.birth_date, one.until, one.centre_id)
        for one, who in rows
    }
    found = {one: merged.get(one) or one for one in wanted}
    return {one: kept[known] for one, known in found.items() if known in kept}


def _line(group: Sequence[ledger.EntryInfo], known: _Known) -> Line:
    last = group[-1]
    budget = known.budgets.get(last.budget_id or "")
    minutes = sum(one.minutes for one in group)
    days = {one.day for one in group}
    # A row of an earlier month that is put right here is named: the funder has seen it.
    corrected = sorted({one.corrects_id for one in group if one.corrects_id and one.month != hours.month_of(one.day)})
    facts: dict[str, Cell] = {
        **_who(known.people.get(last.learner_id), known),
        **_of_budget(budget, known.rule),
        "programme": last.programme,
        "course": last.course,
        "section": last.section,
        "provider": known.provider,
        "month": last.month,
        "day": last.day if len(days) == 1 else None,
        "starts": last.starts if len(days) == 1 else None,
        "minutes": minutes,
        "unit_minutes": last.unit_minutes,
        "units": _units(minutes, last.unit_minutes),
        "sessions": len({one.session_id for one in group}),
        "mode": last.mode,
        "strand": last.strand,
        "correction": ", ".join(corrected),
        "entry": group[0].id,
    }
    return Line(facts, tuple(_lacks(budget, known.rule)))


def _who(person: _Person | None, known: _Known) -> Facts:
    if person is None:
        return {}
    return {
        "number": person.number,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "name": f"{person.given_name} {person.family_name}".strip(),
        "birth_date": person.birth_date,
        "left_on": person.left_on,
        "centre": known.centres.get(person.centre_id, ""),
    }


def _of_budget(budget: Budget | None, rule: Rule) -> Facts:
    if budget is None:
        return {"reference": "", "budget": "", "granted_units": None, "left_units": None}
    return {
        "reference": budget.reference,
        "budget": str(budget.kind),
        "granted_units": _units(budget.minutes, rule.unit_minutes),
        "left_units": _units(budget.left, rule.unit_minutes),
    }


def _units(minutes: int, unit_minutes: int) -> Decimal:
    return Decimal(str(hours.units(minutes, unit_minutes)))


def _lacks(budget: Budget | None, rule: Rule) -> Iterable[Trouble]:
    if rule.needs_reference and not (budget and budget.reference):
        yield Trouble("export.no_reference")


def _held_back(one: ledger.EntryInfo, known: _Known) -> Line:
    """Attended and not charged: it stands among the refused rows with the reason of the ledger."""
    line = _line([one], known)
    lost: Facts = {"minutes": one.attended, "units": _units(one.attended, one.unit_minutes)}
    return Line({**line.facts, **lost}, (Trouble(one.code), *line.troubles))


@dataclass(frozen=True)
class ExportInfo:
    """A file that was made."""

    funder: str
    month: date
    format: str
    rows: int
    refused: int
    minutes: int
    digest: str
    by: str
    at: datetime


def exports(*, funder_id: str | None = None, limit: int = 30) -> list[ExportInfo]:
    """Files made so far, the newest first."""
    names = {one.id: one.name for one in organisations.funders()}
    statement = select(models.Export).order_by(models.Export.at.desc(), models.Export.id.desc()).limit(limit)
    if funder_id:
        statement = statement.where(models.Export.funder_id == funder_id)
    return [
        ExportInfo(
            names.get(row.funder_id, ""), row.month, row.format, row.rows, row.refused, row.minutes, row.digest,
            row.by, row.at,
        )
        for row in db.session().scalars(statement)
    ]  # fmt: skip
