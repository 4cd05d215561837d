"""Orientation: rights, duties, papers, and what to do when something is wrong. Four units to hear, then a certificate."""

from pathlib import Path
from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _

from lms import documents
from lms.advice import queries, services
from lms.advice.domain import orientation as rules
from lms.advice.domain.orientation import UNITS, Unit
from lms.advice.views.door import pages
from lms.casework import queries as casework
from lms.casework.domain.sources import Text
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

SELF = "learner.self"
TEMPLATE = Path(__file__).parents[2] / "templates/advice/orientation.typ"


def _me() -> str:
    g.place = "courses.help_page"
    return current_actor().learner_id or ""


@pages.get("/my-orientation", permission=SELF)
def my_orientation() -> Any:
    """The four units, how far I am, the certificate, and who helps when something is wrong."""
    heard = queries.orientation_of(_me())
    return render(
        "advice/my_orientation.html",
        units=UNITS,
        heard=heard,
        completed_on=rules.completed_on(heard),
        next=next((one for one in Unit if one not in heard), None),
        label=casework.text_label(Text.ORIENTATION, rules.WORDED_ON, language.say("casework.own_wording")),
        today=current_day(),
        **_pinned(),
    )


def _pinned() -> dict[str, Any]:
    """Who helps when something is wrong."""
    own = casework.caseworker_of(current_actor().learner_id or "", current_day())
    return {"redress": queries.redress_contacts(), "own": own}


@pages.get("/my-orientation/<unit>", permission=SELF)
def orientation_unit(unit: str) -> Any:
    """One unit: pictures, words and sound, then one question."""
    return _unit(unit)


def _unit(unit: str, chosen: str = "", refused: errors.Invalid | None = None) -> Any:
    learner_id = _me()
    if unit not in set(Unit):
        raise errors.NotFound("page.absent")
    return render(
        "advice/orientation_unit.html",
        422 if chosen or refused else 200,
        unit=unit,
        told=UNITS[Unit(unit)],
        number=list(Unit).index(Unit(unit)) + 1,
        count=len(Unit),
        heard=queries.orientation_of(learner_id),
        chosen=chosen,
        trouble=language.say(refused.code) if refused else "",
        **_pinned(),
    )


@pages.post("/my-orientation/<unit>", permission=SELF)
def answer_orientation_unit(unit: str) -> Any:
    """My answer. A wrong one costs nothing: I hear it once more."""
    learner_id, answer = _me(), request.form.get("answer", "")
    try:
        right = services.answer_orientation(learner_id, unit, answer, today=current_day())
    except errors.Invalid as refused:
        return _unit(unit, refused=refused)
    if not right:
        return _unit(unit, answer)
    following = rules.next_after(Unit(unit), queries.orientation_of(learner_id))
    if following is None:
        return done(_("You have understood all four. Your certificate is ready."), "advice.my_orientation")
    return done(_("Right. On to the next one."), "advice.orientation_unit", unit=following.value)


@pages.get("/my-orientation.pdf", permission=SELF)
def orientation_certificate() -> Response:
    """My certificate. Before all four are understood there is none."""
    learner, heard = learners.learner(_me()), queries.orientation_of(_me())
    day, code = rules.completed_on(heard), language.locale_code.get()
    if day is None:
        raise errors.NotFound("page.absent")
    centre = organisations.centre(learner.centre_id)
    units = [
        {"name": language.say(f"advice.orientation.{one}"), "value": f"{language.written(heard[one], code)} {heard[one].year}"}
        for one in Unit
    ]  # fmt: skip
    data = {
        "name": learner.name,
        "centre": centre.name,
        "deed": _("has heard these four units and answered the question of each:"),
        "units": units,
        "issued": f"{language.written(day, code)} {day.year}",
    }
    return Response(
        documents.pdf(TEMPLATE, data, title=_("Certificate of orientation"), locale=code),
        mimetype="application/pdf",
        headers={"Content-Disposition": "inline; filename=orientation.pdf", "Cache-Control": "no-store"},
    )
