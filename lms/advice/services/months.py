"""Keeping what somebody says of her class in a month apart from who it was."""

from collections.abc import Mapping
from datetime import date

from lms.advice import models
from lms.advice.domain.months import Question, month_of
from lms.advice.domain.opinions import Face
from lms.advice.queries.months import to_ask_of_month
from lms.kernel import db, errors
from lms.kernel.actor import Actor


def say_how_class_is(
    learner_id: str, section_id: str, faces: Mapping[str, str], *, declines: bool = False, actor: Actor, today: date
) -> None:
    """Her faces for a class this month, or that she does not want to say. Asked once a month.

    Raises NotFound for a class she is not asked about, Invalid where no face was chosen.
    """
    if actor.learner_id != learner_id or section_id not in {one.id for one in to_ask_of_month(learner_id, today)}:
        raise errors.NotFound("advice.month_not_asked")
    chosen = {one.value: faces[one] for one in Question if faces.get(one) in set(Face)}
    if not chosen and not declines:
        raise errors.Invalid("advice.face_missing")
    month = month_of(today)
    db.session().add(models.MonthAsked(id=db.new_id(), learner_id=learner_id, section_id=section_id, month=month))
    if not declines:
        # A key that tells its time would lead from the faces to whose they are.
        db.session().add(models.MonthAnswer(id=db.untimed_id(), section_id=section_id, month=month, faces=chosen))
    db.session().flush()
