"""People who wait between two steps: as a list, and as a file."""

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from curricula.queries import between as queries
from curricula.views import door
from curricula.views.door import pages
from lms.accounts.services import audit
from lms.kernel.separated import as_csv
from lms.kernel.web import current_day, now, render
from lms.kernel.web.arguments import whole_number

LONGEST = 520
RIGHT = "curricula.links.see"


@pages.get("/between-steps", permission=RIGHT, writes=True)
def between_steps() -> Any:
    """Who has had no lesson for more than so many weeks since the last step."""
    weeks = _weeks()
    found = queries.between_steps(door.own_centre(), current_day(), weeks)
    audit.read("learners_learner", [one.learner.id for one in found], "progress", now=now())
    return render("curricula/between.html", found=found, weeks=weeks, usual=queries.usual_weeks(current_day()))


@pages.get("/between-steps.csv", permission=RIGHT, writes=True)
def between_steps_file() -> Any:
    """The same list for a spreadsheet."""
    found = queries.between_steps(door.own_centre(), current_day(), _weeks())
    audit.read("learners_learner", [one.learner.id for one in found], "progress", now=now())
    header = [_("Number"), _("Name"), _("Passed"), _("Day"), _("Last lesson"), _("Weeks"), _("Next lesson")]
    rows = [
        (one.learner.number, one.learner.name, one.module, one.passed_on, one.since, one.weeks, one.starts or "")
        for one in found
    ]
    return Response(
        as_csv(header, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="between-steps.csv"', "Cache-Control": "no-store"},
    )


def _weeks() -> int:
    typed = whole_number(request.args.get("weeks", ""))
    return queries.usual_weeks(current_day()) if typed is None else min(typed, LONGEST)
