"""The team of a case, for those who belong to it, and what became of a year."""

from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain.team import LONGEST, Profession
from lms.casework.views.door import local_day, pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import whole_number
from lms.learners import queries as learners
from lms.organisations import queries as organisations

RIGHT = "casework.team"
YEARS = 5


@pages.get("/team/<learner_id>", permission=RIGHT, writes=True)
def team(learner_id: str) -> Any:
    """Who belongs to the team, and the notes that the reader's profession may read."""
    return _team(learner_id)


def _team(learner_id: str, refused: errors.Invalid | None = None) -> Any:
    learner, actor, day = learners.learner(learner_id), current_actor(), current_day()
    own, may_choose = queries.profession_in(learner.id, actor.staff_id, day), actor.may("casework.plan")
    if own is None and not may_choose:
        raise errors.NotFound("learners.absent")
    audit.read("learners_learner", [learner.id], "team", now=now())
    g.place = "casework.people" if may_choose else "learners.people"
    members = queries.team_of(learner.id, day)
    inside = {one.staff_id for one in members}
    words = [(one.value, language.say(f"casework.profession.{one}")) for one in Profession]
    return render(
        "casework/team.html",
        refused.status if refused else 200,
        learner=learner,
        own=own,
        may_choose=may_choose,
        members=members,
        notes=queries.team_notes(learner.id, own) if own else [],
        staff=[
            ("", language.say("casework.choose")),
            *((o.id, o.name) for o in organisations.staff() if o.id not in inside),
        ],
        professions=[("", language.say("casework.choose")), *words],
        others=[one for one in words if one[0] != own],
        longest=LONGEST,
        local_day=local_day,
        today=day,
        typed=request.form,
        trouble=language.say(refused.code) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/team/<learner_id>/join", permission="casework.plan")
def join_team(learner_id: str) -> Any:
    """Somebody belongs to the team from today on."""
    staff_id = request.form.get("staff_id", "")
    try:
        services.join_team(learner_id, staff_id, request.form.get("profession", ""), actor=current_actor(), now=now())
    except errors.Invalid as error:
        return _team(learner_id, error)
    undo = url_for("casework.leave_team", learner_id=learner_id, staff_id=staff_id)
    return done(_("The team has one more."), "casework.team", undo=undo, learner_id=learner_id)


@pages.post("/team/<learner_id>/<staff_id>/leave", permission="casework.plan")
def leave_team(learner_id: str, staff_id: str) -> Any:
    """Somebody does not belong to the team any more."""
    services.leave_team(learner_id, staff_id, actor=current_actor(), now=now())
    return done(_("This person of the staff reads nothing here any more."), "casework.team", learner_id=learner_id)


@pages.post("/team/<learner_id>/notes", permission=RIGHT)
def write_team_note(learner_id: str) -> Any:
    """A note, for some of the team."""
    text, readers = request.form.get("text", ""), request.form.getlist("readers")
    try:
        kept = services.write_team_note(learner_id, text, readers, actor=current_actor(), now=now())
    except errors.Invalid as error:
        return _team(learner_id, error)
    undo = url_for("casework.take_back_team_note", learner_id=learner_id, note_id=kept)
    return done(_("The note is kept."), "casework.team", undo=undo, learner_id=learner_id)


@pages.post("/team/<learner_id>/notes/<note_id>/undo", permission=RIGHT)
def take_back_team_note(learner_id: str, note_id: str) -> Any:
    """It was written by mistake."""
    services.take_back_team_note(learner_id, note_id, actor=current_actor(), now=now())
    return done(_("The note is gone."), "casework.team", learner_id=learner_id)


@pages.get("/plans/outcome", permission="casework.compliance")
def outcome() -> Any:
    """Of everybody with an open file in a year, how many came into work; the years before beside it."""
    this = current_day().year
    asked = whole_number(request.args.get("year", "")) or this
    year = asked if this - 50 <= asked <= this else this
    years = [queries.outcome_of(one) for one in range(year, year - YEARS, -1)]
    return render("casework/outcome.html", years=years, this=this)
