"""What a mark means: its reason weighed, its minutes. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from lms.courses.domain.calendar import minutes
from lms.kernel.vocabulary import AbsenceReason, Attendance

EXCUSING: frozenset[AbsenceReason] = frozenset(
    {
        AbsenceReason.ILL,
        AbsenceReason.CHILD_ILL,
        AbsenceReason.CARE_FAILED,
        AbsenceReason.OFFICE_VISIT,
        AbsenceReason.INTERNSHIP,
    }
)
"""Reasons that excuse where a programme says nothing else: `excusing` asks what it says."""

PRESENT = frozenset({Attendance.PRESENT, Attendance.LATE, Attendance.LEFT_EARLY})
ABSENT = frozenset({Attendance.UNEXCUSED, Attendance.UNKNOWN})
"""Away, and nothing excuses it so far."""


class Given(NamedTuple):
    """What a teacher put down for one person. Times are wall times of the session's day."""

    attendance: Attendance
    reason: str = ""
    arrived: time | None = None
    left: time | None = None


def excusing(ruled: Mapping[str, str]) -> frozenset[AbsenceReason]:
    """Reasons that excuse where a programme rules on some: reason -> mark. On the others it says nothing."""
    said = {AbsenceReason(reason): mark == Attendance.EXCUSED for reason, mark in ruled.items()}
    return frozenset(one for one in AbsenceReason if said.get(one, one in EXCUSING))


def settled(given: Given, excusing: Collection[AbsenceReason] = EXCUSING) -> Given:
    """The mark with its reason weighed: away with an excusing reason is excused, with another one unexcused."""
    if given.attendance in PRESENT:
        return Given(given.attendance, "", given.arrived, given.left)
    if given.reason in ("", AbsenceReason.NOT_KNOWN):
        return Given(Attendance.UNKNOWN, "")
    excused = AbsenceReason(given.reason) in excusing
    return Given(Attendance.EXCUSED if excused else Attendance.UNEXCUSED, given.reason)


def attended_minutes(given: Given, starts: time, ends: time) -> int:
    """Minutes of the session that the person was there: never below zero, never more than it lasted.

    Somebody who is here and not late was here from the beginning, whatever minute her arrival was noted at.
    """
    if given.attendance not in PRESENT:
        return 0
    came = max(starts, given.arrived) if given.arrived and given.attendance != Attendance.PRESENT else starts
    went = min(ends, given.left) if given.left else ends
    return max(0, minutes(came, went)) if came < went else 0


def spelled(given: Given, minutes: int) -> str:
    """A mark as the audit keeps it: attendance, reason, minutes."""
    return f"{given.attendance}:{given.reason}:{minutes}"


def arrived_at(wall: time, starts: time, ends: time, grace: int) -> Given:
    """The mark of somebody who came at `wall`: here, or late when more than `grace` minutes were missed."""
    if minutes(starts, wall) <= grace or wall <= starts:
        return Given(Attendance.PRESENT, "", wall if starts <= wall < ends else None)
    return Given(Attendance.LATE, "", min(wall, ends))


# --- two people decide on one mark -----------------------------------------------------------------------------------


class Kept(NamedTuple):
    """A mark as it stands: what, who decided it when, and the number of the batch that set it."""

    given: Given
    by: str
    decided_at: datetime
    version: int


class Merge(StrEnum):
    """What becomes of a decision that arrives."""

    SAME = "same"
    SET = "set"
    WINS = "wins"
    """It replaces one that its maker had not seen, because it was taken later."""
    YIELDS = "yields"
    """A later decision that its maker had not seen stands."""


def merge(kept: Kept | None, given: Given, decided_at: datetime, seen: int) -> Merge:
    """Rule for two decisions on one mark: who has seen the other one may change it, else the later one stands."""
    if kept is None:
        return Merge.SET
    if kept.given == given:
        return Merge.SAME
    if kept.version <= seen:
        return Merge.SET
    return Merge.WINS if decided_at > kept.decided_at else Merge.YIELDS


def decided(now: datetime, ago: timedelta) -> datetime:
    """The instant of a decision that its device says was taken `ago`: its own clock may be wrong, its sense of time not."""
    return now - max(timedelta(0), ago)
