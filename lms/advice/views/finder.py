"""The course finder: open to everybody, in the language of the page, without a sign-in and without a cookie that follows."""

from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.advice import queries, services
from lms.advice.domain import finder
from lms.advice.domain.finder import Reach, Step, Wanted, When
from lms.advice.views.door import pages
from lms.courses.views import people as words
from lms.kernel import errors, language
from lms.kernel.web import PUBLIC, current_day, now, render

PICTURES = {When.MORNING: "sunrise", When.AFTERNOON: "tea", When.EVENING: "night", When.WEEKEND: "calendar"}
MOST = 30
"""Places that one page shows: nobody reads more, and an old phone loads it."""


@pages.get("/find", permission=PUBLIC, writes=True)
def find() -> Any:
    """Language, postcode and times in; places with a free seat and the day on which one can begin out."""
    if "search" not in request.args:
        _count(Step.OPENED)
        return _page(None)
    _count(Step.SEARCHED)
    return _page(_wanted())


@pages.get("/find/<section_id>", permission=PUBLIC, writes=True)
def place(section_id: str) -> Any:
    """One place: when, where, whom to call."""
    try:
        found = queries.open_place(section_id, current_day())
    except errors.NotFound as error:
        return _gone(error)
    _count(Step.LOOKED)
    return _place(found)


def _gone(error: errors.NotFound) -> Any:
    """Somebody was faster: what is free instead."""
    return _page(Wanted(), gone=language.say(error.code), status=error.status)


@pages.post("/find/tell-me", permission=PUBLIC)
def tell_me() -> Any:
    """Keep a number, to be called or written to about a place."""
    wanted, section_id, day = _wanted(), request.form.get("section_id", ""), current_day()
    try:
        found = services.ask_to_hear(
            request.form.get("number", ""),
            request.form.get("reach", ""),
            wanted,
            locale=g.locale,
            section_id=section_id,
            today=day,
            now=now(),
        )
    except errors.NotFound as error:
        return _gone(error)
    except errors.Invalid as error:
        refused = language.say(error.code, error.facts)
        if section_id:
            return _place(queries.open_place(section_id, day), refused, error.status)
        return _page(wanted, refused, error.status)
    _count(Step.ASKED)
    return render("advice/told.html", found=found, days=finder.WAITS.days)


def _page(wanted: Wanted | None, refused: str | None = None, status: int = 200, *, gone: str = "") -> Any:
    every = queries.open_places(current_day(), Wanted())
    found = queries.suiting(every, wanted) if wanted else []
    here = [one for one in found if wanted and finder.near(one.place, wanted)]
    if found and refused is None:
        _count(Step.FOUND)
    return render(
        "advice/find.html",
        status,
        wanted=wanted,
        near=here[:MOST],
        far=[one for one in found if one not in here][: MOST - len(here[:MOST])],
        teaches=_taught(every),
        whens=[(when, PICTURES[when]) for when in When],
        reaches=list(Reach),
        hub=finder.hub(request.values.get("via", "")),
        refused=refused,
        gone=gone,
        words=words,
        days=finder.WAITS.days,
    )


def _place(found: queries.Found, refused: str | None = None, status: int = 200) -> Any:
    return render(
        "advice/place.html",
        status,
        found=found,
        taught=[language.tongue(found.place.teaches)] if found.place.teaches else [],
        reaches=list(Reach),
        hub=finder.hub(request.values.get("via", "")),
        refused=refused,
        words=words,
    )


def _wanted() -> Wanted:
    times = frozenset(When(one) for one in request.values.getlist("when") if one in set(When))
    return Wanted(request.values.get("teaches", "")[:10], finder.postcode(request.values.get("postcode", "")), times)


def _taught(every: list[queries.Found]) -> list[tuple[str, str]]:
    """(code, name in the reader's language) of what open places teach; nothing to choose where it is one."""
    codes = {one.place.teaches for one in every if one.place.teaches}
    named = sorted(((code, language.tongue(code)) for code in codes), key=lambda one: one[1].casefold())
    return [("", str(_("Any language"))), *named] if len(named) > 1 else []


def _count(step: Step) -> None:
    services.count(step, current_day(), locale=g.locale, hub=request.values.get("via", ""))
