"""Centres of a region beside each other, for its observer, on a page and as a sheet."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.exchange.domain import suppression
from lms.exchange.domain.comparison import PARTS, Group, km_apart
from lms.exchange.queries import centres as queries
from lms.exchange.queries import offer as offers
from lms.exchange.views.door import pages
from lms.exchange.views.sheets import download
from lms.kernel import language, separated
from lms.kernel.web import current_actor, current_day, render
from lms.kernel.web.arguments import page_number

RIGHT = "exchange.aggregates"
ROWS = 40
"""Rows of the offer on one page."""


@pages.get("/overview/centres", permission=RIGHT, writes=True)
def centres() -> Any:
    """Lessons, waiting, attendance and places for children by centre. The look across providers is kept in the audit."""
    return render("exchange/centres.html", found=_found())


@pages.get("/overview/centres.csv", permission=RIGHT, writes=True)
def centres_csv() -> Any:
    """The same as a sheet; what is hidden on the page is hidden here."""
    head = [
        _("Centre"),
        _("Learners"),
        _("Lessons offered"),
        _("Days to the first lesson"),
        _("Attended of 100"),
        _("Places for children per 100 learners"),
    ]
    rows = [
        [
            one.name,
            _written(one.learners),
            one.lessons,
            "" if one.wait_days is None else one.wait_days,
            "" if one.attendance is None else round(one.attendance.value * 100),
            "" if one.care_per_hundred is None else one.care_per_hundred,
        ]
        for one in _found().centres
    ]
    return download(separated.as_csv(head, rows), "centres.csv")


@pages.get("/overview/offer", permission=RIGHT, writes=True)
def offer() -> Any:
    """What is offered where and when, by every provider: gaps, and half-empty groups that could be one."""
    actor = current_actor()
    today = current_day()
    # What is hidden was decided over the whole table: a part of it gives nothing away.
    found = offers.offer_of(actor.provider_id or "", today=today)
    level, centre = request.args.get("level", ""), request.args.get("centre", "")
    rows = [one for one in found.rows if level in ("", one.level) and centre in ("", one.centre)]
    page = page_number()
    return render(
        "exchange/offer.html",
        found=found,
        rows=rows[(page - 1) * ROWS : page * ROWS],
        total=len(rows),
        page=page,
        page_count=-(-len(rows) // ROWS),
        levels=list(dict.fromkeys(one.level for one in found.rows)),
        centres=sorted({one.centre for one in found.rows}),
        asked={"level": level, "centre": centre},
        pairs=[pair for pair in found.pairs if level in ("", pair[0].level) and centre in ("", *_centres_of(pair))],
        parts=PARTS,
        apart=km_apart,
    )


def _centres_of(pair: tuple[Group, Group]) -> tuple[str, str]:
    return pair[0].centre, pair[1].centre


def _written(cell: suppression.Cell) -> object:
    return language.say(f"figures.{cell}") if isinstance(cell, suppression.Hidden) else cell


def _found() -> queries.Comparison:
    actor = current_actor()
    return queries.comparison_of(actor.provider_id or "", actor=actor, today=current_day())
