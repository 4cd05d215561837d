"""Pages of casework: my people, one person's plan, and the learner's own page about it."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from lms.accounts.services import audit
from lms.casework import forms, queries, services
from lms.casework.domain import household
from lms.kernel import clock, errors, plugins
from lms.kernel.web import Pages, back_to, current_actor, done, draw, now, panels, refuse, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

pages = Pages("casework", __name__)


def _today() -> date:
    return clock.local(now(), current_actor().zone).date()


def _local_day(instant: datetime) -> date:
    """The calendar date of an instant where the person works."""
    return clock.local(instant, current_actor().zone).date()


# --- my people -------------------------------------------------------------------------------------------------------


@pages.get("/casework", permission="casework.plan")
def people() -> Any:
    """Who has something due today or late, who has no plan yet, whom nobody looks after."""
    actor, today = current_actor(), _today()
    mine = queries.my_people(actor.staff_id, today) if actor.staff_id else []
    alone, alone_total = queries.unassigned(actor.centre_id, today)
    words = request.args.get("q", "").casefold().split()
    shown = [one for one in mine if all(word in one.learner.name.casefold() for word in words)]
    return render(
        "casework/people.html",
        mine=mine,
        shown=shown,
        due=queries.due_now(mine, today),
        no_plan=sorted((one for one in mine if one.version is None), key=lambda one: one.since),
        alone=alone,
        alone_total=alone_total,
        linked=actor.staff_id is not None,
        q=request.args.get("q", ""),
        today=today,
    )


@pages.post("/casework/<learner_id>/assign", permission="casework.plan")
def assign(learner_id: str) -> Any:
    """From now on I look after this person."""
    actor = current_actor()
    if actor.staff_id is None:
        raise errors.Conflict("casework.not_staff")
    services.assign(learner_id, actor.staff_id, actor=actor, now=now())
    undo = url_for("casework.end_assignment", learner_id=learner_id)
    return done(_("You look after this person now."), "casework.person", learner_id=learner_id, undo=undo)


@pages.post("/casework/<learner_id>/assign/end", permission="casework.plan")
def end_assignment(learner_id: str) -> Any:
    """I no longer look after this person."""
    services.end_assignment(learner_id, actor=current_actor(), now=now())
    undo = url_for("casework.assign", learner_id=learner_id)
    return done(_("You do not look after this person any more."), "casework.people", undo=undo)


# --- one person ------------------------------------------------------------------------------------------------------


@pages.get("/casework/<learner_id>", permission="casework.plan", writes=True)
def person(learner_id: str) -> Any:
    """A person's plan, her household's week, what comes next."""
    return _page(learner_id)


def _page(learner_id: str, status: int = 200, **refused: FlaskForm) -> Any:
    """The page, with the form that was refused in the place of its fresh one."""
    learner, today = learners.learner(learner_id), _today()
    audit.read("learners_learner", [learner.id], "plan", now=now())
    g.place = "casework.people"
    current = queries.plan(learner.person_id, today)
    talk = queries.next_check_in(learner.id)
    monday = household.monday_of(_asked_day(today))
    week = queries.household_week(learner, monday, today)
    return render(
        "casework/person.html",
        status,
        local_day=_local_day,
        learner=learner,
        today=today,
        plan=current,
        versions=queries.versions(learner.person_id),
        caseworker=queries.caseworker_of(learner.id, today),
        advice=plugins.installed().ask(
            "plan_advice", queries.facts_for_advice(learner, today), _goal(current, learner)
        ),
        talk=talk,
        notes=queries.check_ins(learner.id, limit=5),
        week=week,
        rows=panels("household.week", learner_ids=week.learner_ids, monday=week.monday, days=list(week.days)),
        draw=draw,
        next_week=monday + timedelta(days=7),
        last_week=monday - timedelta(days=7),
        step_form=refused.get("step") or forms.StepForm(formdata=None),
        version_form=_version_form(refused.get("version"), _goal(current, learner)),
        note_form=refused.get("note") or forms.NoteForm(formdata=None),
        talk_form=_talk_form(refused.get("talk"), talk, learner),
        opened=next(iter(refused), request.args.get("open", "")),
    )


def _goal(current: queries.PlanInfo | None, learner: learners.LearnerInfo) -> str:
    return current.goal if current else learner.goal


def _asked_day(today: date) -> date:
    try:
        return date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return today


def _version_form(refused: FlaskForm | None, goal: str) -> FlaskForm:
    form = refused or forms.VersionForm(formdata=None, data={"goal": goal})
    form.offer_goals()
    return form


def _talk_form(refused: FlaskForm | None, talk: queries.CheckInInfo | None, learner: learners.LearnerInfo) -> FlaskForm:
    known = {"channel": talk.channel if talk else learner.contact, "due_on": talk.due_on if talk else None}
    form = refused or forms.TalkForm(formdata=None, data=known)
    form.offer_channels()
    return form


@pages.get("/casework/<learner_id>/print", permission="casework.plan", writes=True)
def paper(learner_id: str) -> Any:
    """The plan and the week on one sheet."""
    learner, today = learners.learner(learner_id), _today()
    audit.read("learners_learner", [learner.id], "plan", now=now())
    week = queries.household_week(learner, household.monday_of(_asked_day(today)), today)
    return render(
        "casework/paper.html",
        learner=learner,
        today=today,
        plan=queries.plan(learner.person_id, today),
        caseworker=queries.caseworker_of(learner.id, today),
        centre=organisations.centre(learner.centre_id),
        talk=queries.next_check_in(learner.id),
        week=week,
        rows=panels("household.week", learner_ids=week.learner_ids, monday=week.monday, days=list(week.days)),
        draw=draw,
        back_url=url_for("casework.person", learner_id=learner.id),
    )


# --- deeds on the plan -----------------------------------------------------------------------------------------------


@pages.post("/casework/<learner_id>/plan", permission="casework.plan")
def make_plan(learner_id: str) -> Any:
    """A new version of the plan."""
    form = forms.VersionForm()
    form.offer_goals()
    try:
        services.make_plan(
            learner_id, form.goal.data or "", reason=form.reason.data or "", actor=current_actor(), now=now()
        )
    except errors.Invalid as error:
        refuse(form, error)
        return _page(learner_id, error.status, version=form)
    return done(_("The new version is there. Both of you agree to it next."), "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/agree", permission="casework.plan")
def agree(learner_id: str) -> Any:
    """Staff agrees to the plan."""
    services.agree(learner_id, actor=current_actor(), now=now())
    return done(_("You agreed."), "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/steps", permission="casework.plan")
def add_step(learner_id: str) -> Any:
    """A new step."""
    form = forms.StepForm()
    try:
        if not form.validate():
            return _page(learner_id, 422, step=form)
        step_id = services.add_step(
            learner_id,
            form.title.data or "",
            form.owner.data or "",
            form.due_on.data,
            detail=form.detail.data or "",
            icon=form.icon.data or "",
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as error:
        refuse(form, error)
        return _page(learner_id, error.status, step=form)
    return _step_done(_("The step is in the plan."), learner_id, "casework.remove_step", step_id=step_id)


def _step_done(message: str, learner_id: str, undo: str | None = None, **arguments: Any) -> Any:
    back = url_for(undo, learner_id=learner_id, **arguments) if undo else None
    return done(message, "casework.person", undo=back, learner_id=learner_id, _anchor="plan")


@pages.post("/casework/<learner_id>/steps/<step_id>/remove", permission="casework.plan")
def remove_step(learner_id: str, step_id: str) -> Any:
    """Take a new step back."""
    services.remove_step(learner_id, step_id, actor=current_actor(), now=now())
    return _step_done(_("The step is out of the plan."), learner_id)


@pages.post("/casework/<learner_id>/steps/<step_id>/begin", permission="casework.plan")
def begin_step(learner_id: str, step_id: str) -> Any:
    """Somebody has begun."""
    services.begin_step(learner_id, step_id, actor=current_actor(), now=now())
    return _step_done(_("The step is on the way."), learner_id, "casework.undo_step", step_id=step_id)


@pages.post("/casework/<learner_id>/steps/<step_id>/done", permission="casework.plan")
def finish_step(learner_id: str, step_id: str) -> Any:
    """A step is done."""
    services.finish_step(learner_id, step_id, actor=current_actor(), now=now())
    return _step_done(_("The step is done."), learner_id, "casework.undo_step", step_id=step_id)


@pages.post("/casework/<learner_id>/steps/<step_id>/undo", permission="casework.plan")
def undo_step(learner_id: str, step_id: str) -> Any:
    """A step is open again."""
    services.undo_step(learner_id, step_id, actor=current_actor(), now=now())
    return _step_done(_("The step is open again."), learner_id)


@pages.post("/casework/<learner_id>/steps/<step_id>/date", permission="casework.plan")
def move_step(learner_id: str, step_id: str) -> Any:
    """Another date for a step."""
    form = forms.TalkForm()
    before = services.move_step(learner_id, step_id, form.due_on.data, actor=current_actor(), now=now())
    return _step_done(
        _("The date is changed."), learner_id, "casework.put_back_date", step_id=step_id, day=before.isoformat()
    )


@pages.post("/casework/<learner_id>/steps/<step_id>/date/<day>", permission="casework.plan")
def put_back_date(learner_id: str, step_id: str, day: str) -> Any:
    """The date before."""
    try:
        before = date.fromisoformat(day)
    except ValueError as unreadable:
        raise errors.NotFound("casework.no_step") from unreadable
    services.put_back_date(learner_id, step_id, before, actor=current_actor(), now=now())
    return _step_done(_("The date is as it was."), learner_id)


# --- talks and the week ----------------------------------------------------------------------------------------------


@pages.post("/casework/<learner_id>/note", permission="casework.plan")
def keep_note(learner_id: str) -> Any:
    """A talk was held: its note."""
    form = forms.NoteForm()
    try:
        if not form.validate():
            return _page(learner_id, 422, note=form)
        talk_id = services.hold_check_in(learner_id, form.note.data or "", actor=current_actor(), now=now())
    except errors.Invalid as error:
        refuse(form, error)
        return _page(learner_id, error.status, note=form)
    undo = url_for("casework.take_back_note", learner_id=learner_id, check_in_id=talk_id)
    return done(_("The note is kept. Settle the next talk."), "casework.person", undo=undo, learner_id=learner_id)


@pages.post("/casework/<learner_id>/note/<check_in_id>/undo", permission="casework.plan")
def take_back_note(learner_id: str, check_in_id: str) -> Any:
    """The talk was not held."""
    services.take_back_note(learner_id, check_in_id, actor=current_actor(), now=now())
    return done(_("The note is gone. The talk is open again."), "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/talk", permission="casework.plan")
def settle_talk(learner_id: str) -> Any:
    """The next talk."""
    form = forms.TalkForm()
    form.offer_channels()
    try:
        services.schedule_check_in(
            learner_id, form.due_on.data, form.channel.data or "", actor=current_actor(), now=now()
        )
    except errors.Invalid as error:
        refuse(form, error)
        return _page(learner_id, error.status, talk=form)
    return done(_("The next talk is settled."), "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/swap/<session_id>", permission="casework.plan")
def ask_for_swap(learner_id: str, session_id: str) -> Any:
    """Ask the centre to let somebody sit in another group this week."""
    day = _asked_day(_today())
    asked = services.ask_for_swap(learner_id, session_id, day=day, actor=current_actor(), now=now())
    word = _("The centre is asked. You find it under tasks there.") if asked else _("The centre was asked before.")
    return done(word, "casework.person", learner_id=learner_id, week=day.isoformat(), _anchor="week")


# --- the learner's own page ------------------------------------------------------------------------------------------


@pages.get("/my-person", permission="learner.self")
def my_person() -> Any:
    """Who is there for me, and what we have agreed."""
    actor, today = current_actor(), _today()
    learner = learners.learner(actor.learner_id or "")
    return render(
        "casework/my_person.html",
        local_day=_local_day,
        caseworker=queries.caseworker_of(learner.id, today),
        centre=organisations.centre(learner.centre_id),
        plan=queries.plan(learner.person_id, today),
        talk=queries.next_check_in(learner.id),
        today=today,
    )


@pages.post("/my-person/agree", permission="learner.self")
def heard_and_agreed() -> Any:
    """I heard my plan and agree."""
    actor = current_actor()
    services.agree(actor.learner_id or "", actor=actor, now=now())
    return back_to("casework.my_person")
