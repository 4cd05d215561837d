"""What people may need of a class, what offers it, and what is missing where. A new need is a line here and its words. Pure.

Needs are what somebody said herself. Nothing else about her is looked at: no nationality, no religion, no sex.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lms.learners.domain.lives import Need

SMALL_GROUP = 8
"""A group with no more seats than this is small."""


@dataclass(frozen=True)
class Kind:
    """One need: its picture, and whether a room, a course or one of its groups can be said to offer it."""

    need: Need
    picture: str
    by_room: bool = False
    by_group: bool = False


KINDS = (
    Kind(Need.WOMEN_ONLY, "women-sign", by_group=True),
    # Said of the group by whoever gives it its teachers: nobody of staff is asked for a sex.
    Kind(Need.WOMAN_TEACHER, "teacher-woman-medium", by_group=True),
    Kind(Need.STEP_FREE, "wheelchair-sign"),
    Kind(Need.QUIET, "ear", by_room=True, by_group=True),
    Kind(Need.SMALL_GROUP, "people"),
    Kind(Need.LARGE_PRINT, "glasses", by_group=True),
    Kind(Need.HEARING, "hearing-aid", by_room=True, by_group=True),
    Kind(Need.SIGN_LANGUAGE, "hand", by_group=True),
    Kind(Need.FROM_HOME, "laptop"),
    Kind(Need.SENIORS, "older-woman", by_group=True),
)
"""A way without steps, a small group and taking part from home are not ticked: room, seats and mode say them."""

OF_ROOMS = tuple(kind.need for kind in KINDS if kind.by_room)
OF_GROUPS = tuple(kind.need for kind in KINDS if kind.by_group)
PICTURES = {kind.need: kind.picture for kind in KINDS}
_HANGS_ON_THE_ROOM = frozenset({Need.STEP_FREE, *OF_ROOMS})


@dataclass(frozen=True)
class Place:
    """A group as far as needs ask: what was ticked for it, its course and its room, and what follows from its facts."""

    ticked: frozenset[str] = frozenset()
    seats: int = 0
    mode: str = "room"
    step_free: bool | None = None
    """None where no room is chosen yet."""

    @property
    def offers(self) -> frozenset[Need]:
        """Every need that is met here."""
        found = {need for need in Need if need.value in self.ticked}
        if self.step_free or self.mode == "online":
            found.add(Need.STEP_FREE)
        if 0 < self.seats <= SMALL_GROUP:
            found.add(Need.SMALL_GROUP)
        if self.mode in ("online", "both"):
            found.add(Need.FROM_HOME)
        return frozenset(found)


@dataclass(frozen=True)
class Missing:
    """A need that is not met. `open` where it is not known yet: the room is not chosen."""

    need: Need
    open: bool = False


def missing(needs: Iterable[Need], place: Place) -> tuple[Missing, ...]:
    """Needs that a group does not meet, in the order of the table."""
    wanted, offers = frozenset(needs), place.offers
    without_room = place.step_free is None and place.mode != "online"
    return tuple(
        Missing(kind.need, open=without_room and kind.need in _HANGS_ON_THE_ROOM)
        for kind in KINDS
        if kind.need in wanted and kind.need not in offers
    )


def ticked(codes: Iterable[str], allowed: Collection[Need]) -> tuple[str, ...]:
    """Of what was typed, the codes that may be said of a room or a group, in the order of the table."""
    known = set(codes)
    return tuple(kind.need.value for kind in KINDS if kind.need in allowed and kind.need.value in known)
