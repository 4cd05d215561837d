"""At the door: checking in and out by a tap, a code or a card. Whoever is not on the list is refused, with what to do."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _

from childcare import queries, services
from childcare.forms import ForTodayForm
from childcare.views.day import day_page
from childcare.views.door import DAY, centre_words, local_now, own_centre, pages
from lms.accounts.services import audit
from lms.courses import services as courses
from lms.kernel import clock, errors, language
from lms.kernel.web import current_actor, done, now, refuse, render


def _own_place(booking_id: str) -> queries.ChildToday:
    g.place = "childcare.day"
    return queries.booking(booking_id, own_centre().id)


@pages.get("/childcare/<booking_id>/door", permission=DAY, writes=True)
def door(booking_id: str) -> Any:
    """One child at the door: who brings or collects it, and the pad for a code."""
    child = _own_place(booking_id)
    audit.read("childcare_child_record", [child.child_id], "collect", now=now())
    return _door(child, ForTodayForm(formdata=None))


def _door(child: queries.ChildToday, form: ForTodayForm, *, refused: str = "", status: int = 200) -> Any:
    centre = own_centre()
    until = services.locked_until(child.child_id, centre.id, now())
    people = queries.collectors(child.child_id, child.learner_id, local_now(centre).date())
    return day_page(
        {
            "child": child,
            "people": people,
            "form": form,
            "refused": refused,
            "chosen": request.args.get("who", ""),
            "locked": clock.local(until, centre.zone).strftime("%H:%M") if until else "",
            "has_code": any(one.has_code for one in people),
            "leaves": child.arrived_at is not None,
            "late": child.arrived_at is not None and local_now(centre).time() > child.ends,
        },
        status,
    )


@pages.post("/childcare/<booking_id>/in", permission=DAY)
def check_in(booking_id: str) -> Any:
    """A child has come."""
    child = _own_place(booking_id)
    who = request.form.get("who", queries.PARENT) or queries.PARENT
    services.check_in(booking_id, brought_by=who, actor=current_actor(), now=now())
    return done(
        _("%(name)s is here.", name=child.name), "childcare.day", undo=url_for("childcare.undo", booking_id=booking_id)
    )


@pages.post("/childcare/<booking_id>/out", permission=DAY)
def check_out(booking_id: str) -> Any:
    """A child was collected by somebody of its list."""
    child = _own_place(booking_id)
    try:
        name = services.check_out(
            booking_id, request.form.get("who", ""), note=request.form.get("note", ""), actor=current_actor(), now=now()
        )
    except (errors.Invalid, errors.Conflict) as refused:
        if refused.code == "childcare.not_here":
            raise
        said = language.say(refused.code, refused.facts)
        return _door(child, ForTodayForm(formdata=None), refused=said, status=refused.status)
    return _left(child, name)


def _left(child: queries.ChildToday, name: str) -> Any:
    said = _("%(name)s was collected by %(who)s.", name=child.name, who=name)
    return done(said, "childcare.day", undo=url_for("childcare.undo", booking_id=child.booking_id))


@pages.post("/childcare/<booking_id>/code", permission=DAY)
def by_code(booking_id: str) -> Any:
    """The code of whoever brings or collects. A wrong one is counted, so this never answers with a refusal's number."""
    child = _own_place(booking_id)
    answer = services.by_code(
        booking_id, request.form.get("code", ""), note=request.form.get("note", ""), actor=current_actor(), now=now()
    )
    if not answer.ok:
        flash(language.say(answer.code, answer.facts), "bad")
        return redirect(url_for("childcare.door", booking_id=booking_id))
    if child.arrived_at is not None:
        return _left(child, answer.name)
    said = _("%(name)s is here, brought by %(who)s.", name=child.name, who=answer.name)
    return done(said, "childcare.day", undo=url_for("childcare.undo", booking_id=booking_id))


@pages.post("/childcare/<booking_id>/today", permission=DAY)
def may_today(booking_id: str) -> Any:
    """The parent was asked and agreed: somebody may collect the child today, and no other day."""
    child, form, actor = _own_place(booking_id), ForTodayForm(), current_actor()
    if not form.validate():
        return _door(child, form, status=422)
    day = local_now(own_centre()).date()
    try:
        services.add_collector(
            child.child_id,
            form.name.data or "",
            form.relation.data or "",
            until=day,
            agreed=_("The parent agreed, asked by %(carer)s", carer=actor.name),
            actor=actor,
            now=now(),
        )
    except errors.Invalid as refused:
        refuse(form, refused)
        return _door(child, form, status=refused.status)
    said = _("%(who)s may collect %(name)s today. Look at a paper with a picture.", who=form.name.data, name=child.name)
    return done(said, "childcare.door", booking_id=booking_id)


@pages.post("/childcare/<booking_id>/undo", permission=DAY)
def undo(booking_id: str) -> Any:
    """Take the last step of a child back."""
    child = _own_place(booking_id)
    services.undo_check(booking_id, actor=current_actor(), now=now())
    return done(_("Taken back for %(name)s.", name=child.name), "childcare.day")


@pages.post("/childcare/away/<session_id>/<learner_id>", permission=DAY)
def comes(session_id: str, learner_id: str) -> Any:
    """A child comes after all: its parent's "I cannot come" is taken back, and the place with it if it is free."""
    centre = own_centre()
    away = queries.away_on(clock.today(centre.zone), centre.id)
    child = next((one for one in away if (one.session_id, one.learner_id) == (session_id, learner_id)), None)
    if child is None:
        raise errors.NotFound("childcare.absent")
    courses.take_back_apology(session_id, learner_id, actor=current_actor(), now=now())
    if queries.without_place(learner_id, session_id):
        return done(_("%(name)s has no place: the group is full by now.", name=child.name), "childcare.day")
    return done(_("%(name)s has the place again.", name=child.name), "childcare.day")


# --- cards -----------------------------------------------------------------------------------------------------------


@pages.get("/childcare/scan", permission=DAY)
def scan() -> Any:
    """A field for a scanner; a telephone's camera opens the card by itself."""
    g.place = "childcare.day"
    return render("childcare/scan.html", **centre_words(own_centre()))


@pages.post("/childcare/scan", permission=DAY)
def scanned() -> Any:
    """What a scanner has read: the address on the card, or its last part."""
    token = request.form.get("token", "").strip().rstrip("/").rpartition("/")[2]
    return redirect(url_for("childcare.card", token=token or "-"))


@pages.get("/childcare/cards/<token>", permission=DAY, writes=True)
def card(token: str) -> Any:
    """Whose card it is, and the children of today it may bring or collect."""
    g.place = "childcare.day"
    centre = own_centre()
    at = local_now(centre)
    people = services.people_of_card(token, at.date())
    found = [child for child in queries.children_on(at.date(), centre.id) if child.child_id in people]
    audit.read("childcare_child_record", sorted({child.child_id for child in found}), "card", now=now())
    return render("childcare/card.html", **centre_words(centre), children=found, people=people, at=at)
