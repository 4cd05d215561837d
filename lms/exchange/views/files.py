"""A person's whole file, and erasing her: what goes, what stays and why, asked with a reason, stoppable, done later."""

from typing import Any

from flask import make_response, request
from flask_babel import get_locale
from flask_babel import gettext as _

from lms.exchange.domain import erasure as rules
from lms.exchange.queries import erasures
from lms.exchange.services import erasure, files, wishes
from lms.exchange.views.door import pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners

RIGHT = "exchange.file"


@pages.get("/people/<learner_id>/file", permission=RIGHT)
def person_file(learner_id: str) -> Any:
    """Give the file, or ask for the erasure."""
    return _page(learner_id)


def _page(learner_id: str, refused: str = "", status: int = 200) -> Any:
    learner = learners.learner(learner_id)
    today = current_day()
    return render(
        "exchange/file.html",
        status,
        learner=learner,
        asked=erasures.asked_of(learner_id),
        obstacles=[language.say(one.code, one.facts) for one in erasure.obstacles(learner_id)],
        reasons=[(code, language.say(f"erasure.because.{code}")) for code in rules.REASONS],
        chosen=request.form.get("reason", ""),
        due_on=rules.due_on(today),
        days=rules.WAIT.days,
        years=rules.YEARS,
        refused=refused,
    )


@pages.post("/people/<learner_id>/file", permission=RIGHT)
def give_file(learner_id: str) -> Any:
    """The whole file as a ZIP."""
    learner = learners.learner(learner_id)
    made = files.whole_file(learner_id, locale=str(get_locale() or "en"), actor=current_actor(), now=now())
    wishes.answered("file", learner_id, actor=current_actor(), now=now())
    answer = make_response(made.content)
    answer.headers["Content-Type"] = "application/zip"
    name = "".join(sign for sign in learner.number if sign.isascii() and (sign.isalnum() or sign in "-_")) or "person"
    answer.headers["Content-Disposition"] = f'attachment; filename="file-{name}.zip"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/people/<learner_id>/erase", permission=RIGHT)
def ask_erasure(learner_id: str) -> Any:
    """The first step. Nothing goes yet."""
    actor = current_actor()
    today = current_day()
    try:
        if "sure" not in request.form:
            raise errors.Invalid("erasure.sure", field="sure")
        erasure.ask(learner_id, request.form.get("reason", ""), today=today, actor=actor, now=now())
        wishes.answered("erase", learner_id, actor=actor, now=now())
    except (errors.Invalid, errors.Conflict) as error:
        return _page(learner_id, language.say(error.code, error.facts), error.status)
    said = _("It is written down. Until then you can stop it here.")
    return done(said, "exchange.person_file", learner_id=learner_id)


@pages.get("/erasures", permission=RIGHT)
def erasures_list() -> Any:
    """What waits for its day, what was stopped and what was done."""
    found = erasures.erasures()
    names = learners.by_ids(one.subject_id for one in found if one.state == "asked")
    return render("exchange/erasures.html", erasures=found, names=names)


@pages.post("/erasures/<erasure_id>/stop", permission=RIGHT)
def stop_erasure(erasure_id: str) -> Any:
    """It does not happen."""
    erasure.stop(erasure_id, actor=current_actor(), now=now())
    return done(_("It is stopped. Nothing was erased."), "exchange.erasures_list")
