"""Reading packs: TOML files of dated facts. Fields are read one by one, and everything wrong is noted at once.

A pack is data that ships: rules of a country, programmes, ratios. Its reader opens the files with `tables_of`, walks them
as `Entry` values and collects `Problem` values, so that every slip can be mended in one go; a pack with a problem is not
loaded. A field that nobody asked for is a problem too: a slip in its name must not drop a condition silently.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import Confidence

Code = TypeVar("Code", bound=Enum)

NOT_KNOWN = "unknown"
"""As `valid_from`: the day on which a statement began to hold was looked for and not found."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a pack: which file, which entry of it, and a code with its facts (`field` names the key)."""

    file: str
    key: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.file}: {self.key or '-'}: {self.code}{f' ({facts})' if facts else ''}"


def tables_of(path: Path, name: str, problems: list[Problem]) -> dict[str, Any] | None:
    """What a TOML file says. Where it is none, `None` and a problem, in which the file is called by this name."""
    return tables_in(path.read_bytes(), name, problems)


def tables_in(content: bytes | str, name: str, problems: list[Problem]) -> dict[str, Any] | None:
    """What the content of a TOML file says, `None` and a problem where it is none."""
    try:
        return tomllib.loads(content if isinstance(content, str) else content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(name, "", "not_toml", {"detail": str(error)}))
        return None


class Entry:
    """One table of a file. Its methods read a field and note what is wrong instead of stopping."""

    def __init__(self, file: str, key: str, data: Mapping[str, Any], problems: list[Problem]) -> None:
        self.file, self.key, self.data, self.problems = file, key, data, problems
        self._asked: set[str] = set()

    def wrong(self, code: str, **facts: Any) -> None:
        """Note a problem of this entry."""
        self.problems.append(Problem(self.file, self.key, code, facts))

    def has(self, field: str) -> bool:
        """Whether the field is there."""
        return self.get(field) is not None

    def get(self, field: str) -> Any:
        """The field as it stands, `None` when it is not there."""
        self._asked.add(field)
        return self.data.get(field)

    def text(self, field: str, default: str | None = None) -> str:
        """Words; needed unless there is a default."""
        value = self.get(field)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        self.wrong("text_missing", field=field)
        return ""

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of words, empty when it is not there."""
        value = self.get(field)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.wrong("not_a_list", field=field)
        return ()

    def number(self, field: str, least: float = 0) -> float | None:
        """A number that is not below the least."""
        value = self.get(field)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool) and value >= least):
            return value
        self.wrong("not_a_number", field=field, value=value)
        return None

    def whole(self, field: str, least: int = 0) -> int | None:
        """A whole number that is not below the least."""
        value = self.get(field)
        if value is None or (type(value) is int and value >= least):
            return value
        self.wrong("not_a_number", field=field, value=value)
        return None

    def needed(self, field: str, least: float = 0) -> float:
        """A number that must be there."""
        if not self.has(field):
            self.wrong("number_missing", field=field)
        return self.number(field, least) or 1

    def yes(self, field: str, default: bool = False) -> bool:
        """Yes or no."""
        value = self.get(field)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.wrong("not_yes_or_no", field=field, value=value)
        return default

    def day(self, field: str) -> date | None:
        """A day."""
        value = self.get(field)
        # A TOML date-time is a date to Python as well; a statement begins on a day, not at an hour.
        if value is None or type(value) is date:
            return value
        self.wrong("not_a_date", field=field, value=str(value))
        return None

    def code(self, field: str, codes: type[Code], default: Code | None = None) -> Code:
        """A code of a kind; needed unless there is a default."""
        value = self.get(field)
        if value is None and default is not None:
            return default
        return self.to_code(value, codes, field) or default or next(iter(codes))

    def codes(self, field: str, codes: type[Code]) -> tuple[Code, ...]:
        """A list of codes of a kind."""
        read = [self.to_code(value, codes, field) for value in self.texts(field)]
        return tuple(code for code in read if code is not None)

    def to_code(self, value: object, codes: type[Code], field: str) -> Code | None:
        """A value as a code of a kind, `None` with a problem when it is none."""
        try:
            return codes(value)
        except ValueError:
            known = ", ".join(str(one.value) for one in codes)
            self.wrong(f"unknown_{codes.__name__.lower()}", field=field, value=value, known=known)
            return None

    def evidence(self) -> Evidence:
        """Source, confidence and the days on which the entry holds. Source and confidence must be there."""
        if not isinstance(self.get("source"), str) or not str(self.data["source"]).strip():
            self.wrong("source_missing")
        if not self.has("confidence"):
            self.wrong("confidence_missing")
        valid_from = None if self.get("valid_from") == NOT_KNOWN else self.day("valid_from")
        valid_to = self.day("valid_to")
        if valid_from and valid_to and valid_to < valid_from:
            self.wrong("dates_reversed", valid_from=valid_from.isoformat(), valid_to=valid_to.isoformat())
        confidence = self.code("confidence", Confidence, Confidence.MEMORY)
        return Evidence(str(self.data.get("source", "")).strip(), confidence, valid_from, valid_to)

    def inner(self, field: str) -> "Entry | None":
        """A table inside this one, spoken of by the same key; `None` when the field is no table."""
        value = self.get(field)
        return Entry(self.file, self.key, value, self.problems) if isinstance(value, dict) else None

    def tables(self, field: str, named: str = "key") -> Iterator["Entry"]:
        """Tables below this one. Each is spoken of by its own key below that of this entry, else by its place."""
        for place, each in enumerate(self.rows(field), start=1):
            name = str(each.get(named) or f"{field}[{place}]")
            yield Entry(self.file, f"{self.key}.{name}".lstrip("."), each, self.problems)

    def rows(self, field: str) -> list[dict[str, Any]]:
        """A list of tables as it stands, empty when it is not there."""
        value = self.get(field)
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return value
        self.wrong("not_a_list", field=field)
        return []

    def done(self) -> None:
        """Everything was read: whatever is left over is a slip in a name."""
        for left in sorted(self.data.keys() - self._asked):
            self.wrong("unknown_field", field=left)
