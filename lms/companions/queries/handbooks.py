"""Handbooks of a provider: by reader and by words of the title."""

from dataclasses import dataclass

from sqlalchemy import func, select

from lms.companions import models
from lms.companions.queries.register import split
from lms.kernel import db, errors

PAGE = 50
_ROW = models.Handbook


@dataclass(frozen=True)
class HandbookInfo:
    """Something to read."""

    id: str
    title: str
    kind: str
    readers: tuple[str, ...]
    language: str
    address: str
    body: str


def handbooks(reader: str = "", words: str = "", *, page: int = 1) -> tuple[list[HandbookInfo], int]:
    """(a page of handbooks for a reader, for everybody without one; how many there are), by title."""
    wanted = select(_ROW).where(_ROW.ended_on.is_(None))
    wanted = wanted.where(*(_ROW.title.icontains(word, autoescape=True) for word in words.split()))
    if reader:
        wanted = wanted.where(_ROW.roles.contains(f",{reader},", autoescape=True))
    total = db.session().scalar(wanted.with_only_columns(func.count(_ROW.id))) or 0
    rows = db.session().scalars(wanted.order_by(_ROW.title, _ROW.id).limit(PAGE).offset((page - 1) * PAGE))
    return [_info(row) for row in rows], total


def handbook(handbook_id: str) -> HandbookInfo:
    """One that stands in the list. Raises NotFound."""
    row = db.session().scalar(select(_ROW).where(_ROW.id == handbook_id, _ROW.ended_on.is_(None)))
    if row is None:
        raise errors.NotFound("companions.no_handbook")
    return _info(row)


def _info(row: models.Handbook) -> HandbookInfo:
    return HandbookInfo(row.id, row.title, row.kind, split(row.roles), row.language, row.address, row.body)
