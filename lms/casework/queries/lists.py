"""Lists over everybody, counted, filtered and cut into pages by the database: who needs a plan, and every plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from lms.casework import models
from lms.casework.domain import compliance
from lms.casework.domain import versions as confirmations
from lms.casework.domain.versions import VersionState
from lms.casework.queries.credentials import young_without
from lms.casework.queries.plans import in_force, words_of
from lms.casework.queries.rules import rule
from lms.kernel import db
from lms.learners import models as learner_models
from lms.organisations import models as organisation_models

PAGE = 50
LATE, REVIEW, NOBODY, CERTIFICATE = "late", "review", "nobody", "certificate"

_LEARNER, _PERSON, _PLAN = learner_models.Learner, learner_models.Person, models.Plan
_STAFF, _STEP = organisation_models.Staff, models.Step
NO_PLAN: ColumnElement[bool] = _PLAN.id.is_(None)


@dataclass(frozen=True)
class Needed:
    """One person here, and what of hers is there: plan, both words, the talk at the beginning, the talk at the end."""

    learner_id: str
    number: str
    name: str
    centre_id: str
    staff_id: str | None
    caseworker: str
    plan_due_on: date
    version: int | None
    state: str
    review_on: date | None
    entry_due: date | None
    exit_due: date | None

    @property
    def has_plan(self) -> bool:
        """Whether any version stands."""
        return self.version is not None

    def overdue(self, today: date) -> int:
        """Days since the plan was due, 0 with a plan or while there is time."""
        return 0 if self.has_plan else compliance.days_overdue(self.plan_due_on, today)


@dataclass(frozen=True)
class Wanted:
    """Which people a list is about, and which of them it shows. Empty: all of them."""

    centre_id: str = ""
    staff_id: str = ""
    show: str = "all"
    words: str = ""


@dataclass(frozen=True)
class Counted:
    """How many of everybody asked about: without a plan, overdue, owed a talk; and how many the list shows."""

    missing: compliance.Share
    overdue: int
    entry: int
    exit: int
    shown: int


@dataclass(frozen=True)
class Found:
    """A plan that a search found: whose, its goal, its steps that matched."""

    learner_id: str
    name: str
    version: int
    goal: str
    state: str
    caseworker: str
    review_on: date | None
    steps: tuple[str, ...]


@dataclass(frozen=True)
class ByStrategy:
    """How plans of one template fare: plans, steps, how many are done and how many late."""

    strategy: str
    plans: int
    steps: int
    done: int
    late: int


# --- who needs a plan ------------------------------------------------------------------------------------------------


def counted(today: date, wanted: Wanted) -> Counted:
    """The numbers above the list, over everybody it is about and not only those it shows."""
    late = _overdue(today)
    row = db.session().execute(
        _about(today, wanted).with_only_columns(
            func.count(),
            _how_many(NO_PLAN),
            _how_many(late),
            _how_many(_owed("entry").is_not(None)),
            _how_many(_owed("exit").is_not(None)),
            _how_many(_shown(today, wanted)),
        )
    )
    total, missing, overdue, entry, owed, shown = row.one()
    return Counted(compliance.Share(missing, total), overdue, entry, owed, shown)


def needed(today: date, wanted: Wanted | None = None, *, page: int = 1, size: int | None = None) -> list[Needed]:
    """People with what is there of theirs, those overdue longest first. Without a size: all of them."""
    wanted = wanted or Wanted()
    statement = (
        _about(today, wanted)
        .with_only_columns(
            _LEARNER.id, _LEARNER.number, _LEARNER.centre_id, _LEARNER.since, _PERSON, _PLAN, _STAFF.id, _STAFF.name,
            _owed("entry"), _owed("exit"),
        )
        .where(_shown(today, wanted))
        .order_by(case((_overdue(today), 0), else_=1), _LEARNER.since, *BY_NAME)
    )  # fmt: skip
    if size:
        statement = statement.limit(size).offset((page - 1) * size)
    days = rule().plan_days
    return [_needed(row, days) for row in db.session().execute(statement)]


def _needed(row: Any, days: int) -> Needed:
    learner_id, number, centre_id, since, person, plan, staff_id, caseworker, entry, owed = row
    return Needed(
        learner_id=learner_id,
        number=number,
        name=person.name,
        centre_id=centre_id,
        staff_id=staff_id,
        caseworker=caseworker or "",
        plan_due_on=compliance.due_on(since, days),
        version=plan.version if plan else None,
        state=confirmations.state(*words_of(plan)) if plan else "",
        review_on=plan.review_on if plan else None,
        entry_due=entry,
        exit_due=owed,
    )


def _about(today: date, wanted: Wanted) -> Any:
    statement = people(today)
    if wanted.centre_id:
        statement = statement.where(_LEARNER.centre_id == wanted.centre_id)
    if wanted.staff_id:
        statement = statement.where(_STAFF.id == wanted.staff_id)
    return statement


def _shown(today: date, wanted: Wanted) -> ColumnElement[bool]:
    agreed = and_(_PLAN.staff_agreed_at.is_not(None), _PLAN.person_agreed_at.is_not(None))
    kinds: Mapping[str, ColumnElement[bool]] = {
        "missing": NO_PLAN,
        "overdue": _overdue(today),
        "word": and_(~NO_PLAN, ~agreed),
        "entry": _owed("entry").is_not(None),
        "exit": _owed("exit").is_not(None),
    }
    named = [
        or_(holds(_PERSON.given_name, word), holds(_PERSON.family_name, word), holds(_LEARNER.number, word))
        for word in wanted.words.split()
    ]
    return and_(kinds.get(wanted.show, true()), *named)


def _overdue(today: date) -> ColumnElement[bool]:
    return and_(NO_PLAN, _LEARNER.since < today - timedelta(days=rule().plan_days))


def _owed(kind: str) -> Any:
    """The day by which a talk is owed to a learner, nothing where none is."""
    talk = models.Guidance
    return (
        select(func.min(talk.due_on))
        .where(talk.learner_id == _LEARNER.id, talk.kind == kind, talk.held_at.is_(None))
        .correlate(_LEARNER)
        .scalar_subquery()
    )


def _how_many(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


# --- everybody here, with plan and caseworker ------------------------------------------------------------------------

BY_NAME = (_PERSON.family_name, _PERSON.given_name, _LEARNER.id)


def people(today: date, *, here: bool = True) -> Any:
    """Everybody who is here, beside the newest version of her plan and who looks after her. Choose columns of these.

    `here=False`: those who have left stand in it, too.
    """
    older, kept = aliased(_PLAN), models.Assignment
    newest = select(func.max(older.version)).where(older.person_id == _PERSON.person_id).correlate(_PERSON)
    keeper = aliased(_STAFF)
    keeps = (
        select(kept.staff_id)
        .join(keeper, keeper.id == kept.staff_id)
        # Who has left looks after nobody.
        .where(kept.learner_id == _LEARNER.id, keeper.active.is_(True), *in_force(today))
        .order_by(kept.from_date.desc(), kept.id.desc())
        .limit(1)
        .correlate(_LEARNER)
    )
    found = (
        select(_LEARNER.id)
        .join(_PERSON, _PERSON.person_id == _LEARNER.person_id)
        .outerjoin(_PLAN, and_(_PLAN.person_id == _PERSON.person_id, _PLAN.version == newest.scalar_subquery()))
        .outerjoin(_STAFF, _STAFF.id == keeps.scalar_subquery())
        .where(_LEARNER.merged_into.is_(None))
    )
    return found.where(_LEARNER.until.is_(None)) if here else found


def holds(column: Any, word: str) -> ColumnElement[bool]:
    """Whether a text holds a word, in large or small letters."""
    # SQLite knows large and small letters of the Latin alphabet only.
    forms = [word] if word.isascii() else dict.fromkeys((word, word.lower(), word.capitalize(), word.upper()))
    return or_(*(column.icontains(form, autoescape=True) for form in forms))


# --- every plan ------------------------------------------------------------------------------------------------------


def search(
    today: date, words: str = "", *, goal: str = "", state: str = "", page: int = 1, size: int = PAGE
) -> tuple[list[Found], int]:
    """Newest versions by name, one page of them (past the last one it is the last), and how many there are.

    Every word has to stand in the name, the title or the owner of a step. `state`: a version's state, "late" for plans
    with a late step, "review" for those to be looked at again, "nobody" for those whose caseworker has left or never was,
    "certificate" for those of people under 27 of whom no certificate is known.
    """
    statement = people(today).where(~NO_PLAN, *(_said(word) for word in words.split()))
    if goal:
        statement = statement.where(_PLAN.goal == goal)
    if state:
        statement = statement.where(_stands(state, today))
    total = db.session().scalar(statement.with_only_columns(func.count())) or 0
    page = max(1, min(page, -(-total // size)))
    rows = db.session().execute(
        statement.with_only_columns(_LEARNER.id, _PERSON, _PLAN, _STAFF.name)
        .order_by(*BY_NAME)
        .limit(size)
        .offset((page - 1) * size)
    )
    found = rows.all()
    steps = _steps_of([plan.id for _id, _person, plan, _name in found]) if words.split() else {}
    return [
        Found(
            learner_id,
            person.name,
            plan.version,
            plan.goal,
            confirmations.state(*words_of(plan)),
            caseworker or "",
            plan.review_on,
            _hit(words, steps.get(plan.id, ())),
        )
        for learner_id, person, plan, caseworker in found
    ], total


def _said(word: str) -> ColumnElement[bool]:
    step = select(_STEP.id).where(
        _STEP.plan_id == _PLAN.id, or_(*(holds(column, word) for column in (_STEP.title, _STEP.owner, _STEP.detail)))
    )
    return or_(holds(_PERSON.given_name, word), holds(_PERSON.family_name, word), step.correlate(_PLAN).exists())


def _stands(state: str, today: date) -> ColumnElement[bool]:
    staff, person = _PLAN.staff_agreed_at.is_not(None), _PLAN.person_agreed_at.is_not(None)
    late = select(_STEP.id).where(_STEP.plan_id == _PLAN.id, _STEP.done_on.is_(None), _STEP.due_on < today)
    kinds: Mapping[str, ColumnElement[bool]] = {
        LATE: late.correlate(_PLAN).exists(),
        REVIEW: _PLAN.review_on <= today,
        NOBODY: _STAFF.id.is_(None),
        CERTIFICATE: young_without(today),
        VersionState.DRAFT: and_(~staff, ~person),
        VersionState.WAITS_FOR_PERSON: and_(staff, ~person),
        VersionState.WAITS_FOR_STAFF: and_(~staff, person),
        VersionState.IN_FORCE: and_(staff, person),
    }
    return kinds.get(state, true())


def _steps_of(plan_ids: Iterable[str]) -> dict[str, list[models.Step]]:
    found: dict[str, list[models.Step]] = {}
    rows = db.session().scalars(select(_STEP).where(_STEP.plan_id.in_(list(plan_ids))).order_by(_STEP.due_on, _STEP.id))
    for row in rows:
        found.setdefault(row.plan_id, []).append(row)
    return found


def _hit(words: str, steps: Sequence[models.Step]) -> tuple[str, ...]:
    """Titles of the steps that hold a word."""
    asked = words.casefold().split()
    titles = (
        one.title for word in asked for one in steps if word in f"{one.title} {one.owner} {one.detail}".casefold()
    )
    return tuple(dict.fromkeys(titles))


def by_strategy(today: date) -> list[ByStrategy]:
    """How the plans of each template fare, for the provider's own comparison."""
    late = and_(_STEP.done_on.is_(None), _STEP.due_on < today)
    rows = db.session().execute(
        people(today)
        .outerjoin(_STEP, _STEP.plan_id == _PLAN.id)
        .where(~NO_PLAN)
        .with_only_columns(
            _PLAN.strategy,
            func.count(_PLAN.id.distinct()),
            func.count(_STEP.id),
            _how_many(_STEP.done_on.is_not(None)),
            _how_many(late),
        )
        .group_by(_PLAN.strategy)
        .order_by(_PLAN.strategy)
    )
    return [ByStrategy(*row) for row in rows]
