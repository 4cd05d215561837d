"""Where people without a seat live, and where a class nearby would reach those who can come to no centre."""

from typing import Any

from lms.courses import queries as courses
from lms.courses.queries import figures as counted
from lms.exchange.domain.areas import Kind, Living, by_area
from lms.exchange.views import figures
from lms.exchange.views.door import pages
from lms.exchange.views.sheets import download
from lms.kernel import separated
from lms.kernel.web import render
from lms.learners import queries as learners
from lms.learners.domain.availability import Availability
from lms.organisations import queries as organisations


@pages.get("/figures/areas", permission=figures.RIGHT)
def areas() -> Any:
    """Areas with the people there who have no seat, those first where a class would reach most."""
    found, unnamed = _found()
    return render("exchange/areas.html", areas=found, unnamed=unnamed, reached=[one for one in found if one.reached])


@pages.get("/figures/areas.csv", permission=figures.RIGHT)
def areas_csv() -> Any:
    """The same for a sheet."""
    head = ("area", "track", "level", "people_without_seat", "can_come_to_no_centre", "enough_for_a_class")
    rows = [
        (area.name, *one.kind, one.people, one.far, "yes" if one.enough else "no")
        for area in _found()[0]
        for one in area.wanted
    ]
    return download(separated.as_csv(head, rows), "people-by-area.csv")


def _found() -> tuple[list[Any], int]:
    kinds = counted.kinds_without_seat()
    weeks = learners.availabilities(kinds)
    people = [Living(kind, weeks.get(key, Availability())) for key, kind in kinds.items()]
    offered = courses.courses(None)
    sizes: dict[Kind, int] = {}

    def smallest(kind: Kind) -> int:
        if kind not in sizes:
            sizes[kind] = figures.size_of_groups(offered, *kind)[0]
        return sizes[kind]

    centres = [one.id for one in organisations.centres()]
    return by_area(people, centres, smallest), sum(not one.week.area for one in people)
