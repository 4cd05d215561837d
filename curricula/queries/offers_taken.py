"""What people have or had of recognition and of finding work: cases at authorities, places of work that they asked for."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from curricula import models
from curricula.domain.opportunities import Answer
from lms.kernel import db
from lms.kernel.contracts import OfferTaken
from lms.kernel.vocabulary import Category

OVER = (Answer.DECLINED, Answer.WITHDRAWN)


def offers_taken(learner_ids: Sequence[str]) -> list[OfferTaken]:
    """Of several learners at once."""
    ids = list(learner_ids)
    return [*_recognition(ids), *_work(ids)]


def _recognition(ids: list[str]) -> Iterator[OfferTaken]:
    row = models.RecognitionCase
    for learner_id, profession in db.session().execute(
        select(row.learner_id, row.profession).where(row.learner_id.in_(ids)).order_by(row.opened_on.desc(), row.id)
    ):
        yield OfferTaken(learner_id, Category.RECOGNITION, profession)


def _work(ids: list[str]) -> Iterator[OfferTaken]:
    asked, what = models.Interest, models.Opportunity
    for learner_id, title in db.session().execute(
        select(asked.learner_id, what.title)
        .join(what, what.id == asked.opportunity_id)
        .where(asked.learner_id.in_(ids), asked.answer.not_in(OVER))
        .order_by(asked.at.desc(), asked.id)
    ):
        yield OfferTaken(learner_id, Category.WORK, title)
