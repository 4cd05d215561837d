"""The review: what the last one found in numbers, and a button that runs it now."""

from typing import Any

from flask_babel import gettext as _

from curricula import queries
from curricula.services.reviewing import REVIEW_ONE, ask_for_review
from curricula.views import door
from curricula.views.door import pages
from lms.kernel import jobs
from lms.kernel.vocabulary import ProgressState
from lms.kernel.web import current_actor, done, now, render

RUN = "curricula.review"


@pages.get("/review", permission=RUN)
def review() -> Any:
    """The last review, and whether one is under way."""
    return render("curricula/review.html", **_values())


@pages.get("/review/progress", permission=RUN)
def review_under_way() -> Any:
    """The piece of the page that keeps itself fresh."""
    return render("curricula/_review_progress.html", **_values())


@pages.post("/review", permission=RUN)
def run_review() -> Any:
    """Put a review into the background. One at a time."""
    actor = current_actor()
    entry = jobs.latest(REVIEW_ONE, provider_id=actor.provider_id)
    if entry is None or entry.state not in (jobs.State.WAITING, jobs.State.RUNNING):
        ask_for_review(actor.provider_id or "", now=now(), asked_by=actor.name)
    return done(_("The review runs. You can leave this page."), "curricula.review")


def _values() -> dict[str, Any]:
    entry = jobs.latest(REVIEW_ONE, provider_id=current_actor().provider_id)
    running = entry is not None and entry.state in (jobs.State.WAITING, jobs.State.RUNNING)
    return {
        "entry": entry,
        "running": running,
        "progress": (entry.progress or {}) if entry else {},
        "failed": entry is not None and entry.state == jobs.State.FAILED,
        "run": queries.latest_run(),
        "states": [state.value for state in ProgressState],
        "door": door,
    }
