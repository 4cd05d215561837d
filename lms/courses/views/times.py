"""My times: how many sessions of her class a learner can come to, and other groups of the course she can ask for."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.courses import queries
from lms.courses.queries import fits
from lms.courses.services import fits as services
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.kernel.web import current_actor, done, now, render

MOST_SHOWN = 6


@pages.get("/my-times", permission="learner.self")
def my_times() -> Any:
    """What of my class fits my week; other times, those that fit first, and why others do not."""
    learner_id, today = current_actor().learner_id or "", people.today()
    seats = queries.enrolments_of([learner_id]).get(learner_id, [])
    own = fits.section_fits(learner_id, [one.section_id for one in seats], today)
    choices = [
        (seat, own.get(seat.section_id), fits.choices(learner_id, seat.section_id, today, with_full=True))
        for seat in seats
    ]
    named = [one.section_id for _seat, _fit, choice in choices for one in (*choice.fitting, *choice.others)]
    return render(
        "courses/my_times.html",
        choices=choices,
        known={one.id: one for one in queries.sections(ids=named)},
        most=MOST_SHOWN,
        words=people,
    )


@pages.post("/my-times", permission="learner.self")
def ask_for_time() -> Any:
    """Ask for another time."""
    actor = current_actor()
    section_id = request.form.get("section_id", "")
    asked = services.ask_for_time(actor.learner_id or "", section_id, today=people.today(), actor=actor, now=now())
    said = {
        services.WANTED_FULL: _("This group is full. Your centre knows what you wish. You hear from us."),
        services.COULD_SWAP: _("Somebody there would like your time. Your centre asks you both."),
    }
    return done(said.get(asked) or _("Your centre knows. You hear from us."), "courses.my_times")
