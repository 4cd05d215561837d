"""Reads what ships with casework: templates, rights and duties, programmes of outreach, papers before arrival."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from lms.casework.domain.before_arrival import Required
from lms.casework.domain.outreach import Link, Programme
from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import Confidence

HERE = Path(__file__).parent


@dataclass(frozen=True)
class TemplateStep:
    """A step of a template: the code of its sentence, whose it is by part, and after how many days."""

    key: str
    code: str
    icon: str
    owner: str
    days: int
    follows: str = ""


@dataclass(frozen=True)
class Strategy:
    """A template: its steps in order, and the pace it counts with."""

    key: str
    weekly_lessons: int
    steps: tuple[TemplateStep, ...]


@dataclass(frozen=True)
class RightOrDuty:
    """One item that a person confirms by itself. `since` is the day of its wording."""

    code: str
    kind: str
    picture: str
    since: date


@lru_cache(maxsize=1)
def strategies() -> dict[str, Strategy]:
    """Every template by its key."""
    found = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "strategies").glob("*.toml"))]
    return {
        one["key"]: Strategy(one["key"], one["weekly_lessons"], tuple(TemplateStep(**step) for step in one["steps"]))
        for one in found
    }


@lru_cache(maxsize=1)
def rights() -> tuple[RightOrDuty, ...]:
    """Rights first, then duties, as they are read out."""
    items = tomllib.loads((HERE / "rights.toml").read_text(encoding="utf-8"))["items"]
    return tuple(RightOrDuty(**one) for one in items)


def rights_worded_on() -> date:
    """The day of the newest wording among rights and duties."""
    return max(one.since for one in rights())


@lru_cache(maxsize=1)
def outreach() -> tuple[Programme, ...]:
    """Programmes for people whom no other programme reaches."""
    found = tomllib.loads((HERE / "outreach.toml").read_text(encoding="utf-8"))["programmes"]
    return tuple(
        Programme(
            one["key"], one["name"], one["country"], tuple(one["sexes"]), tuple(Link(link) for link in one["without"]),
            one["source"], one["confidence"],
        )
        for one in found
    )  # fmt: skip


@lru_cache(maxsize=1)
def before_arrival() -> tuple[Required, ...]:
    """Papers that are asked before somebody leaves or comes."""
    found = tomllib.loads((HERE / "before_arrival.toml").read_text(encoding="utf-8"))
    groups = found["groups"]
    return tuple(
        Required(
            one["key"], one["purpose"], frozenset(one["origins"]), frozenset(one["destinations"]),
            Evidence(one["source"], Confidence(one["confidence"]), one.get("valid_from"), one.get("valid_to")),
            frozenset(code for name in one.get("except", ()) for code in groups.get(name, [name])),
        )
        for one in found["papers"]
    )  # fmt: skip
