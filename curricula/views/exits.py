"""Who completed a scheme and went to work or education: at the end and a year later, each number open to its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from curricula.domain import exits as rules
from curricula.domain.exits import Report, Where
from curricula.queries import exits as queries
from curricula.queries import follow_up
from curricula.views import door
from curricula.views.door import pages
from lms.accounts.services import audit
from lms.exchange.domain.suppression import Cell, suppressed
from lms.kernel import language
from lms.kernel.actor import Role
from lms.kernel.separated import as_csv
from lms.kernel.web import current_actor, current_day, now, render
from lms.kernel.web.arguments import whole_number
from lms.learners import queries as learners

RIGHT, PEOPLE = "curricula.exits", "curricula.exits.people"
YEARS = 6
PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What the page is about: a programme, one scheme of it or all, and the year in which people completed it."""

    programme: str
    scheme: str
    year: int

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the year."""
        return date(self.year, 1, 1), date(self.year, 12, 31)


@dataclass(frozen=True)
class Shown:
    """One report as somebody may read it: every number, or that it is hidden. Totals have no extent."""

    report: Report
    cells: dict[tuple[str, str], Cell]
    total: Cell

    @property
    def settled(self) -> int | None:
        """How many went to work or education, nothing where that would speak of few."""
        found = [self.cells[where, ""] for where in rules.GONE_ON]
        numbers = [one for one in found if isinstance(one, int)]
        return sum(numbers) if len(numbers) == len(found) and isinstance(self.total, int) else None

    @property
    def of_hundred(self) -> int | None:
        """Of 100 who completed it."""
        if self.settled is None or not isinstance(self.total, int) or not self.total:
            return None
        return round(100 * self.settled / self.total)


@pages.get("/outcomes", permission=RIGHT, writes=True)
def exits_page() -> Any:
    """How many completed a scheme and where they went, at the end of the course and later."""
    programmes = follow_up.programmes(current_day())
    asked = _asked(programmes)
    return render(
        "curricula/exits.html",
        asked=asked,
        programmes=programmes,
        schemes=_schemes(asked.programme),
        years=_years(),
        shown=_shown(asked),
        wheres=list(Where),
        gone_on=rules.GONE_ON,
        extents=rules.EXTENTS,
        asks=follow_up.months_by_programme().get(asked.programme, ()) if not _sees_aggregates_only() else (),
        aggregates_only=_sees_aggregates_only(),
        when=when,
    )


@pages.get("/outcomes.csv", permission=RIGHT, writes=True)
def exits_file() -> Any:
    """The same for a spreadsheet; what is hidden on the page is hidden here."""
    asked = _asked(follow_up.programmes(current_day()))
    header = [_("Programme"), _("Scheme"), _("Year"), _("When"), _("Where"), _("How much"), _("People")]
    rows = [
        (
            *(asked.programme, asked.scheme, asked.year, when(one.report.months)),
            *(
                language.say(f"curricula.exit.{where}"),
                language.say(f"curricula.exit.{extent}") if extent else _("all"),
            ),
            count if isinstance(count, int) else language.say(f"figures.{count}"),
        )
        for one in _shown(asked)
        for (where, extent), count in one.cells.items()
    ]
    return Response(
        as_csv(header, rows),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="outcomes-{asked.programme}-{asked.year}.csv"',
            "Cache-Control": "no-store",
        },
    )


@pages.get("/outcomes/people", permission=PEOPLE, writes=True)
def exit_people() -> Any:
    """Whom a number counts. Who looked is kept in the audit."""
    asked = _asked(follow_up.programmes(current_day()))
    months = whole_number(request.args.get("months", "")) or 0
    wanted = [one for one in Where if one in request.args.getlist("where")] or list(Where)
    extents = [one for one in rules.EXTENTS if one in request.args.getlist("extent")] or list(rules.EXTENTS)
    found = {one.learner_id: one for one in _completed(asked)}
    ids = rules.report(found.values(), months, current_day()).ids(wanted, extents)
    page, page_count = door.page_of(len(ids), PAGE)
    people = learners.by_ids(ids)
    ordered = sorted(ids, key=lambda one: (people[one].name, one))[(page - 1) * PAGE : page * PAGE]
    audit.read("learners_learner", ordered, "progress", now=now())
    return render(
        "curricula/exit_people.html",
        asked=asked,
        scheme=dict(_schemes(asked.programme)).get(asked.scheme, ""),
        programme=dict(follow_up.programmes(current_day())).get(asked.programme, ""),
        rows=[(people[one], found[one], *rules.stands(found[one], months)) for one in ordered],
        total=len(ids),
        title=follow_up.title,
        months=months,
        wanted=wanted,
        extents=extents,
        every=len(wanted) == len(Where),
        gone_on=list(rules.GONE_ON),
        page=page,
        page_count=page_count,
        when=when,
    )


def when(months: int) -> str:
    """At the end, or so many months later."""
    return str(_("%(num)s months later", num=months) if months else _("At the end of the course"))


def _sees_aggregates_only() -> bool:
    return not current_actor().may(PEOPLE)


def _asked(programmes: Sequence[tuple[str, str]]) -> Asked:
    """What the address asks for; what it does not name or nobody offers is the first one."""
    given, keys = request.args, [key for key, _name in programmes]
    programme = given.get("programme", "")
    if programme not in keys:
        programme = keys[0] if keys else ""
    schemes = [key for key, _name in _schemes(programme)]
    scheme = given.get("scheme", "")
    year = whole_number(given.get("year", ""))
    return Asked(
        programme, scheme if scheme in schemes else next(iter(schemes), ""), year if year in _years() else _years()[0]
    )


def _schemes(programme: str) -> list[tuple[str, str]]:
    """The schemes to choose from. Whoever sees aggregates only gets no whole: a small scheme could be worked out of it."""
    found = queries.schemes(programme, current_day())
    if len(found) < 2:
        return []
    return found if _sees_aggregates_only() else [("", str(_("Every scheme"))), *found]


def _years() -> list[int]:
    this = current_day().year
    return list(range(this, this - YEARS, -1))


def _completed(asked: Asked) -> list[rules.Completed]:
    actor, today = current_actor(), current_day()
    if _sees_aggregates_only():
        return queries.completed_in_region(actor.provider_id or "", asked.programme, asked.scheme, *asked.days, today)
    centre_id = None if actor.role is Role.MANAGER else actor.centre_id
    return queries.completed(asked.programme, asked.scheme, *asked.days, today, centre_id=centre_id)


def _shown(asked: Asked) -> list[Shown]:
    """At the end and a year later."""
    completed = _completed(asked) if asked.programme else []
    return [_cells(rules.report(completed, months, current_day())) for months in (rules.AT_THE_END, rules.AFTER_A_YEAR)]


def _cells(found: Report) -> Shown:
    rows = tuple(one.value for one in Where)
    # Who may see the people sees every number; for others it is as official statistics do.
    table = suppressed(found.counts, rows, rules.EXTENTS, threshold=5 if _sees_aggregates_only() else 0)
    cells = {(row, extent): table.cells[row, extent] for row in rows for extent in rules.EXTENTS}
    return Shown(found, cells | {(row, ""): table.row_totals[row] for row in rows}, table.total)
