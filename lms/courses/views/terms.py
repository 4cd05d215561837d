"""Terms and closed days of a centre: public holidays of its region, own closing days, the next term copied from this."""

from datetime import date, timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.courses import queries
from lms.courses.services import terms as services
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.courses.views.plan_form import Typed
from lms.courses.views.sessions import RIGHT
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.organisations import queries as organisations
from lms.organisations import services as places

LONGEST_CLOSING = timedelta(days=92)


@pages.get("/terms", permission=RIGHT)
def terms() -> Any:
    """Terms of a centre, and the days on which it is closed."""
    return _page(Typed({}))


def _centre() -> organisations.Centre:
    asked = request.form.get("centre") or request.args.get("centre")
    return organisations.centre_in_view(current_actor().centre_id or asked)


def _page(typed: Typed, status: int = 200, *, asked: tuple[int, dict[date, str]] | None = None) -> Any:
    centre, today = _centre(), current_day()
    found = organisations.terms(centre.id)
    last = max([today + timedelta(days=366), *(one.ends_on for one in found)])
    region = organisations.holiday_region(centre.id)
    return render(
        "courses/terms.html",
        status,
        centre=centre,
        centres=organisations.centres() if current_actor().centre_id is None else [],
        terms=found,
        counts={one.id: len(queries.sections(term_id=one.id)) for one in found},
        closures=organisations.closures(centre.id, today, last),
        region=region,
        regions=organisations.holiday_regions(region.partition("-")[0]),
        typed=typed,
        asked=asked,
        today=today,
        last=last,
        words=people,
    )


@pages.post("/terms", permission=RIGHT)
def add_term() -> Any:
    """One more term."""
    typed = Typed(request.form)
    name, first, last = typed.needed("name"), typed.day("starts_on"), typed.day("ends_on")
    for key, value in (("starts_on", first), ("ends_on", last)):
        if value is None:
            typed.errors.setdefault(key, str(_("Choose a day.")))
    if not typed.errors and first and last:
        try:
            places.add_term(_centre().id, name[:80], first, last)
        except errors.Invalid as refusal:
            typed.errors["ends_on"] = language.say(refusal.code, refusal.facts)
        else:
            return done(_("%(name)s is there.", name=name), "courses.terms", centre=_centre().id)
    return _page(typed, 422)


@pages.post("/terms/closed", permission=RIGHT)
def close_days() -> Any:
    """Close the centre from one day to another. Sessions on these days are cancelled; how many is said before."""
    typed, centre = Typed(request.form), _centre()
    first, reason = typed.day("first"), typed.needed("reason")
    last = typed.day("last") or first
    if first is None:
        typed.errors.setdefault("first", str(_("Choose a day.")))
    elif last is None or not timedelta(0) <= last - first <= LONGEST_CLOSING:
        typed.errors["last"] = str(_("Choose a last day after the first, three months later at most."))
    if typed.errors or first is None or last is None:
        return _page(typed, 422)
    days = {first + timedelta(days=n): reason[:80] for n in range((last - first).days + 1)}
    lost = services.affected(centre.id, days, now())
    if lost and request.form.get("deed") != "save":
        return _page(typed, asked=(lost, days))
    closed, lost = services.close_days(centre.id, days, actor=current_actor(), now=now())
    said = ngettext("%(num)s day is closed.", "%(num)s days are closed.", closed)
    if lost:
        said += " " + ngettext("%(num)s session is cancelled.", "%(num)s sessions are cancelled.", lost)
    return done(said, "courses.terms", centre=centre.id)


@pages.post("/terms/closed/<closure_id>/open", permission=RIGHT)
def open_day(closure_id: str) -> Any:
    """The centre is open on that day after all; a public holiday is switched off."""
    back, refused = services.open_day(closure_id, today=current_day(), actor=current_actor(), now=now())
    said = str(_("The centre is open on that day."))
    if back:
        said += " " + ngettext("%(num)s session is back.", "%(num)s sessions are back.", back)
    if refused:
        said += " " + str(_("Not back, because room or teacher are taken: %(names)s.", names=language.joined(refused)))
    return done(said, "courses.terms", centre=_centre().id)


@pages.post("/terms/holidays", permission=RIGHT)
def take_in_holidays() -> Any:
    """Close the centre on the public holidays of its region, over all its terms to come."""
    typed, centre, today = Typed(request.form), _centre(), current_day()
    try:
        places.keep_holidays_of(centre.id, typed.text("region"))
    except errors.Invalid as refusal:
        typed.errors["region"] = language.say(refusal.code, refusal.facts)
        return _page(typed, 422)
    last = max([today + timedelta(days=366), *(one.ends_on for one in organisations.terms(centre.id))])
    closed, lost = services.take_in_holidays(centre.id, today, last, actor=current_actor(), now=now())
    said = ngettext("%(num)s public holiday is new.", "%(num)s public holidays are new.", closed)
    if lost:
        said += " " + ngettext("%(num)s session is cancelled.", "%(num)s sessions are cancelled.", lost)
    return done(said, "courses.terms", centre=centre.id)


@pages.get("/terms/<term_id>/copy", permission=RIGHT)
def copying(term_id: str) -> Any:
    """Choose the classes that go on in another term."""
    return _copying(term_id)


def _copying(term_id: str, *, tried: list[services.Copied] | None = None, refused: str = "", status: int = 200) -> Any:
    centre = _centre()
    found = {one.id: one for one in organisations.terms(centre.id)}
    if term_id not in found:
        raise errors.NotFound("courses.absent")
    source = found[term_id]
    return render(
        "courses/term_copy.html",
        status,
        centre=centre,
        source=source,
        targets=[one for one in found.values() if one.starts_on > source.ends_on],
        target=request.form.get("to_term", ""),
        sections=queries.sections(term_id=term_id),
        chosen=request.form.getlist("section") if tried is not None or refused else None,
        with_people=request.form.getlist("people"),
        tried=tried,
        refused=refused,
        why=_why,
        words=people,
    )


def _why(trouble: services.Trouble) -> str:
    facts = dict(trouble.facts)
    if "why" in facts:
        facts["why"] = (
            language.say(facts["why"], facts.get("facts", {})) if language.knows(facts["why"]) else facts["why"]
        )
    return language.say(trouble.code, facts)


@pages.post("/terms/<term_id>/copy", permission=RIGHT)
def copy_term(term_id: str) -> Any:
    """Try it and say what cannot be copied and why; with `deed=save` do it."""
    trial = request.form.get("deed") != "save"
    try:
        copied = services.copy_term(
            term_id,
            request.form.get("to_term", ""),
            section_ids=request.form.getlist("section"),
            people_of=request.form.getlist("people"),
            trial=trial,
            actor=current_actor(),
            now=now(),
        )
    except errors.OnwardError as refusal:
        return _copying(term_id, refused=language.say(refusal.code, refusal.facts), status=409)
    if trial:
        return _copying(term_id, tried=copied)
    made = sum(one.sessions > 0 for one in copied)
    said = ngettext("%(num)s class is copied.", "%(num)s classes are copied.", made)
    return done(said, "courses.courses", term=request.form.get("to_term", ""))
