"""The one door of all pages of volunteers, and what several of them read from a form."""

from datetime import date, time

from flask import request

from lms.kernel import errors
from lms.kernel.actor import Role
from lms.kernel.web import Pages, current_actor

pages = Pages("companions", "lms.companions.views")

REGISTER = "companions.register"
RIGHT = "companions.arrange"
YEARS = range(1900, 2200)
"""What lies outside is a slip of the pen, and no calendar can count from it."""


def centre_here() -> str | None:
    """The centre of who looks; a manager works in every one."""
    actor = current_actor()
    return None if actor.role is Role.MANAGER else actor.centre_id


def day_given(name: str) -> date | None:
    """A day of the form, None where it is none."""
    try:
        day = date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def time_given(name: str) -> time | None:
    """A time of the form, None where it is none."""
    try:
        found = time.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0, tzinfo=None)


def of_my_centre(centre_id: str, code: str) -> None:
    """Raises NotFound for what belongs to another centre."""
    if centre_here() not in (None, centre_id):
        raise errors.NotFound(code)
