"""A learner's own page: who goes along to an appointment, who may be my mentor, when we met; yes, no, and an end."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.companions.domain.mentoring import Side
from lms.companions.queries import appointments, mentoring, register
from lms.companions.services import mentoring as services
from lms.companions.views.door import pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render

SELF = "learner.self"


@pages.get("/my-mentor", permission=SELF)
def my_mentor() -> Any:
    """With picture and sound: my mentor, and who goes along."""
    return _page()


def _page(refused: errors.OnwardError | None = None) -> Any:
    learner_id, day = current_actor().learner_id or "", current_day()
    current, ahead = mentoring.current(learner_id), appointments.ahead_of(learner_id, day)
    return render(
        "companions/my_mentor.html",
        refused.status if refused else 200,
        current=current,
        ahead=ahead,
        known=register.by_ids([*(one.volunteer_id for one in ahead), current.volunteer_id if current else None]),
        meetings=mentoring.meetings([current.id]).get(current.id, []) if current else [],
        today=day,
        trouble=language.say(refused.code, refused.facts) if refused else "",
    )


def _mine(mentoring_id: str) -> str:
    if mentoring.mentoring(mentoring_id).learner_id != current_actor().learner_id:
        raise errors.NotFound("companions.no_mentoring")
    return mentoring_id


@pages.post("/my-mentor/<mentoring_id>", permission=SELF)
def say_to_mentor(mentoring_id: str) -> Any:
    """Yes or no to a mentor."""
    said = request.form.get("answer", "")
    try:
        if said not in ("yes", "no"):
            raise errors.Invalid("companions.choice_missing", field="answer")
        services.say(_mine(mentoring_id), Side.LEARNER, said == "yes", day=current_day(), now=now())
    except (errors.Invalid, errors.Conflict) as refused:
        return _page(refused)
    if said == "yes":
        return done(_("You said yes."), "companions.my_mentor")
    return done(_("You said no. That is all right."), "companions.my_mentor", undo=_undo(mentoring_id))


@pages.post("/my-mentor/<mentoring_id>/end", permission=SELF)
def end_with_mentor(mentoring_id: str) -> Any:
    """It is over. Nobody asks why."""
    services.end(_mine(mentoring_id), Side.LEARNER, day=current_day(), now=now())
    return done(_("It is over. Nobody asks why."), "companions.my_mentor", undo=_undo(mentoring_id))


def _undo(mentoring_id: str) -> str:
    return url_for("companions.take_back_my_end", mentoring_id=mentoring_id)


@pages.post("/my-mentor/<mentoring_id>/back", permission=SELF)
def take_back_my_end(mentoring_id: str) -> Any:
    """That was a slip."""
    try:
        services.take_back_end(_mine(mentoring_id), Side.LEARNER, by=current_actor().name, now=now())
    except errors.Conflict as refused:
        return _page(refused)
    return done(_("It stands as before."), "companions.my_mentor")
