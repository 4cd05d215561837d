"""Finding a course without signing in: the times somebody can come, how near a place is, and what is counted of it. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from lms.courses.domain.calendar import WeeklyMeeting

WAITS = timedelta(days=90)
"""For so long a number is kept that nobody could be called on."""
LONGEST_HUB = 40
SAME_REGION = 2
"""Signs that postcodes of one region begin with."""
_NUMBER = re.compile(r"\+?[0-9]{6,15}")


class When(StrEnum):
    """Parts of the week that people choose from."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    WEEKEND = "weekend"


NOON, DUSK = time(12), time(16, 30)


class Reach(StrEnum):
    """How somebody wants to hear of a place."""

    CALL = "call"
    TEXT = "text"


class Step(StrEnum):
    """How far people come who look for a course. Each is counted by day; nobody is followed."""

    OPENED = "opened"
    SEARCHED = "searched"
    FOUND = "found"
    LOOKED = "looked"
    ASKED = "asked"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. Empty means that it does not matter."""

    teaches: str = ""
    postcode: str = ""
    times: frozenset[When] = frozenset()


@dataclass(frozen=True)
class Place:
    """A class with a free seat, as far as somebody who looks for one asks."""

    section_id: str
    centre_id: str
    teaches: str
    postcode: str
    meetings: tuple[WeeklyMeeting, ...]
    begins: date


def times_of(meetings: Iterable[WeeklyMeeting]) -> frozenset[When]:
    """The parts of the week in which a class meets."""
    return frozenset(_part(one) for one in meetings)


def _part(meeting: WeeklyMeeting) -> When:
    if meeting.weekday >= 5:
        return When.WEEKEND
    if meeting.starts < NOON:
        return When.MORNING
    return When.AFTERNOON if meeting.starts < DUSK else When.EVENING


def suits(place: Place, wanted: Wanted) -> bool:
    """Whether it teaches what is wanted, and meets only when somebody can come."""
    if wanted.teaches and place.teaches != wanted.teaches:
        return False
    return not wanted.times or times_of(place.meetings) <= wanted.times


def postcode(text: str) -> str:
    """A postcode as it is compared: letters and digits."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:10]


def nearness(one: str, other: str) -> int:
    """How many signs two postcodes begin with alike: the more, the nearer in most countries."""
    same = 0
    for left, right in zip(postcode(one), postcode(other), strict=False):
        if left != right:
            break
        same += 1
    return same


def near(place: Place, wanted: Wanted) -> bool:
    """Whether it is in the region of the postcode; everywhere is near for who gave none."""
    return not postcode(wanted.postcode) or nearness(place.postcode, wanted.postcode) >= SAME_REGION


def in_order(places: Iterable[Place], wanted: Wanted) -> list[Place]:
    """Those that suit, the nearest first, then by the day on which one can begin."""
    suiting = [one for one in places if suits(one, wanted)]
    return sorted(suiting, key=lambda one: (-nearness(one.postcode, wanted.postcode), one.begins, one.section_id))


def first_day(
    earliest: date, starts_on: date, ends_on: date, entry_until: date | None, first_entry: date
) -> date | None:
    """The day on which somebody can begin; None where it is too late. `first_entry` is the next day to join."""
    begins = max(earliest, starts_on, first_entry)
    return begins if begins <= min(ends_on, entry_until or ends_on) else None


def number(text: str) -> str:
    """A telephone number as it is dialled, empty for what is none. Digits of any script count."""
    plain = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text if sign not in " -/().")
    return plain if _NUMBER.fullmatch(plain) else ""


def hub(text: str) -> str:
    """The name of the site that sent somebody here, as it is counted."""
    return "".join(sign for sign in text.lower() if sign.isalnum() or sign in "-_")[:LONGEST_HUB]


@dataclass(frozen=True)
class Stage:
    """One step on the way: how many came so far, and how many of the step before did not."""

    step: Step
    times: int
    dropped: int


def stages(counted: Mapping[Step, int], steps: Collection[Step] = tuple(Step)) -> list[Stage]:
    """The way from the first page to a number that was left. Who came by an address of her own counts from there on."""
    found: list[Stage] = []
    for step in steps:
        times = counted.get(step, 0)
        before = found[-1].times if found else times
        found.append(Stage(step, times, max(0, before - times)))
    return found
