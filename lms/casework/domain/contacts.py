"""Contacts of casework: with whom, by which method and channel, and what each needs. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CHANNELS = ("voice", "phone", "video", "sms", "email", "letter", "in_person")


class Method(StrEnum):
    """How staff works with a person."""

    ADVICE = "advice"
    SOCIAL_COACHING = "social_coaching"
    MENTORING = "mentoring"
    JOB_COACHING = "job_coaching"


class Partner(StrEnum):
    """With whom the contact was."""

    PERSON = "person"
    EMPLOYER = "employer"
    WORKPLACE = "workplace"
    """A visit where the person works."""
    SERVICE = "service"
    """An office or an association that helps."""


@dataclass(frozen=True)
class Contact:
    """What is written down about one contact. `problems` become tasks; `shared` lets the person read the note."""

    note: str
    method: str
    channel: str
    partner: str = Partner.PERSON
    who: str = ""
    day: date | None = None
    reached: bool = True
    shared: bool = False
    consent: bool = False
    problems: tuple[str, ...] = ()


def contact_trouble(one: Contact, today: date) -> tuple[str, str] | None:
    """(field, code) of what lacks. With others about a person nobody speaks unless the person agreed."""
    if one.method not in set(Method):
        return "method", "casework.method_missing"
    if one.channel not in CHANNELS:
        return "channel", "casework.channel_missing"
    if one.partner not in set(Partner):
        return "partner", "casework.partner_missing"
    if one.partner != Partner.PERSON and not one.who.strip():
        return "who", "casework.who_missing"
    if one.partner != Partner.PERSON and not one.consent:
        return "consent", "casework.contact_consent"
    if one.day is not None and one.day > today:
        return "day", "casework.day_to_come"
    if one.reached and not one.note.strip():
        return "note", "casework.note_missing"
    return None


def problems_of(text: str) -> tuple[str, ...]:
    """One problem a line, without empty ones and without the same twice."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def counted(methods: Iterable[str]) -> dict[str, int]:
    """How many contacts there were of each method, every method named, and of notes from before methods were asked."""
    found = dict.fromkeys((*Method, ""), 0)
    for one in methods:
        found[one] = found.get(one, 0) + 1
    return found
