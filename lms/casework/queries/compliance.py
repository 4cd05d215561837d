"""Everybody who needs a plan: who has none, whose word is missing, which talk is owed. And every plan, to search in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from lms.casework import models
from lms.casework.domain import compliance
from lms.casework.domain import versions as confirmations
from lms.casework.queries.plans import in_force, words_of
from lms.casework.queries.rules import rule
from lms.kernel import db
from lms.learners import models as learner_models
from lms.organisations import models as organisation_models


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


@dataclass(frozen=True)
class Reminder:
    """A task to be: its sentence and facts, for whom, and the key that keeps it from being said twice."""

    code: str
    learner_id: str
    name: str
    staff_id: str | None
    due_on: date
    key: str
    facts: dict[str, Any]


def needed(today: date, *, centre_id: str | None = None) -> list[Needed]:
    """Everybody who is here, by name."""
    people = _people(centre_id)
    ids = [learner.id for learner, _person in people]
    plans, keepers = newest_plans(person.person_id for _learner, person in people), keepers_of(ids, today)
    talks, days = _owed_talks(ids), rule().plan_days
    found = []
    for learner, person in people:
        row, keeper = plans.get(person.person_id), keepers.get(learner.id)
        found.append(
            Needed(
                learner_id=learner.id,
                number=learner.number,
                name=person.name,
                centre_id=learner.centre_id,
                staff_id=keeper[0] if keeper else None,
                caseworker=keeper[1] if keeper else "",
                plan_due_on=compliance.due_on(learner.since, days),
                version=row.version if row else None,
                state=confirmations.state(*words_of(row)) if row else "",
                review_on=row.review_on if row else None,
                entry_due=talks.get((learner.id, "entry")),
                exit_due=talks.get((learner.id, "exit")),
            )
        )
    return found


def _people(centre_id: str | None) -> Sequence[Any]:
    statement = (
        select(learner_models.Learner, learner_models.Person)
        .join(learner_models.Person, learner_models.Person.person_id == learner_models.Learner.person_id)
        .where(learner_models.Learner.until.is_(None), learner_models.Learner.merged_into.is_(None))
        .order_by(learner_models.Person.family_name, learner_models.Person.given_name, learner_models.Learner.id)
    )
    if centre_id:
        statement = statement.where(learner_models.Learner.centre_id == centre_id)
    return db.session().execute(statement).all()


def newest_plans(person_ids: Iterable[str]) -> dict[str, models.Plan]:
    """The newest version of each person."""
    newest = (
        select(models.Plan.person_id, func.max(models.Plan.version).label("version"))
        .group_by(models.Plan.person_id)
        .subquery()
    )
    wanted = list(person_ids)
    found: dict[str, models.Plan] = {}
    for start in range(0, len(wanted), 5000):
        rows = db.session().scalars(
            select(models.Plan)
            .join(newest, (newest.c.person_id == models.Plan.person_id) & (newest.c.version == models.Plan.version))
            .where(models.Plan.person_id.in_(wanted[start : start + 5000]))
        )
        found |= {row.person_id: row for row in rows}
    return found


def keepers_of(learner_ids: Iterable[str], today: date) -> dict[str, tuple[str, str]]:
    """(id, name) of who looks after each learner now. Who has left looks after nobody."""
    wanted = list(learner_ids)
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(wanted), 5000):
        rows = db.session().execute(
            select(models.Assignment.learner_id, organisation_models.Staff.id, organisation_models.Staff.name)
            .join(organisation_models.Staff, organisation_models.Staff.id == models.Assignment.staff_id)
            .where(
                models.Assignment.learner_id.in_(wanted[start : start + 5000]),
                organisation_models.Staff.active.is_(True),
                *in_force(today),
            )
            .order_by(models.Assignment.from_date, models.Assignment.id)
        )
        found |= {row[0]: (row[1], row[2]) for row in rows}
    return found


def _owed_talks(learner_ids: Iterable[str]) -> dict[tuple[str, str], date]:
    wanted = set(learner_ids)
    rows = db.session().execute(
        select(models.Guidance.learner_id, models.Guidance.kind, models.Guidance.due_on).where(
            models.Guidance.held_at.is_(None)
        )
    )
    return {(row[0], row[1]): row[2] for row in rows if row[0] in wanted}


def search(
    today: date, words: str = "", *, goal: str = "", state: str = "", limit: int = 50
) -> tuple[list[Found], int]:
    """Newest versions by name, and how many there are.

    Every word has to stand in the name, the title or the owner of a step. `state`: a version's state, "late" for plans
    with a late step, "review" for those to be looked at again, "nobody" for those whose caseworker has left or never was.
    """
    people = {person.person_id: (learner, person) for learner, person in _people(None)}
    plans = newest_plans(people)
    steps = _steps_of([row.id for row in plans.values()])
    keepers = keepers_of([learner.id for learner, _person in people.values()], today)
    found = []
    for person_id, (learner, person) in people.items():
        row = plans.get(person_id)
        if row is None or (goal and goal != row.goal):
            continue
        own, keeper = steps.get(row.id, []), keepers.get(learner.id)
        hit = _hit(words, person.name, own)
        if hit is None or not _in_state(state, row, own, keeper is not None, today):
            continue
        stands = confirmations.state(*words_of(row))
        name = keeper[1] if keeper else ""
        found.append(Found(learner.id, person.name, row.version, row.goal, stands, name, row.review_on, hit))
    return found[:limit], len(found)


def _steps_of(plan_ids: list[str]) -> dict[str, list[models.Step]]:
    found: dict[str, list[models.Step]] = {}
    for start in range(0, len(plan_ids), 5000):
        rows = db.session().scalars(
            select(models.Step)
            .where(models.Step.plan_id.in_(plan_ids[start : start + 5000]))
            .order_by(models.Step.due_on, models.Step.id)
        )
        for row in rows:
            found.setdefault(row.plan_id, []).append(row)
    return found


def _hit(words: str, name: str, steps: Sequence[models.Step]) -> tuple[str, ...] | None:
    """Titles of the steps that hold a word; None where some word stands nowhere."""
    matched: list[str] = []
    for word in words.casefold().split():
        inside = [one.title for one in steps if word in f"{one.title} {one.owner} {one.detail}".casefold()]
        if not inside and word not in name.casefold():
            return None
        matched += [title for title in inside if title not in matched]
    return tuple(matched)


def _in_state(state: str, row: models.Plan, steps: Sequence[models.Step], kept: bool, today: date) -> bool:
    if state == "late":
        return any(one.done_on is None and one.due_on < today for one in steps)
    if state == "review":
        return row.review_on is not None and row.review_on <= today
    if state == "nobody":
        return not kept
    return not state or confirmations.state(*words_of(row)) == state


def by_strategy(today: date) -> list[ByStrategy]:
    """How the plans of each template fare, for the provider's own comparison."""
    people = _people(None)
    plans = newest_plans(person.person_id for _learner, person in people)
    steps = _steps_of([row.id for row in plans.values()])
    found: dict[str, list[list[models.Step]]] = {}
    for row in plans.values():
        found.setdefault(row.strategy, []).append(steps.get(row.id, []))
    return [_fare(strategy, own, today) for strategy, own in sorted(found.items())]


def _fare(strategy: str, plans: list[list[models.Step]], today: date) -> ByStrategy:
    steps = [one for own in plans for one in own]
    done = sum(one.done_on is not None for one in steps)
    late = sum(one.done_on is None and one.due_on < today for one in steps)
    return ByStrategy(strategy, len(plans), len(steps), done, late)


def reviews_due(today: date) -> list[Reminder]:
    """Plans that are to be looked at again by now."""
    return [
        Reminder("casework.review_task", one.learner_id, one.name, one.staff_id, one.review_on or today, key, {})
        for one in needed(today)
        if one.review_on is not None and one.review_on <= today
        for key in (f"casework.review:{one.learner_id}:{one.version}:{one.review_on}",)
    ]


def steps_late(today: date, *, since: timedelta = timedelta(days=7)) -> list[Reminder]:
    """Steps that are late for a week: time enough for whoever was slow to write it down."""
    people = {person.person_id: (learner, person) for learner, person in _people(None)}
    keepers = keepers_of([learner.id for learner, _person in people.values()], today)
    plans = newest_plans(people)
    steps = _steps_of([row.id for row in plans.values()])
    found = []
    for row in plans.values():
        learner, person = people[row.person_id]
        keeper = keepers.get(learner.id)
        for step in steps.get(row.id, []):
            if step.done_on is None and step.due_on <= today - since:
                key = f"casework.late:{learner.id}:{step.key}:{step.due_on}"
                facts = {"step": step.title, "owner": step.owner}
                staff_id = keeper[0] if keeper else None
                found.append(Reminder("casework.late_task", learner.id, person.name, staff_id, today, key, facts))
    return found


def talks_owed(today: date) -> list[Reminder]:
    """Talks at the beginning and at the end that nobody has been asked to hold yet."""
    rows = (
        db.session()
        .execute(
            select(models.Guidance, learner_models.Person)
            .join(learner_models.Learner, learner_models.Learner.id == models.Guidance.learner_id)
            .join(learner_models.Person, learner_models.Person.person_id == learner_models.Learner.person_id)
            .where(models.Guidance.held_at.is_(None), models.Guidance.task_id.is_(None))
            .order_by(models.Guidance.id)
        )
        .all()
    )
    keepers = keepers_of([row.learner_id for row, _person in rows], today)
    return [
        Reminder(
            "casework.entry_task" if row.kind == "entry" else "casework.exit_task",
            row.learner_id,
            person.name,
            keepers[row.learner_id][0] if row.learner_id in keepers else None,
            row.due_on,
            f"casework.guidance:{row.id}",
            {},
        )
        for row, person in rows
    ]
