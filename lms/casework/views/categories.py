"""The four kinds of services: how far each reaches at a centre, and where nobody has had anything of one."""

from typing import Any

from flask import request

from lms.casework import queries
from lms.casework.views.door import pages
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, render
from lms.organisations import queries as organisations

ICONS = {"information": "info", "learning": "graduation-cap", "work": "briefcase", "recognition": "seal-check"}


@pages.get("/offers/kinds", permission="casework.categories")
def categories() -> Any:
    """Of every kind how many people have had something, and how much is offered."""
    actor = current_actor()
    own = actor.centre_id if actor.role is not Role.MANAGER else None
    asked = request.args.get("centre", "")
    centre_id = own or (organisations.centre_in_view(asked).id if asked else "")
    total, kinds = queries.reach_of_categories(current_day(), centre_id)
    return render(
        "casework/categories.html",
        total=total,
        kinds=kinds,
        gaps=[one for one in kinds if one.without],
        centres=organisations.centres() if not own else [],
        centre=centre_id,
    )
