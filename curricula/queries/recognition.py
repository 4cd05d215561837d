"""Cases of recognition: whose, at which authority, what is done and what comes next; what a case would move in a plan."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, select

from curricula import models, packs
from curricula.domain import recognition as rules
from curricula.domain.recognition import Authority, Item, Outcome, State
from lms.casework import queries as casework
from lms.casework.domain.content import Change, Goal
from lms.kernel import db, errors
from lms.kernel.questions import Question
from lms.learners import queries as learners

WORK = "work"
"""The goal of a plan that a demanded level belongs to."""


@dataclass(frozen=True)
class CaseInfo:
    """One case with what its authority asks for."""

    id: str
    learner_id: str
    authority: Authority
    profession: str
    level: str
    outcome: Outcome | None
    still_asked: str
    opened_on: date
    closed_on: date | None
    done: dict[str, date]
    there: dict[str, date]
    advice: str
    notes: str
    by: str

    @property
    def state(self) -> State:
        """Open until it has a day on which it was closed."""
        return rules.state_of(self.closed_on)

    @property
    def next_step(self) -> Item | None:
        """The first step that is not done, while the case is open."""
        return rules.next_of(self.authority.steps, self.done) if self.state is State.OPEN else None

    @property
    def missing(self) -> tuple[Item, ...]:
        """Papers that are not there."""
        return rules.missing(self.authority.documents, self.there)

    def age(self, day: date) -> int:
        """Days from its opening until it was closed, or until today."""
        return ((self.closed_on or day) - self.opened_on).days


def authorities() -> list[Authority]:
    """Every authority that is known, by country and name."""
    return sorted(packs.authorities().values(), key=lambda one: (one.country, one.name))


def authority(key: str) -> Authority:
    """One. Raises NotFound."""
    found = packs.authorities().get(key)
    if found is None:
        raise errors.NotFound("curricula.absent")
    return found


def case(case_id: str) -> CaseInfo:
    """One. Raises NotFound."""
    row = db.session().get(models.RecognitionCase, case_id)
    if row is None:
        raise errors.NotFound("curricula.absent")
    return _info(row)


def cases_of(learner_id: str) -> list[CaseInfo]:
    """A learner's, open ones first, the newest first."""
    rows = db.session().scalars(
        select(models.RecognitionCase)
        .where(models.RecognitionCase.learner_id == learner_id)
        .order_by(models.RecognitionCase.closed_on.is_not(None), models.RecognitionCase.id.desc())
    )
    return [_info(row) for row in rows]


def cases_at(centre_id: str, state: State = State.OPEN) -> list[tuple[learners.LearnerInfo, CaseInfo]]:
    """Of a centre: open ones with the oldest first, closed ones with the newest first."""
    closed = models.RecognitionCase.closed_on.is_not(None)
    rows = (
        db.session()
        .scalars(
            select(models.RecognitionCase)
            .where(closed if state is State.CLOSED else ~closed)
            .order_by(models.RecognitionCase.opened_on, models.RecognitionCase.id)
        )
        .all()
    )
    people = learners.by_ids({row.learner_id for row in rows})
    found = [
        (people[row.learner_id], _info(row))
        for row in rows
        if row.learner_id in people and people[row.learner_id].centre_id == centre_id
    ]
    return found if state is State.OPEN else found[::-1]


def _info(row: models.RecognitionCase) -> CaseInfo:
    return CaseInfo(
        id=row.id,
        learner_id=row.learner_id,
        authority=packs.authorities().get(row.authority) or rules.no_longer_known(row.authority),
        profession=row.profession,
        level=row.level,
        outcome=Outcome(row.outcome) if row.outcome else None,
        still_asked=row.still_asked,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        done={key: date.fromisoformat(day) for key, day in row.done.items()},
        there={key: date.fromisoformat(day) for key, day in row.there.items()},
        advice=row.advice,
        notes=row.notes,
        by=row.by,
    )


_CASE = models.RecognitionCase
_STATES = Question(
    select(_CASE.learner_id, _CASE.closed_on, _CASE.outcome).where(
        _CASE.learner_id.in_(bindparam("ids", expanding=True))
    )
)


def under_way(learner_ids: Iterable[str]) -> dict[str, bool]:
    """Who is in a procedure of recognition. Whoever has no case here is left out: she may have one elsewhere."""
    ids = list(learner_ids)
    found: dict[str, list[tuple[State, Outcome | None]]] = {}
    for row in _STATES.ask(ids=ids) if ids else ():
        outcome = Outcome(row.outcome) if row.outcome else None
        found.setdefault(row.learner_id, []).append((rules.state_of(row.closed_on), outcome))
    return {learner_id: bool(rules.under_way(cases)) for learner_id, cases in found.items()}


@dataclass(frozen=True)
class Planned:
    """What a demanded level would change in a plan. Without a `change` nothing is different."""

    plan: casework.PlanInfo | None
    change: Change | None = None
    preview: casework.Preview | None = None

    @property
    def version(self) -> int:
        """The version that this was looked at on, 0 without a plan."""
        return self.plan.version if self.plan else 0


def planned(learner_id: str, profession: str, level: str, day: date) -> Planned:
    """The goal of work with the demanded level, where the plan does not ask for as much already."""
    learner = learners.learner(learner_id)
    current = casework.plan(learner.person_id, day)
    before = current.content.goals if current else ()
    goals = _with_level(before, profession.strip(), level)
    if not level or goals == before:
        return Planned(current)
    change = Change(goals=goals)
    return Planned(current, change, casework.preview(learner, current, change, day) if current else None)


def _with_level(goals: tuple[Goal, ...], words: str, level: str) -> tuple[Goal, ...]:
    if not any(one.kind == WORK for one in goals):
        return (*goals, Goal(db.new_id(), WORK, words, level))
    return tuple(
        replace(one, level=rules.higher(one.level, level), words=one.words or words) if one.kind == WORK else one
        for one in goals
    )
