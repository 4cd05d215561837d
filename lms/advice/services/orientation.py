"""Understanding a unit of the orientation."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from lms.advice import models, queries
from lms.advice.domain import orientation as rules
from lms.kernel import db, errors


def answer_orientation(learner_id: str, unit: str, answer: str, *, today: date) -> bool:
    """Whether the answer is right; then the unit is understood, and stays so. Raises NotFound, Invalid without an answer."""
    if unit not in set(rules.Unit):
        raise errors.NotFound("page.absent")
    told = rules.Unit(unit)
    if answer not in rules.UNITS[told].answers:
        raise errors.Invalid("advice.orientation_answer_missing", field="answer")
    right = rules.understood(told, answer)
    if right and unit not in queries.orientation_of(learner_id):
        try:
            with db.session().begin_nested():
                db.session().add(
                    models.OrientationHeard(id=db.new_id(), learner_id=learner_id, unit=unit, on_day=today)
                )
        except IntegrityError:
            # It was answered on another device in the same moment.
            return True
    return right
