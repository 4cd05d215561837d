"""The page behind a link: who is sent, what for, and two large answers. No account, and nothing to see once it is over."""

from datetime import date
from typing import Any

from flask import request

from lms.kernel import clock, db, errors, language
from lms.kernel.web import PUBLIC, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from lms.referrals import domain, queries, services
from lms.referrals.views.door import pages

GONE = 410


@pages.get("/r/<token>", permission=PUBLIC, writes=True)
def for_you(token: str) -> Any:
    """Somebody is sent to you. Every look is written down."""
    found = queries.by_token(token)
    if not found.over(day := _day(found)):
        services.open_link(token, day=day, now=now())
    return _page(token)


def _day(found: queries.ReferralInfo) -> date:
    """The calendar date at the centre that sends somebody."""
    with db.scoped(found.provider_id):
        return clock.local(now(), organisations.centre(found.centre_id).zone).date()


def _page(token: str, refused: errors.OnwardError | None = None) -> Any:
    found = queries.by_token(token)
    day = _day(found)
    with db.scoped(found.provider_id):
        centre = organisations.centre(found.centre_id)
        if found.over(day):
            # An address that lies in an old mailbox tells nobody's name.
            told = found.state in (domain.State.DECLINED, domain.State.ATTENDED)
            return render("referrals/over.html", 200 if told else GONE, centre=centre, state=found.state)
        return render(
            "referrals/for_you.html",
            refused.status if refused else 200,
            found=found,
            token=token,
            learner=learners.learner(found.learner_id),
            centre=centre,
            longest=domain.LONGEST,
            trouble=language.say(refused.code, refused.facts) if refused else "",
            typed=request.form,
        )


@pages.post("/r/<token>", permission=PUBLIC)
def answer(token: str) -> Any:
    """Yes or no, with a word if they like."""
    chosen = request.form.get("answer", "")
    if chosen not in ("yes", "no"):
        return _page(token, errors.Invalid("referrals.choice_missing", field="answer"))
    day = _day(queries.by_token(token))
    try:
        services.answer(token, chosen == "yes", request.form.get("said", ""), day=day, now=now())
    except errors.Invalid as refused:
        return _page(token, refused)
    return _page(token)


@pages.post("/r/<token>/came", permission=PUBLIC)
def came(token: str) -> Any:
    """The person was there."""
    services.came(token, day=_day(queries.by_token(token)), now=now())
    return _page(token)
