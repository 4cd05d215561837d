"""Orientation: four units to hear, each with one question about what it said. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.advice.domain.work import Helper


class Unit(StrEnum):
    """What a unit is about, in the order of hearing."""

    RIGHTS = "rights"
    DUTIES = "duties"
    STATUS = "status"
    REDRESS = "redress"


@dataclass(frozen=True)
class Told:
    """A unit: its sentences with a picture each, and the answers that are offered, the right one among them."""

    picture: str
    sentences: Mapping[str, str]
    answers: Mapping[str, str]
    right: str


UNITS: Mapping[Unit, Told] = {
    Unit.RIGHTS: Told(
        "judge",
        {"worth": "handshake", "equal": "judge", "private": "lock", "children": "school"},
        {"they_may": "people", "nobody_may": "stop-sign", "only_offices": "office-building"},
        "nobody_may",
    ),
    Unit.DUTIES: Told(
        "clock",
        {"class": "clock", "letters": "letter", "changes": "house", "law": "people", "trying": "speech"},
        {"tell_first": "telephone", "stay_silent": "in-bed", "send_child": "child"},
        "tell_first",
    ),
    Unit.STATUS: Told(
        "identification",
        {"paper": "identification", "day": "calendar", "change": "memo", "advice": "interview"},
        {"last_day": "hourglass", "when_asked": "police", "weeks_before": "calendar"},
        "weeks_before",
    ),
    Unit.REDRESS: Told(
        "speech",
        {"say_it": "speech", "here": "microphone", "object": "letter", "danger": "police"},
        {"object_in_time": "memo", "throw_away": "bin", "wait": "hourglass"},
        "object_in_time",
    ),
}
"""This product's own wording, without the law of one country; who advises on that stands pinned below it."""
WORDED_ON = date(2026, 11, 23)
"""The day of this wording."""
REDRESS = (Helper.COMPLAINTS, Helper.LEGAL, Helper.ADVISER)
"""Who stays pinned, in this order."""


def next_after(unit: Unit, heard: Collection[str]) -> Unit | None:
    """The one that comes then: the next that is not heard yet, else the first such one; None where all are."""
    every = list(Unit)
    place = every.index(unit) + 1
    return next((one for one in (*every[place:], *every[:place]) if one not in heard), None)


def understood(unit: Unit, answer: str) -> bool:
    """Whether the answer is the right one."""
    return UNITS[unit].right == answer


def completed_on(heard: Mapping[str, date]) -> date | None:
    """The day on which the last unit was understood, None before."""
    return max(heard.values()) if set(heard) >= set(Unit) else None
