"""How many of a section's sessions somebody can attend, what replaces the others, and what stands in the way. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from lms.kernel.vocabulary import Shift
from lms.learners.domain import needs
from lms.learners.domain.availability import Answer, Availability, Hindrance, Taken, Why

ENOUGH = 0.74
"""Three of four meetings: below that somebody misses too much to keep up. The timetable keeps the same share."""


class Meeting(NamedTuple):
    """A dated session on the line of instants, in minutes; `mode` is room, online or both."""

    session_id: str
    section_id: str
    day: date
    starts: int
    ends: int
    mode: str = "room"


class Instead(StrEnum):
    """What a session somebody cannot come to is replaced by."""

    ONLINE = "online"
    TWIN = "twin"


@dataclass(frozen=True, slots=True)
class Missed:
    """A session that somebody cannot come to as it is, why, and what replaces it."""

    meeting: Meeting
    hindrance: Hindrance
    instead: Instead | None = None
    by: Meeting | None = None


@dataclass(frozen=True)
class SectionFit:
    """A section as one person can attend it: 34 of 40, and 6 online or in the twin group."""

    section_id: str
    sessions: int
    attends: int
    missed: tuple[Missed, ...] = ()
    on_call: int = 0
    """Sessions that she can attend, and during which she may be called to work."""
    missing: tuple[needs.Missing, ...] = ()
    """What she needs and does not find here. It is said to whoever decides; it never refuses by itself."""

    @property
    def replaced(self) -> int:
        """Sessions online or in the twin group instead."""
        return sum(one.instead is not None for one in self.missed)

    @property
    def lost(self) -> int:
        """Sessions that nothing replaces."""
        return len(self.missed) - self.replaced

    @property
    def share(self) -> float:
        """The part of the sessions she can attend in some way. 1.0 for none."""
        return (self.attends + self.replaced) / self.sessions if self.sessions else 1.0

    @property
    def enough(self) -> bool:
        """Whether she can keep up."""
        return self.share >= ENOUGH

    @property
    def reasons(self) -> tuple["Reason", ...]:
        """What stands in the way of sessions that nothing replaces, the commonest first."""
        found: dict[tuple[Why, Shift], list[date]] = {}
        for one in self.missed:
            if one.instead is None:
                found.setdefault((one.hindrance.why, one.hindrance.shift), []).append(one.meeting.day)
        reasons = [Reason(why, shift, tuple(days)) for (why, shift), days in found.items()]
        return tuple(sorted(reasons, key=lambda one: (-len(one.days), one.why, one.shift)))


@dataclass(frozen=True)
class Reason:
    """One kind of obstacle, and the days on which it stands in the way."""

    why: Why
    shift: Shift
    days: tuple[date, ...]


@dataclass(frozen=True)
class Offer:
    """A section as far as its fit asks: where it is, its sessions, and those of its twin groups."""

    section_id: str
    centre_id: str
    meetings: tuple[Meeting, ...]
    twins: tuple[Meeting, ...] = ()
    place: needs.Place | None = None
    """What it offers to people who need it; None where nobody asks."""


def measure(known: Availability, taken: Taken, offer: Offer) -> SectionFit:
    """The fit of a section for a person whose time is `taken`."""
    attends, on_call = 0, 0
    missed: list[Missed] = []
    for meeting in offer.meetings:
        answer = _answer(taken, meeting, offer.centre_id)
        if answer.can:
            attends += 1
            on_call += answer.hindrance is not None
        else:
            missed.append(Missed(meeting, answer.hindrance or Hindrance(Why.WORK)))
    found = _replaced(known, taken, offer, missed) if missed else ()
    lacks = needs.missing(known.needs, offer.place) if offer.place is not None else ()
    return SectionFit(offer.section_id, len(offer.meetings), attends, tuple(found), on_call, lacks)


def _answer(taken: Taken, meeting: Meeting, centre_id: str) -> Answer:
    return taken.answer(meeting.starts, meeting.ends, centre_id=centre_id, online=meeting.mode == "online")


def _replaced(known: Availability, taken: Taken, offer: Offer, missed: Sequence[Missed]) -> Iterable[Missed]:
    """Each missed session with what replaces it: online first, then the nearest free session of a twin group."""
    open_twins = _open_twins(taken, offer, missed)
    for one in missed:
        meeting = one.meeting
        if meeting.mode == "both" and known.online and taken.answer(meeting.starts, meeting.ends, online=True).can:
            yield Missed(meeting, one.hindrance, Instead.ONLINE)
            continue
        week = open_twins.get(_week(meeting.day), [])
        twin = min(week, key=lambda other: abs(other.starts - meeting.starts), default=None)
        if twin is None:
            yield one
        else:
            week.remove(twin)
            yield Missed(meeting, one.hindrance, Instead.TWIN, twin)


def _open_twins(taken: Taken, offer: Offer, missed: Sequence[Missed]) -> dict[int, list[Meeting]]:
    """Sessions of twin groups that she can attend beside her own, by week."""
    if not offer.twins:
        return {}
    weeks = {_week(one.meeting.day) for one in missed}
    gone = {one.meeting.session_id for one in missed}
    own: dict[date, list[Meeting]] = {}
    for meeting in offer.meetings:
        if meeting.session_id not in gone:
            own.setdefault(meeting.day, []).append(meeting)
    found: dict[int, list[Meeting]] = {}
    for twin in offer.twins:
        week = _week(twin.day)
        if week not in weeks or not _answer(taken, twin, offer.centre_id).can:
            continue
        if any(one.starts < twin.ends and twin.starts < one.ends for one in own.get(twin.day, ())):
            continue
        found.setdefault(week, []).append(twin)
    return found


def _week(day: date) -> int:
    """A number for the week of a day, Monday first."""
    return (day.toordinal() - 1) // 7


@dataclass(frozen=True)
class Choice:
    """Sections of one course from one person's side: what fits, and what does not with its nearest reason."""

    fitting: tuple[SectionFit, ...] = ()
    others: tuple[SectionFit, ...] = ()
    seats: Mapping[str, int] = field(default_factory=dict)


def choose(fits: Iterable[SectionFit], seats: Mapping[str, int]) -> Choice:
    """Sections by fit, those with more sessions first, then those that lack less; `seats` counts free ones by section."""
    ordered = sorted(fits, key=lambda one: (-one.share, len(one.missing), -one.attends, one.section_id))
    return Choice(tuple(one for one in ordered if one.enough), tuple(one for one in ordered if not one.enough), seats)
