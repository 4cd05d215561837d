"""The numbers of the review on a day, and what its model has learnt so far."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from curricula import models
from curricula.domain.stalled import DEFAULTS, Thresholds
from lms.kernel import db

if TYPE_CHECKING:
    from curricula.domain.gain import GainModel

EDITABLE = ("enough_ratio", "watch_ratio", "blocked_ratio", "regular_attendance", "long_pause_weeks", "review_weeks")
"""Numbers that a provider may set."""
_WHOLE = {one.name for one in fields(Thresholds) if one.type == "int" or one.type is int}


@dataclass(frozen=True)
class RuleInfo:
    """Numbers set by a provider, from a day on."""

    id: str
    holds_from: date
    numbers: dict[str, float]
    reason: str
    by: str
    at: datetime


def rules() -> Sequence[RuleInfo]:
    """Every set of numbers of the provider in scope, the newest day first."""
    rows = db.session().scalars(select(models.ReviewRule).order_by(models.ReviewRule.holds_from.desc()))
    return [RuleInfo(row.id, row.holds_from, dict(row.numbers), row.reason, row.by, row.at) for row in rows]


def thresholds_on(day: date) -> Thresholds:
    """The numbers in force on a day: the product's, with those the provider set."""
    for rule in rules():
        if rule.holds_from <= day:
            return replace(DEFAULTS, **numbers(rule.numbers))
    return DEFAULTS


def numbers(given: dict[str, Any]) -> dict[str, Any]:
    """Numbers as the rule needs them: weeks whole."""
    return {name: int(value) if name in _WHOLE else float(value) for name, value in given.items() if name in EDITABLE}


def gain_model(day: date | None = None) -> "GainModel":
    """What the model has learnt from the provider's learners, until a day; its assumptions where nothing yet."""
    from curricula.domain.gain import ASSUMED, GainModel

    table = models.GainHistory
    until = [] if day is None else [table.day <= day]
    row = db.session().scalar(select(table).where(*until).order_by(table.day.desc()).limit(1))
    return GainModel.of_values(row.model) if row else ASSUMED


def learnt_on() -> date | None:
    """The day on which the model last learnt."""
    return db.session().scalar(select(models.GainHistory.day).order_by(models.GainHistory.day.desc()).limit(1))
