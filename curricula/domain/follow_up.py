"""How people are after their course: who is asked when, what is asked, and what the answers say of many. Pure.

A comparison of those who finished with those who left before shows a difference and not its cause: they differ in more.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from curricula.domain.flag_rates import interval

MONTHS = (0, 3, 6, 12, 24)
"""Months after the last day of a course from which a provider chooses; 0 is that day itself."""
WAIT = timedelta(days=14)
"""So long a link waits for its answer; then somebody calls."""
ASKED_FOR = timedelta(days=60)
"""So long after its day somebody is asked at all, and the link works."""
MOST_CALLS = 3
"""So often nobody has picked up; then the person is left in peace until the next time."""
SMALLEST = 5
"""Of fewer answers nothing is said: one could work out who is meant."""


class Doing(StrEnum):
    """What fills most of the week now."""

    WORK = "work"
    TRAINING = "training"
    COURSE = "course"
    SEARCH = "search"
    FAMILY = "family"
    OTHER = "other"


class Extent(StrEnum):
    """How much somebody works or learns. Part time is less than 30 hours a week, as the OECD counts it."""

    FULL = "full"
    PART = "part"


class Uses(StrEnum):
    """Whether what was learnt is of use."""

    OFTEN = "often"
    SOMETIMES = "sometimes"
    NO = "no"


class Manages(StrEnum):
    """How the language goes in daily life."""

    ALONE = "alone"
    WITH_HELP = "with_help"
    HARD = "hard"


class Talk(StrEnum):
    """Whether somebody should call."""

    NO = "no"
    YES = "yes"


QUESTIONS: Mapping[str, type[StrEnum]] = {
    "doing": Doing,
    "extent": Extent,
    "uses": Uses,
    "manages": Manages,
    "talk": Talk,
}
"""In the order in which they are asked."""

LEARNING = frozenset({Doing.TRAINING, Doing.COURSE})
SETTLED = frozenset({Doing.WORK, *LEARNING})
"""At work or learning."""


class Closed(StrEnum):
    """Why nobody asks any more without an answer."""

    NOT_REACHED = "not_reached"
    NOT_WANTED = "not_wanted"


def asked_of(answers: Mapping[str, str]) -> list[str]:
    """The questions that concern somebody: how much is asked of those who work or learn."""
    return [key for key in QUESTIONS if key != "extent" or answers.get("doing") in SETTLED]


def unanswered(answers: Mapping[str, str]) -> str | None:
    """The first question without an answer that it offers, nothing where all have one."""
    return next((key for key in asked_of(answers) if answers.get(key) not in set(QUESTIONS[key])), None)


@dataclass(frozen=True)
class Ended:
    """Somebody whose last course is over. `finished`: to its end or with a pass, not left before."""

    learner_id: str
    programme: str
    module_key: str
    on_day: date
    finished: bool


@dataclass(frozen=True)
class Time:
    """The time of somebody in one class; without an end it goes on."""

    learner_id: str
    module_key: str
    until: date | None
    open: bool
    finished: bool


def ended(times: Iterable[Time], homes: Mapping[str, str]) -> list[Ended]:
    """The last course of everybody who has no seat any more. `homes`: programme by module; other modules are passed over."""
    last: dict[str, Time] = {}
    still = set()
    for one in times:
        if one.open or one.until is None:
            still.add(one.learner_id)
        elif one.learner_id not in last or (last[one.learner_id].until or date.min) <= one.until:
            last[one.learner_id] = one
    return [
        Ended(one.learner_id, homes[one.module_key], one.module_key, one.until, one.finished)
        for one in last.values()
        if one.until and one.learner_id not in still and one.module_key in homes
    ]


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_now(one: Ended, months: Sequence[int], today: date) -> tuple[int, date] | None:
    """(months, day) of the question that is due. Days long past are left out: nobody is asked twice in one week."""
    for number in sorted(months, reverse=True):
        day = months_after(one.on_day, number)
        if day <= today:
            return (number, day) if today - day < ASKED_FOR else None
    return None


@dataclass(frozen=True)
class Asked:
    """One follow-up as the figures count it: nobody's name, the half-year in which the course ended."""

    programme: str
    ended_on: date
    months: int
    finished: bool
    answers: Mapping[str, str]

    @property
    def cohort(self) -> str:
        """Half-year of the end: `2026-1`."""
        return f"{self.ended_on.year}-{1 if self.ended_on.month <= 6 else 2}"


@dataclass(frozen=True)
class Share:
    """Of so many answers so many; it lies between `low` and `high` nineteen times of twenty. Hidden where they are few."""

    count: int
    of: int
    kept_back: bool = False
    """Not shown, because a smaller group beside it could be worked out."""

    @property
    def hidden(self) -> bool:
        """Not to be shown."""
        return self.kept_back or self.of < SMALLEST

    @property
    def of_hundred(self) -> int:
        """Of 100 people."""
        return round(100 * self.count / self.of)

    @property
    def likely(self) -> tuple[int, int]:
        """Lowest and highest of 100."""
        low, high = interval(self.count, self.of)
        return round(100 * low), round(100 * high)


@dataclass(frozen=True)
class Outcome:
    """What a group of people answered at one time."""

    asked: int
    answered: int
    settled: Share
    uses: Share
    manages: Share


def outcome(asked: Iterable[Asked], *, kept_back: bool = False) -> Outcome:
    """How many answered, and of them: at work or learning, using what they learnt, managing the language alone."""
    every = list(asked)
    said = [one.answers for one in every if one.answers]
    found = (
        sum(one.get("doing") in SETTLED for one in said),
        sum(one.get("uses") in (Uses.OFTEN, Uses.SOMETIMES) for one in said),
        sum(one.get("manages") == Manages.ALONE for one in said),
    )
    return Outcome(len(every), len(said), *(Share(count, len(said), kept_back) for count in found))


def outcomes(groups: Sequence[Sequence[Asked]]) -> list[Outcome]:
    """The same of groups whose whole is shown as well: no small one can be worked out from the whole and the others."""
    sizes = [sum(bool(one.answers) for one in group) for group in groups]
    small = {place for place, size in enumerate(sizes) if size < SMALLEST}
    for place in sorted(set(range(len(sizes))) - small, key=lambda place: sizes[place]):
        if 0 < sum(sizes[each] for each in small) < SMALLEST:
            small.add(place)
    return [outcome(group, kept_back=place in small) for place, group in enumerate(groups)]


def nobody_named(asked: Iterable[Asked]) -> tuple[list[Asked], int]:
    """Answers that can be handed out: those of groups (programme, half-year, months, finished) that are large enough.

    The number is that of answers that stay here. They come in an order that says nothing about people.
    """
    groups: dict[tuple[str, str, int, bool], list[Asked]] = {}
    for one in asked:
        if one.answers:
            groups.setdefault((one.programme, one.cohort, one.months, one.finished), []).append(one)
    out = [one for key in sorted(groups) for one in groups[key] if len(groups[key]) >= SMALLEST]
    kept = sum(len(same) for same in groups.values() if len(same) < SMALLEST)
    return sorted(out, key=_said), kept


def _said(one: Asked) -> tuple[object, ...]:
    return (one.programme, one.cohort, one.months, one.finished, *(one.answers.get(key, "") for key in QUESTIONS))
