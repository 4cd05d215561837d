"""Marks from a sheet of paper, typed by keyboard: one or two letters and a time for each person. Pure."""

import re
from datetime import time

from lms.courses.domain.attendance import PRESENT, Given
from lms.kernel.vocabulary import AbsenceReason, Attendance

HERE, LATE, LEFT = "x", "l", "g"
REASONS: dict[str, AbsenceReason] = {
    "i": AbsenceReason.ILL,
    "c": AbsenceReason.CHILD_ILL,
    "f": AbsenceReason.CARE_FAILED,
    "s": AbsenceReason.WORK_SHIFT,
    "o": AbsenceReason.OFFICE_VISIT,
    "p": AbsenceReason.INTERNSHIP,
    "t": AbsenceReason.TRANSPORT,
    "a": AbsenceReason.OTHER,
    "u": AbsenceReason.NOT_KNOWN,
}
"""One letter for each reason, the same in every language, printed below the sheet.

None of them means something else in a programme's register: E (excused, but why?) and W (change of provider) are no reasons,
so they stay free, and nobody's E becomes another mark by typing it in.
"""

_CELL = re.compile(r"([a-z])\s*(?:(\d{1,2})[:.]?(\d{2}))?")


def read(typed: str) -> Given | None:
    """What a cell says; None when it says nothing. Raises ValueError for letters and times that mean nothing.

    Late and left early need their time: `l0920`, `g 10:45`.
    """
    text = typed.strip().casefold()
    if not text:
        return None
    found = _CELL.fullmatch(text)
    if found is None:
        raise ValueError(typed)
    letter, hours, past = found.groups()
    wall = time(int(hours), int(past)) if hours else None
    if letter in (LATE, LEFT):
        if wall is None:
            raise ValueError(typed)
        return Given(Attendance.LATE, "", wall) if letter == LATE else Given(Attendance.LEFT_EARLY, "", None, wall)
    if wall is not None:
        raise ValueError(typed)
    if letter == HERE:
        return Given(Attendance.PRESENT)
    if letter not in REASONS:
        raise ValueError(typed)
    return Given(Attendance.UNKNOWN, REASONS[letter])


def written(given: Given) -> str:
    """The cell that says this mark."""
    if given.attendance == Attendance.LATE:
        return f"{LATE}{given.arrived:%H%M}" if given.arrived else HERE
    if given.attendance == Attendance.LEFT_EARLY:
        return f"{LEFT}{given.left:%H%M}" if given.left else HERE
    if given.attendance in PRESENT:
        return HERE
    letters = {reason: letter for letter, reason in REASONS.items()}
    return letters.get(AbsenceReason(given.reason), "u") if given.reason else "u"
