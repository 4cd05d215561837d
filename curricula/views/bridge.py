"""Ready to move: who has passed and can go on today, and for whom there is no bridge, each with what can be done."""

from collections.abc import Sequence
from typing import Any

from flask import g, request
from flask_babel import gettext as _

from curricula import queries
from curricula.domain.causes import Action
from curricula.queries.bridge import Mover, bridge
from curricula.queries.nearest import SEAT, TIME, Near
from curricula.services import bridge as deeds
from curricula.views import door
from curricula.views.door import pages
from curricula.views.mine import weekday
from curricula.views.results import own_learner
from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.contracts import Obstacle
from lms.kernel.web import current_actor, current_day, done, now, render

BRIDGE = "curricula.bridge"
KINDS = ("literacy", "all")


@pages.get("/ready-to-move", permission=BRIDGE, writes=True)
def ready_to_move() -> Any:
    """Two lists: a next course with a free seat at a fitting time, and none."""
    return _page()


@pages.post("/ready-to-move/<learner_id>/<section_id>", permission=BRIDGE)
def move_over(learner_id: str, section_id: str) -> Any:
    """Into the next course."""
    learner, section = own_learner(learner_id), _of_centre(section_id)
    try:
        deeds.cross(learner.id, section.id, day=current_day(), actor=current_actor(), now=now())
    except errors.Conflict as error:
        return _page(language.say(error.code, error.facts), error.status)
    told = _(
        "%(name)s has a seat in %(section)s. Hours that are left go along.", name=learner.name, section=section.name
    )
    return done(told, "curricula.ready_to_move", **_kind())


@pages.post("/ready-to-move/<learner_id>/<section_id>/wait", permission=BRIDGE)
def wait_for_seat(learner_id: str, section_id: str) -> Any:
    """Onto the list of a full group."""
    learner, section = own_learner(learner_id), _of_centre(section_id)
    try:
        deeds.wait_for(learner.id, section.id, actor=current_actor(), now=now())
    except errors.Conflict as error:
        return _page(language.say(error.code, error.facts), error.status)
    told = _("%(name)s waits for a seat in %(section)s.", name=learner.name, section=section.name)
    return done(told, "curricula.ready_to_move", **_kind())


@pages.post("/ready-to-move/<learner_id>/ask", permission=BRIDGE)
def ask_for_bridge(learner_id: str) -> Any:
    """A task for whoever can open what is missing."""
    learner, wanted = own_learner(learner_id), request.form.get("action", "")
    if wanted not in set(Action):
        raise errors.Invalid("curricula.nothing_chosen", field="action")
    fresh = deeds.ask_for(learner.id, Action(wanted), actor=current_actor(), now=now())
    told = _("The task is kept.") if fresh else _("This was asked for already this month.")
    return done(told, "curricula.ready_to_move", **_kind())


def _kind() -> dict[str, str]:
    wanted = request.values.get("of", KINDS[0])
    return {"of": wanted if wanted in KINDS else KINDS[0]}


def _of_centre(section_id: str) -> courses.SectionInfo:
    section = courses.section(section_id)
    if section.centre_id != door.own_centre():
        raise errors.NotFound("curricula.absent")
    return section


def _page(refused: str | None = None, status: int = 200) -> Any:
    actor, kind = current_actor(), _kind()["of"]
    own = actor.staff_id if actor.role is Role.TEACHER else None
    g.place = "curricula.talk" if own else "curricula.links"
    found = bridge(door.own_centre(), current_day(), from_literacy=kind == "literacy", teacher_id=own)
    audit.read("learners_learner", [one.learner.id for one in (*found.ready, *found.stuck)], "progress", now=now())
    return render(
        "curricula/ready_to_move.html",
        status,
        found=found,
        kind=kind,
        kinds=KINDS,
        refused=refused,
        run=queries.latest_run(),
        near_words=near_words,
        asks=asks,
        waits=waits,
        weekday=weekday,
        door=door,
    )


def asks(one: Mover) -> Sequence[str]:
    """What may be asked for, what would close the gap first."""
    only = one.near.only if one.near else None
    if only is None:
        return [Action.OPEN_GROUP.value, Action.OTHER_PROVIDER.value]
    first = Action.OTHER_TIME if only.code == TIME else Action.CARE_PLACE if "weekday" in only.facts else None
    found = [Action.OPEN_GROUP.value, Action.OTHER_PROVIDER.value]
    return [first.value, *found] if first else found


def waits(one: Mover) -> bool:
    """Whether a seat is the only thing that is missing, so that a waiting list helps."""
    return bool(one.near and one.near.only and one.near.only.code == SEAT)


# --- words -----------------------------------------------------------------------------------------------------------


def near_words(near: Near | None, wanted: Sequence[str] = ()) -> str:
    """What keeps somebody from the nearest group, as one sentence."""
    if near is None:
        title = wanted[0] if wanted else _("a next course")
        return str(_("No group of %(course)s is planned.", course=title))
    if near.only is not None:
        return only_words(near.section.name, near.only)
    what = language.written([lack_words(one) for one in near.lacks], language.locale_code.get())
    return language.say(
        "curricula.near.several", {"section": near.section.name, "count": len(near.lacks), "what": what}
    )


def only_words(section: str, lack: Obstacle) -> str:
    """The group would fit, but for this one thing."""
    code = f"curricula.near.{lack.code}"
    if language.knows(code):
        return language.say(code, {**lack.facts, "section": section, "weekdays": _weekdays(lack)})
    return language.say("curricula.near.other", {"section": section, "what": language.say(lack.code, lack.facts)})


def lack_words(lack: Obstacle) -> str:
    """One of several things, in a few words."""
    code = f"curricula.lack.{lack.code}"
    if language.knows(code):
        return language.say(code, {**lack.facts, "weekdays": _weekdays(lack)})
    return language.say("curricula.lacks.other")


def _weekdays(lack: Obstacle) -> str:
    names = [str(weekday(number)) for number in lack.facts.get("weekdays", ())]
    return language.written(names, language.locale_code.get()) if names else ""
