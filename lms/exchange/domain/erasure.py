"""Rules of erasing a person: how long it can be stopped, what stays without her, and until when. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta

WAIT = timedelta(days=14)
"""Between asking and doing: whoever asked by mistake, or was asked for under pressure, can stop it."""
YEARS = 5
"""Regulation (EU) 2021/1060, Article 82: papers of funded hours are kept five years from the end of the year of payment."""
REASONS = ("asked", "over", "mistake")
"""She asked for it; nobody needs the record any more; the record should never have been made."""
NOBODY = "—"
"""What stands where a name stood."""

KEPT: Mapping[str, tuple[str, ...]] = {
    "learners_learner": (
        "picture", "goal", "interpreter", "contact", "step_free", "track_reason", "track_by", "track_at", "consent_at",
    ),
    "courses_enrolment": ("reason", "needed_by", "waiting_since", "obstacle"),
    "courses_mark": ("reason", "arrived", "left", "by"),
    "courses_budget": ("reference", "by"),
    "courses_ledger_entry": ("reason", "by"),
    "courses_completion": ("note", "by"),
}  # fmt: skip
"""Tables of the host whose rows stay without the person, and the columns that are emptied in them: the hours that a
funder paid, with the seat, the mark and the grant they rest on, and the modules that were passed."""


def due_on(asked_on: date) -> date:
    """The day on which it is carried out."""
    return asked_on + WAIT


def kept_until(last_hour: date | None) -> date | None:
    """Last day on which the hours without a name stay; None where there are none."""
    return date(last_hour.year + YEARS, 12, 31) if last_hour else None
