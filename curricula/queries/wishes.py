"""What a learner wants for her working life."""

from sqlalchemy import bindparam, select

from curricula import models
from curricula.domain.wishes import Wish
from lms.kernel.questions import Question

_TICKED = Question(select(models.Wish.wish).where(models.Wish.learner_id == bindparam("learner_id")))


def wishes_of(learner_id: str) -> frozenset[Wish]:
    """What she has ticked."""
    return frozenset(Wish(one) for one in _TICKED.ask(learner_id=learner_id).scalars())
