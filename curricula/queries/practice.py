"""What learners practised in exercises."""

from datetime import date, datetime

from sqlalchemy import select

from curricula import models
from curricula.domain.practice import Done, Page, Recent, by_page, recent
from lms.blocks import queries as blocks
from lms.courses import queries as courses
from lms.kernel import db
from lms.learners.queries import LearnerInfo

_NAMES = ("usage_id", "unit_id", "title", "language", "level", "skills", "outcome", "share", "at")


def done_by(learner_id: str) -> list[Done]:
    """Every exercise that somebody did, the newest last."""
    row = models.Practice
    asked = (
        select(*(getattr(row, name) for name in _NAMES)).where(row.learner_id == learner_id).order_by(row.at, row.id)
    )
    found = []
    for usage_id, unit_id, title, language, level, skills, outcome, share, at in db.session().execute(asked):
        found.append(Done(usage_id, unit_id, title, language, level, tuple(skills), outcome, share, at))
    return found


def recent_practice(learner: LearnerInfo, *, today: date, now: datetime) -> Recent:
    """How much of what stands open for her she did in the last six weeks: at the level that her class learns, else at hers."""
    learner_id, level = learner.id, _level_learnt(learner)
    units = [one.id for one in blocks.units_open_to(learner_id, today) if one.level == level]
    offered = {usage for usages in blocks.leaves_of(units).values() for usage in usages} if units else set()
    return recent(done_by(learner_id), offered, level, now)


def _level_learnt(learner: LearnerInfo) -> str:
    seats = courses.enrolments_of([learner.id]).get(learner.id, [])
    found = courses.sections(ids=[one.section_id for one in seats]) if seats else []
    return found[0].course.level if found else learner.level or ""


def pages_practised(learner_id: str, *, today: date) -> list[tuple[Page, int, bool]]:
    """(page, how many exercises it has, whether it stands open for her), the one she was at last first."""
    pages = by_page(done_by(learner_id))
    if not pages:
        return []
    leaves = blocks.leaves_of([one.unit_id for one in pages])
    still = {one.id for one in blocks.units_open_to(learner_id, today)}
    return [(one, max(one.done, len(leaves.get(one.unit_id, ()))), one.unit_id in still) for one in pages]
