"""People who may be here twice: side by side, made one with a way back, or known to be two."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.courses import queries as courses
from lms.exchange.views.door import pages
from lms.kernel import errors
from lms.kernel.web import current_actor, done, now, render
from lms.learners import queries as learners
from lms.learners import services

RIGHT = "learners.edit"
SHOWN = 20
COMPARED = ("number", "birth_date", "phone", "first_language", "schooling_years", "literacy", "track", "level", "since")
"""What stands side by side."""


@pages.get("/people/duplicates", permission=RIGHT)
def duplicates() -> Any:
    """Likely pairs, the likeliest first."""
    pairs = learners.likely_pairs()
    shown = pairs[:SHOWN]
    ids = {str(person.key) for pair in shown for person in (pair.one, pair.other)}
    people = learners.by_ids(ids)
    classes = courses.enrolments_of(ids, seated=False)
    return render(
        "exchange/duplicates.html",
        pairs=[
            {
                "one": people[str(pair.one.key)],
                "other": people[str(pair.other.key)],
                "reasons": pair.reasons,
                "best": _better(people[str(pair.one.key)], people[str(pair.other.key)], classes),
            }
            for pair in shown
        ],
        total=len(pairs),
        classes=classes,
        compared=COMPARED,
    )


def _better(one: learners.LearnerInfo, other: learners.LearnerInfo, classes: Mapping[str, Any]) -> str:
    """Which record is offered first: the one with a class, then the older one."""
    return min((one, other), key=lambda person: (person.id not in classes, person.since, person.id)).id


@pages.post("/people/duplicates/join", permission=RIGHT)
def join() -> Any:
    """Make two records one. The one that is closed was never in a class: hours that were charged keep their name."""
    kept_id, merged_id = request.form.get("kept", ""), request.form.get("merged", "")
    kept = learners.learner(kept_id)
    learners.learner(merged_id)
    if merged_id in courses.enrolments_of([merged_id], seated=False):
        raise errors.Conflict("exchange.class_in_second_record")
    merge_id = services.merge(kept_id, merged_id, actor=current_actor(), now=now())
    return done(
        _("%(name)s has one record now.", name=kept.name),
        "exchange.duplicates",
        undo=url_for("exchange.part", merge_id=merge_id),
    )


@pages.post("/people/duplicates/<merge_id>/undo", permission=RIGHT)
def part(merge_id: str) -> Any:
    """Take a join back: both records stand again."""
    services.undo_merge(merge_id, actor=current_actor(), now=now())
    return done(_("Both records are back."), "exchange.duplicates")


@pages.post("/people/duplicates/apart", permission=RIGHT)
def apart() -> Any:
    """These are two people: do not ask again."""
    services.not_twice(request.form.get("one", ""), request.form.get("other", ""))
    return done(_("Kept as two people."), "exchange.duplicates")
