"""What the pages of a class and of one seat share: whose they are, a day that was typed, words for steps."""

from datetime import date

from flask import request
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.queries import Placed, SectionInfo
from lms.courses.views import people
from lms.kernel import errors, language
from lms.kernel.web import current_actor

SEE, ENROL = "courses.section.see", "courses.enrol"


def section_here(section_id: str) -> SectionInfo:
    """A class of the centre that this person works for. Raises NotFound."""
    found = queries.section(section_id)
    people.refuse_other_centre(current_actor(), found.centre_id)
    return found


def seat_here(enrolment_id: str) -> Placed:
    """One seat, or place on a list, at the centre that this person works for. Raises NotFound."""
    found = queries.placed(enrolment_id)
    people.refuse_other_centre(current_actor(), found.centre_id)
    return found


def typed_day(field: str, default: date) -> date:
    """A day of the form; `default` where nothing was typed. Raises Invalid for what is no day."""
    typed = request.form.get(field, "").strip()
    if not typed:
        return default
    try:
        return date.fromisoformat(typed)
    except ValueError as slip:
        raise errors.Invalid("courses.no_such_day", field=field) from slip


def why(reason: str) -> str:
    """A reason in words: that of a code, or the sentence that somebody wrote."""
    code = f"why.{reason}"
    return language.say(code) if language.knows(code) else reason


def by_whom(name: str) -> str:
    """Who took a step: a person by name, or the list by its rule."""
    return str(_("the waiting list")) if name == services.THE_LIST else name


def obstacle(one: Placed) -> str:
    """What stood between somebody and a free seat, empty where nothing did.

    Only whoever gives seats reads what a plug-in says of it: it may name a child and where it is cared for.
    """
    if one.obstacle is None:
        return ""
    code, facts = one.obstacle
    told = language.knows(code) and (code.startswith("courses.") or current_actor().may(ENROL))
    return language.say(code, facts) if told else str(_("Something stands in the way."))
