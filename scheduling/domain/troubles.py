"""When a week goes wrong: what can be done about one session, the best first. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Kind(StrEnum):
    """What goes wrong."""

    TEACHER_ILL = "teacher_ill"
    ROOM_CLOSED = "room_closed"
    ROTA_CHANGED = "rota_changed"


class Way(StrEnum):
    """What can be done, what touches people least first."""

    COVER = "cover"
    ROOM = "room"
    ONLINE = "online"
    TWIN = "twin"
    MOVE = "move"
    MAKEUP = "makeup"
    CANCEL = "cancel"


ORDER = tuple(Way)


@dataclass(frozen=True)
class Proposal:
    """One way to go on with a session. `people` are those who can take part then; the others lose this session.

    Only what belongs to the way is filled: `staff_id` who takes it, `room_id` where it is held, `session_id` of the twin
    class, and a day with times. `far` says that the teacher is of another centre and so teaches online.
    """

    way: Way
    people: tuple[str, ...] = ()
    staff_id: str = ""
    room_id: str = ""
    session_id: str = ""
    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    far: bool = False
    load: int = 0
    """Sessions that a cover has in that week already, chairs that a room has too many, days that a twin's session is off."""

    @property
    def key(self) -> str:
        """Names the proposal on a form."""
        when = f"{self.day:%Y%m%d}{self.starts:%H%M}" if self.day and self.starts else ""
        return ":".join((self.way, self.staff_id or self.room_id or self.session_id, when))


def ranked(proposals: Iterable[Proposal], most: int = 2) -> tuple[Proposal, ...]:
    """The best first: more people before fewer, then what touches them least; at most so many of each way."""
    ordered = sorted(proposals, key=lambda one: (ORDER.index(one.way), -len(one.people), one.far, one.load, one.key))
    kept: list[Proposal] = []
    for one in ordered:
        if sum(other.way is one.way for other in kept) < most:
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: (-len(one.people), ORDER.index(one.way), one.far, one.load, one.key)))


@dataclass(frozen=True)
class Times:
    """When a session is held."""

    day: date
    starts: time
    ends: time

    def meets(self, other: "Times") -> bool:
        """Whether both are held at one time."""
        return self.day == other.day and self.starts < other.ends and other.starts < self.ends


def first_choices(proposals: Mapping[str, Sequence[Proposal]], times: Mapping[str, Times]) -> dict[str, Proposal]:
    """The best proposal for every session, so that no teacher and no room is given to two sessions at once."""
    given: list[tuple[str, Times]] = []
    chosen: dict[str, Proposal] = {}
    for session_id in sorted(times, key=lambda one: (times[one].day, times[one].starts, one)):
        for one in proposals.get(session_id, ()):
            held = _held_at(one, times[session_id])
            wanted = {name for name in (one.staff_id, one.room_id) if name}
            if any(name in wanted and held.meets(at) for name, at in given):
                continue
            given += [(name, held) for name in wanted]
            chosen[session_id] = one
            break
    return chosen


def _held_at(proposal: Proposal, own: Times) -> Times:
    if proposal.day and proposal.starts and proposal.ends:
        return Times(proposal.day, proposal.starts, proposal.ends)
    return own
