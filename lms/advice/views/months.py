"""How my class is this month: three questions with three faces each. The teacher sees the class, never who said what."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.advice import queries, services
from lms.advice.domain import months, opinions
from lms.advice.domain.opinions import Face
from lms.advice.views.door import pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, render

SELF = "learner.self"


@pages.get("/my-class", permission=SELF)
def my_class() -> Any:
    """The three questions of this month, for each of my classes."""
    return _ask()


def _ask(trouble: str = "", status: int = 200) -> Any:
    asked = queries.to_ask_of_month(current_actor().learner_id or "", current_day())
    return render(
        "advice/my_class.html",
        status,
        asked=asked[0] if asked else None,
        questions=list(months.PICTURES.items()),
        faces=[(one, opinions.PICTURES[one]) for one in Face],
        shown_from=opinions.SHOWN_FROM,
        typed=request.form,
        trouble=trouble,
    )


@pages.post("/my-class/<section_id>", permission=SELF)
def say_how_class_is(section_id: str) -> Any:
    """Keep the faces, without a name; or that she does not want to say."""
    actor, faces, declines = current_actor(), request.form.to_dict(), request.form.get("deed") == "decline"
    try:
        services.say_how_class_is(
            actor.learner_id or "", section_id, faces, declines=declines, actor=actor, today=current_day()
        )
    except errors.Invalid as error:
        return _ask(language.say(error.code), error.status)
    told = _("Good. We ask again next month.") if declines else _("Thank you. Nobody sees who said it.")
    return done(told, "advice.my_class")
