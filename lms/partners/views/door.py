"""The one door of all pages of partners, and what they share."""

from collections.abc import Sequence
from datetime import date

from flask import request
from flask_babel import gettext as _

from lms.courses import queries as courses
from lms.kernel import errors
from lms.kernel.actor import Role
from lms.kernel.web import Pages, current_actor
from lms.partners.domain.access import Cohort

pages = Pages("partners", "lms.partners.views")


def centre_decided() -> str | None:
    """The centre of who decides, None for who decides about all."""
    actor = current_actor()
    return None if actor.role is Role.MANAGER else actor.centre_id


def cohorts(centre_id: str | None) -> list[tuple[str, str]]:
    """Modules, each with its classes below it, for a form."""
    sections: dict[str, list[courses.SectionInfo]] = {}
    for one in courses.sections(centre_id=centre_id):
        sections.setdefault(one.course.id, []).append(one)
    found = []
    for module in courses.courses(centre_id):
        found.append((f"course:{module.id}", _("%(module)s: every class", module=module.title)))
        found += [(f"section:{one.id}", f"{module.title}: {one.name}") for one in sections.get(module.id, ())]
    return found


def cohort_word(cohort: Cohort, classes: Sequence[courses.SectionInfo]) -> str:
    """What it is called."""
    if cohort.section_id:
        return next((one.name for one in classes), "")
    return str(_("%(module)s: every class", module=courses.course(cohort.course_id).title))


def typed_cohort() -> Cohort:
    """What was chosen; none where nothing that is offered was."""
    kind, _colon, key = request.form.get("cohort", "").partition(":")
    return Cohort(section_id=key) if kind == "section" else Cohort(course_id=key) if kind == "course" else Cohort()


def typed_day(name: str, code: str) -> date:
    """A day of a form. Raises Invalid with the field's name."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as slip:
        raise errors.Invalid(code, field=name) from slip
