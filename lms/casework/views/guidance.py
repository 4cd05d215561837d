"""The talk at the beginning and the one at the end, and the dated sheet that the second one leaves."""

from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain.guidance import LANES, Lane
from lms.casework.views.door import day_given, local_day, pages
from lms.casework.views.person import her_language
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.tongue import languages, speaking
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from lms.referrals import domain as referral
from lms.referrals import services as referrals


@pages.get("/casework/<learner_id>/entry", permission="casework.plan", writes=True)
def entry(learner_id: str) -> Any:
    """What the talk at the beginning goes through."""
    return _entry(learner_id)


def _entry(learner_id: str, trouble: str = "") -> Any:
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "guidance", now=now())
    g.place = "casework.people"
    return render(
        "casework/entry.html",
        422 if trouble else 200,
        learner=learner,
        owed=queries.open_guidance(learner.id, "entry"),
        plan=queries.plan(learner.person_id, current_day()),
        today=current_day(),
        trouble=trouble,
        typed=request.form.get("note", ""),
    )


@pages.post("/casework/<learner_id>/entry", permission="casework.plan")
def hold_entry(learner_id: str) -> Any:
    """The talk at the beginning was held."""
    note = request.form.get("note", "")
    if not note.strip():
        return _entry(learner_id, language.say("casework.note_missing"))
    services.hold_entry(learner_id, note, actor=current_actor(), now=now())
    return done(_("The talk at the beginning is held."), "casework.person", learner_id=learner_id)


@pages.get("/casework/<learner_id>/exit", permission="casework.plan", writes=True)
def exit_talk(learner_id: str) -> Any:
    """The talk at the end: one dated step in every way that she chooses."""
    return _exit(learner_id)


def _exit(learner_id: str, refused: errors.Invalid | None = None) -> Any:
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "guidance", now=now())
    g.place = "casework.people"
    found = queries.plan(learner.person_id, current_day())
    return render(
        "casework/exit.html",
        422 if refused else 200,
        learner=learner,
        owed=queries.open_guidance(learner.id, "exit"),
        lanes=LANES,
        today=current_day(),
        advice=queries.advice(learner, found.content if found else None, current_day()).steps[:4],
        typed=request.form,
        trouble=language.say(refused.code) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/casework/<learner_id>/exit", permission="casework.plan")
def hold_exit(learner_id: str) -> Any:
    """Keep the sheet, and send what she agreed to send."""
    chosen = [_lane(one) for one in LANES if request.form.get(f"lane_{one}")]
    note, consent = request.form.get("note", ""), bool(request.form.get("consent"))
    try:
        guidance_id = services.hold_exit(learner_id, note, chosen, consent=consent, actor=current_actor(), now=now())
    except errors.Invalid as error:
        return _exit(learner_id, error)
    sent = sum(_refer(learner_id, lane) for lane in chosen if lane.email)
    word = _("The sheet is ready. What was to be sent is on its way.") if sent else _("The sheet is ready.")
    return done(word, "casework.sheet", learner_id=learner_id, guidance_id=guidance_id)


def _lane(name: str) -> Lane:
    given = request.form
    return Lane(
        name,
        given.get(f"{name}_title", ""),
        given.get(f"{name}_owner", ""),
        day_given(f"{name}_due_on"),
        given.get(f"{name}_email", "").strip(),
    )


def _refer(learner_id: str, lane: Lane) -> bool:
    """A link to the office: it reads who comes and what for, and answers. What the person agreed to is on the sheet."""
    asked = referral.Referral(lane.owner, lane.title, lane.email, "aloud")
    referrals.send(
        learner_id, asked, locale=language.locale_code.get(), actor=current_actor(), day=current_day(), now=now()
    )
    return True


@pages.get("/casework/<learner_id>/sheet/<guidance_id>", permission="casework.plan", writes=True)
def sheet(learner_id: str, guidance_id: str) -> Any:
    """What comes after the course, on paper in the person's language."""
    learner = learners.learner(learner_id)
    found = next(
        (one for one in queries.guidance_of([learner.id]).get(learner.id, []) if one.id == guidance_id and one.held_at),
        None,
    )
    if found is None:
        raise errors.NotFound("casework.no_check_in")
    audit.read("learners_learner", [learner.id], "guidance", now=now())
    code = request.args.get("lang") or her_language(learner.id)
    with speaking(code):
        return render(
            "casework/sheet.html",
            learner=learner,
            found=found,
            centre=organisations.centre(learner.centre_id),
            caseworker=queries.caseworker_of(learner.id, current_day()),
            today=current_day(),
            local_day=local_day,
            tongues=languages(),
            code=code,
        )
