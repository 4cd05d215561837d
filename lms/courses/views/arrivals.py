"""People mark themselves: the code on the wall, the card at the door, and the page a learner's phone opens."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import flash, g, request, session
from flask_babel import gettext as _

from lms.accounts.services import people as accounts
from lms.courses import queries, services
from lms.courses.domain import attendance, attendance_codes
from lms.courses.services import Arrival
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.courses.views.register import register_of
from lms.kernel import errors, language
from lms.kernel.actor import Actor
from lms.kernel.web import PUBLIC, back_to, current_actor, done, now, render
from lms.kernel.web.addresses import address_of, qr
from lms.learners import queries as learners

SCANNED = "arrival"
SCAN_LIFE = timedelta(minutes=10)
"""Whoever has to sign in first keeps what she scanned so long."""


# --- the teacher's side ----------------------------------------------------------------------------------------------


@pages.get("/register/<session_id>/check", permission="courses.register.take")
def check_page(session_id: str) -> Any:
    """The code for the wall, a field for cards, and who has come."""
    return _check_page(session_id)


def _check_page(session_id: str, *, refused: str = "", status: int = 200) -> Any:
    found = register_of(session_id)
    return render(
        "courses/check.html", status, session=found.session, refused=refused, words=people, **_wall(found, session_id)
    )


@pages.get("/register/<session_id>/check/code", permission="courses.register.take")
def check_code(session_id: str) -> Any:
    """The code of this moment and who has come: what the page on the wall asks for again and again."""
    return render("courses/_check_code.html", **_wall(register_of(session_id), session_id))


def _wall(found: queries.Register, session_id: str) -> dict[str, Any]:
    known = queries.self_check(session_id)
    code = attendance_codes.code(known.secret, session_id, now()) if known else ""
    address = address_of("courses.scan", session_id=session_id, code=code or "-")
    here = [person for person in found.people if person.attendance in attendance.PRESENT]
    return {
        "is_open": known is not None,
        "qr": qr(address, "check__qr"),
        "here": sorted(here, key=lambda person: (person.arrived is None, person.arrived), reverse=True),
        "expected": len(found.people),
        "session_id": session_id,
    }


@pages.post("/register/<session_id>/check", permission="courses.register.take")
def open_check(session_id: str) -> Any:
    """Let people mark themselves, or end it."""
    register_of(session_id)
    actor = current_actor()
    if "close" in request.form:
        services.close_check(session_id, actor=actor, now=now())
        return done(_("The code is closed."), "courses.register", session_id=session_id)
    services.open_check(session_id, zone=actor.zone, actor=actor, now=now())
    return back_to("courses.check_page", session_id=session_id)


@pages.post("/register/<session_id>/card", permission="courses.register.take")
def card_at_the_door(session_id: str) -> Any:
    """A learner's card was held before the reader: she is here."""
    actor = current_actor()
    name = ""
    try:
        learner_id = _learner_of_card(request.form.get("card", ""))
        name = learners.learner(learner_id).name
        register_of(session_id)
        arrival = services.arrive(session_id, learner_id, way="card", zone=actor.zone, actor=actor, now=now())
    except errors.OnwardError as error:
        code = "courses.card_other_class" if error.code == "courses.not_in_class" else error.code
        sentence = language.say(code, {**error.facts, "name": name})
        return _check_page(session_id, refused=sentence, status=error.status)
    flash(_arrived(name, arrival), "ok")
    return back_to("courses.check_page", session_id=session_id)


def _learner_of_card(typed: str) -> str:
    """The learner whose card was read. A reader types the whole address of the card."""
    token = urlsplit(typed.strip()).path.rstrip("/").rpartition("/")[2]
    try:
        membership = accounts.membership_of_card(token, now=now())
    except errors.NotFound as error:
        raise errors.NotFound("courses.card_unknown") from error
    if membership.provider_id != current_actor().provider_id or not membership.learner_id:
        raise errors.NotFound("courses.card_unknown")
    return membership.learner_id


def _arrived(name: str, arrival: Arrival) -> str:
    if arrival is Arrival.KNOWN:
        return str(_("%(name)s was marked as here before.", name=name))
    if arrival is Arrival.LATE:
        return str(_("%(name)s is here, late.", name=name))
    return str(_("%(name)s is here.", name=name))


# --- the learner's side ----------------------------------------------------------------------------------------------


@pages.get("/here/<session_id>/<code>", permission=PUBLIC)
def scan(session_id: str, code: str) -> Any:
    """What the code on the wall opens: keeps what was scanned and when, and asks to sign in where needed."""
    # The cookie is signed: nobody can say that she scanned something earlier.
    session[SCANNED] = [session_id[:20], code[:20], now().isoformat()]
    return back_to("courses.here")


@pages.get("/here", permission=PUBLIC)
def here() -> Any:
    """One big button: I am here."""
    actor: Actor | None = g.get("actor")
    scanned = _scanned()
    if actor is None or not actor.learner_id:
        return render("courses/here_sign_in.html", scanned=scanned is not None, staff=actor is not None)
    return _here_page(scanned)


def _scanned() -> tuple[str, str, datetime] | None:
    kept = session.get(SCANNED)
    if not kept:
        return None
    session_id, code, at = kept[0], kept[1], datetime.fromisoformat(kept[2])
    return (session_id, code, at) if now() - at <= SCAN_LIFE else None


def _here_page(scanned: tuple[str, str, datetime] | None, *, refused: str = "", status: int = 200) -> Any:
    found = None
    if scanned is not None and not refused:
        try:
            services.check_code(scanned[0], scanned[1], now=scanned[2])
            found = queries.session(scanned[0])
        except errors.OnwardError as error:
            refused, status = language.say(error.code, error.facts), error.status
    room = people.rooms_by_id(found.centre_id).get(found.room_id or "") if found else None
    return render("courses/here.html", status, session=found, room=room, refused=refused, words=people)


@pages.post("/here", permission="learner.self")
def say_here() -> Any:
    """I am here."""
    actor, scanned = current_actor(), _scanned()
    if scanned is None:
        return _here_page(None, status=422)
    session_id, code, at = scanned
    try:
        services.check_code(session_id, code, now=at)
        # She came when she scanned, however long signing in took.
        arrival = services.arrive(session_id, actor.learner_id or "", way="code", zone=actor.zone, actor=actor, now=at)
    except errors.OnwardError as error:
        return _here_page(scanned, refused=language.say(error.code, error.facts), status=error.status)
    session.pop(SCANNED, None)
    if arrival is Arrival.KNOWN:
        return done(_("We know already: you are here."), "courses.learner_today")
    return done(_("Good. You are here."), "courses.learner_today")
