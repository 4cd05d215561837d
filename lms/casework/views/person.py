"""One person's plan on one page, with her household's week; beginning it, both sides' word, what shows that a goal is near."""

from datetime import date, timedelta
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from lms.accounts import queries as accounts
from lms.accounts.services import audit
from lms.casework import forms, packs, queries, services
from lms.casework.domain import household
from lms.casework.domain.barriers import answer_by
from lms.casework.domain.credentials import Kind, State, is_young, lacks_certificate, leads_to_certificate
from lms.casework.views import saying
from lms.casework.views.categories import ICONS
from lms.casework.views.door import asked_week, day_given, local_day, pages
from lms.kernel import errors, language
from lms.kernel.vocabulary import Category
from lms.kernel.web import current_actor, current_day, done, draw, now, panels, refuse, render
from lms.learners import queries as learners

LONGEST_DETAIL = 240
"""Signs that a step has room for beside its title."""


@pages.get("/casework/<learner_id>", permission="casework.plan", writes=True)
def person(learner_id: str) -> Any:
    """A person's plan, her household's week, what comes next."""
    return show(learner_id)


def show(learner_id: str, status: int = 200, *, trouble: errors.OnwardError | None = None, **refused: FlaskForm) -> Any:
    """The page, with the form that was refused in the place of its fresh one, or the sentence of a deed that was."""
    learner, day = learners.learner(learner_id), current_day()
    audit.read("learners_learner", [learner.id], "plan", now=now())
    g.place = "casework.people"
    current = queries.plan(learner.person_id, day)
    return render(
        "casework/person.html",
        status,
        local_day=local_day,
        learner=learner,
        today=day,
        plan=current,
        caseworker=queries.caseworker_of(learner.id, day),
        opened=next(iter(refused), request.args.get("open", "")),
        trouble=language.say(trouble.code, trouble.facts) if trouble else "",
        field=trouble.facts.get("field", "") if trouble else "",
        typed=request.form,
        **_about_plan(learner, current),
        **_week(learner),
        **_forms(learner, current, refused),
    )


def _about_plan(learner: learners.LearnerInfo, current: queries.PlanInfo | None) -> dict[str, Any]:
    """What stands beside the steps: versions, advice, rights, talks, proofs."""
    day = current_day()
    found = queries.advice(learner, current.content if current else None, day)
    told = found.estimate or (queries.told_estimate(current.estimate) if current else None)
    held = queries.credentials(learner.person_id)
    lacks = lacks_certificate(learner.birth_date, [one.state for one in held], day)
    return {
        "versions": queries.versions(learner.person_id),
        "advice": found.steps,
        "tracks": found.tracks,
        "estimate": told,
        "how_long": saying.how_long(told, day),
        "assumptions": saying.assumptions(told),
        "step_title": saying.step_title,
        "heard": len(queries.acknowledged(learner.person_id)),
        "rights": packs.rights(),
        "proofs": queries.proofs(learner.person_id),
        "known": known_of(learner.id),
        "guidance": queries.guidance_of([learner.id]).get(learner.id, []),
        "talk": queries.next_check_in(learner.id),
        "notes": queries.check_ins(learner.id, limit=5),
        "stage": queries.file_of(learner.id, day).stage,
        "barriers": queries.barriers_of(learner.id),
        "answer_by": answer_by,
        "her_language": her_language(learner.id),
        "kinds": list(Category),
        "taken": queries.offers_taken([learner.id]).get(learner.id, {}),
        "kind_icons": ICONS,
        "panels": panels("casework.person", learner_id=learner.id, person_id=learner.person_id),
        "credentials": held,
        "from_before": {one.credential_id: one.day for one in learners.pre_arrival(learner.id) if one.credential_id},
        "credential_words": [
            [
                ("", language.say("casework.choose")),
                *((one.value, language.say(f"casework.{what}.{one}")) for one in codes),
            ]
            for what, codes in (("credential", Kind), ("credential_state", State))
        ],
        "no_certificate": lacks,
        "certificate_step": current is not None and leads_to_certificate(current.content.steps),
        "young": is_young(learner.birth_date, day),
    }


def her_language(learner_id: str) -> str:
    """The language in which the site speaks to her."""
    return accounts.learner_locale(learner_id, current_actor().provider_id or "") or "en"


def _week(learner: learners.LearnerInfo) -> dict[str, Any]:
    monday = household.monday_of(asked_week(current_day()))
    week = queries.household_week(learner, monday, current_day())
    return {
        "week": week,
        "rows": panels("household.week", learner_ids=week.learner_ids, monday=week.monday, days=list(week.days)),
        "draw": draw,
        "next_week": monday + timedelta(days=7),
        "last_week": monday - timedelta(days=7),
    }


def _forms(
    learner: learners.LearnerInfo, current: queries.PlanInfo | None, refused: dict[str, FlaskForm]
) -> dict[str, Any]:
    talk = queries.next_check_in(learner.id)
    known = {"channel": talk.channel if talk else spoken_by(learner, ""), "due_on": talk.due_on if talk else None}
    talk_form = refused.get("talk") or forms.TalkForm(formdata=None, data=known)
    talk_form.offer_channels(calls=not learner.no_calls)
    series_form = refused.get("series") or forms.SeriesForm(formdata=None, data=known | {"until": None})
    series_form.offer_channels(calls=not learner.no_calls)
    version_form = refused.get("version") or forms.VersionForm(formdata=None, data={"goal": learner.goal})
    version_form.offer_goals()
    return {
        "step_form": refused.get("step") or step_form(learner.id, current, fresh=True),
        "version_form": version_form,
        "note_form": contact_form(learner, refused.get("note")),
        "talk_form": talk_form,
        "series_form": series_form,
        "to_come": queries.talks_to_come(learner.id),
    }


def spoken_by(learner: learners.LearnerInfo, otherwise: str = "in_person") -> str:
    """The channel of a talk that the person prefers; who reads letters on the own page has said nothing about talks."""
    return learner.contact if learner.contact in services.CHANNELS else otherwise


def contact_form(learner: learners.LearnerInfo, refused: FlaskForm | None = None) -> FlaskForm:
    """The form of a contact, with the channel that the person prefers."""
    form = refused or forms.ContactForm(formdata=None, data={"channel": spoken_by(learner)})
    form.offer()
    return form


def step_form(learner_id: str, current: queries.PlanInfo | None = None, *, fresh: bool = False) -> forms.StepForm:
    """The form of a step, with the steps that it may follow."""
    found = current or queries.plan(learners.learner(learner_id).person_id, current_day())
    form = forms.StepForm(formdata=None, data={"detail": _of_note(learner_id)}) if fresh else forms.StepForm()
    form.offer_services([(one.id, saying.with_services(one)) for one in queries.organisations_responsible()])
    form.offer_steps([(one.key, saying.step_title(one)) for one in found.steps] if found else [])
    return form


def _of_note(learner_id: str) -> str:
    """What a talk came to, as far as a step has room for it: the note that somebody wants to make a step of."""
    wanted = request.args.get("note", "")
    found = queries.check_ins(learner_id, limit=20) if wanted else []
    return next((one.note[:LONGEST_DETAIL] for one in found if one.id == wanted), "")


@pages.post("/casework/<learner_id>/plan", permission="casework.plan")
def make_plan(learner_id: str) -> Any:
    """The first version of the plan: a goal, and the steps of a template where one is chosen."""
    form = forms.VersionForm()
    form.offer_goals()
    try:
        services.make_plan(
            learner_id,
            form.goal.data or "",
            strategy=form.strategy.data or "",
            titles=saying.template_titles(),
            reason=form.reason.data or "",
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as error:
        refuse(form, error)
        return show(learner_id, error.status, version=form)
    return done(_("The plan has begun. Both of you agree to it next."), "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/agree", permission="casework.plan")
def agree(learner_id: str) -> Any:
    """Staff agrees to the plan."""
    try:
        services.agree(learner_id, actor=current_actor(), now=now())
    except errors.Conflict as error:
        return show(learner_id, error.status, trouble=error)
    return done(_("You agreed."), "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/agreed", permission="casework.plan")
def confirm_for(learner_id: str) -> Any:
    """The person agreed on paper or aloud: staff takes it down."""
    way, spoken = request.form.get("way", ""), request.form.get("language", "")
    services.confirm_for(learner_id, way, spoken, actor=current_actor(), now=now())
    return done(
        _("The person’s word is in the plan, with the day and how it was given."),
        "casework.person",
        learner_id=learner_id,
    )


@pages.post("/casework/<learner_id>/wish/done", permission="casework.plan")
def wish_heard(learner_id: str) -> Any:
    """What she wished was talked about."""
    services.no_wish(learner_id, actor=current_actor(), now=now())
    return done(_("The wish is talked about."), "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/goals/<goal_key>/proof", permission="casework.plan")
def attach_proof(learner_id: str, goal_key: str) -> Any:
    """A test, a paper, a piece of work that shows how near a goal is."""
    proof_id = _attach(learner_id, goal_key)
    undo = url_for("casework.take_back_proof", learner_id=learner_id, proof_id=proof_id)
    return done(_("It stands beside the goal."), "casework.person", undo=undo, learner_id=learner_id)


@pages.post("/casework/<learner_id>/proof/<proof_id>/undo", permission="casework.plan")
def take_back_proof(learner_id: str, proof_id: str) -> Any:
    """It was attached by mistake."""
    services.take_back_proof(learner_id, proof_id)
    return done(_("It is gone."), "casework.person", learner_id=learner_id)


def _attach(learner_id: str, goal_key: str) -> str:
    """What was chosen from her assessments, else what was written."""
    chosen = request.form.get("chosen", "")
    shown = next((one for one in known_of(learner_id) if one[0] == chosen), None)
    return services.attach_proof(
        learner_id,
        goal_key,
        shown[1] if shown else request.form.get("what", ""),
        shown[2] if shown else day_given("day") or current_day(),
        stage=request.form.get("stage", ""),
        actor=current_actor(),
        now=now(),
    )


def known_of(learner_id: str) -> list[tuple[str, str, date]]:
    """(key, words, day) of assessments that plug-ins know of, the newest first."""
    found = [one for panel in panels("casework.goal", learner_id=learner_id) for one in panel.values["assessments"]]
    return sorted(found, key=lambda one: one[2], reverse=True)


@pages.post("/people/<learner_id>/goals/<goal_key>/assessment", permission="casework.goals")
def attach_assessment(learner_id: str, goal_key: str) -> Any:
    """A teacher puts an assessment to a goal of somebody in her class."""
    if not queries.teaches(current_actor().staff_id, learner_id):
        raise errors.NotFound("casework.not_her_teacher")
    _attach(learner_id, goal_key)
    return done(
        _("It stands beside the goal. The person and the caseworker see it."), "learners.record", learner_id=learner_id
    )
