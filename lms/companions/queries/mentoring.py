"""Mentoring: who fits a learner, where it stands, when they met."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from lms.casework import queries as casework
from lms.companions import models
from lms.companions.domain import mentoring as domain
from lms.companions.domain.mentoring import Fit, State
from lms.companions.queries import register
from lms.companions.queries.register import VolunteerInfo
from lms.kernel import db, errors, language
from lms.learners.queries import LearnerInfo

SHOWN = 50
_ROW = models.Mentoring


@dataclass(frozen=True)
class MentoringInfo:
    """A learner and a mentor."""

    id: str
    learner_id: str
    volunteer_id: str
    staff_id: str | None
    language: str
    goal: str
    proposed_on: date
    mentor_said_on: date | None
    learner_said_on: date | None
    ended_on: date | None
    ended_by: str
    by: str

    @property
    def state(self) -> State:
        """Where it stands."""
        return domain.state_of(self.mentor_said_on, self.learner_said_on, self.ended_on)

    @property
    def began(self) -> date:
        """The day on which the second one said yes; of a proposal the day it was made."""
        if self.mentor_said_on is None or self.learner_said_on is None:
            return self.proposed_on
        return max(self.mentor_said_on, self.learner_said_on)


@dataclass(frozen=True)
class MeetingInfo:
    """They have met."""

    id: str
    mentoring_id: str
    day: date
    minutes: int


@dataclass(frozen=True)
class Choice:
    """A mentor who can be asked for a learner, what they have in common, and how many the mentor meets already."""

    mentor: VolunteerInfo
    fit: Fit
    meets: int


def _info(row: models.Mentoring) -> MentoringInfo:
    return MentoringInfo(**{name: getattr(row, name) for name in MentoringInfo.__annotations__})


def mentoring(mentoring_id: str) -> MentoringInfo:
    """One mentoring. Raises NotFound."""
    row = db.session().scalar(select(_ROW).where(_ROW.id == mentoring_id))
    if row is None:
        raise errors.NotFound("companions.no_mentoring")
    return _info(row)


def current(learner_id: str) -> MentoringInfo | None:
    """What is proposed to a learner, or runs."""
    found = _found(_ROW.learner_id == learner_id, _ROW.ended_on.is_(None))
    return found[0] if found else None


def of_learner(learner_id: str) -> list[MentoringInfo]:
    """Every mentoring of a learner, the newest first."""
    return _found(_ROW.learner_id == learner_id)


def of_mentor(volunteer_id: str) -> list[MentoringInfo]:
    """What is proposed to a mentor, or runs."""
    return _found(_ROW.volunteer_id == volunteer_id, _ROW.ended_on.is_(None))


def _found(*where: ColumnElement[bool]) -> list[MentoringInfo]:
    return [_info(row) for row in db.session().scalars(select(_ROW).where(*where).order_by(_ROW.at.desc(), _ROW.id))]


def meetings(mentoring_ids: Iterable[str]) -> dict[str, list[MeetingInfo]]:
    """Meetings by mentoring, the newest first."""
    row, found = models.Meeting, dict[str, list[MeetingInfo]]()
    asked = select(row).where(row.mentoring_id.in_(list(mentoring_ids))).order_by(row.day.desc(), row.id)
    for one in db.session().scalars(asked):
        found.setdefault(one.mentoring_id, []).append(MeetingInfo(one.id, one.mentoring_id, one.day, one.minutes))
    return found


def meets(volunteer_ids: Iterable[str]) -> dict[str, int]:
    """How many learners mentors meet or are asked to meet."""
    rows = db.session().execute(
        select(_ROW.volunteer_id, func.count(_ROW.id))
        .where(_ROW.volunteer_id.in_(list(volunteer_ids)), _ROW.ended_on.is_(None))
        .group_by(_ROW.volunteer_id)
    )
    return {volunteer_id: int(count) for volunteer_id, count in rows}


def languages_of(learner: LearnerInfo) -> tuple[str, ...]:
    """Codes of what a learner speaks, the first language first."""
    spoken = [learner.first_language, *learner.other_languages]
    return tuple(dict.fromkeys(language.tongue_code(one) for one in spoken if one.strip()))


def goals_of(learner: LearnerInfo, today: date) -> tuple[str, ...]:
    """What a learner is on the way to: goals of the plan, then the one of the record."""
    plan = casework.plan(learner.person_id, today)
    goals = [goal.kind for goal in plan.content.goals] if plan else []
    return tuple(dict.fromkeys(str(one) for one in (*goals, learner.goal) if one))


def choices(learner: LearnerInfo, today: date) -> list[Choice]:
    """Mentors with a language of hers: first those who know her goals, then those who meet the fewest."""
    found = [one for one in register.mentors(learner.centre_id) if one.learner_id != learner.id]
    tongues, goals, busy = languages_of(learner), goals_of(learner, today), meets(one.id for one in found)
    fitting = [
        Choice(one, fit, busy.get(one.id, 0))
        for one in found
        if (fit := domain.fit(tongues, goals, one.languages, one.topics)) is not None
    ]
    fitting.sort(key=lambda one: (-len(one.fit.goals), tongues.index(one.fit.languages[0]), one.meets, one.mentor.name))
    return fitting[:SHOWN]
