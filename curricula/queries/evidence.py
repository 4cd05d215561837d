"""Checks and effort as they were recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from curricula import models
from curricula.domain import progress, stalled
from lms.kernel import db
from lms.kernel.questions import Question
from lms.kernel.vocabulary import Skill


@dataclass(frozen=True)
class AssessmentInfo:
    """One check. `standard_error` is in points of its scale, `attended_minutes` counts until that day."""

    learner_id: str
    skill: str
    day: date
    score: float
    standard_error: float
    level: str
    scale: str
    form: str
    attended_minutes: int
    by: str

    def plain(self) -> progress.Assessment:
        """The value that the rules compare."""
        return progress.Assessment(
            Skill(self.skill), self.day, self.score, self.standard_error, self.attended_minutes, self.form
        )


@dataclass(frozen=True)
class EffortInfo:
    """What was said about effort. `said_by` is `teacher` or `learner`."""

    learner_id: str
    said_by: str
    effort: stalled.Effort
    day: date
    by: str


_CHECK = models.Assessment
_CHECKS = Question(
    select(*(getattr(_CHECK, name) for name in AssessmentInfo.__annotations__))
    .where(_CHECK.learner_id.in_(bindparam("ids")))
    .order_by(_CHECK.day, _CHECK.skill)
)


def assessments_of(learner_ids: Iterable[str]) -> dict[str, list[AssessmentInfo]]:
    """Checks by learner, oldest first."""
    ids = list(learner_ids)
    found: dict[str, list[AssessmentInfo]] = {}
    for row in _CHECKS.ask(ids=ids) if ids else ():
        found.setdefault(row.learner_id, []).append(AssessmentInfo(*tuple(row)))
    return found


def efforts_of(learner_ids: Iterable[str]) -> dict[str, dict[str, EffortInfo]]:
    """The newest effort by learner and by who said it."""
    found: dict[str, dict[str, EffortInfo]] = {}
    table = models.Effort
    rows = db.session().execute(
        select(table.learner_id, table.said_by, table.effort, table.day, table.by)
        .where(table.learner_id.in_(list(learner_ids)))
        .order_by(table.day)
    )
    for learner_id, said_by, effort, day, by in rows:
        found.setdefault(learner_id, {})[said_by] = EffortInfo(learner_id, said_by, stalled.Effort(effort), day, by)
    return found
