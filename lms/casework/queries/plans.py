"""One person's plan, talks and caseworker."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from lms.casework import models
from lms.casework.domain import plan as rules
from lms.casework.domain import versions as confirmations
from lms.casework.domain.content import Content, Goal, Step
from lms.casework.domain.moves import highest_level
from lms.casework.queries.directory import OrganisationInfo, organisations_by_id
from lms.courses import queries as courses
from lms.kernel import db
from lms.kernel.questions import Question
from lms.learners.queries import LearnerInfo
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class StepInfo:
    """A step with where it stands on the day that was asked about.

    `code` names its sentence where it came from a template, `plain` is what the person hears in her language.
    """

    id: str
    title: str
    detail: str
    icon: str
    owner: str
    due_on: date
    done_on: date | None
    standing: rules.Standing
    key: str = ""
    code: str = ""
    plain: str = ""
    follows: str = ""
    service: str = ""
    organisation: OrganisationInfo | None = None
    """Who is responsible for the service, where this provider knows the organisation."""
    starts: time | None = None
    ends: time | None = None
    first_on: date | None = None

    @property
    def picture(self) -> str:
        """The picture a learner sees."""
        return rules.STEP_PICTURES.get(self.icon, "footprints")


@dataclass(frozen=True)
class PlanInfo:
    """A version of a plan with its steps by date, done ones last. `estimate` is what was told when it was made."""

    id: str
    person_id: str
    version: int
    goal: str
    reason: str
    made_by: str
    made_at: datetime
    staff_agreed_at: datetime | None
    person_agreed_at: datetime | None
    steps: tuple[StepInfo, ...]
    content: Content
    staff: confirmations.Word | None
    person: confirmations.Word | None
    state: confirmations.VersionState
    estimate: Mapping[str, Any]
    wish: str = ""
    wish_at: datetime | None = None


@dataclass(frozen=True)
class VersionInfo:
    """A line in the list of versions, with whose word it has."""

    version: int
    made_at: datetime
    made_by: str
    reason: str
    staff: confirmations.Word | None
    person: confirmations.Word | None
    state: confirmations.VersionState


@dataclass(frozen=True)
class CheckInInfo:
    """A talk that is due or was held, or another contact. Fields as in the table."""

    id: str
    learner_id: str
    due_on: date
    channel: str
    held_at: datetime | None
    note: str
    method: str = ""
    partner: str = "person"
    who: str = ""
    reached: bool = True
    shared: bool = False
    by: str = ""


def plan(person_id: str, today: date, *, version: int | None = None) -> PlanInfo | None:
    """A version of a person's plan, the newest where none is named."""
    statement = select(models.Plan).where(models.Plan.person_id == person_id).order_by(models.Plan.version.desc())
    if version is not None:
        statement = statement.where(models.Plan.version == version)
    row = db.session().scalar(statement.limit(1))
    return _plan(row, today, newest=version is None or version == newest_version(person_id)) if row else None


def newest_version(person_id: str) -> int:
    """Number of the newest version, 0 without a plan."""
    return db.session().scalar(select(func.max(models.Plan.version)).where(models.Plan.person_id == person_id)) or 0


def _plan(row: models.Plan, today: date, *, newest: bool) -> PlanInfo:
    steps = list(
        db.session().scalars(
            select(models.Step)
            .where(models.Step.plan_id == row.id)
            .order_by(models.Step.done_on.is_not(None), models.Step.due_on, models.Step.id)
        )
    )
    staff, person = words_of(row)
    known = organisations_by_id({step.organisation_id for step in steps})
    return PlanInfo(
        id=row.id,
        person_id=row.person_id,
        version=row.version,
        goal=row.goal,
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.made_at,
        staff_agreed_at=row.staff_agreed_at,
        person_agreed_at=row.person_agreed_at,
        steps=tuple(step_info(step, today, known) for step in steps),
        content=_content(row, steps),
        staff=staff,
        person=person,
        state=confirmations.state(staff, person, newest=newest),
        estimate=row.estimate,
        wish=row.wish,
        wish_at=row.wish_at,
    )


def words_of(row: models.Plan) -> tuple[confirmations.Word | None, confirmations.Word | None]:
    """Whose word a version has: (staff, person)."""
    return (
        confirmations.word(row.staff_agreed_at, row.staff_agreed_by),
        confirmations.word(
            row.person_agreed_at, row.person_agreed_by, row.person_agreed_way, row.person_agreed_language
        ),
    )


def _content(row: models.Plan, steps: Iterable[models.Step]) -> Content:
    goals = db.session().scalars(
        select(models.Goal).where(models.Goal.plan_id == row.id).order_by(models.Goal.place, models.Goal.id)
    )
    return Content(
        goals=tuple(Goal(one.key, one.kind, one.words, one.level) for one in goals),
        # In the order of their keys, so that two versions compare the same however far their steps are.
        steps=tuple(step_fact(one) for one in sorted(steps, key=lambda one: one.key)),
        strategy=row.strategy,
        weekly_lessons=row.weekly_lessons,
        review_on=row.review_on,
    )


def step_fact(row: models.Step) -> Step:
    """A row as the domain knows it."""
    return Step(
        key=row.key,
        title=row.title,
        owner=row.owner,
        due_on=row.due_on,
        detail=row.detail,
        icon=row.icon,
        code=row.code,
        plain=row.plain,
        follows=row.follows,
        service=row.service,
        organisation_id=row.organisation_id,
        starts=row.starts,
        ends=row.ends,
        first_on=row.first_on,
        begun=row.state == rules.StepState.ON_THE_WAY,
        done_on=row.done_on,
    )


def step_info(row: models.Step, today: date, known: Mapping[str, OrganisationInfo] | None = None) -> StepInfo:
    """A row as a value, with its organisation out of those that are known."""
    stands = rules.standing(row.state == rules.StepState.ON_THE_WAY, row.due_on, row.done_on, today)
    return StepInfo(
        id=row.id,
        title=row.title,
        detail=row.detail,
        icon=row.icon,
        owner=row.owner,
        due_on=row.due_on,
        done_on=row.done_on,
        standing=stands,
        key=row.key,
        code=row.code,
        plain=row.plain,
        follows=row.follows,
        service=row.service,
        organisation=(known or {}).get(row.organisation_id),
        starts=row.starts,
        ends=row.ends,
        first_on=row.first_on,
    )


def versions(person_id: str) -> list[VersionInfo]:
    """Every version, newest first."""
    rows = list(
        db.session().scalars(
            select(models.Plan).where(models.Plan.person_id == person_id).order_by(models.Plan.version.desc())
        )
    )
    return [
        VersionInfo(
            row.version,
            row.made_at,
            row.made_by,
            row.reason,
            *words_of(row),
            state=confirmations.state(*words_of(row), newest=row is rows[0]),
        )
        for row in rows
    ]


def in_force(today: Any) -> tuple[Any, ...]:
    """Conditions for an assignment that counts on a day."""
    until = models.Assignment.to_date
    return (models.Assignment.from_date <= today, or_(until.is_(None), until > today))


def assignment_of(learner_id: str, today: date) -> models.Assignment | None:
    """Who looks after a learner on a day; the newest where there are several."""
    return db.session().scalar(
        select(models.Assignment)
        .where(models.Assignment.learner_id == learner_id, *in_force(today))
        .order_by(models.Assignment.from_date.desc(), models.Assignment.id.desc())
        .limit(1)
    )


_LOOKS_AFTER = Question(
    select(models.Assignment.staff_id)
    .where(models.Assignment.learner_id == bindparam("learner_id"), *in_force(bindparam("today")))
    .order_by(models.Assignment.from_date.desc(), models.Assignment.id.desc())
    .limit(1)
)


def caseworker_of(learner_id: str, today: date) -> organisations.Staff | None:
    """The member of staff who looks after a learner."""
    staff_id = _LOOKS_AFTER.ask(learner_id=learner_id, today=today).scalar()
    found = organisations.staff(ids=[staff_id]) if staff_id else []
    return found[0] if found else None


def next_check_in(learner_id: str) -> CheckInInfo | None:
    """The next talk that was not held."""
    row = db.session().scalar(
        select(models.CheckIn)
        .where(models.CheckIn.learner_id == learner_id, models.CheckIn.held_at.is_(None))
        .order_by(models.CheckIn.due_on, models.CheckIn.id)
        .limit(1)
    )
    return contact_info(row) if row else None


def talks_to_come(learner_id: str) -> list[date]:
    """Days of every talk that is settled and was not held, the earliest first."""
    talk = models.CheckIn
    rows = select(talk.due_on).where(talk.learner_id == learner_id, talk.held_at.is_(None)).order_by(talk.due_on)
    return list(db.session().scalars(rows))


def check_ins(learner_id: str, *, limit: int = 10) -> list[CheckInInfo]:
    """Talks that were held, newest first."""
    rows = db.session().scalars(
        select(models.CheckIn)
        .where(models.CheckIn.learner_id == learner_id, models.CheckIn.held_at.is_not(None))
        .order_by(models.CheckIn.held_at.desc())
        .limit(limit)
    )
    return [contact_info(row) for row in rows]


def contact_info(row: models.CheckIn) -> CheckInInfo:
    """A row as plain values."""
    contact = (row.method, row.partner, row.who, row.reached, row.shared, row.by)
    return CheckInInfo(row.id, row.learner_id, row.due_on, row.channel, row.held_at, row.note, *contact)


def facts_for_advice(learner: LearnerInfo, today: date, content: Content | None = None) -> dict[str, Any]:
    """What plug-ins may know of a person to advise on her way: what she can and has passed, never where she is from.

    With the content of a plan also the level it leads to and its lessons a week, for the estimate.
    """
    passed = [one.module_key for one in courses.completions([learner.id]).get(learner.id, []) if one.passed]
    return {
        "person_id": learner.person_id,
        "learner_id": learner.id,
        "centre_id": learner.centre_id,
        "level": learner.level,
        "track": learner.track,
        "literacy": learner.literacy,
        "schooling_years": learner.schooling_years,
        "occupation": learner.occupation,
        "completed": passed,
        "today": today,
        "goal_level": highest_level(content) if content else "",
        "weekly_lessons": content.weekly_lessons if content else None,
    }
