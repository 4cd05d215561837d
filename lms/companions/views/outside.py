"""A volunteer's own page, by a link and without an account: appointments to take, hours, learners to be a mentor for.

Before somebody says yes the page names nobody. Whoever has ended sees nothing at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.companions.domain import handbooks
from lms.companions.domain.appointments import may_log
from lms.companions.domain.mentoring import Side, State
from lms.companions.domain.register import Part
from lms.companions.queries import appointments, mentoring, register
from lms.companions.queries.register import VolunteerInfo
from lms.companions.services import appointments as going_along
from lms.companions.services import mentoring as mentors
from lms.companions.views.door import day_given, pages
from lms.kernel import clock, errors, language
from lms.kernel.web import PUBLIC, done, now, render
from lms.kernel.web.arguments import whole_number
from lms.learners import queries as learners
from lms.organisations import queries as organisations


@pages.get("/with/<token>", permission=PUBLIC, writes=True)
def own_page(token: str) -> Any:
    """What I said yes to, what I may take, whom I meet."""
    return _page(token)


def _page(token: str, refused: errors.OnwardError | None = None, about: str = "") -> Any:
    with going_along.by_link(token) as me:
        centre = organisations.centre(me.centre_id)
        local = clock.local(now(), centre.zone)
        taken, mine = appointments.taken_by(me.id), mentoring.of_mentor(me.id)
        named = {one.learner_id for one in taken} | {one.learner_id for one in mine if one.state == "runs"}
        people = learners.by_ids(named)
        audit.read("learners_learner", [*people], "companions", now=now())
        return render(
            "companions/own_page.html",
            refused.status if refused else 200,
            me=me,
            token=token,
            centre=centre,
            taken=taken,
            begun={one.id for one in taken if may_log(one.day, one.starts, local)},
            offered=appointments.open_to(me, local.date()) if Part.COMPANION in me.parts else [],
            asks={one.id: one.by for one in taken},
            mine=mine,
            people=people,
            meetings=mentoring.meetings(one.id for one in mine),
            given=appointments.minutes_given([me.id]).get(me.id, (0, 0)),
            guides=[one.key for one in handbooks.SHIPPED if set(me.parts) & set(one.readers)],
            trained=me.id in register.trained([me]),
            today=local.date(),
            typed=request.form,
            trouble=language.say(refused.code, refused.facts) if refused else "",
            field=refused.facts.get("field", "") if refused else "",
            about=about,
        )


def _refused(token: str, error: errors.OnwardError, about: str) -> Any:
    """What is wrong stands beside its form; what has gone on since stands on top, for its form is there no more."""
    return _page(token, error, about if isinstance(error, errors.Invalid) else "")


@pages.get("/with/<token>/read/<key>", permission=PUBLIC)
def own_guide(token: str, key: str) -> Any:
    """The handbook for what I do."""
    me = register.by_token(token)
    found = next((one for one in handbooks.SHIPPED if one.key == key and set(me.parts) & set(one.readers)), None)
    if found is None:
        raise errors.NotFound("companions.no_handbook")
    return render("companions/own_guide.html", guide=found, token=token)


@pages.post("/with/<token>/appointments/<appointment_id>/yes", permission=PUBLIC)
def accept(token: str, appointment_id: str) -> Any:
    """I go along."""
    try:
        going_along.accept(token, appointment_id, now=now())
    except errors.Conflict as refused:
        return _page(token, refused)
    return done(_("Thank you. You go along."), "companions.own_page", token=token)


@pages.post("/with/<token>/appointments/<appointment_id>/back", permission=PUBLIC)
def give_back(token: str, appointment_id: str) -> Any:
    """I cannot go along after all."""
    try:
        going_along.give_back(token, appointment_id, now=now())
    except errors.Conflict as refused:
        return _page(token, refused)
    return done(_("Others see it now, and we know."), "companions.own_page", token=token)


@pages.post("/with/<token>/appointments/<appointment_id>/hours", permission=PUBLIC)
def log_hours(token: str, appointment_id: str) -> Any:
    """So long it took."""
    try:
        going_along.log_hours(token, appointment_id, whole_number(request.form.get("minutes", "")), now=now())
    except (errors.Invalid, errors.Conflict) as refused:
        return _refused(token, refused, appointment_id)
    return done(_("Written down. We confirm it."), "companions.own_page", token=token)


# --- mentoring -------------------------------------------------------------------------------------------------------


@contextmanager
def _with_mine(token: str, mentoring_id: str) -> Iterator[tuple[VolunteerInfo, datetime]]:
    """Act about a mentoring of one's own, with the wall time at the centre."""
    with going_along.by_link(token) as me:
        mentors.of_mentor(mentoring_id, me)
        yield me, clock.local(now(), organisations.centre(me.centre_id).zone)


@pages.post("/with/<token>/mentoring/<mentoring_id>", permission=PUBLIC)
def mentor_says(token: str, mentoring_id: str) -> Any:
    """Yes or no to a learner."""
    said = request.form.get("answer", "")
    try:
        if said not in ("yes", "no"):
            raise errors.Invalid("companions.choice_missing", field="answer")
        with _with_mine(token, mentoring_id) as (_me, local):
            mentors.say(mentoring_id, Side.MENTOR, said == "yes", day=local.date(), now=now())
            runs = mentoring.mentoring(mentoring_id).state is State.RUNS
    except (errors.Invalid, errors.Conflict) as refused:
        return _refused(token, refused, mentoring_id)
    if said == "yes":
        words = _("Thank you. You can meet now.") if runs else _("Thank you. It begins when the learner says yes, too.")
        return done(words, "companions.own_page", token=token)
    undo = _undo(token, mentoring_id)
    return done(_("Thank you for saying so."), "companions.own_page", undo=undo, token=token)


def _undo(token: str, mentoring_id: str) -> str:
    return url_for("companions.mentor_goes_on", token=token, mentoring_id=mentoring_id)


@pages.post("/with/<token>/mentoring/<mentoring_id>/end", permission=PUBLIC)
def mentor_ends(token: str, mentoring_id: str) -> Any:
    """It is over. Nobody asks why."""
    with _with_mine(token, mentoring_id) as (_me, local):
        mentors.end(mentoring_id, Side.MENTOR, day=local.date(), now=now())
    undo = _undo(token, mentoring_id)
    return done(_("It is over. Thank you for your time."), "companions.own_page", undo=undo, token=token)


@pages.post("/with/<token>/mentoring/<mentoring_id>/back", permission=PUBLIC)
def mentor_goes_on(token: str, mentoring_id: str) -> Any:
    """That was a slip."""
    try:
        with _with_mine(token, mentoring_id) as (me, _local):
            mentors.take_back_end(mentoring_id, Side.MENTOR, by=me.name, now=now())
    except errors.Conflict as refused:
        return _page(token, refused)
    return done(_("It stands as before."), "companions.own_page", token=token)


@pages.post("/with/<token>/mentoring/<mentoring_id>/meetings", permission=PUBLIC)
def log_meeting(token: str, mentoring_id: str) -> Any:
    """We have met."""
    try:
        with _with_mine(token, mentoring_id) as (_me, local):
            mentors.log_meeting(
                mentoring_id,
                day_given("day"),
                whole_number(request.form.get("minutes", "")),
                today=local.date(),
                now=now(),
            )
    except (errors.Invalid, errors.Conflict) as refused:
        return _refused(token, refused, mentoring_id)
    return done(_("Written down."), "companions.own_page", token=token)


@pages.post("/with/<token>/mentoring/<mentoring_id>/meetings/<meeting_id>/back", permission=PUBLIC)
def take_back_meeting(token: str, mentoring_id: str, meeting_id: str) -> Any:
    """That was a slip."""
    try:
        with _with_mine(token, mentoring_id):
            mentors.take_back_meeting(mentoring_id, meeting_id)
    except errors.Conflict as refused:
        return _refused(token, refused, mentoring_id)
    return done(_("Taken out."), "companions.own_page", token=token)
