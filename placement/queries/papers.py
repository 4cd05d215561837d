"""Asking about copies of papers: which there are, one of them, all of a person for her file."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.kernel import db, errors
from placement import models


@dataclass(frozen=True)
class PaperFileInfo:
    """The copy of a paper, without its content."""

    id: str
    record_id: str
    learner_id: str
    name: str
    media_type: str
    size: int
    by: str
    at: datetime


def files(learner_ids: Sequence[str]) -> dict[str, PaperFileInfo]:
    """Copies of papers of these learners, by paper."""
    names = tuple(PaperFileInfo.__dataclass_fields__)
    columns = [getattr(models.PaperFile, name) for name in names]
    rows = db.session().execute(select(*columns).where(models.PaperFile.learner_id.in_(learner_ids)))
    return {row.record_id: PaperFileInfo(**{name: getattr(row, name) for name in names}) for row in rows}


def content(learner_id: str, record_id: str) -> tuple[PaperFileInfo, bytes]:
    """One copy with its content. Raises NotFound, also for another's paper."""
    found = files([learner_id]).get(record_id)
    if found is None:
        raise errors.NotFound("placement.paper_file_absent")
    kept = db.session().scalar(select(models.PaperFile.content).where(models.PaperFile.id == found.id))
    return found, kept or b""


def kept_files(learner_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Every copy of these learners' papers, for a person's file."""
    return [
        {
            "name": one.name,
            "media_type": one.media_type,
            "by": one.by,
            "at": one.at,
            "content_base64": b64encode(content(one.learner_id, one.record_id)[1]).decode(),
        }
        for one in files(learner_ids).values()
    ]
