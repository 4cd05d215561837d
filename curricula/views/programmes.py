"""The rules in force: every programme with value, dates, source, how sure each statement is, and who set it."""

from dataclasses import dataclass
from typing import Any

from flask import request

from curricula.domain.layers import Layered, Override
from curricula.domain.programme import Dated, Programme
from curricula.domain.unknowns import gaps_of
from curricula.queries import editions
from curricula.queries.outline import own_programmes
from curricula.views import door, saying
from curricula.views.door import pages
from lms.kernel import errors
from lms.kernel.facts import Evidence
from lms.kernel.web import current_actor, current_day, render

CHANGE = "curricula.programmes.change"


@dataclass(frozen=True)
class Row:
    """One statement as the page shows it. `override` tells who set it and what stood there before."""

    key: str
    name: str
    value: str
    evidence: Evidence
    override: Override | None = None
    before: tuple[tuple[str, Evidence], ...] = ()


@pages.get("/programmes", permission="curricula.programmes.see")
def programmes() -> Any:
    """One programme as it stands on a day, today where none is named; those of the provider stand first."""
    today = door.day(request.args.get("day", "")) or current_day()
    known, own = editions.composed(today).programmes, own_programmes()
    order = [*(key for key in own if key in known), *(key for key in known if key not in own)]
    key = request.args.get("programme", order[0])
    if key not in known:
        raise errors.NotFound("curricula.absent")
    programme = known[key].programme
    return render(
        "curricula/programmes.html",
        programme=programme,
        choices=[(one, known[one].programme.name) for one in order],
        own=own,
        today=today,
        is_today=today == current_day(),
        tables=tables_of(known[key]),
        unknown=gaps_of(programme),
        editions=[one for one in editions.editions(key) if not one.put_aside],
        may_change=current_actor().may(CHANGE),
        saying=saying,
        door=door,
    )


def tables_of(found: Layered) -> list[tuple[str, list[Row]]]:
    """Every table that says something, in the order in which people look for it."""
    overrides = {(one.table, one.key): one for one in found.overrides}
    shown = [(table, getattr(found.programme, table)) for table in saying.ROWS]
    return [
        (table, [_row(table, one, found.programme, overrides.get((table, one.key))) for one in statements])
        for table, statements in shown
        if statements
    ]


def _row(table: str, one: Dated, programme: Programme, override: Override | None) -> Row:
    name, value = saying.row(table, one, programme)
    # A part of the old rule that still holds on other days is the country's own.
    if override is not None and one not in override.now:
        override = None
    before = override.before if override else ()
    told = tuple((saying.row(table, each, programme)[1], each.evidence) for each in before)
    return Row(one.key, name, value, one.evidence, override, told)
