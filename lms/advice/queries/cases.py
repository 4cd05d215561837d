"""Threads of advice without a name: by their code for whoever has it, by their number for staff."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.advice import models
from lms.advice.domain.cases import plain_code
from lms.kernel import db, errors

CROSSING = "advice without a name"


@dataclass(frozen=True)
class MessageInfo:
    """One message. Of the visitor without `by`."""

    words: str
    by: str
    refer_to: str
    day: date


@dataclass(frozen=True)
class CaseInfo:
    """A thread with its messages, the oldest first."""

    id: str
    provider_id: str
    number: str
    topic: str
    locale: str
    opened_on: date
    last_on: date
    waits: bool
    learner_id: str | None
    messages: tuple[MessageInfo, ...]


def digest_of(code: str) -> str:
    """What is kept of a code. Twelve random signs need no salt: nobody can try them all."""
    return hashlib.sha256(f"onward advice {plain_code(code)}".encode()).hexdigest()


def case_by_code(code: str) -> CaseInfo:
    """The thread of a code, of whatever provider. Raises NotFound."""
    with db.crossing(CROSSING):
        row = db.session().scalar(select(models.Case).where(models.Case.digest == digest_of(code)))
        if row is None:
            raise errors.NotFound("advice.no_case")
        return _info(row)


def case_of(case_id: str) -> CaseInfo:
    """One thread of the provider in scope. Raises NotFound."""
    row = db.session().scalar(select(models.Case).where(models.Case.id == case_id))
    if row is None:
        raise errors.NotFound("advice.no_case")
    return _info(row)


def cases(*, limit: int = 100) -> list[CaseInfo]:
    """Threads of the provider in scope: those that wait for an answer first, the longest waiting on top."""
    rows = db.session().scalars(
        select(models.Case).order_by(models.Case.waits.desc(), models.Case.last_on, models.Case.id).limit(limit)
    )
    return [_info(row, with_messages=False) for row in rows.all()]


def _info(row: models.Case, *, with_messages: bool = True) -> CaseInfo:
    said: tuple[MessageInfo, ...] = ()
    if with_messages:
        rows = db.session().scalars(
            select(models.Message).where(models.Message.case_id == row.id).order_by(models.Message.id)
        )
        said = tuple(MessageInfo(one.words, one.by, one.refer_to, one.day) for one in rows)
    return CaseInfo(
        row.id, row.provider_id, row.number, row.topic, row.locale, row.opened_on, row.last_on, row.waits,
        row.learner_id, said,
    )  # fmt: skip
