"""What somebody attended of one module: for what is certified about it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lms.courses import models
from lms.kernel import db


@dataclass(frozen=True)
class ModuleAttended:
    """Minutes of one module at every centre of the provider, and the first and last day of it."""

    minutes: int = 0
    first_day: date | None = None
    last_day: date | None = None


def module_attended(learner_id: str, module_key: str) -> ModuleAttended:
    """Minutes and days of a module's held sessions that somebody was in."""
    row = (
        db.session()
        .execute(
            select(
                func.coalesce(func.sum(models.Mark.minutes), 0),
                func.min(models.Session.day),
                func.max(models.Session.day),
            )
            .join(models.Session, models.Mark.session_id == models.Session.id)
            .join(models.Section, models.Session.section_id == models.Section.id)
            .join(models.Course, models.Section.course_id == models.Course.id)
            .where(
                models.Mark.learner_id == learner_id,
                models.Course.module_key == module_key,
                models.Session.state == "held",
                models.Mark.minutes > 0,
            )
        )
        .one()
    )
    return ModuleAttended(int(row[0]), row[1], row[2])
