"""What somebody of a partner sees: the classes of one module, and how people come. Every other page is not here."""

from collections.abc import Sequence
from typing import Any

from flask import g

from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.kernel import errors
from lms.kernel.web import current_actor, current_day, draw, now, panels, render
from lms.organisations import queries as organisations
from lms.partners import queries
from lms.partners.domain.access import Part, State
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
        **_teaching(found, classes),
    )


def _teaching(found: queries.AccessInfo, classes: Sequence[courses.SectionInfo]) -> dict[str, Any]:
    """What a trainer sees: sessions taught along, and the outlines that plug-ins know, none to everybody else."""
    if found.part is not Part.TEACHING or found.state is not State.OPEN:
        return {"along": [], "panels": [], "draw": draw, "teachers": {}}
    along = queries.taught_along(found, current_day())
    modules = {one.course.module_key: one.course.title for one in classes}
    if found.cohort.course_id:
        course = courses.course(found.cohort.course_id)
        modules[course.module_key] = course.title
    facts = {"centre_id": found.centre_id, "modules": modules, "organisation": found.organisation, "name": found.name}
    return {
        "along": along,
        "panels": panels("partners.own", **facts),
        "draw": draw,
        "teachers": {one.id: one.name for one in organisations.staff(ids=[one.teacher_id or "" for one in along])},
    }


@pages.get("/partner/classes/<section_id>", permission=RIGHT, writes=True)
def own_class(section_id: str) -> Any:
    """How people come to one class of the module. A class of another module is not here."""
    found = queries.access_of(current_actor(), current_day())
    if found.part is not Part.COMING:
        raise errors.NotFound("partners.absent")
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
