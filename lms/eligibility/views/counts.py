"""How much of each kind was given in a period, without names."""

from typing import Any

from flask import g, make_response, request
from flask_babel import gettext as _

from lms.eligibility import queries
from lms.eligibility.views.door import COUNT, asked_period, pages, periods
from lms.kernel.separated import as_csv
from lms.kernel.web import current_day, render
from lms.organisations import queries as organisations


@pages.get("/eligible/counts", permission=COUNT)
def counts() -> Any:
    """By kind: how often, to how many people, how long."""
    g.place = "eligibility.counts"
    name, period = asked_period()
    centre_id = request.args.get("centre", "")
    return render(
        "eligibility/counts.html",
        rows=queries.given_by_kind(period, centre_id=centre_id),
        people=queries.people_served(period, centre_id=centre_id),
        period=period,
        period_name=name,
        periods=periods(),
        centres=organisations.centres(),
        centre_id=centre_id,
        today=current_day(),
    )


@pages.get("/eligible/counts.csv", permission=COUNT)
def counts_sheet() -> Any:
    """The same as a sheet."""
    _name, period = asked_period()
    rows = queries.given_by_kind(period, centre_id=request.args.get("centre", ""))
    heads = (_("Kind"), _("Times"), _("People"), _("Minutes"))
    answer = make_response(as_csv(heads, [(one.kind, one.times, one.people, one.minutes) for one in rows]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="services.csv"'
    return answer
