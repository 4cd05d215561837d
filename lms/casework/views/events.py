"""Meetings beside the course: published and attended by staff, booked by learners, counted by kind."""

from collections.abc import Collection, Sequence
from datetime import time, timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain.events import ICONS, PICTURES, EventKind, NewEvent, PlaceState, has_begun
from lms.casework.views.door import day_given, pages
from lms.kernel import clock, errors, language
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number, whole_number
from lms.learners import queries as learners
from lms.learners.domain import targets
from lms.organisations import queries as organisations

RIGHT = "casework.events"
REPORT_DAYS = 90
PAGE = 50


# --- staff -----------------------------------------------------------------------------------------------------------


@pages.get("/events", permission=RIGHT)
def events() -> Any:
    """What lies ahead, what took place, and a form for the next one."""
    return _list()


def _centre() -> str:
    """The centre of who looks; a manager works in every one."""
    actor = current_actor()
    return (actor.centre_id if actor.role is not Role.MANAGER else "") or ""


def _list(refused: errors.Invalid | None = None) -> Any:
    day, centre_id = current_day(), _centre()
    page_count = max(1, -(-queries.count_listed(centre_id, day) // PAGE))
    page = min(page_number(), page_count)
    centres = organisations.centres() if not centre_id else []
    return render(
        "casework/events.html",
        refused.status if refused else 200,
        ahead=queries.events_ahead(centre_id, day, page=page, size=PAGE),
        count=queries.count_ahead(centre_id, day),
        page=page,
        page_count=page_count,
        before=queries.events_before(centre_id, day),
        kinds=[(one.value, language.say(f"casework.event.{one}")) for one in EventKind],
        icons=ICONS,
        groups=targets.OF_MEETINGS,
        target=request.form.getlist("target"),
        centres=centres,
        places={one.id: one.name for one in centres} if len(centres) > 1 else {},
        hosts=[("", _("nobody yet")), *((one.id, one.name) for one in _hosts())],
        typed=request.form,
        trouble=language.say(refused.code) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
        today=day,
    )


def _hosts() -> list[organisations.Staff]:
    """Who can be there: staff of the centre, of all of them for a manager."""
    return organisations.staff(centre_id=_centre() or None)


@pages.post("/events", permission=RIGHT)
def publish_event() -> Any:
    """Learners of the centre can book it from now on."""
    given = request.form
    new = NewEvent(
        kind=given.get("kind", ""),
        title=given.get("title", "")[:120],
        day=day_given("day"),
        starts=_time("starts"),
        ends=_time("ends"),
        place=given.get("place", "")[:120],
        detail=given.get("detail", "")[:240],
        language=given.get("language", "")[:60],
        host_id=given.get("host_id") or None,
        seats=_number("seats"),
        weeks=1 if given.get("weeks") is None else _number("weeks") or 0,
        target=targets.chosen(given.getlist("target"), targets.OF_MEETINGS),
        care="care" in given,
    )
    centre_id = _centre() or given.get("centre_id", "")
    try:
        if centre_id not in {one.id for one in organisations.centres()}:
            raise errors.Invalid("casework.event_centre_missing", field="centre_id")
        if new.host_id and new.host_id not in {one.id for one in _hosts()}:
            raise errors.Invalid("casework.event_host_missing", field="host_id")
        many = len(services.publish_event(centre_id, new, actor=current_actor(), now=now()))
    except errors.Invalid as error:
        return _list(error)
    return done(ngettext("%(num)s meeting is published.", "%(num)s meetings are published.", many), "casework.events")


def _time(name: str) -> time | None:
    try:
        return time.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


def _number(name: str) -> int | None:
    """None where nothing was written, 0 for what is no number: the service says what is wrong with it."""
    given = request.form.get(name, "").strip()
    return whole_number(given) or 0 if given else None


@pages.get("/events/report", permission=RIGHT)
def events_report() -> Any:
    """What took place between two days, every kind for itself."""
    last = day_given("last") or current_day()
    first = day_given("first") or last - timedelta(days=REPORT_DAYS)
    trouble = language.say("casework.event_span") if first > last else ""
    return render(
        "casework/events_report.html",
        422 if trouble else 200,
        counted=queries.counted_events(first, last, _centre()),
        first=first,
        last=last,
        trouble=trouble,
        today=current_day(),
    )


@pages.get("/events/<event_id>", permission=RIGHT, writes=True)
def event(event_id: str) -> Any:
    """Who comes, one tap each."""
    return _event(event_id)


def _event(event_id: str, refused: errors.OnwardError | None = None) -> Any:
    found = _own(event_id)
    places = queries.places_in(event_id)
    usual = [one for one in queries.who_came_before(found.series, found.day) if one not in places]
    asked = request.args.get("q", "").strip()
    hits = learners.search(asked, centre_id=found.centre_id, size=10).learners if asked else []
    audit.read("learners_learner", [*places, *usual, *(one.id for one in hits)], "event", now=now())
    hits = [one for one in hits if one.id not in places]
    begun = has_begun(found.day, found.starts, clock.local(now(), current_actor().zone))
    return render(
        "casework/event.html",
        refused.status if refused else 200,
        event=found,
        places=places,
        names=learners.by_ids([*places, *usual]),
        usual=usual,
        hits=hits,
        with_her=_households(hits, found.centre_id, places),
        children={key: len(of_her) for key, of_her in learners.children_of_learners([one.id for one in hits]).items()},
        may_invite=not found.cancelled and not begun,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        asked=asked,
        here=sum(one is PlaceState.CAME for one in places.values()) + found.newcomers,
        may_mark=not found.cancelled and found.day <= current_day(),
        icons=ICONS,
        today=current_day(),
    )


def _households(hits: Sequence[learners.LearnerInfo], centre_id: str, places: Collection[str]) -> dict[str, str]:
    """Names of those who would be invited with each."""
    others = {
        one.id: [
            other.name
            for other in learners.household(one.household_id)
            if other.id not in {one.id, *places} and other.centre_id == centre_id and other.until is None
        ]
        for one in hits
        if one.household_id
    }
    return {key: language.written(names, language.locale_code.get()) for key, names in others.items() if names}


@pages.post("/events/<event_id>/<learner_id>/invite", permission=RIGHT)
def invite_household(event_id: str, learner_id: str) -> Any:
    """Places for everybody of the household who learns here, with care for the children: all of it or nothing."""
    _own(event_id)
    try:
        names = services.invite_household(event_id, learner_id, actor=current_actor(), now=now())
    except errors.Conflict as error:
        return _event(event_id, error)
    if not names:
        return done(_("Everybody of the household has a place."), "casework.event", event_id=event_id)
    said = _("Places are kept for %(names)s.", names=language.written(names, language.locale_code.get()))
    return done(said, "casework.event", event_id=event_id)


@pages.post("/events/<event_id>/<learner_id>/book", permission=RIGHT)
def keep_place(event_id: str, learner_id: str) -> Any:
    """A place for one person, with care for her children where the meeting has it."""
    _own(event_id)
    try:
        services.book_event(event_id, learner_id, actor=current_actor(), now=now())
    except errors.Conflict as error:
        return _event(event_id, error)
    undo = url_for("casework.give_back", event_id=event_id, learner_id=learner_id)
    said = _("Places are kept for %(names)s.", names=learners.learner(learner_id).name)
    return done(said, "casework.event", event_id=event_id, undo=undo)


@pages.post("/events/<event_id>/<learner_id>/leave", permission=RIGHT)
def give_back(event_id: str, learner_id: str) -> Any:
    """Somebody does not come: the place, and that of her children in care, are free for others."""
    _own(event_id)
    try:
        services.leave_event(event_id, learner_id, actor=current_actor(), now=now())
    except errors.Conflict as error:
        return _event(event_id, error)
    undo = url_for("casework.keep_place", event_id=event_id, learner_id=learner_id)
    return done(_("Somebody else can have the place."), "casework.event", event_id=event_id, undo=undo)


def _own(event_id: str) -> queries.EventInfo:
    found = queries.event(event_id)
    if _centre() and found.centre_id != _centre():
        raise errors.NotFound("casework.no_event")
    return found


@pages.post("/events/<event_id>/<learner_id>", permission=RIGHT)
def mark_event(event_id: str, learner_id: str) -> Any:
    """Who had a place came, or did not."""
    _own(event_id)
    services.mark_event(event_id, learner_id, request.form.get("state", ""), actor=current_actor(), now=now())
    undo = url_for("casework.unmark_event", event_id=event_id, learner_id=learner_id)
    return done(_("Saved."), "casework.event", event_id=event_id, undo=undo)


@pages.post("/events/<event_id>/<learner_id>/unmark", permission=RIGHT)
def unmark_event(event_id: str, learner_id: str) -> Any:
    """Nobody knows yet whether the person comes."""
    _own(event_id)
    services.take_back_drop_in(event_id, learner_id, actor=current_actor(), now=now())
    return done(_("Taken back."), "casework.event", event_id=event_id)


@pages.post("/events/<event_id>/<learner_id>/here", permission=RIGHT)
def drop_in(event_id: str, learner_id: str) -> Any:
    """A learner dropped in."""
    _own(event_id)
    services.drop_in(event_id, learner_id, actor=current_actor(), now=now())
    undo = url_for("casework.drop_in_back", event_id=event_id, learner_id=learner_id)
    return done(_("Here."), "casework.event", event_id=event_id, undo=undo)


@pages.post("/events/<event_id>/<learner_id>/here/back", permission=RIGHT)
def drop_in_back(event_id: str, learner_id: str) -> Any:
    """A tap too many."""
    _own(event_id)
    services.take_back_drop_in(event_id, learner_id, actor=current_actor(), now=now())
    return done(_("Taken back."), "casework.event", event_id=event_id)


@pages.post("/events/<event_id>/new", permission=RIGHT)
def newcomer(event_id: str) -> Any:
    """Somebody dropped in whom nobody here knows: one more."""
    _own(event_id)
    services.drop_in(event_id, actor=current_actor(), now=now())
    undo = url_for("casework.newcomer_back", event_id=event_id)
    return done(_("One more is here."), "casework.event", event_id=event_id, undo=undo)


@pages.post("/events/<event_id>/new/back", permission=RIGHT)
def newcomer_back(event_id: str) -> Any:
    """A tap too many."""
    _own(event_id)
    services.take_back_drop_in(event_id, actor=current_actor(), now=now())
    return done(_("Taken back."), "casework.event", event_id=event_id)


@pages.post("/events/<event_id>/off", permission=RIGHT)
def cancel_event(event_id: str) -> Any:
    """It does not take place; who has booked is written to."""
    _own(event_id)
    letters = services.cancel_event(event_id, actor=current_actor(), now=now())
    said = ngettext("%(num)s letter waits to go out.", "%(num)s letters wait to go out.", letters)
    return done(_("Called off.") + " " + said, "casework.event", event_id=event_id)


# --- learners --------------------------------------------------------------------------------------------------------


@pages.get("/my-events", permission="learner.self")
def my_events() -> Any:
    """What I can come to, and where my place is kept."""
    return _mine()


def _mine(refused: errors.OnwardError | None = None) -> Any:
    learner, day = learners.learner(current_actor().learner_id or ""), current_day()
    ahead = queries.events_for(learner, day)
    places, known = queries.places_of(learner.id, day), learners.known_of(learner.id)
    practice = queries.minutes_by_kind(learner.id).get(EventKind.CLUB, 0)
    speaks = queries.languages_of({one.host_id for one in ahead if one.host_id})
    spoken = {tongue for tongues in speaks.values() for tongue in tongues}
    asked = request.args.get("language", "")
    asked = asked if asked in spoken else ""
    return render(
        "casework/my_events.html",
        refused.status if refused else 200,
        events=[one for one in ahead if asked in ("", *speaks.get(one.host_id or "", ())) or one.id in places],
        places=places,
        begun={one.id for one in ahead if has_begun(one.day, one.starts, clock.local(now(), current_actor().zone))},
        speaks=speaks,
        tongues=sorted(spoken, key=language.tongue),
        asked=asked,
        whys={one.id: targets.why(one.target, known, day) for one in ahead},
        pictures=PICTURES,
        practice=practice,
        refused=language.say(refused.code, refused.facts) if refused else "",
        today=day,
    )


@pages.post("/my-events/<event_id>", permission="learner.self")
def book_event(event_id: str) -> Any:
    """I come."""
    actor = current_actor()
    try:
        services.book_event(event_id, actor.learner_id or "", actor=actor, now=now())
    except errors.Conflict as error:
        return _mine(error)
    undo = url_for("casework.leave_event", event_id=event_id)
    return done(_("Your place is kept."), "casework.my_events", undo=undo)


@pages.post("/my-events/<event_id>/leave", permission="learner.self")
def leave_event(event_id: str) -> Any:
    """I do not come after all."""
    actor = current_actor()
    try:
        services.leave_event(event_id, actor.learner_id or "", actor=actor, now=now())
    except errors.Conflict as error:
        return _mine(error)
    return done(_("Somebody else can have the place."), "casework.my_events")
