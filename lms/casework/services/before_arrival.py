"""Papers before arrival: the way is chosen, a copy marks a paper as met, and is taken out again."""

from datetime import datetime

from sqlalchemy import select

from lms.accounts.services import audit
from lms.casework import models, queries
from lms.casework.domain.before_arrival import Way, way_trouble
from lms.casework.services.plans import today_of
from lms.kernel import db, errors, language, papers
from lms.kernel.actor import Actor
from lms.learners import queries as learners


def choose_way(learner_id: str, way: Way, *, actor: Actor, now: datetime) -> None:
    """From where to where, for these papers only. Raises Invalid naming the field that lacks."""
    trouble = way_trouble(way, language.COUNTRIES)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    learner = learners.learner(learner_id)
    row = db.session().scalar(select(models.BeforeArrival).where(models.BeforeArrival.learner_id == learner.id))
    if row is None:
        row = models.BeforeArrival(id=db.new_id(), learner_id=learner.id)
        db.session().add(row)
    row.origin, row.destination, row.purpose, row.by, row.at = way.origin, way.destination, way.purpose, actor.name, now
    db.session().flush()


def bring_paper(learner_id: str, key: str, name: str, content: bytes, *, actor: Actor, now: datetime) -> None:
    """Keep the copy: the paper is met. An older copy goes. Raises Invalid for what is no photo or PDF, NotFound for a
    paper that is not asked on this way.
    """
    way = queries.way_of(learners.learner(learner_id).id)
    asked = queries.papers_of_way(way, today_of(actor, now)) if way else []
    if key not in {one.key for one in asked}:
        raise errors.NotFound("casework.before.absent")
    if not content:
        raise errors.Invalid("casework.before.choose_file", field=key)
    if len(content) > papers.LARGEST:
        raise errors.Invalid("casework.before.too_large", field=key, megabytes=papers.LARGEST // papers.MEGABYTE)
    media_type = papers.file_type(content)
    if media_type is None:
        raise errors.Invalid("casework.before.no_paper", field=key)
    row = _row(learner_id, key)
    if row is None:
        row = models.ArrivalPaper(id=db.new_id(), learner_id=learner_id, key=key)
        db.session().add(row)
    row.name, row.media_type, row.size = papers.shown_name(name, media_type), media_type, len(content)
    row.content, row.by, row.at = content, actor.name, now
    db.session().flush()
    audit.record("keep", models.ArrivalPaper.__tablename__, row.id, changes={"learner_id": learner_id}, now=now)


def take_out_paper(learner_id: str, key: str, *, actor: Actor, now: datetime) -> None:
    """The copy goes; the paper is not met. Raises NotFound."""
    row = _row(learner_id, key)
    if row is None:
        raise errors.NotFound("casework.before.absent")
    audit.record("remove", models.ArrivalPaper.__tablename__, row.id, changes={"learner_id": learner_id}, now=now)
    db.session().delete(row)
    db.session().flush()


def _row(learner_id: str, key: str) -> models.ArrivalPaper | None:
    return db.session().scalar(
        select(models.ArrivalPaper).where(models.ArrivalPaper.learner_id == learner_id, models.ArrivalPaper.key == key)
    )
