"""The door that all pages of curricula hang in, and small facts that several of them show."""

from datetime import date

from lms.kernel import errors
from lms.kernel.vocabulary import LESSON_MINUTES
from lms.kernel.web import Pages, current_actor
from lms.kernel.web.arguments import page_number

pages = Pages("curricula", __name__)


def lessons(minutes: float | None) -> int:
    """Minutes as lessons of 45 minutes, whole."""
    return round((minutes or 0) / LESSON_MINUTES)


def letters(name: str) -> str:
    """Up to two first letters of a name, in any script."""
    words = name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def tone(key: str) -> int:
    """A number that stays with a person, for the colour of her disc."""
    return sum(key.encode()) % 6


def own_centre() -> str:
    """The centre that the person works at. Raises NotFound for somebody without one."""
    centre_id = current_actor().centre_id
    if centre_id is None:
        raise errors.NotFound("page.absent")
    return centre_id


def page_of(total: int, size: int) -> tuple[int, int]:
    """(page that the address asks for, number of pages) of a list; the last page for one beyond it."""
    pages_in_all = max(1, -(-total // size))
    return min(page_number(), pages_in_all), pages_in_all


def day(text: str) -> date | None:
    """A day as a form sends it, None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
