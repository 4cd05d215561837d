"""Setting the numbers of the review from a day on, and letting its model learn."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from curricula import models
from curricula.domain.gain import Course, fit
from curricula.domain.stalled import DEFAULTS, Thresholds
from curricula.queries.rule import EDITABLE, numbers
from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor

LIMITS: Mapping[str, tuple[float, float]] = {
    "enough_ratio": (0.1, 2.0),
    "watch_ratio": (0.5, 4.0),
    "blocked_ratio": (1.0, 6.0),
    "regular_attendance": (0.3, 1.0),
    "long_pause_weeks": (2, 26),
    "review_weeks": (1, 26),
}


def set_rule(given: Mapping[str, float], *, holds_from: date, reason: str, actor: Actor, now: datetime) -> Thresholds:
    """Numbers of the review from a day on. What was found before stays as it was.

    Raises Invalid for a number off its limits, hours that are watched after they are past tolerance, a day that has
    passed, or no reason.
    """
    if not reason.strip():
        raise errors.Invalid("curricula.rule_reason", field="reason")
    if holds_from < now.date():
        raise errors.Invalid("curricula.rule_ahead", field="holds_from")
    for name, value in given.items():
        lowest, highest = LIMITS[name]
        if name not in EDITABLE or not lowest <= value <= highest:
            raise errors.Invalid("curricula.rule_number", field=name, lowest=lowest, highest=highest)
    found = replace(DEFAULTS, **numbers(dict(given)))
    if found.watch_ratio > found.blocked_ratio:
        raise errors.Invalid("curricula.rule_order", field="watch_ratio")
    table = models.ReviewRule
    row = db.session().scalar(select(table).where(table.holds_from == holds_from)) or table(holds_from=holds_from)
    before = dict(row.numbers or {})
    row.numbers, row.reason, row.by, row.at = numbers(dict(given)), reason.strip(), actor.name, now
    db.session().add(row)
    changes = {name: [before.get(name), value] for name, value in row.numbers.items()}
    audit.record("set_rule", "curricula_review_rule", holds_from.isoformat(), changes=changes, reason=reason, now=now)
    return found


def learn(courses: Iterable[Course], day: date, *, became: Mapping[str, Any] | None, now: datetime) -> None:
    """Let the model learn from courses as they stand today. `became`: how far what it said earlier has held."""
    history = list(courses)
    table = models.GainHistory
    row = db.session().scalar(select(table).where(table.day == day)) or table(day=day)
    row.model, row.learners, row.at = fit(history).as_values(), len(history), now
    row.became = None if became is None else dict(became)
    db.session().add(row)
    db.session().flush()
