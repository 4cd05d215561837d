"""What a mark means in minutes, and how regularly somebody comes. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time

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


@dataclass(frozen=True)
class Given:
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
    """Minutes of the session that the person was there: never below zero, never more than it lasted."""
    if given.attendance not in PRESENT:
        return 0
    came = max(starts, given.arrived) if given.arrived else starts
    went = min(ends, given.left) if given.left else ends
    return max(0, minutes(came, went)) if came < went else 0


@dataclass(frozen=True)
class Regularity:
    """Attendance over a window, in minutes."""

    offered: int
    attended: int
    excused: int

    @property
    def share(self) -> float | None:
        """Attended of what was offered and not excused; None when nothing was."""
        base = self.offered - self.excused
        return self.attended / base if base > 0 else None

    @property
    def effort(self) -> float | None:
        """Attended and excused of all that was offered."""
        return (self.attended + self.excused) / self.offered if self.offered > 0 else None
