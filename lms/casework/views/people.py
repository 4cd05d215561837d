"""My people: who has something due, who has no plan yet, whom nobody looks after."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.casework import queries, services
from lms.casework.views.door import pages, today
from lms.kernel import errors
from lms.kernel.web import current_actor, done, now, render


@pages.get("/casework", permission="casework.plan")
def people() -> Any:
    """Who has something due today or late, who has no plan yet, whom nobody looks after."""
    actor, day = current_actor(), today()
    mine = queries.my_people(actor.staff_id, day) if actor.staff_id else []
    alone, alone_total = queries.unassigned(actor.centre_id, day)
    words = request.args.get("q", "").casefold().split()
    shown = [one for one in mine if all(word in one.learner.name.casefold() for word in words)]
    return render(
        "casework/people.html",
        mine=mine,
        shown=shown,
        due=queries.due_now(mine, day),
        no_plan=sorted((one for one in mine if one.version is None), key=lambda one: one.since),
        alone=alone,
        alone_total=alone_total,
        linked=actor.staff_id is not None,
        q=request.args.get("q", ""),
        today=day,
    )


@pages.post("/casework/<learner_id>/assign", permission="casework.plan")
def assign(learner_id: str) -> Any:
    """From now on I look after this person."""
    actor = current_actor()
    if actor.staff_id is None:
        raise errors.Conflict("casework.not_staff")
    services.assign(learner_id, actor.staff_id, actor=actor, now=now())
    undo = url_for("casework.end_assignment", learner_id=learner_id)
    return done(_("You look after this person now."), "casework.person", learner_id=learner_id, undo=undo)


@pages.post("/casework/<learner_id>/assign/end", permission="casework.plan")
def end_assignment(learner_id: str) -> Any:
    """I no longer look after this person."""
    services.end_assignment(learner_id, actor=current_actor(), now=now())
    undo = url_for("casework.assign", learner_id=learner_id)
    return done(_("You do not look after this person any more."), "casework.people", undo=undo)
