"""Whom to talk with: the list of a teacher, and one finding with its facts, likely causes and what to do."""

from datetime import date
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from curricula import forms, queries, services
from curricula.domain.causes import Action
from curricula.domain.chance import Chance
from curricula.queries import FindingInfo
from curricula.queries.findings import TALK
from curricula.queries.practice import recent_practice
from curricula.views import door
from curricula.views.door import pages
from lms.accounts.services import audit
from lms.kernel import errors, language
from lms.kernel.vocabulary import ProgressState, Skill
from lms.kernel.web import current_actor, current_day, done, now, refuse, render
from lms.learners import queries as learners

SEE = "curricula.findings.see"
BARRIERS = (
    ("baby-carriage", language.N_("Who is with the children during class?")),
    ("briefcase", language.N_("Did the work hours change?")),
    ("bus", language.N_("How long is the way, and what does it cost?")),
    ("heartbeat", language.N_("Is somebody ill or very tired?")),
    ("coins", language.N_("Is money short this month?")),
)
"""Five questions for low attendance: what keeps somebody away is seldom the will."""
CAUSES_OF_ABSENCE = ("wrong_time", "health")
"""Causes worth a look where somebody cannot come; the others explain standing still."""


@pages.get("/talk", permission=SEE, writes=True)
def talk() -> Any:
    """Whom to talk with now, and apart from them: who comes rarely, of whom there is too little to say."""
    actor = current_actor()
    found = queries.talk_list(actor.staff_id or "", current_day())
    shown = [*found.talk, *found.rarely, *found.unsure, *found.watch, *found.planned]
    audit.read("learners_learner", [one.learner_id for one in shown], "progress", now=now())
    return render("curricula/talk.html", found=found, run=queries.latest_run(), door=door, sentence=sentence)


@pages.get("/talk/<finding_id>", permission=SEE, writes=True)
def talk_with(finding_id: str) -> Any:
    """One finding."""
    found = _mine(finding_id)
    audit.read("learners_learner", [found.learner_id], "progress", now=now())
    return _page(found, forms.PlanForm(formdata=None), forms.NotNowForm(formdata=None))


@pages.post("/talk/<finding_id>/plan", permission=SEE)
def save_plan(finding_id: str) -> Any:
    """Keep what to do, and when to look again."""
    found = _mine(finding_id)
    form = forms.PlanForm()
    try:
        if not form.validate() or form.review_on.data is None:
            raise errors.Invalid("page.refused")
        chosen = [Action(one) for one in form.actions.data or () if one in set(Action)]
        services.confirm(finding_id, chosen, review_on=form.review_on.data, actor=current_actor(), now=now())
    except errors.OnwardError as error:
        if not form.errors:
            refuse(form, error)
        return _page(found, form, forms.NotNowForm(formdata=None), error.status)
    return done(_("The plan is kept. The tasks are with their people."), "curricula.talk")


@pages.post("/talk/<finding_id>/not-now", permission=SEE)
def not_now(finding_id: str) -> Any:
    """Put it off with a reason."""
    found = _mine(finding_id)
    form = forms.NotNowForm()
    try:
        if not form.validate() or form.review_on.data is None:
            raise errors.Invalid("page.refused")
        services.put_off(
            finding_id, form.reason.data or "", review_on=form.review_on.data, actor=current_actor(), now=now()
        )
    except errors.OnwardError as error:
        if not form.errors:
            refuse(form, error)
        return _page(found, forms.PlanForm(formdata=None), form, error.status)
    undo = url_for("curricula.talk_again", finding_id=finding_id)
    return done(_("Put off. We ask again on the day you chose."), "curricula.talk", undo=undo)


@pages.post("/talk/<finding_id>/again", permission=SEE)
def talk_again(finding_id: str) -> Any:
    """Take a decision back."""
    _mine(finding_id)
    services.reopen(finding_id, actor=current_actor(), now=now())
    return done(_("It is on the list again."), "curricula.talk_with", finding_id=finding_id)


def _mine(finding_id: str) -> FindingInfo:
    """A finding of this teacher that is shown to her now or was decided; what still waits is not opened by its address."""
    actor = current_actor()
    g.place = "curricula.talk"
    found = queries.finding(finding_id)
    if actor.staff_id is None or found.teacher_id != actor.staff_id:
        raise errors.NotFound("curricula.absent")
    waits = found.state in TALK and found.closed_at is None and found.due(current_day())
    if waits and found.id not in queries.talk_list(actor.staff_id, current_day()).shown_ids:
        raise errors.NotFound("curricula.absent")
    return found


def _page(found: FindingInfo, plan: forms.PlanForm, put_off: forms.NotNowForm, status: int = 200) -> Any:
    learner = learners.learner(found.learner_id)
    sent = [one for one in request.form.getlist("actions") if one in set(Action)]
    chosen = sent if request.method == "POST" else list(found.chosen or found.actions[:1])
    for form in (plan, put_off):
        form.review_on.data = form.review_on.data or max(found.review_on, current_day())
    return render(
        "curricula/finding.html",
        status,
        finding=found,
        facts=found.facts,
        learner=learner,
        name=learner.given_name or learner.name,
        heading=sentence(found, learner),
        line=skills_line(found),
        says=learner_hears(found),
        plan=plan,
        put_off=put_off,
        chosen=chosen,
        actions=list(dict.fromkeys([*found.actions, *chosen])),
        changes=[change_words(*one) for one in found.facts.get("would_change", ())],
        hints=[one for one in found.hints if found.state in TALK or one[0] in CAUSES_OF_ABSENCE],
        model_says=model_says(found),
        practice=recent_practice(learner, today=current_day(), now=now()),
        barriers=[(icon, language.translate(question)) for icon, question in BARRIERS],
        day=date.fromisoformat,
        door=door,
        is_talk=found.state in TALK,
    )


# --- words from codes ------------------------------------------------------------------------------------------------


def sentence(found: FindingInfo, learner: learners.LearnerInfo) -> str:
    """The heading: what is the case, with respect."""
    name = learner.given_name or learner.name
    if found.state in TALK:
        return str(_("%(name)s comes every week. The course may not fit.", name=name))
    if found.state == ProgressState.LOW_ATTENDANCE:
        return str(_("%(name)s cannot come every week. Ask what stands in the way.", name=name))
    if found.state == ProgressState.NOT_ENOUGH_EVIDENCE:
        return str(_("Not enough to say yet about %(name)s.", name=name))
    if found.state == ProgressState.WATCH:
        return str(_("%(name)s needs more time than we expected.", name=name))
    if found.state == ProgressState.SUPPLY_STALLED:
        return str(_("%(name)s is ready. There is no next course yet.", name=name))
    return str(_("%(name)s is going well.", name=name))


def skills_line(found: FindingInfo) -> str:
    """Which skills stand still and which move on."""
    flat = list(found.facts.get("blocked_skills", ()))
    moving = [one["skill"] for one in found.facts.get("skills", ()) if one["trend"] == "gain"]
    parts = []
    if flat:
        parts.append(_("Stands still: %(skills)s.", skills=_skills(flat)))
    if moving and found.state in TALK:
        parts.append(_("Moves on: %(skills)s.", skills=_skills(moving)))
    return " ".join(parts)


def _skills(codes: list[str]) -> str:
    words = [language.say(f"skill.{code}") for code in codes]
    return language.written(words, language.locale_code.get())


def learner_hears(found: FindingInfo) -> str:
    """What the learner sees and hears after a person has confirmed. Nothing of it for any other state."""
    if found.state not in TALK:
        return ""
    return str(_("You come every week. The course may not fit. Let us talk."))


def model_says(found: FindingInfo) -> str:
    """What the statistical model says beside the rule, in words with its interval; nothing where it has none."""
    kept = found.facts.get("chance")
    if not kept or found.state not in (*TALK, ProgressState.WATCH):
        return ""
    chance = Chance(*kept)
    _middle, low, high = chance.in_ten()
    facts = {"low": low, "high": high}
    return language.say(f"curricula.chance.{chance.weight}.{'one' if low == high else 'between'}", facts)


def change_words(code: str, skill: str, amount: float | None) -> str:
    """What would change the verdict, as a sentence."""
    if code == "gain_in_skill":
        words = language.say(f"skill.{Skill(skill)}")
        return language.say("curricula.change.gain_in_skill", {"amount": round(amount or 0, 1), "skill": words})
    if code in ("attend_more", "few_minutes"):
        return language.say(f"curricula.change.{code}", {"amount": max(1, door.lessons(amount))})
    return language.say(f"curricula.change.{code}")
