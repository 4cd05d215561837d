"""Recognition of professions: the caseworker's list, one case, opening one; the learner's own page in plain words."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from curricula.domain.recognition import Item, Outcome, State, Time, in_order_of_place
from curricula.queries import recognition as queries
from curricula.services import recognition as services
from curricula.views import door, saying
from curricula.views.door import pages
from curricula.views.mine import SELF
from lms.accounts.services import audit
from lms.casework.domain.content import Difference
from lms.kernel import db, errors, language
from lms.kernel.vocabulary import LEVELS
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

SEE = "curricula.recognition.see"
FIELDS = ("authority", "profession", "level", "into_plan", "notes")


# --- the caseworker ---


@pages.get("/recognition", permission=SEE, writes=True)
def recognition_cases() -> Any:
    """Open cases with the next step and their age; closed ones on request."""
    state = State.CLOSED if request.args.get("show") == State.CLOSED else State.OPEN
    found = queries.cases_at(door.own_centre(), state)
    audit.read("learners_learner", sorted({who.id for who, _one in found}), "recognition", now=now())
    return render(
        "curricula/recognition_cases.html", found=found, today=current_day(), closed=state is State.CLOSED, told=told
    )


@pages.get("/learners/<learner_id>/recognition", permission=SEE, writes=True)
def recognition_of(learner_id: str) -> Any:
    """A learner's cases, and the form for a new one."""
    return _of(learner_id, {"into_plan": "1"})


@pages.post("/learners/<learner_id>/recognition", permission=SEE)
def open_recognition(learner_id: str) -> Any:
    """Say what would be kept and what moves in the plan; keep it when exactly this was looked at."""
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        services.check(learner_id, typed["authority"], typed["profession"], typed["level"], typed["notes"])
        found = _planned(learner_id, typed)
        seal = _seal(typed, found)
        if not _looked_at(seal):
            return _of(learner_id, typed, looked=(found, seal))
        made = services.open_case(
            learner_id,
            typed["authority"],
            typed["profession"],
            level=typed["level"],
            into_plan=bool(typed["into_plan"]),
            seen=found.version,
            reason=request.form.get("reason", "")[:500],
            notes=typed["notes"],
            actor=current_actor(),
            day=current_day(),
            now=now(),
        )
    except errors.OnwardError as error:
        db.session().rollback()
        return _of(learner_id, typed, refused=error)
    return done(_("The case is open. The learner sees it under What next."), "curricula.recognition_case", case_id=made)


def _planned(learner_id: str, typed: Mapping[str, str]) -> queries.Planned:
    level = typed["level"] if typed["into_plan"] and typed["level"] in LEVELS else ""
    return queries.planned(learner_id, typed["profession"], level, current_day())


def _seal(typed: Mapping[str, str], found: queries.Planned) -> str:
    """What was looked at, so that nothing else is kept."""
    seen = [*sorted(typed.items()), str(found.version)]
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _looked_at(seal: str) -> bool:
    """Whether exactly this was shown before, and is to be kept now."""
    return request.form.get("deed") == "save" and request.form.get("looked") == seal


def _of(
    learner_id: str,
    typed: Mapping[str, str],
    *,
    looked: tuple[queries.Planned, str] | None = None,
    refused: errors.OnwardError | None = None,
) -> Any:
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "recognition", now=now())
    g.place = "curricula.recognition_cases"
    known = queries.authorities()
    chosen = next((one for one in known if one.key == typed.get("authority")), None)
    return render(
        "curricula/recognition_of.html",
        refused.status if refused else 200,
        learner=learner,
        cases=queries.cases_of(learner.id),
        known=[(one.key, f"{one.country} · {one.name}") for one in known],
        about=[one for one in known if one.demands],
        chosen=chosen,
        levels=_levels(),
        typed=typed,
        looked=_shown(looked, typed),
        refused=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
        today=current_day(),
        told=told,
    )


def _levels() -> list[tuple[str, str]]:
    return [("", _("None that we know")), *((one.value, language.say(f"level.{one}")) for one in LEVELS)]


def _shown(looked: tuple[queries.Planned, str] | None, typed: Mapping[str, str]) -> dict[str, Any] | None:
    """What would move in the plan, as a page shows it."""
    if looked is None:
        return None
    moves, version = _moves(looked[0])
    already = bool(typed["level"] and typed["into_plan"])
    return {"seal": looked[1], "moves": moves, "new_version": version, "already": already}


def _moves(found: queries.Planned) -> tuple[list[str], bool]:
    """What changes in the plan, one sentence each, and whether that makes a new version."""
    if found.change is None:
        return [], False
    if found.preview is None:
        return [_("There is no plan yet. A first version is made with this goal: work.")], False
    return [_moved(one) for one in (*found.preview.differences, *found.preview.bookings)], found.preview.new_version


def _moved(one: Difference) -> str:
    facts = {name: _fact(one.code, name, value) for name, value in one.facts.items()}
    return language.say(one.code, facts)


def _fact(code: str, name: str, value: Any) -> Any:
    if name == "goal":
        return language.say(f"goal.{value}")
    if value in ("", None):
        return language.say("casework.diff.none")
    levels = name in {"level", "goal_level"} or (name == "before" and code == "casework.diff.goal_level")
    return language.say(f"level.{value}") if levels else value


@pages.get("/recognition/<case_id>", permission=SEE, writes=True)
def recognition_case(case_id: str) -> Any:
    """One: steps, papers, fees, times, advice, links."""
    return _one(_mine(case_id))


def _one(
    found: queries.CaseInfo,
    refused: errors.OnwardError | None = None,
    *,
    looked: tuple[queries.Planned, str] | None = None,
    asked: Mapping[str, str] | None = None,
) -> Any:
    learner = learners.learner(found.learner_id)
    audit.read("learners_learner", [learner.id], "recognition", now=now())
    g.place = "curricula.recognition_cases"
    town = organisations.centre(learner.centre_id).name
    return render(
        "curricula/recognition_case.html",
        refused.status if refused else 200,
        one=found,
        learner=learner,
        advice=in_order_of_place(found.authority.advice, town),
        outcomes=[(each.value, language.say(f"curricula.recognition.outcome.{each}")) for each in Outcome],
        typed=request.form if refused else {},
        levels=_levels(),
        asked=asked or {"level": found.level, "into_plan": "1"},
        looked=_shown(looked, asked or {}),
        refused=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
        today=current_day(),
        told=told,
        price=saying.price_words,
        how_long=how_long,
        State=State,
    )


@pages.post("/recognition/<case_id>/level", permission=SEE)
def set_recognition_level(case_id: str) -> Any:
    """The level that the authority asks for: what moves in the plan is shown first."""
    found = _mine(case_id)
    typed = {name: request.form.get(name, "") for name in ("level", "into_plan")}
    planned = _planned(found.learner_id, {**typed, "profession": found.profession})
    seal = _seal({**typed, "case": found.id}, planned)
    if planned.change is not None and not _looked_at(seal):
        return _one(found, looked=(planned, seal), asked=typed)
    try:
        services.set_level(
            found.id,
            typed["level"],
            into_plan=bool(typed["into_plan"]),
            seen=planned.version,
            reason=request.form.get("reason", "")[:500],
            actor=current_actor(),
            day=current_day(),
            now=now(),
        )
    except errors.OnwardError as error:
        db.session().rollback()
        return _one(_mine(case_id), error, asked=typed)
    return done(_("Kept."), "curricula.recognition_case", case_id=found.id)


@pages.post("/recognition/<case_id>/steps/<key>", permission=SEE)
def tick_recognition_step(case_id: str, key: str) -> Any:
    """Done on a day, or not after all."""
    return _tick(case_id, key, services.tick_step, "curricula.tick_recognition_step")


@pages.post("/recognition/<case_id>/papers/<key>", permission=SEE)
def tick_recognition_paper(case_id: str, key: str) -> Any:
    """There since a day, or missing after all."""
    return _tick(case_id, key, services.tick_document, "curricula.tick_recognition_paper")


def _tick(case_id: str, key: str, tick: Any, endpoint: str) -> Any:
    found, today = _mine(case_id), current_day()
    try:
        on = None if request.values.get("deed") == "undo" else _day(request.form.get("on", ""), today)
        tick(found.id, key, on, day=today, now=now())
    except errors.OnwardError as error:
        if isinstance(error, errors.NotFound):
            raise
        db.session().rollback()
        return _one(_mine(case_id), error)
    undo = url_for(endpoint, case_id=case_id, key=key, deed="undo") if on else None
    return done(_("Kept.") if on else _("Taken back."), "curricula.recognition_case", case_id=found.id, undo=undo)


def _day(typed: str, usual: date) -> date:
    if not typed.strip():
        return usual
    found = door.day(typed)
    if found is None:
        raise errors.Invalid("curricula.recognition.day_off", field="on")
    return found


@pages.post("/recognition/<case_id>/advice", permission=SEE)
def refer_recognition(case_id: str) -> Any:
    """She is sent to a place of advice."""
    found = _mine(case_id)
    try:
        services.refer(found.id, request.form.get("key", ""), now=now())
    except errors.Conflict as error:
        db.session().rollback()
        return _one(_mine(case_id), error)
    return done(_("Kept. The place stands on the person’s page."), "curricula.recognition_case", case_id=found.id)


@pages.post("/recognition/<case_id>/note", permission=SEE)
def note_recognition(case_id: str) -> Any:
    """What caseworkers write down."""
    found = _mine(case_id)
    try:
        services.note(found.id, request.form.get("notes", ""), now=now())
    except errors.Invalid as error:
        db.session().rollback()
        return _one(_mine(case_id), error)
    return done(_("Kept."), "curricula.recognition_case", case_id=found.id)


@pages.post("/recognition/<case_id>/close", permission=SEE)
def close_recognition(case_id: str) -> Any:
    """The authority has answered, or she does not go on."""
    found, form = _mine(case_id), request.form
    try:
        services.close(found.id, form.get("outcome", ""), form.get("still_asked", ""), day=current_day(), now=now())
    except errors.OnwardError as error:
        db.session().rollback()
        return _one(_mine(case_id), error)
    return done(_("The case is closed."), "curricula.recognition_case", case_id=found.id)


@pages.post("/recognition/<case_id>/reopen", permission=SEE)
def reopen_recognition(case_id: str) -> Any:
    """It goes on after all."""
    found = _mine(case_id)
    services.reopen(found.id, now=now())
    return done(_("The case is open again."), "curricula.recognition_case", case_id=found.id)


def _mine(case_id: str) -> queries.CaseInfo:
    """A case of the own centre. Raises NotFound."""
    found = queries.case(case_id)
    if learners.learner(found.learner_id).centre_id != door.own_centre():
        raise errors.NotFound("curricula.absent")
    return found


# --- the learner ---


@pages.get("/my-recognition", permission=SELF)
def my_recognition() -> Any:
    """What I have, what is missing, what comes next."""
    learner_id = current_actor().learner_id
    if learner_id is None:
        raise errors.NotFound("page.absent")
    g.place = "curricula.my_path"
    g.own_picture = learners.learner(learner_id).picture or None
    return render(
        "curricula/my_recognition.html",
        cases=queries.cases_of(learner_id),
        place_of=_place_of,
        told=told,
        State=State,
        Outcome=Outcome,
    )


def _place_of(one: queries.CaseInfo) -> Any:
    return next((each for each in one.authority.advice if each.key == one.advice), None)


# --- words ---


def told(kind: str, one: Item) -> str:
    """A step or a paper in words: common ones in the reader's language, others as their file says them."""
    return one.title or language.say(f"curricula.recognition.{kind}.{one.key}")


def how_long(one: Time) -> str:
    """3 weeks; 2 to 5 months."""
    most = language.say(f"curricula.span.{one.span}", {"count": one.most})
    return most if one.least == one.most else str(_("%(least)s to %(most)s", least=one.least, most=most))
