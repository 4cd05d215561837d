"""Examinations of a month by who pays for them: people, what is paid for each, the sum. And the same as a file."""

from datetime import date
from itertools import groupby
from typing import Any

from flask import Response, request
from flask_babel import format_currency, format_date
from flask_babel import gettext as _

from curricula.queries import examination_charges as queries
from curricula.views import door
from curricula.views.door import pages
from lms.accounts.services import audit
from lms.kernel.actor import Role
from lms.kernel.separated import as_csv
from lms.kernel.web import current_actor, current_day, now, render

RIGHT = "curricula.examinations.charges"


@pages.get("/examinations/charges", permission=RIGHT)
def examination_charges() -> Any:
    """What every payer is charged for the examinations of a month."""
    month = _month()
    found = queries.sums(queries.charges(month, centre_id=_centre()))
    known = {month, current_day().replace(day=1), *queries.months(centre_id=_centre())}
    return render(
        "curricula/examination_charges.html",
        month=month,
        month_name=_month_name(month),
        months=[(f"{one:%Y-%m}", _month_name(one)) for one in sorted(known, reverse=True)],
        people=sum(one.people for one in found),
        payers=[(key[1], _totals(rows), rows) for key, rows in _by_payer(found)],
        amount=amount,
    )


@pages.get("/examinations/charges.csv", permission=RIGHT, writes=True)
def examination_charges_file() -> Any:
    """The same for the payers: a line for each person, and one for each that was taken back."""
    month = _month()
    found = queries.charges(month, centre_id=_centre())
    audit.read("learners_learner", sorted({one.learner_id for one in found}), "examination_charges_file", now=now())
    header = [
        *(_("Who pays"), _("Examination"), _("Day"), _("Class"), _("Number"), _("Name"), _("People"), _("Sum")),
        _("Currency"),
    ]
    rows = [
        (
            *(one.payer, one.examination, one.day, one.section, one.number, one.name, one.people),
            *(f"{one.cents / 100:.2f}", one.currency),
        )
        for one in found
    ]
    return Response(
        as_csv(header, rows),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="examinations-{month:%Y-%m}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _by_payer(found: list[queries.Sum]) -> list[tuple[tuple[str, str], list[queries.Sum]]]:
    return [(key, list(rows)) for key, rows in groupby(found, key=lambda one: (one.payer_id, one.payer))]


def _totals(rows: list[queries.Sum]) -> list[str]:
    """What is paid in all, once for each currency."""
    sums: dict[str, int] = {}
    for one in rows:
        sums[one.currency] = sums.get(one.currency, 0) + one.cents
    return [amount(cents, currency) for currency, cents in sorted(sums.items())]


def amount(cents: int, currency: str) -> str:
    """Money in words, nothing to pay as 0."""
    return str(format_currency(cents / 100, currency))


def _month() -> date:
    """The month that the address names, else this one."""
    return door.day(f"{request.args.get('month', '')}-01") or current_day().replace(day=1)


def _month_name(month: date) -> str:
    return str(format_date(month, "LLLL y"))


def _centre() -> str | None:
    actor = current_actor()
    return None if actor.role is Role.MANAGER else actor.centre_id
