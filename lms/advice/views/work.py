"""Rights at work: heard before the first place of work, with who helps, and a way to tell of a problem."""

from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.advice import queries, services
from lms.advice.domain import work
from lms.advice.domain.work import Helper, NewContact, Problem
from lms.advice.views.door import pages
from lms.casework import queries as casework
from lms.casework.domain.sources import Cost, Label, Text
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render

SELF, SETUP = "learner.self", "advice.points"


# --- the learner ---


@pages.get("/my-work-rights", permission=SELF)
def my_work_rights() -> Any:
    """What I may ask for at work, who helps, and a way to tell of a problem."""
    return _mine()


def _mine(refused: errors.OnwardError | None = None) -> Any:
    g.place = "courses.help_page"
    learner_id = current_actor().learner_id or ""
    return render(
        "advice/my_work_rights.html",
        refused.status if refused else 200,
        rights=work.RIGHTS,
        label=casework.text_label(Text.WORK_RIGHTS, work.WORDED_ON, language.say("casework.own_wording")),
        today=current_day(),
        contacts=queries.work_contacts(),
        heard=queries.work_rights_heard(learner_id),
        own=casework.caseworker_of(learner_id, current_day()),
        problems=[(one.value, work.PROBLEM_PICTURES[one]) for one in Problem],
        mine=work.MINE,
        typed=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
    )


@pages.post("/my-work-rights", permission=SELF)
def understood_work_rights() -> Any:
    """I have heard them."""
    services.hear_work_rights(current_actor().learner_id or "", today=current_day())
    return done(_("Good. You find your rights again on the page Help."), "advice.my_work_rights")


@pages.post("/my-work-rights/problem", permission=SELF)
def report_work_problem() -> Any:
    """It goes to whom I chose."""
    actor, given = current_actor(), request.form
    try:
        name = services.report_work_problem(
            actor.learner_id or "",
            given.get("helper", ""),
            given.get("about", ""),
            agreed=given.get("agreed") == "1",
            actor=actor,
            today=current_day(),
            now=now(),
        )
    except errors.Invalid as refused:
        return _mine(refused)
    told = (
        _("%(name)s knows about it and calls you.", name=name)
        if name
        else _("An adviser knows about it and calls you.")
    )
    return done(told, "advice.my_work_rights")


# --- staff ---


@pages.get("/work-contacts", permission=SETUP)
def work_contacts() -> Any:
    """Unions, those who speak for employers, and offices of advice."""
    return _contacts()


def _contacts(refused: errors.OnwardError | None = None) -> Any:
    return render(
        "advice/work_contacts.html",
        refused.status if refused else 200,
        contacts=queries.work_contacts(),
        kinds=[(one.value, language.say(f"advice.helper.{one}")) for one in Helper],
        costs=[
            ("", language.say("casework.not_known")),
            *((one.value, language.say(f"casework.cost.{one}")) for one in Cost),
        ],
        longest=work.LONGEST,
        today=current_day(),
        typed=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/work-contacts", permission=SETUP)
def add_work_contact() -> Any:
    """One more who helps."""
    given = request.form
    new = NewContact(
        given.get("name", ""),
        given.get("kind", ""),
        given.get("phone", "")[:40],
        given.get("email", ""),
        given.get("languages", "")[: work.LONGEST],
        # Whoever writes it down has asked today.
        Label(given.get("source", "")[:200], given.get("cost", ""), given.get("price", "")[:80], current_day()),
    )
    try:
        services.add_work_contact(new)
    except (errors.Invalid, errors.Conflict) as refused:
        return _contacts(refused)
    return done(_("Learners can choose it now."), "advice.work_contacts")


@pages.post("/work-contacts/<contact_id>/remove", permission=SETUP)
def remove_work_contact(contact_id: str) -> Any:
    """Nobody can choose it any more."""
    services.remove_work_contact(contact_id)
    return done(_("Taken away."), "advice.work_contacts")
