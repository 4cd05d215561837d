"""The one door of all pages of childcare, and how ages and times are said there."""

from datetime import date, datetime
from typing import Any

from flask import request
from flask_babel import gettext, ngettext

from childcare import queries
from lms.kernel import clock
from lms.kernel.web import Pages, current_actor, now
from lms.organisations import queries as organisations

pages = Pages("childcare", "childcare")

DAY = "childcare.day"
"""Children's data: for the people who look after them."""
PLAN = "childcare.plan"
"""Rooms, groups, carers: numbers, no child."""
LIST = "childcare.waiting"
"""Who waits for a place."""
YOUNG = 36
"""Months up to which the age of a child is told with months."""


def own_centre() -> organisations.Centre:
    """The centre of whoever asks; without one of her own the provider's first. Raises NotFound."""
    return organisations.centre_in_view(current_actor().centre_id)


def local_now(centre: organisations.Centre) -> datetime:
    """The instant of this request on the wall of the centre."""
    return clock.local(now(), centre.zone)


def wanted_day(today: date, name: str = "day") -> date:
    """The day in the address, today without one."""
    try:
        return date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        return today


def wall_clock(minutes: int) -> str:
    """Minutes after midnight as a wall shows them."""
    return f"{min(minutes, 1440) // 60:02}:{min(minutes, 1440) % 60:02}"


def age(months: int) -> str:
    """2 y 4 m for the small ones, 4 y for the others."""
    years, rest = divmod(months, 12)
    if years == 0:
        return str(ngettext("%(num)s month", "%(num)s months", rest))
    if months < YOUNG and rest:
        return str(gettext("%(years)s y %(months)s m", years=years, months=rest))
    return str(ngettext("%(num)s year", "%(num)s years", years))


def ages_of_group(group: queries.GroupInfo) -> str:
    """Under 3 years; 3 to 6 years."""
    first, last = group.from_months // 12, (group.to_months - 1) // 12
    if group.from_months == 0:
        return str(ngettext("under %(num)s year", "under %(num)s years", last + 1))
    return str(gettext("%(first)s to %(last)s years", first=first, last=last))


def relation_of(person: queries.CollectorInfo) -> str:
    """What somebody is to the child."""
    return str(gettext("parent")) if person.is_parent else person.relation


def centre_words(centre: organisations.Centre) -> dict[str, Any]:
    """What most pages show of their centre."""
    return {"centre": centre, "age": age, "ages": ages_of_group, "relation": relation_of, "clock": wall_clock}
