"""Saying how a course for work is taught."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from curricula import models
from curricula.domain.programme import Strand
from curricula.domain.teaching import STRANDS
from lms.kernel import db, errors
from lms.kernel.actor import Actor

LONGEST = 120_000
"""Two thousand hours in minutes."""


def say_teaching(
    course_id: str, minutes: Mapping[Strand, int], *, expert: str, reason: str = "", actor: Actor, now: datetime
) -> None:
    """Hours of each strand in minutes, the expert of the trade, and why a strand is left out.

    Raises Invalid for hours that cannot be, and for a strand without hours and without a reason.
    """
    if any(not 0 <= one <= LONGEST for one in minutes.values()):
        raise errors.Invalid("curricula.strand_hours", field="minutes")
    if not reason.strip() and any(not minutes.get(strand) for strand in STRANDS):
        raise errors.Invalid("curricula.strand_reason", field="reason")
    row = db.session().scalar(select(models.CourseTeaching).where(models.CourseTeaching.course_id == course_id))
    if row is None:
        row = models.CourseTeaching(id=db.new_id(), course_id=course_id)
        db.session().add(row)
    row.minutes = {strand.value: int(minutes.get(strand, 0)) for strand in STRANDS}
    row.expert, row.reason = expert.strip(), reason.strip()
    row.by, row.at = actor.name, now
    db.session().flush()
