"""The one door of all pages of eligibility, and what they share."""

from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.eligibility.domain import Period, this_month, this_year
from lms.kernel import clock, errors, language
from lms.kernel.web import Pages, current_actor, current_day
from lms.kernel.web.arguments import whole_number

pages = Pages("eligibility", "lms.eligibility.views")
RIGHT, SETUP, COUNT = "eligibility.record", "eligibility.setup", "eligibility.count"
YEARS = range(1900, 2200)
"""What lies outside is a slip of the pen, and no calendar can count from it."""
OFF = -1
"""A number that is none: every rule refuses it."""


def typed_day(name: str) -> date | None:
    """A day of the form or the address, None where it is none."""
    try:
        day = date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def typed_number(name: str) -> int | None:
    """A number of the form, None where nothing is typed."""
    typed = request.form.get(name, "").strip()
    if not typed:
        return None
    number = whole_number(typed)
    return OFF if number is None else number


def asked_period() -> tuple[str, Period]:
    """The period that is counted, with its name: this year where the address says nothing."""
    name = request.args.get("period", "")
    first, last = typed_day("first"), typed_day("last")
    if name == "own" and (first or last):
        return name, Period(first, last)
    if name == "ever":
        return name, Period(None, None)
    return ("month", this_month(current_day())) if name == "month" else ("year", this_year(current_day()))


def periods() -> list[tuple[str, str]]:
    """Periods to choose from."""
    return [
        ("month", _("This month")),
        ("year", _("This year")),
        ("ever", _("Everything so far")),
        ("own", _("From a day to a day")),
    ]


def trouble_of(refused: errors.OnwardError | None) -> dict[str, Any]:
    """The sentence of what was refused, and its field, for the form that is shown again."""
    return {
        "trouble": language.say(refused.code, refused.facts) if refused else "",
        "field": refused.facts.get("field", "") if refused else "",
    }


def local_day(instant: Any) -> date:
    """The calendar date of an instant where somebody works."""
    return clock.local(instant, current_actor().zone).date()
