"""Handing a plan to another caseworker, or with the person's consent to another provider."""

from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain.handing_over import is_late, responsible
from lms.casework.views.door import local_day, pages
from lms.casework.views.person import her_language
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.tongue import languages
from lms.learners import queries as learners
from lms.organisations import queries as organisations


@pages.get("/casework/<learner_id>/over", permission="casework.plan", writes=True)
def over(learner_id: str) -> Any:
    """Who may take the plan on, and where it went before."""
    return _show(learner_id)


def _show(learner_id: str, refused: errors.OnwardError | None = None, side: str = "") -> Any:
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "plan", now=now())
    g.place = "casework.people"
    keeper = queries.caseworker_of(learner.id, current_day())
    providers = {one.id: one.name for one in organisations.providers()}
    past, came = queries.hand_overs(learner.id), queries.incoming(learner.id)
    sent = next((one for one in past if one.answer_by), None)
    return render(
        "casework/over.html",
        refused.status if refused else 200,
        learner=learner,
        keeper=keeper,
        colleagues=[
            (one.id, one.name)
            for one in organisations.staff(kind="caseworker")
            if keeper is None or one.id != keeper.id
        ],
        providers=[(key, name) for key, name in providers.items() if key != current_actor().provider_id],
        names=providers | {one.id: one.name for one in organisations.staff(kind="caseworker")},
        past=past,
        came=came,
        sent=sent,
        roles=_roles(came, sent, providers),
        is_late=is_late,
        day=current_day(),
        her_language=her_language(learner.id),
        tongues=languages(),
        local_day=local_day,
        typed=request.values,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
        side=side,
    )


def _roles(
    came: queries.Incoming | None, sent: queries.HandOverInfo | None, providers: dict[str, str]
) -> tuple[str, str, str]:
    """(who hands over, who takes on, who is responsible) of the newest hand-over between providers, empty without one."""
    own = providers.get(current_actor().provider_id or "", "")
    if came is not None:
        from_provider = providers.get(came.from_provider_id, "")
        return from_provider, own, responsible(came.answer, from_provider, own)
    if sent is not None:
        to_provider = providers.get(sent.to_provider_id or "", "")
        return own, to_provider, responsible(sent.answer, own, to_provider)
    return "", "", ""


def lead_of(learner_id: str) -> str:
    """The provider that leads the plan: this one, unless another one has taken the person on or has not done so yet."""
    past, came = queries.hand_overs(learner_id), queries.incoming(learner_id)
    sent = next((one for one in past if one.answer_by), None)
    providers = {one.id: one.name for one in organisations.providers()}
    return _roles(came, sent, providers)[2] or providers.get(current_actor().provider_id or "", "")


@pages.post("/casework/<learner_id>/over", permission="casework.plan")
def hand_over(learner_id: str) -> Any:
    """A colleague looks after her from today on."""
    try:
        services.hand_over(
            learner_id,
            request.form.get("staff_id", ""),
            request.form.get("note", ""),
            actor=current_actor(),
            now=now(),
        )
    except (errors.Invalid, errors.Conflict) as error:
        return _show(learner_id, error, "colleague")
    return done(_("The plan is handed over. Your colleague has a task about it."), "casework.people")


@pages.post("/casework/<learner_id>/over/provider", permission="casework.plan")
def hand_over_to_provider(learner_id: str) -> Any:
    """Another provider may see and keep the plan, because she agreed."""
    try:
        services.hand_over_to_provider(
            learner_id,
            request.form.get("provider_id", ""),
            request.form.get("note", ""),
            way=request.form.get("way", ""),
            language=request.form.get("language", ""),
            actor=current_actor(),
            now=now(),
        )
    except (errors.Invalid, errors.Conflict) as error:
        return _show(learner_id, error, "provider")
    word = _("The other provider sees the plan from now on, and says within two weeks whether it takes the person on.")
    return done(word, "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/over/accept", permission="casework.plan")
def accept(learner_id: str) -> Any:
    """This provider takes the person on."""
    services.accept(learner_id, actor=current_actor(), now=now())
    return done(_("Accepted. You look after this person from today on."), "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/over/decline", permission="casework.plan")
def decline(learner_id: str) -> Any:
    """This provider cannot take the person on."""
    try:
        services.decline(learner_id, request.form.get("reason", ""), actor=current_actor(), now=now())
    except errors.Invalid as error:
        return _show(learner_id, error, "decline")
    return done(_("Declined. The other provider stays responsible and reads why."), "casework.people")
