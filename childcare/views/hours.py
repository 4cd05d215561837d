"""Hours of care by the basis on which they are paid: a month on a page, and as a table for the funder. No child is named."""

from datetime import date, timedelta
from typing import Any

from flask import Response, request
from flask_babel import format_date
from flask_babel import gettext as _

from childcare import queries
from childcare.views.door import PLAN, centre_words, local_now, own_centre, pages
from lms.kernel import separated
from lms.kernel.web import render


def _month(today: date) -> date:
    try:
        return date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        return today.replace(day=1)


@pages.get("/childcare/hours", permission=PLAN)
def hours() -> Any:
    """Hours of a month by basis and group."""
    centre = own_centre()
    month = _month(local_now(centre).date())
    return render(
        "childcare/hours.html",
        **centre_words(centre),
        rows=queries.hours_by_basis(centre.id, month),
        month=month,
        said=str(format_date(month, "LLLL y")),
        before=month - timedelta(days=1),
        after=month + timedelta(days=32),
    )


@pages.get("/childcare/hours.csv", permission=PLAN)
def hours_table() -> Any:
    """The same as a table."""
    centre = own_centre()
    month = _month(local_now(centre).date())
    head = [
        _("Month"),
        _("Paid by"),
        _("Group"),
        _("Children"),
        _("Sessions booked"),
        _("Sessions attended"),
        _("Minutes booked"),
        _("Minutes there"),
        _("Minutes late"),
    ]
    rows = [
        (
            f"{month:%Y-%m}",
            one.basis or _("Nobody yet"),
            one.group,
            one.children,
            one.sessions,
            one.attended,
            one.booked_minutes,
            one.present_minutes,
            one.late_minutes,
        )
        for one in queries.hours_by_basis(centre.id, month)
    ]
    answer = Response(separated.as_csv(head, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="childcare-hours-{month:%Y-%m}.csv"'
    return answer
