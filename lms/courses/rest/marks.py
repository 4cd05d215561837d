"""Registers of sessions, and marks in them."""

from collections.abc import Sequence
from datetime import time

from pydantic import Field

from lms.accounts.services import audit
from lms.courses import queries, services
from lms.courses.domain import attendance
from lms.courses.rest.door import resources
from lms.courses.rest.sessions import Session, session_of
from lms.kernel.rest import Value
from lms.kernel.vocabulary import AbsenceReason, Attendance
from lms.kernel.web import current_actor, now
from lms.organisations import queries as organisations


class MarkedPerson(Value):
    """One person of a register. `attendance` is null until somebody marks her."""

    enrolment_id: str
    learner_id: str
    name: str
    attendance: Attendance | None
    reason: str
    arrived: time | None
    left: time | None
    apology: str


class Register(Value):
    """A session's register, people by name."""

    session: Session
    people: tuple[MarkedPerson, ...]


class Mark(Value):
    """What happened with one person. A reason is only for those who were away."""

    enrolment_id: str
    attendance: Attendance
    reason: AbsenceReason | None = None
    arrived: time | None = None
    left: time | None = None


class Marks(Value):
    """Marks to set. People who are not named keep theirs. `reason` is asked for a session of an earlier day."""

    marks: tuple[Mark, ...] = Field(min_length=1)
    reason: str = ""


@resources.get("/sessions/<session_id>/marks", permission="courses.register.take", answers=Register, writes=True)
def marks(session_id: str) -> Register:
    """The register of a session."""
    return _register(session_id)


@resources.put("/sessions/<session_id>/marks", permission="courses.register.take", answers=Register, body=Marks)
def set_marks(session_id: str, body: Marks) -> Register:
    """Set marks of a session; sent again they change nothing more. Answers with the register."""
    given = {
        one.enrolment_id: attendance.Given(one.attendance, one.reason or "", one.arrived, one.left)
        for one in body.marks
    }
    zone = organisations.centre(queries.session(session_id).centre_id).zone
    services.save_register(session_id, given, zone=zone, reason=body.reason, actor=current_actor(), now=now())
    return _register(session_id)


def _register(session_id: str) -> Register:
    register = queries.register(session_id)
    audit.read("learners_learner", [one.learner_id for one in register.people], "rest", now=now())
    return Register(session=session_of(register.session), people=tuple(_marked(register.people)))


def _marked(people: Sequence[queries.RegisterPerson]) -> list[MarkedPerson]:
    return [
        MarkedPerson(
            enrolment_id=one.enrolment_id,
            learner_id=one.learner_id,
            name=one.name,
            attendance=Attendance(one.attendance) if one.attendance else None,
            reason=one.reason,
            arrived=one.arrived,
            left=one.left,
            apology=one.apology,
        )
        for one in people
    ]
