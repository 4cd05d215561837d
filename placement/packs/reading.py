"""Reading shipped data: takes fields one by one and notes what is wrong instead of stopping."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

Code = TypeVar("Code", bound=Enum)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with shipped data: which file, which item or rule, a code and its facts."""

    file: str
    key: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads fields of one file and notes what is wrong instead of stopping."""

    file: str
    problems: list[Problem]

    def wrong(self, key: str, code: str, **facts: Any) -> None:
        self.problems.append(Problem(self.file, key, code, facts))

    def text(self, data: Mapping[str, Any], name: str, key: str) -> str:
        value = data.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.wrong(key, "text_missing", field=name)
        return ""

    def code(self, value: object, codes: type[Code], default: Code, key: str) -> Code:
        try:
            return codes(value)
        except ValueError:
            self.wrong(key, f"unknown_{codes.__name__.lower()}", value=value)
            return default

    def number(self, value: object, default: float, key: str, name: str) -> float:
        if value in (None, ""):
            return default
        try:
            return float(str(value))
        except ValueError:
            self.wrong(key, "not_a_number", field=name, value=value)
            return default

    def day(self, data: Mapping[str, Any], name: str, key: str) -> date | None:
        value = data.get(name)
        # A TOML date-time is a date to Python as well; a rule begins on a day, not at an hour.
        if value is None or type(value) is date:
            return value
        self.wrong(key, "not_a_day", field=name, value=value)
        return None

    def whole(self, data: Mapping[str, Any], name: str, key: str) -> int | None:
        value = data.get(name)
        if value is None or (type(value) is int and value >= 0):
            return value
        self.wrong(key, "not_a_number", field=name, value=value)
        return None


def toml(file: Path) -> dict[str, Any]:
    """What a TOML file says."""
    return tomllib.loads(file.read_text(encoding="utf-8"))
