"""What a provider asks of plans, and which rights and duties a person has heard."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from lms.casework import models, packs
from lms.casework.domain import compliance
from lms.casework.domain.goals import Stage, stage_of
from lms.courses import queries as courses
from lms.kernel import db, plugins
from lms.kernel.questions import Question
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class Acknowledged:
    """One right or duty that a person heard: when, how, in which language, who took it down, and the words of it."""

    item: str
    wording: str
    language: str
    way: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Proof:
    """What shows that a goal comes nearer."""

    id: str
    goal_key: str
    what: str
    day: date
    reached: bool
    by: str
    stage: str = ""


class Proofs(tuple[Proof, ...]):
    """What shows that one goal comes nearer, oldest first."""

    __slots__ = ()

    @property
    def stage(self) -> Stage | None:
        """How far the goal is."""
        return stage_of((one.day, one.stage, one.reached) for one in self)


def rule() -> compliance.Rule:
    """The provider's own rule; without one what its programmes ask, else the defaults."""
    row = db.session().scalar(select(models.Rule))
    if row is None:
        return compliance.rule_of(asked_by_programmes())
    return compliance.Rule(row.plan_required, row.plan_days, row.entry_days, row.exit_days, row.review_weeks)


def own_rule() -> bool:
    """Whether the provider has set a rule of its own, which stands above its programmes."""
    return db.session().scalar(select(models.Rule.id)) is not None


def asked_by_programmes() -> list[compliance.Asked]:
    """What the programmes that the provider works with ask of plans today, in its own order."""
    own = organisations.provider(db.require_provider()).programmes
    known = {
        one["key"]: (one["name"], one["plan"])
        for one in plugins.installed().ask("programmes")
        if one.get("plan", {}).get("required")
    }
    return [
        compliance.Asked(name, plan.get("within_days"), bool(plan.get("sure")))
        for name, plan in (known[key] for key in own if key in known)
    ]


def acknowledged(person_id: str) -> dict[str, Acknowledged]:
    """By item, the newest word of the person on each; a word on an older wording of the item does not count."""
    since = {one.code: one.since for one in packs.rights()}
    rows = db.session().scalars(
        select(models.Acknowledgement)
        .where(models.Acknowledgement.person_id == person_id)
        .order_by(models.Acknowledgement.at, models.Acknowledgement.id)
    )
    return {
        row.item: Acknowledged(row.item, row.wording, row.language, row.way, row.by, row.at)
        for row in rows
        if row.item in since and row.at.date() >= since[row.item]
    }


_WORD = models.Acknowledgement
_HEARD = Question(
    select(_WORD.person_id, _WORD.item, func.max(_WORD.at))
    .where(_WORD.person_id.in_(bindparam("ids")))
    .group_by(_WORD.person_id, _WORD.item)
)


def heard_by(person_ids: Iterable[str]) -> dict[str, int]:
    """How many of the rights and duties of today each person has heard; absent where none."""
    since = {one.code: one.since for one in packs.rights()}
    found: dict[str, int] = {}
    for person_id, item, at in _HEARD.ask(ids=list(person_ids)):
        if item in since and at.date() >= since[item]:
            found[person_id] = found.get(person_id, 0) + 1
    return found


def proofs(person_id: str) -> dict[str, Proofs]:
    """By goal, oldest first."""
    found: dict[str, list[Proof]] = {}
    rows = db.session().scalars(
        select(models.Proof).where(models.Proof.person_id == person_id).order_by(models.Proof.day, models.Proof.id)
    )
    for row in rows:
        found.setdefault(row.goal_key, []).append(
            Proof(row.id, row.goal_key, row.what, row.day, row.reached, row.by, row.stage)
        )
    return {key: Proofs(one) for key, one in found.items()}


def teaches(staff_id: str | None, learner_id: str) -> bool:
    """Whether a learner has a seat in a class of this teacher."""
    seats = courses.enrolments_of([learner_id]).get(learner_id, []) if staff_id else []
    return any(one.teacher_id == staff_id for one in courses.sections(ids=[each.section_id for each in seats]))
