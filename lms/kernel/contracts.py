"""The plain values that cross the walls between the host and its plug-ins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from lms.kernel.actor import Role
from lms.kernel.vocabulary import Category


@dataclass(frozen=True)
class Permission:
    """A right by its code (`courses.register.take`), the roles that hold it, and whether it reads others' data.

    Of a right that is `named` nobody is the holder by her role: only those of the roles whom somebody names.
    """

    code: str
    roles: frozenset[Role]
    sensitive: bool = False
    named: bool = False


class NavGroup(StrEnum):
    """Where a place stands when somebody has many: what she opens every day comes first, without a heading."""

    DAY = "day"
    CLASSES = "classes"
    PEOPLE = "people"
    AHEAD = "ahead"
    REACH = "reach"
    VOICES = "voices"
    REPORTS = "reports"
    SETUP = "set_up"


@dataclass(frozen=True)
class NavItem:
    """One place in the navigation. `label` is a message id, `icon` a Phosphor name; low `order` comes first."""

    endpoint: str
    label: str
    icon: str
    permission: str
    order: int = 100
    roles: frozenset[Role] = frozenset()
    count: str = ""
    """Code of a work counter (`Plugin.counts`), empty for none."""
    group: NavGroup = NavGroup.DAY
    within: tuple[str, ...] = ()
    """Endpoints of pages one step below this place; a page that sets `g.place` says it itself."""


@dataclass(frozen=True)
class Panel:
    """A piece of a host page that a plug-in fills: a template and its values."""

    template: str
    values: Mapping[str, Any]
    order: int = 100


@dataclass(frozen=True)
class Message:
    """A sentence to be: a code from a `words` drawer and the facts that fill it."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SessionTime:
    """One dated session: wall times in `zone`, and the instants they mean."""

    session_id: str
    day: date
    starts: time
    ends: time
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Booking:
    """A seat somebody wants: who, where, and the dated sessions from `from_date` on, in order.

    `part` is true for single sessions beside a seat that stays (a week in the twin class): what is kept for other
    sessions of this enrolment stays as it is. A place in a meeting beside the course is such a part: it has no section,
    course or module, and the meeting stands for its one session.
    """

    enrolment_id: str
    provider_id: str
    section_id: str
    course_id: str
    module_key: str
    track: str
    level: str
    learner_id: str
    person_id: str
    from_date: date
    sessions: tuple[SessionTime, ...]
    part: bool = False


@dataclass(frozen=True)
class Obstacle:
    """Something between a learner and a seat. Only `refuses` prevents the booking, others warn."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    refuses: bool = True


@dataclass(frozen=True)
class Reservation:
    """Something a plug-in keeps together with a seat, told to the person who books."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class WeekInterval:
    """A stretch of a weekday in wall time."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True)
class ResourceGroup:
    """One pool of places inside a shared resource; `places` stands beside the asked intervals, in their order."""

    key: str
    name: str
    places: tuple[int, ...]
    ratio: int
    """Units of demand one member of staff can take."""
    unit: Message | None = None
    """What one unit of demand is called: "a child under 3 years"."""
    picture: str = ""
    """Its picture, the same as on its door; empty where it has none."""


@dataclass(frozen=True)
class SharedResource:
    """A capacity that seats compete for, asked per interval: groups of places, staff, and who needs which groups.

    `staff`, `opened` and every group's `places` have one entry for each asked interval. `demand` maps a learner's id to
    the group key of each unit needed (one per child). A learner who is absent from `demand` needs nothing.
    """

    key: str
    groups: tuple[ResourceGroup, ...]
    staff: tuple[int, ...]
    opened: tuple[bool, ...]
    demand: Mapping[str, tuple[str, ...]]
    later: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Further groups in which a unit of demand needs a place before the term ends: a child grows into another one."""


@dataclass(frozen=True)
class OfferTaken:
    """Something that somebody has or had of the four kinds of services."""

    learner_id: str
    category: Category
    title: str
    code: str = ""
    """Names the sentence of what has no title of its own."""


@dataclass(frozen=True)
class Estimate:
    """How far a goal is: lessons of 45 minutes and the days by which, each from low to high, and what that rests on."""

    lessons: tuple[int, int]
    days: tuple[date, date]
    assumptions: tuple[Message, ...] = ()
    """Sentences by code: the profile that was counted with, the lessons a week, the history of the centre."""


@dataclass(frozen=True)
class NextStep:
    """What a learner may do next: a section, module or step with the facts a card shows.

    The answer to a plan may hold one of kind "goal" with an `estimate`, and one of kind "track" for each track that is open
    to the person.
    """

    key: str
    title: str
    kind: str
    module_key: str
    section_id: str | None
    starts_on: date | None
    place: str
    free_seats: int | None
    obstacles: tuple[Obstacle, ...] = ()
    estimate: Estimate | None = None
