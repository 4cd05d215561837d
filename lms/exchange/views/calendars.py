"""Calendars to subscribe: get an address, see it as a code, copy it, end it; and the file behind the address."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request
from flask_babel import get_locale
from flask_babel import gettext as _

from lms.accounts.services import sign_in
from lms.courses import queries as courses
from lms.courses.views import people
from lms.exchange.domain import calendar as ics
from lms.exchange.domain.limits import Limit
from lms.exchange.queries import calendars as queries
from lms.exchange.services import calendars as services
from lms.exchange.views.door import pages
from lms.kernel import db, errors, language
from lms.kernel.actor import Actor
from lms.kernel.web import PUBLIC, SIGNED_IN, current_actor, current_day, done, now, render
from lms.kernel.web.addresses import address_of, qr
from lms.organisations import queries as organisations

HOST = "onward.invalid"
"""Right side of event ids: the same wherever the installation moves."""


ASKS = Limit(30, timedelta(minutes=10))
"""One calendar: phones ask a few times an hour, a family's devices together a few dozen times."""
GUESSES = Limit(60, timedelta(minutes=10))
"""Addresses that are none, from one place. A token cannot be guessed; a machine that tries should still stop."""


@pages.get("/calendars", permission=SIGNED_IN)
def calendars() -> Any:
    """My calendar on my phone: make an address or end it; who plans also has those of rooms and classes."""
    return _page()


def _page(token: str = "", shown: str = "") -> Any:
    actor = current_actor()
    offered = _offered(actor)
    if not offered:
        raise errors.NotFound("page.absent")
    feeds = {f"{one.kind}:{one.subject_id}": one for one in queries.mine(actor.user_id or "")}
    address = address_of("exchange.feed", token=token) if token else ""
    webcal = address.replace("https://", "webcal://").replace("http://", "webcal://")
    return render(
        "exchange/calendars_learner.html" if actor.learner_id else "exchange/calendars.html",
        offered=offered,
        feeds=feeds,
        address=address,
        webcal=webcal,
        qr=qr(webcal) if token else "",
        shown=shown,
    )


def _offered(actor: Actor) -> list[tuple[str, str]]:
    """Calendars this person may have: key and name, her own first."""
    if actor.learner_id:
        return [(f"learner:{actor.learner_id}", str(_("My classes")))]
    found = []
    if actor.staff_id and actor.may("courses.teach"):
        found.append((f"teacher:{actor.staff_id}", str(_("My classes"))))
    if actor.may("courses.plan") and actor.centre_id is not None:
        rooms, sections = organisations.rooms(actor.centre_id), courses.sections(centre_id=actor.centre_id)
    elif actor.may("courses.plan"):
        rooms, sections = organisations.rooms(), courses.sections()
    elif actor.staff_id and actor.may("courses.teach"):
        rooms, sections = [], courses.sections(teacher_id=actor.staff_id)
    else:
        return found
    today = current_day()
    found += [(f"section:{one.id}", one.name) for one in sections if one.ends_on >= today]
    return found + [(f"room:{one.id}", people.room_name(one)) for one in rooms]


@pages.post("/calendars", permission=SIGNED_IN)
def make_calendar() -> Any:
    """A new address, shown now and never again. An earlier one of the same calendar stops working."""
    actor, key = current_actor(), request.form.get("calendar", "")
    if key not in dict(_offered(actor)):
        raise errors.NotFound("page.absent")
    kind, _colon, subject = key.partition(":")
    locale = str(get_locale() or "en")
    token = services.make_feed(kind, subject, learner_id=actor.learner_id, locale=locale, actor=actor, now=now())
    return _page(token, key)


@pages.post("/calendars/<feed_id>/end", permission=SIGNED_IN)
def end_calendar(feed_id: str) -> Any:
    """The address stops working."""
    services.end_feed(feed_id, actor=current_actor(), now=now())
    return done(_("This address shows nothing any more."), "exchange.calendars")


@pages.get("/calendar/<token>.ics", permission=PUBLIC)
def feed(token: str) -> Any:
    """The calendar itself, for a program that asks every hour or so. Unchanged it answers without a body.

    Asked far more often, or for addresses that are none, it says when to come again.
    """
    caller = request.remote_addr or ""
    try:
        found = queries.by_token(token)
    except errors.NotFound:
        wait = GUESSES.wait(caller, now())
        if wait:
            return _later(wait, "")
        raise
    wait = ASKS.wait(found.id, now())
    if wait:
        return _later(wait, found.locale)
    if not any(one.provider_id == found.provider_id for one in sign_in.memberships(found.user_id)):
        # Who may no longer sign in here sees nothing here by another way.
        raise errors.NotFound("page.absent")
    with db.scoped(found.provider_id):
        shown = queries.calendar_of(found, now().date())
    content = ics.calendar(shown.name, shown.zone, shown.events, host=HOST)
    return _answer(content, ics.last_change(shown.events))


def _later(seconds: int, locale: str) -> Response:
    said = language.say("feed.often", {"seconds": seconds}, locale=locale or None)
    answer = Response(said, 429, mimetype="text/plain")
    answer.headers["Retry-After"] = str(seconds)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _answer(content: bytes, changed: datetime | None) -> Response:
    response = Response(content, mimetype="text/calendar")
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    if changed is not None:
        response.last_modified = changed
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Disposition"] = 'inline; filename="classes.ics"'
    # Only the tag decides: a seat that is given back changes the file, and no time of change tells of it.
    if request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        response.status_code = 304
        response.set_data(b"")
    return response
