"""Hours that the programme of somebody's class grants to everybody of her track, and that nobody has written down yet."""

from dataclasses import dataclass

from sqlalchemy import select

from lms.courses import models
from lms.courses.domain.budgets import FIRST_TIME, Budget, BudgetKind
from lms.courses.queries.bookings import enrolments_of
from lms.courses.queries.budgets import budgets_of
from lms.courses.queries.sections import sections
from lms.kernel import db, plugins
from lms.learners.queries import LearnerInfo
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class Granted:
    """Hours that a programme grants to everybody of a track, in minutes. `sure` says whether its source was verified."""

    programme: str
    kind: BudgetKind
    minutes: int
    sure: bool


def granted_by_programme(learner: LearnerInfo) -> list[Granted]:
    """What the programme of her class (without one, the provider's first) grants to her track and nobody has written down.

    In the order in which hours are used. Hours to repeat are among them for who has a second chance.
    """
    key = _class_of(learner.id)[0] or next(iter(organisations.provider(db.require_provider()).programmes), "")
    told = next((one for one in plugins.installed().ask("programmes") if one["key"] == key), None)
    if told is None or not learner.track:
        return []
    held = {one.kind for one in budgets_of([learner.id]).get(learner.id, []) if one.programme == key}
    found = [
        Granted(key, BudgetKind(one["kind"]), one["minutes"], one["sure"])
        for one in told.get("budgets", ())
        if learner.track in one["kinds_of_track"] and one["minutes"]
    ]
    kinds = (*FIRST_TIME, BudgetKind.REPEAT) if _has_second_chance(learner.id) else FIRST_TIME
    return sorted(
        (one for one in found if one.kind in kinds and one.kind not in held), key=lambda one: kinds.index(one.kind)
    )


def to_repeat(learner_id: str, programme: str) -> list[Budget]:
    """Hours for repeating that somebody was granted in a programme."""
    held = budgets_of([learner_id]).get(learner_id, [])
    return [one for one in held if (one.kind, one.programme) == (BudgetKind.REPEAT, programme)]


def _has_second_chance(learner_id: str) -> bool:
    row = models.Enrolment
    known = select(row.id).where(row.learner_id == learner_id, row.attempt > 1, row.state.in_(("enrolled", "paused")))
    return db.session().scalar(known.limit(1)) is not None


def payer_of(learner_id: str) -> str | None:
    """The funder of the class in which somebody has a seat."""
    return _class_of(learner_id)[1]


def _class_of(learner_id: str) -> tuple[str, str | None]:
    """Programme and funder of the first class that she has a seat in; nothing without one."""
    seats = enrolments_of([learner_id]).get(learner_id, [])
    found = sections(ids=[one.section_id for one in seats]) if seats else []
    return next(((one.course.programme, one.course.funder_id) for one in found if one.course.programme), ("", None))
