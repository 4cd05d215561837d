"""Work that learners handed in and that somebody has to give points for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from lms.blocks import models
from lms.blocks.queries.content import SITS_IN_IT
from lms.courses import models as courses
from lms.kernel import db


@dataclass(frozen=True)
class WaitingAnswer:
    """One piece of work without points, of somebody who sits in the class."""

    learner_id: str
    usage_id: str
    unit_id: str
    unit: str
    section_id: str
    block_type: str
    since: datetime


def waiting_answers(section_ids: Sequence[str]) -> list[WaitingAnswer]:
    """What waits in these classes, the longest first."""
    result, unit, usage = courses.BlockResult, models.Unit, models.Usage
    asked = (
        select(
            result.learner_id, result.usage_id, unit.id, unit.title, unit.section_id, models.Definition.block_type,
            result.waits_since,
        )
        .join(usage, usage.id == result.usage_id)
        .join(unit, unit.id == usage.unit_id)
        .join(models.Definition, models.Definition.id == usage.definition_id)
        .where(
            result.waits_since.is_not(None),
            unit.section_id.in_(list(section_ids)),
            exists().where(
                courses.Enrolment.section_id == unit.section_id,
                courses.Enrolment.learner_id == result.learner_id,
                courses.Enrolment.state.in_(SITS_IN_IT),
            ),
        )
        .order_by(result.waits_since, result.id)
    )  # fmt: skip
    rows: list[Any] = [tuple(parts) for parts in db.session().execute(asked)]
    return [WaitingAnswer(*parts) for parts in rows]


def count_waiting(staff_id: str) -> int:
    """How many answers wait in the classes of a teacher."""
    result, unit, usage = courses.BlockResult, models.Unit, models.Usage
    asked = (
        select(func.count())
        .select_from(result)
        .join(usage, usage.id == result.usage_id)
        .join(unit, unit.id == usage.unit_id)
        .join(courses.Section, courses.Section.id == unit.section_id)
        .where(
            result.waits_since.is_not(None),
            courses.Section.teacher_id == staff_id,
            courses.Section.state == "published",
            exists().where(
                courses.Enrolment.section_id == unit.section_id,
                courses.Enrolment.learner_id == result.learner_id,
                courses.Enrolment.state.in_(SITS_IN_IT),
            ),
        )
    )
    return db.session().scalar(asked) or 0
