"""A learner's own data: what is kept, who of other houses reads of it, and how to ask for it or for its end."""

from typing import Any

from flask_babel import gettext as _

from lms.exchange.queries import erasures
from lms.exchange.services import wishes
from lms.exchange.views.door import pages
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.partners import queries as partners


@pages.get("/my-data", permission="learner.self")
def my_data() -> Any:
    """What we keep about me, and two things I may ask for."""
    learner_id = current_actor().learner_id or ""
    return render(
        "exchange/my_data.html",
        asked=wishes.asked(learner_id),
        erased=erasures.asked_of(learner_id),
        partners=partners.who_sees(learner_id, current_day()),
        along=partners.taught_with(learner_id, current_day()),
    )


@pages.post("/my-data/<wish>", permission="learner.self")
def ask_for_my_data(wish: str) -> Any:
    """Tell the office. A person answers."""
    actor = current_actor()
    wishes.ask(wish, today=current_day(), actor=actor, now=now())
    return done(_("The office knows. You hear from a person."), "exchange.my_data")
