"""The observer's overview: aggregates over providers, no person anywhere."""

from typing import Any

from lms.exchange.domain import suppression
from lms.exchange.queries import overview as queries
from lms.exchange.views.door import pages
from lms.exchange.views.sheets import download
from lms.kernel import language, separated
from lms.kernel.web import current_actor, current_day, render

RIGHT = "exchange.aggregates"


@pages.get("/overview", permission=RIGHT, writes=True)
def aggregates() -> Any:
    """Learners by track and level, attendance, who waits. The look across providers is kept in the audit."""
    return render("exchange/overview.html", found=_overview())


@pages.get("/overview.csv", permission=RIGHT, writes=True)
def aggregates_csv() -> Any:
    """Learners by track and level as a table to keep; what is hidden on the page is hidden here."""
    people = _overview().people
    rows = [
        [
            language.say(f"track.{track}"),
            *(people.cells[track, level] for level in people.columns),
            people.row_totals[track],
        ]
        for track in people.rows
    ]
    rows.append([language.say("figures.all"), *(people.column_totals[level] for level in people.columns), people.total])
    head = [language.say("figures.track"), *(language.say(f"level.{level}") for level in people.columns)]
    return download(
        separated.as_csv([*head, language.say("figures.all")], [[_written(cell) for cell in row] for row in rows]),
        "learners-by-track-and-level.csv",
    )


def _written(cell: object) -> object:
    return language.say(f"figures.{cell}") if isinstance(cell, suppression.Hidden) else cell


def _overview() -> queries.Overview:
    actor = current_actor()
    return queries.overview(actor.provider_id or "", today=current_day())
