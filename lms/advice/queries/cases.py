"""Threads of advice without a name: by their code for whoever has it, by their number for staff."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from lms.advice import models
from lms.advice.domain.cases import plain_code
from lms.kernel import db, errors

CROSSING = "advice without a name"
PAGE = 50


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


def cases(*, page: int = 1) -> tuple[list[CaseInfo], int, int]:
    """(a page of threads of the provider in scope, how many there are, how many wait for an answer).

    Those that wait come first, the longest waiting on top; then the others, the latest on top.
    """
    row = models.Case
    rows = db.session().scalars(
        select(row)
        .order_by(row.waits.desc(), case((row.waits, row.last_on)), row.last_on.desc(), row.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    total, waiting = db.session().execute(select(func.count(row.id), func.count(case((row.waits, 1))))).one()
    return [_info(one, with_messages=False) for one in rows.all()], int(total), int(waiting)


def _info(row: models.Case, *, with_messages: bool = True) -> CaseInfo:
    said: tuple[MessageInfo, ...] = ()
    if with_messages:
        rows = db.session().scalars(
            select(models.Message)
            .where(models.Message.case_id == row.id)
            .order_by(models.Message.place, models.Message.id)
        )
        said = tuple(MessageInfo(one.words, one.by, one.refer_to, one.day) for one in rows)
    return CaseInfo(
        row.id, row.provider_id, row.number, row.topic, row.locale, row.opened_on, row.last_on, row.waits,
        row.learner_id, said,
    )  # fmt: skip
