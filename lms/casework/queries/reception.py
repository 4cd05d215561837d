"""From reception to the course: one person's checklist, and who is on the way."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.casework import models
from lms.casework.domain.reception import Checklist
from lms.kernel import db
from lms.learners import models as learner_models
from lms.learners import queries as learners

NEWEST = 50


@dataclass(frozen=True)
class OnTheWay:
    """Somebody between reception and course, or handed over lately."""

    learner: learners.LearnerInfo
    checklist: Checklist
    since: date


def reception_of(learner_id: str) -> Checklist:
    """The checklist of one person; an empty one before somebody has begun it."""
    row = db.session().scalar(select(models.Reception).where(models.Reception.learner_id == learner_id))
    return _told(row) if row else Checklist({})


def on_the_way(*, centre_id: str | None, handed: bool) -> list[OnTheWay]:
    """Whose checklist is begun, who waits longest first; or those who were handed over, the newest first."""
    row, learner = models.Reception, learner_models.Learner
    asked = select(row).join(learner, learner.id == row.learner_id).where(learner.merged_into.is_(None))
    if centre_id:
        asked = asked.where(learner.centre_id == centre_id)
    if handed:
        asked = asked.where(row.handed_on.is_not(None)).order_by(row.handed_on.desc(), row.id).limit(NEWEST)
    else:
        asked = asked.where(row.handed_on.is_(None)).order_by(row.begun_on, row.id)
    rows = list(db.session().scalars(asked))
    people = learners.by_ids(one.learner_id for one in rows)
    return [OnTheWay(people[one.learner_id], _told(one), one.begun_on) for one in rows if one.learner_id in people]


def _told(row: models.Reception) -> Checklist:
    return Checklist(dict(row.points), row.note, row.handed_on, row.by)
