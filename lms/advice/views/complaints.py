"""Complaints: said or written by a learner, seen by one reader alone, followed by a number, counted without names."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.advice import queries, services
from lms.advice.domain import complaints
from lms.advice.domain.complaints import About, State
from lms.advice.views.door import pages
from lms.casework.domain.barriers import LARGEST_SOUND, LONGEST_SECONDS
from lms.kernel import db, errors, language
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number
from lms.learners import queries as learners
from lms.organisations import queries as organisations

SELF = "learner.self"
RIGHT = "advice.complaints"
YEAR = timedelta(days=365)


# --- who complains ---


@pages.get("/my-complaint", permission=SELF)
def my_complaint() -> Any:
    """Say what is not right; or, with a number, what became of it."""
    if typed := request.args.get("number", ""):
        kept = complaints.written(typed)
        if kept:
            return _status(kept)
        return _ask({}, _("A number has eight digits. Look at it again."), 422)
    return _ask({})


def _ask(typed: Mapping[str, str], trouble: str = "", status: int = 200) -> Any:
    g.place = "courses.help_page"
    reader = queries.officer()
    return render(
        "advice/my_complaint.html",
        status,
        kinds=[(one.value, language.say(f"advice.about.{one}"), complaints.PICTURES[one]) for one in About],
        typed=typed,
        whom=reader.name if reader else "",
        longest=LONGEST_SECONDS,
        trouble=trouble,
    )


@pages.post("/my-complaint", permission=SELF)
def complain() -> Any:
    """Send it. The name goes along only where she says so."""
    learner, voice = learners.learner(current_actor().learner_id or ""), request.files.get("sound")
    named = request.form.get("named") == "1"
    try:
        number = services.complain(
            learner.centre_id,
            request.form.get("about", ""),
            words=request.form.get("words", ""),
            sound=voice.read(LARGEST_SOUND + 1) if voice else b"",
            who=language.joined(filter(None, (learner.name, learner.phone))) if named else "",
            today=current_day(),
            now=now(),
        )
    except errors.Invalid as error:
        return _ask(request.form, language.say(error.code), error.status)
    return done(_("It is sent. Keep the number."), "advice.my_complaint", number=number.replace(" ", ""))


def _status(number: str) -> Any:
    g.place = "courses.help_page"
    try:
        found = queries.receipt(number)
    except errors.NotFound as error:
        return _ask({}, language.say(error.code), error.status)
    reader = queries.officer()
    return render("advice/my_receipt.html", found=found, whom=reader.name if reader else "", states=list(State))


# --- who reads them, and who names the reader ---


@pages.get("/complaints", permission=RIGHT, writes=True)
def complaints_page() -> Any:
    """For their reader all of them; for everybody else who that is. Managers name the reader and see counts."""
    return _list()


def _list(trouble: str = "", status: int = 200) -> Any:
    actor, page = current_actor(), page_number()
    found, total, waiting = queries.complaints(actor, page=page)
    audit.read("advice_complaint", [one.id for one in found], "complaint", now=now())
    manages = actor.role is Role.MANAGER
    return render(
        "advice/complaints.html",
        status,
        found=found,
        waiting=waiting,
        total=total,
        page=page,
        page_count=-(-total // queries.COMPLAINTS_A_PAGE),
        reader=queries.officer(),
        reads=queries.reads(actor),
        people=[one for one in organisations.staff() if one.kind in services.complaints.ROLES] if manages else [],
        counts=queries.counts(current_day() - YEAR) if manages else {},
        abouts=list(About),
        states=list(State),
        manages=manages,
        trouble=trouble,
    )


@pages.get("/complaints/<complaint_id>", permission=RIGHT, writes=True)
def complaint(complaint_id: str) -> Any:
    """One of them, for its reader."""
    return _one(complaint_id)


def _one(complaint_id: str, trouble: str = "", status: int = 200) -> Any:
    g.place = "advice.complaints_page"
    found = queries.complaint(complaint_id, current_actor())
    audit.read("advice_complaint", [found.id], "complaint", now=now())
    kept = complaints.KEPT.days
    return render("advice/complaint.html", status, one=found, trouble=trouble, kept=kept, typed=request.form)


@pages.get("/complaints/<complaint_id>/voice", permission=RIGHT)
def complaint_voice(complaint_id: str) -> Any:
    """What was said aloud, for its reader."""
    content, media_type = queries.voice(complaint_id, current_actor())
    answer = Response(content, mimetype=media_type)
    answer.cache_control.no_store = True
    return answer.make_conditional(request, accept_ranges=True, complete_length=len(content))


@pages.post("/complaints/<complaint_id>/look", permission=RIGHT)
def look_at_complaint(complaint_id: str) -> Any:
    """I look into it."""
    services.look_at(complaint_id, actor=current_actor())
    return done(_("Whoever complained sees that you look into it."), "advice.complaint", complaint_id=complaint_id)


@pages.post("/complaints/<complaint_id>/answer", permission=RIGHT)
def answer_complaint(complaint_id: str) -> Any:
    """What came of it."""
    try:
        services.answer(
            complaint_id, request.form.get("answer", ""), actor=current_actor(), today=current_day(), now=now()
        )
    except errors.Invalid as error:
        db.session().rollback()
        return _one(complaint_id, language.say(error.code, error.facts), error.status)
    return done(_("Answered. Whoever complained sees it by the number."), "advice.complaints_page")


@pages.post("/complaints/reader", permission="advice.complaints.reader")
def name_reader() -> Any:
    """Name the one who reads complaints."""
    try:
        services.name_officer(request.form.get("staff_id", ""), actor=current_actor(), now=now())
    except errors.Invalid as error:
        return _list(language.say(error.code, error.facts), error.status)
    return done(_("From now on this person reads complaints, and nobody else."), "advice.complaints_page")
