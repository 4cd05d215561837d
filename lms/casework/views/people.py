"""My people: who has something due, who has no plan yet, whom nobody looks after."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.casework import queries, services
from lms.casework.views.door import pages
from lms.kernel import errors
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number

PAGE, ASIDE = 50, 20


@pages.get("/casework", permission="casework.plan")
def people() -> Any:
    """Who has something due today or late, who has no plan yet, whom nobody looks after."""
    actor, day, words = current_actor(), current_day(), request.args.get("q", "")
    staff_id = actor.staff_id or ""
    numbers = queries.count_mine(staff_id, day, words=words)
    due_page, due_pages = _place("due", numbers.due)
    page, page_count = _place("page", numbers.named)
    alone, alone_total = queries.unassigned(actor.centre_id, day)
    return render(
        "casework/people.html",
        numbers=numbers,
        shown=queries.my_people(staff_id, day, words=words, page=page, size=PAGE),
        page=page,
        page_count=page_count,
        due=queries.due_now(staff_id, day, page=due_page, size=PAGE),
        due_page=due_page,
        due_pages=due_pages,
        no_plan=queries.without_plan(staff_id, day, limit=ASIDE),
        alone=alone,
        alone_total=alone_total,
        linked=actor.staff_id is not None,
        q=words,
        today=day,
    )


def _place(name: str, total: int) -> tuple[int, int]:
    """(the page of a list that was asked for, how many it has). Past the last one it is the last."""
    count = max(1, -(-total // PAGE))
    return min(count, page_number(name)), count


@pages.post("/casework/<learner_id>/assign", permission="casework.plan")
def assign(learner_id: str) -> Any:
    """From now on I look after this person."""
    actor = current_actor()
    if actor.staff_id is None:
        raise errors.Conflict("casework.not_staff")
    services.take_on(learner_id, actor.staff_id, actor=actor, now=now())
    undo = url_for("casework.end_assignment", learner_id=learner_id)
    return done(_("You look after this person now."), "casework.person", learner_id=learner_id, undo=undo)


@pages.post("/casework/<learner_id>/assign/end", permission="casework.plan")
def end_assignment(learner_id: str) -> Any:
    """I no longer look after this person."""
    services.end_assignment(learner_id, actor=current_actor(), now=now())
    undo = url_for("casework.assign", learner_id=learner_id)
    return done(_("You do not look after this person any more."), "casework.people", undo=undo)
