"""The form of a register: one mark, and a time where one belongs to it, for each person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from flask_wtf import FlaskForm
from wtforms import TextAreaField

from lms.courses.domain.attendance import PRESENT, Given
from lms.courses.queries import RegisterPerson, SessionInfo
from lms.kernel import errors
from lms.kernel.language import N_
from lms.kernel.vocabulary import AbsenceReason, Attendance

TIMED = frozenset({Attendance.LATE, Attendance.LEFT_EARLY})


class RegisterForm(FlaskForm):
    """What a register asks besides the marks."""

    reason = TextAreaField(N_("Why do you change it now?"))


@dataclass(frozen=True)
class Line:
    """One person's line as it stands in the form: `mark` is here, late, left early or a reason for being away."""

    enrolment_id: str
    mark: str = ""
    time: str = ""


def saved_line(person: RegisterPerson) -> Line:
    """What was saved for a person; before that the reason she sent; else nothing."""
    if person.attendance in PRESENT:
        clock = person.arrived if person.attendance == Attendance.LATE else person.left
        return Line(person.enrolment_id, person.attendance, f"{clock:%H:%M}" if clock else "")
    if person.attendance:
        return Line(person.enrolment_id, person.reason or AbsenceReason.NOT_KNOWN)
    return Line(person.enrolment_id, person.apology)


def typed_line(person: RegisterPerson, typed: Mapping[str, str]) -> Line:
    """What stands in the form that was sent."""
    key = person.enrolment_id
    return Line(key, typed.get(f"mark-{key}", ""), typed.get(f"time-{key}", "").strip())


def all_here(lines: Sequence[Line]) -> list[Line]:
    """Everybody without a mark is here."""
    return [line if line.mark else Line(line.enrolment_id, Attendance.PRESENT) for line in lines]


def marks(lines: Sequence[Line], people: Sequence[RegisterPerson], session: SessionInfo) -> dict[str, Given]:
    """Marks by enrolment id. Raises Invalid for a time that does not lie in the session and when nobody is marked."""
    names = {person.enrolment_id: person.name for person in people}
    found = {line.enrolment_id: _given(line, names[line.enrolment_id], session) for line in lines if line.mark}
    if not found:
        raise errors.Invalid("courses.nothing_marked")
    return found


def _given(line: Line, name: str, session: SessionInfo) -> Given:
    if line.mark in PRESENT:
        clock = _time(line, name, session) if line.mark in TIMED else None
        late = line.mark == Attendance.LATE
        return Given(Attendance(line.mark), "", clock if late else None, None if late else clock)
    if line.mark not in tuple(AbsenceReason):
        raise errors.Invalid("page.refused")
    return Given(Attendance.UNKNOWN, line.mark)


def _time(line: Line, name: str, session: SessionInfo) -> time:
    field = f"time-{line.enrolment_id}"
    if not line.time:
        raise errors.Invalid("courses.time_missing", field=field, name=name)
    clock = _read(line.time)
    if clock is None or not session.starts < clock < session.ends:
        raise errors.Invalid("courses.time_outside", field=field, name=name, starts=session.starts, ends=session.ends)
    return clock


def _read(typed: str) -> time | None:
    try:
        return time.fromisoformat(typed)
    except ValueError:
        return None
