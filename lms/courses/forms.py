"""The forms of a register: one mark, and a time where one belongs to it, for each person; and a sheet of letters."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from typing import Any, NamedTuple, Protocol

from flask_wtf import FlaskForm
from wtforms import TextAreaField

from lms.courses.domain import attendance_sheet
from lms.courses.domain.attendance import PRESENT, Given
from lms.courses.queries import RegisterPerson, SessionInfo
from lms.kernel import errors
from lms.kernel.language import N_
from lms.kernel.vocabulary import AbsenceReason, Attendance

REASONS = frozenset(AbsenceReason)
TIMED = frozenset({Attendance.LATE, Attendance.LEFT_EARLY})


class RegisterForm(FlaskForm):
    """What a register asks besides the marks."""

    reason = TextAreaField(N_("Why do you change it now?"))


class Line(NamedTuple):
    """One person's line as it stands in the form: `mark` is here, late, left early or a reason for being away."""

    enrolment_id: str
    mark: str = ""
    time: str = ""

    @property
    def spelled(self) -> str:
        """Mark and time in one word, to compare lines by."""
        return f"{self.mark}@{self.time}" if self.time else self.mark


def saved_line(person: RegisterPerson) -> Line:
    """What was saved for a person; before that the reason she sent; else nothing."""
    return marked_line(person) if person.attendance else Line(person.enrolment_id, person.apology)


def marked_line(person: RegisterPerson) -> Line:
    """What was saved for a person; an empty line before that, whatever she told us."""
    if person.attendance in PRESENT:
        clock = person.left if person.attendance == Attendance.LEFT_EARLY else person.arrived
        return Line(person.enrolment_id, person.attendance, f"{clock:%H:%M}" if clock else "")
    if person.attendance:
        return Line(person.enrolment_id, person.reason or AbsenceReason.NOT_KNOWN)
    return Line(person.enrolment_id)


def typed_line(key: str, typed: Mapping[str, str]) -> Line:
    """What stands in the form that was sent, for one enrolment."""
    return Line(key, typed.get(f"mark-{key}", ""), typed.get(f"time-{key}", "").strip())


def touched(lines: Sequence[Line], typed: Mapping[str, str]) -> list[Line]:
    """Lines that say something else than the page showed as saved. A form that does not tell what it showed means all."""
    shown = {line.enrolment_id: typed.get(f"was-{line.enrolment_id}") for line in lines}
    return [line for line in lines if shown[line.enrolment_id] != line.spelled]


def sent_line(mark: Mapping[str, Any]) -> Line:
    """One mark of a batch that a phone sends: `id`, `mark` and `time`. Raises Invalid for anything else."""
    values = [mark.get(key, "") for key in ("id", "mark", "time")]
    if not all(isinstance(value, str) for value in values):
        raise errors.Invalid("page.refused")
    return Line(*values)


def all_here(lines: Sequence[Line]) -> list[Line]:
    """Everybody without a mark is here."""
    return [line if line.mark else Line(line.enrolment_id, Attendance.PRESENT) for line in lines]


class Timed(Protocol):
    """A session, as far as times in it are asked."""

    @property
    def starts(self) -> time: ...
    @property
    def ends(self) -> time: ...


def marks(lines: Sequence[Line], session: Timed, names: Callable[[], Mapping[str, str]]) -> dict[str, Given]:
    """Marks by enrolment id. Raises Invalid for a time that does not lie in the session; only then it asks for `names`."""
    return {line.enrolment_id: _given(line, names, session) for line in lines if line.mark}


def refuse_empty(lines: Sequence[Line]) -> None:
    """Raises Invalid when nobody is marked."""
    if not any(line.mark for line in lines):
        raise errors.Invalid("courses.nothing_marked")


def _given(line: Line, names: Callable[[], Mapping[str, str]], session: Timed) -> Given:
    if line.mark in PRESENT:
        # Somebody who is here may have a time too, where the programme asks when people come.
        clock = _time(line, names, session) if line.mark in TIMED or line.time else None
        left = line.mark == Attendance.LEFT_EARLY
        return Given(Attendance(line.mark), "", None if left else clock, clock if left else None)
    if line.mark not in REASONS:
        raise errors.Invalid("page.refused")
    return Given(Attendance.UNKNOWN, line.mark)


def _time(line: Line, names: Callable[[], Mapping[str, str]], session: Timed) -> time:
    field = f"time-{line.enrolment_id}"
    clock = _read(line.time)
    early = line.mark == Attendance.PRESENT and clock == session.starts
    if clock is not None and (early or session.starts < clock < session.ends):
        return clock
    name = names().get(line.enrolment_id, "")
    if not line.time:
        raise errors.Invalid("courses.time_missing", field=field, name=name)
    raise errors.Invalid("courses.time_outside", field=field, name=name, starts=session.starts, ends=session.ends)


def _read(typed: str) -> time | None:
    try:
        return time.fromisoformat(typed)
    except ValueError:
        return None


# --- a sheet of letters ----------------------------------------------------------------------------------------------


def cells(
    sheet: Sequence[tuple[SessionInfo, Sequence[RegisterPerson]]], typed: Mapping[str, str]
) -> dict[str, dict[str, Given]]:
    """Marks by session and enrolment. Raises Invalid for letters that mean nothing and times outside of the session.

    A cell that still says what was saved when the page was made says nothing new.
    """
    found: dict[str, dict[str, Given]] = {}
    for session, people in sheet:
        for person in people:
            field = f"cell-{session.id}-{person.enrolment_id}"
            if typed.get(field, "").strip() == typed.get(f"was-{field}"):
                continue
            given = _cell(session, person, field, typed.get(field, ""))
            if given is not None:
                found.setdefault(session.id, {})[person.enrolment_id] = given
    return found


def _cell(session: SessionInfo, person: RegisterPerson, field: str, typed: str) -> Given | None:
    try:
        given = attendance_sheet.read(typed)
    except ValueError as error:
        raise errors.Invalid(
            "courses.cell_unknown", field=field, name=person.name, day=session.day, typed=typed
        ) from error
    clock = (given.arrived or given.left) if given else None
    if clock is not None and not session.starts < clock < session.ends:
        raise errors.Invalid(
            "courses.time_outside", field=field, name=person.name, starts=session.starts, ends=session.ends
        )
    return given
