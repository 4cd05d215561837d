"""Writing statements of a programme as TOML, in the form in which packs are read."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any

from curricula.domain.allowances import AttendanceRule, Cost, HourBudget, TimeLimit, WeeklyHours
from curricula.domain.amounts import Bound, Hours, Money
from curricula.domain.programme import (
    EVERY_TRACK,
    Condition,
    Dated,
    Module,
    NextStep,
    StrandHours,
)
from lms.kernel.facts import Evidence

NAMES = {"start": "from", "conditions": "when"}
"""Fields that a pack calls by another word."""
ALL_UNLESS_SAID = (AttendanceRule, HourBudget, TimeLimit, WeeklyHours, Cost)
"""Statements that hold for all tracks where none is named."""


def written(table: str, statements: Iterable[Dated]) -> str:
    """Statements of one table as TOML text."""
    return "\n".join(_entry(table, one) for one in statements)


def _entry(table: str, statement: Any) -> str:
    lines = [f"[[{table}]]"]
    for name, value in _fields(statement).items():
        lines.append(f"{name} = {_value(value)}")
    return "\n".join([*lines, *_evidence(statement.evidence), ""])


def _fields(statement: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in fields(statement):
        value = getattr(statement, each.name)
        if each.name in ("evidence", "level_evidence") or value is None or value == each.default:
            continue
        if each.name == "tracks" and value == (EVERY_TRACK,) and isinstance(statement, ALL_UNLESS_SAID):
            continue
        found[NAMES.get(each.name, each.name) if _renamed(statement, each.name) else each.name] = value
    if isinstance(statement, Module) and statement.level and statement.level_evidence:
        found["level"] = {"value": statement.level} | _plain(statement.level_evidence)
    return found


def _renamed(statement: Any, name: str) -> bool:
    return name == "conditions" or isinstance(statement, NextStep)


def _evidence(evidence: Evidence) -> list[str]:
    return [f"{name} = {_value(value)}" for name, value in _plain(evidence).items()]


def _plain(evidence: Evidence) -> dict[str, Any]:
    found = {
        "source": evidence.source,
        "confidence": evidence.confidence,
        "valid_from": evidence.valid_from,
        "valid_to": evidence.valid_to,
    }
    return {name: value for name, value in found.items() if value is not None}


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return _value(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_value(each)}" for name, each in value.items()) + " }"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return _value(_table(value)) if not isinstance(value, str) else _text(value)


def _table(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Hours):
        bound = {} if value.bound is Bound.EXACTLY else {"bound": value.bound}
        return {"amount": int(value.amount), "unit": value.unit} | bound
    if isinstance(value, Money):
        return {"cents": value.cents, "currency": value.currency}
    if isinstance(value, Condition):
        return {"fact": value.fact, value.operator.value: value.value}
    if isinstance(value, StrandHours):
        return {"strand": value.strand, "hours": value.hours}
    raise TypeError(f"a pack does not hold {type(value).__name__}")


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
