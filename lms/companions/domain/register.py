"""The register of volunteers: what each does, in which languages and when; who may be asked to be a mentor. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from lms.messages.domain import is_address

LONGEST = 120
LONGEST_LANGUAGE = 40
MOST_LANGUAGES = 12
MENTOR_COURSE = "peer_mentors"
"""The module that a learner has to pass to be asked as a mentor."""
TOPICS = ("work", "study", "family", "citizenship", "other")
"""Goals that a mentor knows about, in the words of plans. Health is none of them: it belongs to people of that trade."""


class Part(StrEnum):
    """What a volunteer does."""

    COMPANION = "companion"
    """Goes along to an appointment and interprets."""
    MENTOR = "mentor"
    """Meets one person again and again, toward a goal."""


class Hours(StrEnum):
    """A part of a day on which somebody has time."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


_NOON, _EVENING = time(12), time(17)


def hours_of(starts: time) -> Hours:
    """The part of the day in which an hour lies."""
    return Hours.MORNING if starts < _NOON else Hours.AFTERNOON if starts < _EVENING else Hours.EVENING


def time_code(weekday: int, part: str) -> str:
    """How a part of a weekday is kept: `0-morning` is Monday morning."""
    return f"{weekday}-{part}"


EVERY_TIME = tuple(time_code(weekday, part) for weekday in range(7) for part in Hours)


def has_time(times: Collection[str], day: date, starts: time) -> bool:
    """Whether somebody usually has time then. Who named no times is asked always."""
    return not times or time_code(day.weekday(), hours_of(starts)) in times


@dataclass(frozen=True)
class Entry:
    """What is written down about a volunteer. `languages` are codes; `learner_id` is empty for who learns nothing here."""

    name: str
    languages: tuple[str, ...]
    parts: tuple[str, ...]
    phone: str = ""
    email: str = ""
    times: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    trained_on: date | None = None
    """When somebody from outside has finished a course for mentors elsewhere."""
    learner_id: str = ""


def trouble(one: Entry, today: date) -> tuple[str, str] | None:
    """(field, code) of what lacks or is wrong."""
    if not 0 < len(one.name.strip()) <= LONGEST:
        return "name", "companions.name_missing"
    if not one.languages or len(one.languages) > MOST_LANGUAGES:
        return "languages", "companions.languages_missing"
    if any(len(tongue) > LONGEST_LANGUAGE or "," in tongue for tongue in one.languages):
        return "languages", "companions.language_long"
    if not one.parts or set(one.parts) - set(Part):
        return "parts", "companions.parts_missing"
    if not one.phone.strip() and not one.email.strip():
        return "phone", "companions.reach_missing"
    if len(one.phone) > LONGEST:
        return "phone", "companions.long"
    if one.email.strip() and not (is_address(one.email.strip()) and len(one.email) <= LONGEST):
        return "email", "companions.email_off"
    if set(one.times) - set(EVERY_TIME):
        return "times", "companions.time_unknown"
    if set(one.topics) - set(TOPICS) or (Part.MENTOR in one.parts and not one.topics):
        return "topics", "companions.topics_missing"
    if one.trained_on is not None and one.trained_on > today:
        return "trained_on", "companions.day_ahead"
    return None
