"""The talk at arrival: six blocks, one caseworker, and what is still open."""

from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries as casework
from lms.kernel import errors, language
from lms.kernel.web import back_to, current_actor, current_day, done, now, refuse, render
from lms.learners import queries as learners
from placement import forms, queries, services
from placement.domain.arrival import Block, fields_of, incomplete
from placement.services.arriving import keep_arrival
from placement.views.door import pages
from placement.views.needs import RIGHT


@pages.get("/placement/<learner_id>/arrival", permission=RIGHT, writes=True)
def arrival(learner_id: str) -> Any:
    """The six blocks with what was told, or with what registration knows."""
    told = queries.interviews([learner_id]).get(learner_id)
    return _page(learner_id, forms.interview_form(told.answers if told else services.prefilled(learner_id)))


def _page(learner_id: str, form: forms.InterviewForm, status: int = 200) -> Any:
    g.place = "learners.people"
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "interview", now=now())
    told = queries.interviews([learner.id]).get(learner.id)
    open_blocks = incomplete(told.answers) if told else ()
    return render(
        "placement/arrival.html",
        status,
        learner=learner,
        form=form,
        told=told,
        blocks=[(one.value, fields_of(one)) for one in Block],
        incomplete=open_blocks,
        missing=words(open_blocks),
        alone=casework.caseworker_of(learner.id, current_day()) is None,
    )


def words(blocks: tuple[Block, ...]) -> str:
    """Names of blocks, one after the other."""
    return language.joined(language.say(f"placement.topic.{one}") for one in blocks)


@pages.post("/placement/<learner_id>/arrival", permission=RIGHT)
def keep_arrival_talk(learner_id: str) -> Any:
    """Keep what was told; on to the plan where all six blocks are told, else what is still open."""
    form = forms.interview_form()
    if not form.validate():
        return _page(learner_id, form, 422)
    mentor = request.form.get("mentor") == "yes"
    try:
        missing = keep_arrival(learner_id, form.answers(), mentor=mentor, actor=current_actor(), now=now())
    except errors.Invalid as error:
        refuse(form, error)
        return _page(learner_id, form, error.status)
    if missing:
        flash(_("Interview is saved. Incomplete: %(topics)s", topics=words(missing)), "warning")
        return back_to("placement.arrival", learner_id=learner_id)
    return done(_("All six blocks are told. The plan begins with them."), "casework.person", learner_id=learner_id)
