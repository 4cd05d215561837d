"""The learner's own pages: who is there for me, my plan, my rights and duties."""

from typing import Any

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from lms.casework import packs, queries, services
from lms.casework.domain.barriers import GOAL_PICTURES, PICTURES, answer_by
from lms.casework.domain.sharing import PICTURES as PART_PICTURES
from lms.casework.domain.sources import Text
from lms.casework.domain.versions import Way
from lms.casework.views import saying
from lms.casework.views.door import local_day, pages
from lms.kernel import errors, language
from lms.kernel.web import back_to, current_actor, current_day, done, draw, now, panels, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations


def _me() -> learners.LearnerInfo:
    return learners.learner(current_actor().learner_id or "")


@pages.get("/my-person", permission="learner.self")
def my_person() -> Any:
    """Who is there for me, what comes next, and the way to my plan."""
    learner, day = _me(), current_day()
    return render(
        "casework/my_person.html",
        caseworker=queries.caseworker_of(learner.id, day),
        centre=organisations.centre(learner.centre_id),
        plan=queries.plan(learner.person_id, day),
        talk=queries.next_check_in(learner.id),
        shared=queries.shared_notes(learner.id),
        local_day=local_day,
        barriers=queries.barriers_of(learner.id, limit=2),
        others=queries.elsewhere(learner.person_id),
        barrier_pictures=PICTURES | GOAL_PICTURES,
        answer_by=answer_by,
        step_title=saying.step_title,
        today=day,
    )


@pages.get("/my-plan", permission="learner.self")
def my_plan() -> Any:
    """What we have agreed: where I go, my steps, how long it may take."""
    learner, day = _me(), current_day()
    found = queries.plan(learner.person_id, day)
    if found is None:
        return back_to("casework.my_person")
    told = queries.advice(learner, found.content, day).estimate or queries.told_estimate(found.estimate)
    return render(
        "casework/my_plan.html",
        plan=found,
        caseworker=queries.caseworker_of(learner.id, day),
        centre=organisations.centre(learner.centre_id),
        proofs=queries.proofs(learner.person_id),
        how_long=saying.how_long(told, day),
        heard=len(queries.acknowledged(learner.person_id)),
        rights=packs.rights(),
        step_title=saying.step_title,
        local_day=local_day,
        today=day,
        panels=panels("casework.my_plan", learner_id=learner.id),
        draw=draw,
    )


@pages.post("/my-person/agree", permission="learner.self")
def heard_and_agreed() -> Any:
    """I heard my plan and agree."""
    actor = current_actor()
    services.agree(actor.learner_id or "", language=language.locale_code.get(), actor=actor, now=now())
    return back_to("casework.my_plan")


@pages.post("/my-plan/change", permission="learner.self")
def want_a_change() -> Any:
    """I want something to be different."""
    actor = current_actor()
    services.wish_for_change(actor.learner_id or "", request.form.get("words", "")[:500], actor=actor, now=now())
    return done(_("Your person knows. You talk about it together."), "casework.my_plan")


@pages.get("/my-plan/rights", permission="learner.self")
def my_rights() -> Any:
    """What I can ask for, and what I do."""
    return render(
        "casework/my_rights.html",
        items=packs.rights(),
        said=saying.wordings(),
        heard=queries.acknowledged(_me().person_id),
        label=queries.text_label(Text.RIGHTS, packs.rights_worded_on(), language.say("casework.own_wording")),
        today=current_day(),
        local_day=local_day,
    )


@pages.post("/my-plan/rights", permission="learner.self")
def understood() -> Any:
    """I heard this one and understood it."""
    actor, item = current_actor(), request.form.get("item", "")
    services.acknowledge(
        actor.learner_id or "",
        item,
        saying.wordings().get(item, ""),
        language.locale_code.get(),
        actor=actor,
        now=now(),
    )
    return back_to("casework.my_rights", _anchor=item)


@pages.get("/my-file", permission="learner.self")
def my_file() -> Any:
    """Who else works with me, and what each sees."""
    return _my_file()


def _my_file(refused: errors.OnwardError | None = None) -> Any:
    learner = _me()
    return render(
        "casework/my_file.html",
        refused.status if refused else 200,
        centre=organisations.centre(learner.centre_id),
        others=queries.elsewhere(learner.person_id),
        shown_to=queries.shown_to(learner.person_id),
        pictures=PART_PICTURES,
        local_day=local_day,
        typed=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
    )


@pages.post("/my-file/<provider_id>", permission="learner.self")
def share_my_file(provider_id: str) -> Any:
    """I show these parts. With none ticked I show nothing any more."""
    actor, parts = current_actor(), request.form.getlist("parts")
    learner_id = actor.learner_id or ""
    if not parts and provider_id in queries.shown_to(_me().person_id):
        services.stop_sharing(learner_id, provider_id, actor=actor, now=now())
        return done(_("Nothing is shown any more."), "casework.my_file")
    try:
        services.share_file(
            learner_id, provider_id, parts, way=Way.PHONE, language=str(get_locale()), actor=actor, now=now()
        )
    except errors.Invalid as refused:
        return _my_file(refused)
    return done(_("It is kept. I can change it at any time."), "casework.my_file")
