"""The one door of all pages of partners, and what they share."""

from collections.abc import Sequence
from datetime import date

from flask import request
from flask_babel import gettext as _

from lms.courses import queries as courses
from lms.kernel import errors
from lms.kernel.actor import Role
from lms.kernel.web import Pages, current_actor
from lms.organisations import queries as organisations
from lms.partners import queries
from lms.partners.domain.access import Cohort

pages = Pages("partners", "lms.partners.views")


def centre_decided() -> str | None:
    """The centre of who decides, None for who decides about all."""
    actor = current_actor()
    return None if actor.role is Role.MANAGER else actor.centre_id


def cohorts(centre_id: str | None) -> list[tuple[str, str]]:
    """Modules, each with its classes below it, for a form; with the centre, where somebody decides about several."""
    centres = {one.id: f"{one.name}: " for one in organisations.centres()} if centre_id is None else {}
    centres = centres if len(centres) > 1 else {}
    sections: dict[str, list[courses.SectionInfo]] = {}
    for one in courses.sections(centre_id=centre_id):
        sections.setdefault(one.course.id, []).append(one)
    found = []
    for module in courses.courses(centre_id):
        title = f"{centres.get(module.centre_id, '')}{module.title}"
        found.append((f"course:{module.id}", _("%(module)s: every class", module=title)))
        found += [(f"section:{one.id}", f"{title}: {one.name}") for one in sections.get(module.id, ())]
    return found


def cohort_words(wanted: Sequence[Cohort]) -> dict[Cohort, str]:
    """What classes and modules are called."""
    classes = courses.sections(ids=[one.section_id for one in wanted if one.section_id], states=queries.SHOWN)
    modules = {one.id: one.title for one in courses.courses()}
    named = {one.id: one.name for one in classes}
    return {
        one: named.get(one.section_id, "")
        if one.section_id
        else str(_("%(module)s: every class", module=modules.get(one.course_id, "")))
        for one in wanted
    }


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
