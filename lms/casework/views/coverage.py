"""Who looks after whom: how many have a caseworker, the load of each, and everybody who waits for one."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.views.door import pages
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

PAGE = 50


@pages.get("/plans/who", permission="casework.compliance", writes=True)
def coverage() -> Any:
    """How many people have a caseworker of their own, by programme, and who has none."""
    actor = current_actor()
    centre_id = request.args.get("centre", "") or (actor.centre_id if actor.role is not Role.MANAGER else "") or ""
    waiting, total = queries.waiting_for_one(current_day(), centre_id, limit=PAGE)
    audit.read("learners_learner", [one.id for one in waiting], "nobody_looks_after", now=now())
    centres = organisations.centres()
    numbers = queries.coverage(current_day(), centre_id)
    return render(
        "casework/coverage.html",
        numbers=numbers,
        waiting=waiting,
        total=total,
        # Who has the fewest people comes first in every row.
        keepers=[one.staff for one in sorted(numbers.loads, key=lambda one: one.people)],
        places={one.id: one.name for one in centres} if len(centres) > 1 else {},
        centres=centres,
        centre=centre_id,
        today=current_day(),
    )


@pages.post("/plans/who/<learner_id>", permission="casework.compliance")
def give_to(learner_id: str) -> Any:
    """From today on this caseworker looks after somebody whom nobody looked after."""
    learner = learners.learner(learner_id)
    staff_id = request.form.get("staff_id", "")
    services.take_on(learner.id, staff_id, actor=current_actor(), now=now())
    keeper = next(one.name for one in organisations.staff(kind="caseworker", ids=[staff_id]))
    word = _("%(keeper)s looks after %(name)s from today on.", keeper=keeper, name=learner.name)
    return done(word, "casework.coverage", centre=request.form.get("centre") or None)
