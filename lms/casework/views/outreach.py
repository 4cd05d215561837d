"""People who are in no programme: written down where they were met, registered when they want it, counted."""

from datetime import timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain.outreach import Link, Reached
from lms.casework.views.door import pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number
from lms.organisations import queries as organisations

DAYS, PAGE = 365, 50
SEXES = ("", "female", "male", "other")


@pages.get("/outreach", permission="casework.plan", writes=True)
def outreach() -> Any:
    """Who is in contact, which programme is open to them, and how many have come in a year."""
    return _page()


def _page(refused: errors.Invalid | None = None) -> Any:
    centre_id = current_actor().centre_id or ""
    page_count = max(1, -(-queries.count_outreach(centre_id) // PAGE))
    page = min(page_number(), page_count)
    found = queries.outreach(centre_id, page=page, size=PAGE)
    audit.read("casework_outreach", [one.id for one in found], "outreach", now=now())
    return render(
        "casework/outreach.html",
        refused.status if refused else 200,
        found=found,
        page=page,
        page_count=page_count,
        share=queries.converted(current_day() - timedelta(days=DAYS), current_day(), centre_id),
        links=[(one.value, language.say(f"casework.link.{one}")) for one in Link],
        sexes=[(one, language.say(f"sex.{one}")) for one in SEXES],
        typed=request.form,
        trouble=language.say(refused.code) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
        today=current_day(),
    )


@pages.post("/outreach", permission="casework.plan")
def reach() -> Any:
    """Somebody was met."""
    given = request.form
    person = Reached(
        name=given.get("name", "")[:120],
        phone=given.get("phone", "")[:40],
        language=given.get("language", "")[:40],
        sex=given.get("sex", "") if given.get("sex") in SEXES else "",
        met_at=given.get("met_at", "")[:120],
        links=tuple(one for one in Link if one in given.getlist("links")),
        note=given.get("note", "")[:500],
    )
    centre_id = organisations.centre_in_view(current_actor().centre_id).id
    try:
        services.reach(centre_id, person, actor=current_actor(), now=now())
    except errors.Invalid as error:
        return _page(error)
    return done(_("%(name)s is in the list.", name=person.name.strip()), "casework.outreach")


def _own(contact_id: str) -> queries.OutreachInfo:
    """A contact of the centre in view; those of another one stay theirs."""
    found, centre_id = queries.outreach_contact(contact_id), current_actor().centre_id
    if centre_id and found.centre_id != centre_id:
        raise errors.NotFound("casework.no_outreach")
    return found


@pages.post("/outreach/<contact_id>/enrol", permission="casework.plan")
def enrol_reached(contact_id: str) -> Any:
    """The person agrees to be registered."""
    found = _own(contact_id)
    learner_id = services.enrol_reached(contact_id, actor=current_actor(), now=now())
    word = _("%(name)s is registered. Ask for the rest now.", name=found.person.name)
    return done(word, "learners.edit", learner_id=learner_id)


@pages.post("/outreach/<contact_id>/close", permission="casework.plan")
def close_outreach(contact_id: str) -> Any:
    """The contact is over."""
    _own(contact_id)
    services.close_outreach(contact_id, actor=current_actor(), now=now())
    return done(_("The contact has ended. Name and phone are gone."), "casework.outreach")
