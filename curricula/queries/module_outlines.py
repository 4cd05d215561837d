"""Outlines of modules in their versions, with what employers said about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from curricula import models
from lms.kernel import db, errors


@dataclass(frozen=True)
class CommentInfo:
    """A word of an employer about an outline, and the answer; an empty one is still to come."""

    id: str
    outline_id: str
    organisation: str
    text: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True)
class OutlineVersion:
    """What a module teaches, as it stood from a moment on, with what was said about it."""

    id: str
    centre_id: str
    module_key: str
    number: int
    lines: tuple[str, ...]
    reason: str
    shared: bool
    by: str
    at: datetime
    comments: tuple[CommentInfo, ...] = ()


def outline_history(centre_id: str, module_key: str) -> list[OutlineVersion]:
    """Every version of a module's outline with its comments, the newest first."""
    row = models.ModuleOutline
    rows = (
        db.session()
        .scalars(
            select(row).where(row.centre_id == centre_id, row.module_key == module_key).order_by(row.number.desc())
        )
        .all()
    )
    return _versions(rows)


def current_outlines(centre_id: str) -> dict[str, OutlineVersion]:
    """The newest version of each module's outline at a centre."""
    row = models.ModuleOutline
    rows = db.session().scalars(select(row).where(row.centre_id == centre_id).order_by(row.number)).all()
    newest = {one.module_key: one for one in rows}
    return {one.module_key: one for one in _versions(list(newest.values()))}


def outline_version(outline_id: str) -> OutlineVersion:
    """One version. Raises NotFound."""
    row = db.session().get(models.ModuleOutline, outline_id)
    if row is None:
        raise errors.NotFound("curricula.absent")
    return _versions([row])[0]


def said_by(centre_id: str, organisation: str) -> dict[str, list[CommentInfo]]:
    """What one employer has said about any version, by module, with the answers; never the words of others."""
    word, row = models.OutlineComment, models.ModuleOutline
    asked = (
        select(row.module_key, word)
        .join(row, row.id == word.outline_id)
        .where(row.centre_id == centre_id, word.organisation == organisation)
        .order_by(word.id)
    )
    found: dict[str, list[CommentInfo]] = {}
    for module_key, one in db.session().execute(asked):
        found.setdefault(module_key, []).append(_comment(one))
    return found


def _comment(row: models.OutlineComment) -> CommentInfo:
    return CommentInfo(
        row.id, row.outline_id, row.organisation, row.text, row.at, row.answer, row.answered_by, row.answered_at
    )


def _versions(rows: Iterable[models.ModuleOutline]) -> list[OutlineVersion]:
    wanted = list(rows)
    word = models.OutlineComment
    said: dict[str, list[CommentInfo]] = {}
    asked = select(word).where(word.outline_id.in_([row.id for row in wanted])).order_by(word.id)
    for one in db.session().scalars(asked):
        said.setdefault(one.outline_id, []).append(_comment(one))
    return [
        OutlineVersion(
            row.id, row.centre_id, row.module_key, row.number, tuple(row.lines), row.reason, row.shared, row.by, row.at,
            tuple(said.get(row.id, ())),
        )
        for row in wanted
    ]  # fmt: skip
