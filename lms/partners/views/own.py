"""What somebody of a partner sees: the classes of one module, and how people come. Every other page is not here."""

from typing import Any

from flask import g

from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.kernel import errors
from lms.kernel.web import current_actor, current_day, now, render
from lms.organisations import queries as organisations
from lms.partners import queries
from lms.partners.domain.access import State
from lms.partners.views.door import cohort_words, pages

RIGHT = "partners.own"
GONE = 410


@pages.get("/partner", permission=RIGHT)
def own() -> Any:
    """The classes of the module, or that it is over."""
    found = queries.access_of(current_actor(), current_day())
    classes = _classes(found)
    return render(
        "partners/own.html",
        200 if found.state is State.OPEN else GONE,
        found=found,
        word=cohort_words([found.cohort])[found.cohort],
        classes=classes,
        centre=organisations.centre(found.centre_id),
        today=current_day(),
    )


@pages.get("/partner/classes/<section_id>", permission=RIGHT, writes=True)
def own_class(section_id: str) -> Any:
    """How people come to one class of the module. A class of another module is not here."""
    found = queries.access_of(current_actor(), current_day())
    section = next((one for one in _classes(found) if one.id == section_id), None)
    if section is None:
        raise errors.NotFound("partners.absent")
    seats = courses.enrolments_of_section(section.id)
    audit.read("learners_learner", [one.learner_id for one in seats], "partner_attendance", now=now())
    g.place = "partners.own"
    return render(
        "partners/own_class.html",
        found=found,
        section=section,
        people=queries.people_of(section.id),
        today=current_day(),
    )


def _classes(found: queries.AccessInfo) -> list[courses.SectionInfo]:
    return queries.classes_of(found.cohort, found.centre_id) if found.state is State.OPEN else []
