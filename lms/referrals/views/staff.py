"""Referrals of a centre: who was sent where, what became of it, and sending somebody."""

from dataclasses import replace
from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number
from lms.learners import queries as learners
from lms.referrals import domain, queries, services
from lms.referrals.views.door import pages

RIGHT = "referrals.send"


@pages.get("/referrals", permission=RIGHT, writes=True)
def referrals() -> Any:
    """Who was sent where: first those that wait for an answer."""
    actor, page = current_actor(), page_number()
    found, total, waiting = queries.referrals(centre_id=actor.centre_id, staff_id=actor.staff_id, page=page)
    people = learners.by_ids({one.learner_id for one in found})
    audit.read("learners_learner", [*people], "referrals", now=now())
    return render(
        "referrals/referrals.html",
        found=found,
        people=people,
        today=current_day(),
        waiting=waiting,
        total=total,
        page=page,
        page_count=-(-total // queries.PAGE),
    )


@pages.get("/people/<learner_id>/refer", permission=RIGHT)
def refer(learner_id: str) -> Any:
    """Send somebody to a service."""
    return _form(learner_id)


def _form(learner_id: str, refused: errors.OnwardError | None = None) -> Any:
    g.place = "referrals.referrals"
    return render(
        "referrals/refer.html",
        refused.status if refused else 200,
        learner=learners.learner(learner_id),
        consents=[(one, language.say(f"referrals.consent.{one}")) for one in domain.CONSENTS],
        lasts=domain.LASTS.days,
        typed=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/people/<learner_id>/refer", permission=RIGHT)
def send(learner_id: str) -> Any:
    """The link goes out, or stands on the page this once."""
    given = request.form
    one = domain.Referral(*(given.get(name, "") for name in ("organisation", "about", "email", "consent")))
    if one.consent == domain.SELF:
        # Only the person says that, on a page of her own.
        one = replace(one, consent="")
    try:
        referral_id, address = services.send(
            learner_id, one, locale=language.locale_code.get(), actor=current_actor(), day=current_day(), now=now()
        )
    except errors.Invalid as refused:
        return _form(learner_id, refused)
    return _sent(referral_id, address)


def _sent(referral_id: str, address: str) -> Any:
    found = queries.referral(referral_id)
    if found.email:
        return done(
            _("The link is on its way to %(email)s.", email=found.email), "referrals.referral", referral_id=found.id
        )
    g.place = "referrals.referrals"
    return render("referrals/sent.html", found=found, learner=learners.learner(found.learner_id), address=address)


@pages.get("/referrals/<referral_id>", permission=RIGHT, writes=True)
def referral(referral_id: str) -> Any:
    """One referral: where it stands, and what can be done."""
    found = _mine_or_here(referral_id)
    g.place = "referrals.referrals"
    audit.read("learners_learner", [found.learner_id], "referrals", now=now())
    learner = learners.learner(found.learner_id)
    return render("referrals/referral.html", found=found, learner=learner, today=current_day())


def _mine_or_here(referral_id: str) -> queries.ReferralInfo:
    """A referral of my centre, or one of mine: somebody may look after people of another centre, too."""
    found, actor = queries.referral(referral_id), current_actor()
    mine = actor.staff_id is not None and found.staff_id == actor.staff_id
    if not mine and actor.centre_id not in (None, found.centre_id):
        raise errors.NotFound("referrals.absent")
    return found


@pages.post("/referrals/<referral_id>/again", permission=RIGHT)
def send_again(referral_id: str) -> Any:
    """A new link; the old one ends."""
    _mine_or_here(referral_id)
    address = services.send_again(
        referral_id, locale=language.locale_code.get(), actor=current_actor(), day=current_day(), now=now()
    )
    return _sent(referral_id, address)


@pages.post("/referrals/<referral_id>/close", permission=RIGHT)
def close(referral_id: str) -> Any:
    """Nothing more is waited for."""
    _mine_or_here(referral_id)
    services.close(referral_id, actor=current_actor(), now=now())
    return done(_("Closed. The link shows nothing any more."), "referrals.referral", referral_id=referral_id)
