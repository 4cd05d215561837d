"""Deeds around the copy of a paper: keeping a photo or PDF beside what was written down, and taking it out."""

from datetime import datetime

from sqlalchemy import delete

from lms.accounts.services import audit
from lms.kernel import db, errors, papers
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from placement import models


def checked(content: bytes) -> str:
    """The media type of a copy. Raises Invalid for what is too large, or neither a photo nor a PDF."""
    if len(content) > papers.LARGEST:
        raise errors.Invalid("placement.paper_too_large", field="file", megabytes=papers.LARGEST // papers.MEGABYTE)
    found = papers.file_type(content)
    if found is None:
        raise errors.Invalid("placement.no_paper_file", field="file")
    return found


def keep_file(learner_id: str, record_id: str, name: str, content: bytes, *, actor: Actor, now: datetime) -> str:
    """Keep the copy of a paper; an older one goes. Raises Invalid as `checked`, NotFound for another's paper."""
    media_type = checked(content)
    _record(learner_id, record_id)
    session = db.session()
    session.execute(delete(models.PaperFile).where(models.PaperFile.record_id == record_id))
    row = models.PaperFile(
        id=db.new_id(),
        record_id=record_id,
        learner_id=learner_id,
        name=papers.shown_name(name, media_type),
        media_type=media_type,
        size=len(content),
        content=content,
        by=actor.name,
        at=now,
    )
    session.add(row)
    session.flush()
    audit.record("keep", "placement_paper_file", row.id, changes={"record": [None, record_id]}, now=now)
    return row.id


def remove_file(learner_id: str, record_id: str, *, actor: Actor, now: datetime) -> None:
    """Take the copy out; what was written down stays. Raises NotFound."""
    _record(learner_id, record_id)
    gone = db.session().execute(
        delete(models.PaperFile).where(models.PaperFile.record_id == record_id).returning(models.PaperFile.id)
    )
    ids = list(gone.scalars())
    if not ids:
        raise errors.NotFound("placement.paper_file_absent")
    for one in ids:
        audit.record("remove", "placement_paper_file", one, changes={"by": [None, actor.name]}, now=now)


def _record(learner_id: str, record_id: str) -> models.EarlierRecord:
    row = db.session().get(models.EarlierRecord, record_id)
    if row is None or row.learner_id != learners.learner(learner_id).id:
        raise errors.NotFound("placement.absent")
    return row
