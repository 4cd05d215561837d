"""People for each seat by track and level, today and on the first day of the last months."""

from datetime import date
from typing import Any

from flask import request

from lms.courses.queries import comparison as counted
from lms.exchange.domain import comparison as rules
from lms.exchange.views import figures
from lms.exchange.views.door import pages
from lms.kernel.vocabulary import LEVELS, Track
from lms.kernel.web import current_day, render
from lms.organisations import queries as organisations


@pages.get("/figures/balance", permission=figures.RIGHT)
def balance() -> Any:
    """Where seats are short and where they stay empty, and which way it goes."""
    today, centres = current_day(), organisations.centres()
    asked = request.args.get("centre")
    centre_id = asked if asked in {one.id for one in centres} else None
    months = figures.months_until(today)
    found = counted.balance([*(date(*month, 1) for month in months), today], centre_id=centre_id)
    rows = [_row(kind, line) for kind, line in sorted(found.items(), key=lambda one: _order(one[0]))]
    return render(
        "exchange/balance.html",
        rows=[row for row in rows if any(one["standing"] != rules.Standing.NOBODY for one in row["months"])],
        months=figures.month_names(months),
        centres=centres,
        centre_id=centre_id,
        short=sum(row["now"]["standing"] == rules.Standing.SHORT for row in rows),
        empty=sum(row["now"]["standing"] == rules.Standing.EMPTY for row in rows),
    )


def _row(kind: tuple[str, str], line: tuple[counted.Balance, ...]) -> dict[str, Any]:
    cells = [
        {
            "people": one.people,
            "seats": one.seats,
            "ratio": rules.ratio(one.people, one.seats),
            "standing": rules.standing(one.people, one.seats),
        }
        for one in line
    ]
    return {"track": kind[0], "level": kind[1], "months": cells, "now": cells[-1]}


def _order(kind: tuple[str, str]) -> tuple[int, int]:
    tracks, levels = [track.value for track in Track], [level.value for level in LEVELS]
    return (
        tracks.index(kind[0]) if kind[0] in tracks else len(tracks),
        levels.index(kind[1]) if kind[1] in levels else -1,
    )
