"""Papers of staff and the languages they speak: what ends, what is trained, which language nobody speaks. Pure.

And where centres lie: a position as it is typed, and how far two of them are apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)
"""So long before its last day a paper is listed."""


class Training(StrEnum):
    """What staff are trained in beside what they teach. Kept as a qualification with this subject."""

    INTERCULTURAL = "training_intercultural"
    EQUAL_TREATMENT = "training_equal_treatment"
    CHILD_PROTECTION = "training_child_protection"
    TRAUMA = "training_trauma"
    DATA = "training_data"
    STUDY_VISIT = "training_study_visit"


LONGEST_PLACE, LONGEST_NOTE = 120, 2000


@dataclass(frozen=True)
class NewTraining:
    """A training or study visit as somebody writes it down. `learnt`: what colleagues can use of it."""

    topic: str
    held_on: date | None
    place: str = ""
    learnt: str = ""

    def trouble(self, today: date) -> tuple[str, str] | None:
        """(field, code) of what lacks. A study visit without its place says nothing."""
        if self.held_on is None:
            return "held_on", "organisations.day_off"
        if self.held_on > today:
            return "held_on", "organisations.training_ahead"
        if self.topic == Training.STUDY_VISIT and not self.place.strip():
            return "place", "organisations.visit_place_missing"
        if len(self.place) > LONGEST_PLACE:
            return "place", "organisations.training_long"
        return ("learnt", "organisations.training_long") if len(self.learnt) > LONGEST_NOTE else None


class Standing(StrEnum):
    """How a paper stands on a day."""

    ENDED = "ended"
    ENDING = "ending"
    VALID = "valid"


def standing(until: date | None, today: date) -> Standing:
    """A paper holds through its last day; one without a last day always."""
    if until is None or until > today + SOON:
        return Standing.VALID
    return Standing.ENDED if until < today else Standing.ENDING


@dataclass(frozen=True)
class Paper:
    """One paper of one member of staff."""

    staff_id: str
    name: str
    subject: str
    until: date | None
    standing: Standing


def papers(staff: Iterable[tuple[str, str, Iterable[tuple[str, date | None]]]], today: date) -> list[Paper]:
    """Papers of (id, name, (subject, last day)): what has ended first, then what ends first, then by name."""
    found = [
        Paper(key, name, subject, until, standing(until, today)) for key, name, held in staff for subject, until in held
    ]
    return sorted(found, key=lambda one: (list(Standing).index(one.standing), one.until or date.max, one.name))


def trained(held: Iterable[Paper], people: int) -> Mapping[Training, tuple[int, int]]:
    """(how many hold a paper that has not ended, of 100 people) by training."""
    valid = [one for one in held if one.standing is not Standing.ENDED]
    count = {training: len({one.staff_id for one in valid if one.subject == training}) for training in Training}
    return {training: (number, round(100 * number / people) if people else 0) for training, number in count.items()}


class Background(StrEnum):
    """What brings a member of staff close to newcomers. Only what somebody said."""

    NEWCOMER = "newcomer"
    BICULTURAL = "bicultural"
    RETURNED = "returned"
    DIASPORA = "diaspora"


@dataclass(frozen=True)
class Spoken:
    """One language: how many learners have it as their first, how many of staff speak it, and how many who advise."""

    language: str
    learners: int
    staff: int
    advisers: int


def spoken_by(learners: Mapping[str, int], staff: Iterable[tuple[Iterable[str], bool]]) -> list[Spoken]:
    """By language, first those that nobody of staff speaks, then by how many learners do. `staff` are (languages, advises)."""
    people = [(frozenset(languages), advises) for languages, advises in staff]
    every = set(learners) | {language for languages, _advises in people for language in languages}
    found = [
        Spoken(
            one,
            learners.get(one, 0),
            sum(one in languages for languages, _advises in people),
            sum(one in languages and advises for languages, advises in people),
        )
        for one in every
        if one
    ]
    return sorted(found, key=lambda one: (one.staff > 0 or not one.learners, -one.learners, one.language))
