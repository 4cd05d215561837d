"""Hours that the programme of somebody's class grants to everybody of her track, and that nobody has written down yet."""

from dataclasses import dataclass

from lms.courses.domain.budgets import FIRST_TIME, BudgetKind
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

    In the order in which hours are used. Hours to repeat belong to a second chance and are not among them.
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
    return sorted(
        (one for one in found if one.kind in FIRST_TIME and one.kind not in held),
        key=lambda one: FIRST_TIME.index(one.kind),
    )


def payer_of(learner_id: str) -> str | None:
    """The funder of the class in which somebody has a seat."""
    return _class_of(learner_id)[1]


def _class_of(learner_id: str) -> tuple[str, str | None]:
    """Programme and funder of the first class that she has a seat in; nothing without one."""
    seats = enrolments_of([learner_id]).get(learner_id, [])
    found = sections(ids=[one.section_id for one in seats]) if seats else []
    return next(((one.course.programme, one.course.funder_id) for one in found if one.course.programme), ("", None))
