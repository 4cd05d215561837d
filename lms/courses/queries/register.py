"""One session's register: who belongs in it, what is marked, who said she cannot come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import and_, or_, select

from lms.courses import models
from lms.courses.domain import attendance
from lms.courses.queries.sections import SessionInfo, session
from lms.kernel import db, plugins
from lms.kernel.vocabulary import AbsenceReason
from lms.learners import queries as learners


@dataclass(frozen=True)
class RegisterPerson:
    """One row of a register. Everything after `picture` is empty until somebody marks or apologises."""

    enrolment_id: str
    learner_id: str
    name: str
    picture: str
    from_date: date
    state: str
    attendance: str
    reason: str
    arrived: time | None
    left: time | None
    apology: str

    @property
    def sort_key(self) -> str:
        """Order of the list."""
        return self.name.casefold()


@dataclass(frozen=True)
class Register:
    """A session, its people by name, and the reasons that excuse in the programme it belongs to."""

    session: SessionInfo
    people: tuple[RegisterPerson, ...]
    excusing: frozenset[AbsenceReason]


def register(session_id: str) -> Register:
    """The register of a session. People who joined later or left before are not in it. Raises NotFound."""
    info = session(session_id)
    rows = list(
        db.session().execute(
            select(models.Enrolment, models.Mark, models.Apology)
            .outerjoin(
                models.Mark, and_(models.Mark.enrolment_id == models.Enrolment.id, models.Mark.session_id == session_id)
            )
            .outerjoin(
                models.Apology,
                and_(models.Apology.learner_id == models.Enrolment.learner_id, models.Apology.session_id == session_id),
            )
            .where(
                models.Enrolment.section_id == info.section_id,
                models.Enrolment.state.not_in(("waiting", "offered")),
                models.Enrolment.from_date <= info.day,
                or_(models.Enrolment.to_date.is_(None), models.Enrolment.to_date > info.day),
            )
        )
    )
    people = learners.by_ids(enrolment.learner_id for enrolment, _, _ in rows)
    entries = [
        _person(enrolment, mark, apology, people[enrolment.learner_id])
        for enrolment, mark, apology in rows
        if enrolment.learner_id in people
    ]
    return Register(info, tuple(sorted(entries, key=lambda person: person.sort_key)), _excusing(info.section_id))


def _excusing(section_id: str) -> frozenset[AbsenceReason]:
    programme = db.session().scalar(
        select(models.Course.programme)
        .join(models.Section, models.Section.course_id == models.Course.id)
        .where(models.Section.id == section_id)
    )
    known = plugins.installed().ask("programmes")
    return attendance.excusing(next((one.get("absences", {}) for one in known if one["key"] == programme), {}))


def _person(
    enrolment: models.Enrolment, mark: models.Mark | None, apology: models.Apology | None, who: learners.LearnerInfo
) -> RegisterPerson:
    return RegisterPerson(
        enrolment_id=enrolment.id,
        learner_id=enrolment.learner_id,
        name=who.name,
        picture=who.picture,
        from_date=enrolment.from_date,
        state=enrolment.state,
        attendance=mark.attendance if mark else "",
        reason=mark.reason if mark else "",
        arrived=mark.arrived if mark else None,
        left=mark.left if mark else None,
        apology=apology.reason if apology else "",
    )


def apologies_of(learner_id: str, session_ids: Iterable[str]) -> dict[str, str]:
    """The sessions among these that a learner said she cannot come to: session id -> reason."""
    rows = db.session().execute(
        select(models.Apology.session_id, models.Apology.reason).where(
            models.Apology.learner_id == learner_id, models.Apology.session_id.in_(list(session_ids))
        )
    )
    return {row.session_id: row.reason for row in rows}


def told_absent(session_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Who said that she cannot come: (session id, learner id)."""
    rows = db.session().execute(
        select(models.Apology.session_id, models.Apology.learner_id).where(
            models.Apology.session_id.in_(list(session_ids))
        )
    )
    return {(row.session_id, row.learner_id) for row in rows}
