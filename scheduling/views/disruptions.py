"""When a week goes wrong: somebody is ill, a room is closed, a rota changed; what can be done, and doing it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.courses import queries as courses
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners
from lms.messages import queries as messages
from lms.organisations import queries as organisations
from scheduling.domain.troubles import Kind, Proposal, Way
from scheduling.queries import troubles as queries
from scheduling.services import disruptions as services
from scheduling.views.checks import care_page
from scheduling.views.door import pages
from scheduling.views.timetable import own_centre

RIGHT = "scheduling.plan"
ICONS = {
    Way.COVER: "chalkboard-teacher",
    Way.ROOM: "door-open",
    Way.ONLINE: "video-camera",
    Way.TWIN: "arrows-left-right",
    Way.MOVE: "calendar-dots",
    Way.MAKEUP: "calendar-plus",
    Way.CANCEL: "x-circle",
}


@dataclass(frozen=True)
class Choice:
    """One way to go on with a session, in words: what, and for how many."""

    key: str
    title: str
    note: str
    icon: str


@pages.get("/timetable/trouble", permission=RIGHT)
def troubles() -> Any:
    """What goes wrong now, and a place to say what else does."""
    return _list({}, {})


def _list(values: Mapping[str, str], wrong: Mapping[str, str], status: int = 200) -> Any:
    centre, today = own_centre(), current_day()
    g.place = "scheduling.timetable"
    found = queries.troubles(centre.id)
    return render(
        "scheduling/troubles.html",
        status,
        centre=centre,
        found=[(one, title(one)) for one in found],
        teachers=[(one.id, one.name) for one in organisations.staff(kind="teacher", centre_id=centre.id)],
        rooms=[(one.id, one.name) for one in organisations.rooms(centre.id)],
        values={"first_on": today.isoformat(), "last_on": today.isoformat(), **values},
        wrong=wrong,
        care_url=care_page("staff"),
    )


@pages.post("/timetable/trouble", permission=RIGHT)
def note() -> Any:
    """Write down what goes wrong; nothing changes for anybody yet."""
    form = request.form
    kind = form.get("kind", "")
    if kind not in tuple(Kind):
        raise errors.NotFound("scheduling.no_trouble")
    first, last = _day(form.get("first_on", "")), _day(form.get("last_on", ""))
    if first is None or last is None:
        return _list(form, {kind: str(_("Write both days as year-month-day, like 2027-02-13."))}, 422)
    centre = own_centre()
    learner = form.get("learner_id") or None
    if learner is not None and learners.learner(learner).centre_id != centre.id:
        raise errors.NotFound("scheduling.no_trouble")
    new = services.NewTrouble(
        Kind(kind), first, last, form.get("staff_id") or None, form.get("room_id") or None, learner
    )
    try:
        trouble_id = services.note(centre.id, new, actor=current_actor(), now=now())
    except errors.OnwardError as refusal:
        return _list(form, {kind: language.say(refusal.code, refusal.facts)}, refusal.status)
    return done(_("Look at what can be done. Nothing has changed yet."), "scheduling.trouble", trouble_id=trouble_id)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def own_trouble(trouble_id: str) -> queries.TroubleInfo:
    """A trouble of the administrator's own centre. Raises NotFound."""
    found = queries.trouble(trouble_id)
    if current_actor().centre_id not in (None, found.centre_id):
        raise errors.NotFound("scheduling.no_trouble")
    g.place = "scheduling.timetable"
    return found


def title(found: queries.TroubleInfo) -> str:
    """What goes wrong, as a heading."""
    if found.kind is Kind.TEACHER_ILL:
        who = next((one.name for one in organisations.faces([found.staff_id or ""])), "")
        return str(_("%(name)s cannot come", name=who))
    if found.kind is Kind.ROOM_CLOSED:
        room = next((one.name for one in organisations.rooms(found.centre_id) if one.id == found.room_id), "")
        return str(_("The room %(name)s is closed", name=room))
    person = learners.by_ids([found.learner_id or ""]).get(found.learner_id or "")
    return str(_("%(name)s has other work times", name=person.name if person else ""))


@pages.get("/timetable/trouble/<trouble_id>", permission=RIGHT)
def trouble(trouble_id: str) -> Any:
    """Which sessions it touches, who is in them, and what can be done about each."""
    return _page(own_trouble(trouble_id))


def _page(found: queries.TroubleInfo, wrong: str = "", status: int = 200, reason: str = "") -> Any:
    at = now()
    look = queries.look_at(found, at)
    remedies = queries.remedies(found.id)
    people = sorted(look.people.values(), key=lambda one: one.name)
    to_call = [one for one in people if messages.channel_for(one) == "office"]
    teachers = {one.id: one.name for one in organisations.staff(kind="teacher")}
    rooms = {one.id: one for one in organisations.rooms(found.centre_id)}
    return render(
        "scheduling/trouble.html",
        status,
        trouble=found,
        title=title(found),
        look=look,
        choices={one.session.id: _choices(one, teachers, rooms) for one in look.touched},
        by_mail=len(people) - len(to_call),
        to_call=to_call,
        rooms=rooms,
        rota=queries.rota(found, at) if found.kind is Kind.ROTA_CHANGED else [],
        remedies=[_remedy(one) for one in remedies],
        wrong=wrong,
        reason=reason or _usual_reason(found.kind),
        icons=ICONS,
        learner_id=found.learner_id,
    )


def _usual_reason(kind: Kind) -> str:
    # Why a teacher is away is nobody's business.
    return str(_("The teacher cannot come.") if kind is Kind.TEACHER_ILL else _("The room is closed."))


def _choices(
    touched: queries.Touched, teachers: Mapping[str, str], rooms: Mapping[str, organisations.Room]
) -> list[Choice]:
    return [
        Choice(one.key, _title(one, teachers, rooms), _note(one, len(touched.people)), ICONS[one.way])
        for one in touched.proposals
    ]


def _title(one: Proposal, teachers: Mapping[str, str], rooms: Mapping[str, organisations.Room]) -> str:
    if one.way is Way.COVER:
        name = teachers.get(one.staff_id, "")
        said = _("%(name)s teaches, online", name=name) if one.far else _("%(name)s teaches", name=name)
        return str(said)
    if one.way is Way.ROOM:
        return str(_("In the room %(name)s", name=rooms[one.room_id].name))
    if one.way is Way.TWIN:
        twin = courses.session(one.session_id)
        when = language.written(twin.day, language.locale_code.get())
        return str(
            _("In the twin class %(name)s, %(day)s, %(time)s", name=twin.section, day=when, time=f"{twin.starts:%H:%M}")
        )
    if one.day is not None and one.starts is not None:
        when = language.written(one.day, language.locale_code.get())
        facts = {"day": when, "time": f"{one.starts:%H:%M}"}
        if one.way is Way.MOVE:
            return str(_("Move it to %(day)s, %(time)s", **facts))
        return str(_("Make it up later: %(day)s, %(time)s", **facts))
    return str(_("Online") if one.way is Way.ONLINE else _("Not held. The hours stay short."))


def _note(one: Proposal, everybody: int) -> str:
    if one.way is Way.COVER and not one.far and not one.load:
        return str(_("has no other class that week"))
    if one.way is Way.COVER and not one.far:
        return str(ngettext("has %(num)s class that week", "has %(num)s classes that week", one.load))
    if one.way is Way.ROOM:
        return str(
            _("as big as needed")
            if not one.load
            else ngettext("%(num)s chair too many", "%(num)s chairs too many", one.load)
        )
    if one.way is Way.CANCEL:
        return str(ngettext("%(num)s person has no class", "%(num)s people have no class", everybody))
    if one.way is Way.ONLINE or one.far:
        return str(_("%(some)s of %(all)s told us that they can join from home", some=len(one.people), all=everybody))
    return str(_("%(some)s of %(all)s can come then", some=len(one.people), all=everybody))


@dataclass(frozen=True)
class Done:
    """What was chosen for one session, and whether it was taken back."""

    remedy: queries.RemedyInfo
    session: courses.SessionInfo
    word: str


def _remedy(one: queries.RemedyInfo) -> Done:
    return Done(one, courses.session(one.session_id), way_word(one.way))


def way_word(way: Way) -> str:
    """What was done, in two or three words."""
    return {
        Way.COVER: str(_("another teacher")),
        Way.ROOM: str(_("another room")),
        Way.ONLINE: str(_("online")),
        Way.TWIN: str(_("twin class")),
        Way.MOVE: str(_("moved")),
        Way.MAKEUP: str(_("made up later")),
        Way.CANCEL: str(_("not held")),
    }[way]


@pages.post("/timetable/trouble/<trouble_id>", permission=RIGHT)
def decide(trouble_id: str) -> Any:
    """Do what was chosen for each session, and tell everybody once."""
    found = own_trouble(trouble_id)
    chosen = {name.removeprefix("do-"): value for name, value in request.form.items() if name.startswith("do-")}
    reason = request.form.get("reason", "")
    try:
        outcome = services.apply(found.id, chosen, reason=reason, actor=current_actor(), now=now())
    except errors.OnwardError as refusal:
        return _page(found, language.say(refusal.code, refusal.facts), refusal.status, reason)
    if outcome.refused:
        said = [
            f"{session.section}, {language.written(session.day, language.locale_code.get())}:"
            f" {language.say(refusal.code, refusal.facts)}"
            for session, refusal in outcome.refused
        ]
        return _page(own_trouble(trouble_id), " ".join(said), 200 if outcome.done else 409, reason)
    return done(_told(outcome), "scheduling.trouble", trouble_id=found.id)


def _told(outcome: services.Outcome) -> str:
    changed = ngettext("%(num)s session changes.", "%(num)s sessions change.", outcome.done)
    mailed = ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", outcome.mailed)
    call = ngettext("Call %(num)s person.", "Call %(num)s people.", outcome.to_call) if outcome.to_call else ""
    return " ".join(part for part in (changed, mailed, call) if part)


@pages.post("/timetable/trouble/<trouble_id>/swap", permission=RIGHT)
def swap(trouble_id: str) -> Any:
    """Somebody comes to the twin class for the sessions that her new week takes from her."""
    found = own_trouble(trouble_id)
    pairs = dict(one.split(":", 1) for one in request.form.getlist("swap") if ":" in one)
    if not pairs:
        return _page(found, language.say("scheduling.nothing_chosen"), 422)
    try:
        number = services.swap_sessions(found.id, pairs, actor=current_actor(), now=now())
    except errors.OnwardError as refusal:
        return _page(found, language.say(refusal.code, refusal.facts), refusal.status)
    said = ngettext("%(num)s session is swapped.", "%(num)s sessions are swapped.", number)
    return done(said, "scheduling.trouble", trouble_id=found.id)


@pages.post("/timetable/trouble/<trouble_id>/undo/<remedy_id>", permission=RIGHT)
def undo_remedy(trouble_id: str, remedy_id: str) -> Any:
    """Take one remedy back, and tell people that the class is as planned."""
    found = own_trouble(trouble_id)
    if remedy_id not in {one.id for one in queries.remedies(found.id)}:
        raise errors.NotFound("scheduling.no_trouble")
    try:
        services.undo(remedy_id, actor=current_actor(), now=now())
    except errors.OnwardError as refusal:
        return _page(found, language.say(refusal.code, refusal.facts), refusal.status)
    return done(_("The session is as it was. People are told."), "scheduling.trouble", trouble_id=found.id)


@pages.post("/timetable/trouble/<trouble_id>/close", permission=RIGHT)
def close(trouble_id: str) -> Any:
    """Nothing more is to decide here."""
    services.close(own_trouble(trouble_id).id, now=now())
    return done(_("This is closed."), "scheduling.troubles")
