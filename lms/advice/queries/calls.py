"""The phone desk: what is often asked, where calls go on, and which of them are open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, or_, select

from lms.advice import models
from lms.kernel import db, errors

PAGE = 50
MOST_ANSWERS = 20


@dataclass(frozen=True)
class AnswerInfo:
    """What is often asked, and what is told."""

    id: str
    topic: str
    question: str
    answer: str
    alert: bool


@dataclass(frozen=True)
class DepartmentInfo:
    """Where a call goes on."""

    id: str
    name: str
    role: str
    phone: str


@dataclass(frozen=True)
class CallInfo:
    """One call. Open until `closed_on`; what was answered at once was never open."""

    id: str
    number: str
    topic: str
    outcome: str
    language: str
    words: str
    caller: str
    phone: str
    department: str
    day: date
    due_on: date | None
    closed_on: date | None
    result: str
    by: str

    def late(self, today: date) -> bool:
        """Whether its deadline is over."""
        return self.closed_on is None and self.due_on is not None and self.due_on < today


def answers(text: str = "", *, limit: int = MOST_ANSWERS) -> list[AnswerInfo]:
    """Answers in which every word stands, in the question or in what is told; urgent ones first. All without a word."""
    row = models.Answer
    every = [
        or_(row.question.icontains(word, autoescape=True), row.answer.icontains(word, autoescape=True))
        for word in text.split()
    ]
    rows = db.session().scalars(select(row).where(*every).order_by(row.alert.desc(), row.question, row.id).limit(limit))
    return [AnswerInfo(one.id, one.topic, one.question, one.answer, one.alert) for one in rows]


def answer(answer_id: str) -> AnswerInfo | None:
    """One of them, none where it has gone."""
    one = db.session().scalar(select(models.Answer).where(models.Answer.id == answer_id))
    return AnswerInfo(one.id, one.topic, one.question, one.answer, one.alert) if one else None


def departments() -> list[DepartmentInfo]:
    """Every department, by name."""
    rows = db.session().scalars(select(models.Department).order_by(models.Department.name, models.Department.id))
    return [DepartmentInfo(one.id, one.name, one.role, one.phone) for one in rows]


def calls(*, page: int = 1) -> tuple[list[CallInfo], int, int]:
    """(a page of calls that went on, how many there are, how many are open): open ones first, the earliest due on top."""
    row = models.Call
    went_on, waits = row.outcome != "answered", row.closed_on.is_(None)
    rows = db.session().scalars(
        select(row)
        .where(went_on)
        .order_by(waits.desc(), case((waits, row.due_on)), row.closed_on.desc(), row.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    counted = select(func.count(row.id), func.count(case((waits, 1)))).where(went_on)
    total, waiting = db.session().execute(counted).one()
    return _told(rows), int(total), int(waiting)


def call(call_id: str) -> CallInfo:
    """One call. Raises NotFound."""
    row = db.session().scalar(select(models.Call).where(models.Call.id == call_id))
    if row is None:
        raise errors.NotFound("advice.no_call")
    return _told([row])[0]


def calls_by_topic(first: date, last: date) -> dict[str, int]:
    """How many calls came between two days, by topic."""
    row = models.Call
    found = db.session().execute(
        select(row.topic, func.count()).where(row.day.between(first, last)).group_by(row.topic)
    )
    return {topic: int(count) for topic, count in found}


def _told(rows: Iterable[models.Call]) -> list[CallInfo]:
    return [CallInfo(**{name: getattr(row, name) for name in CallInfo.__annotations__}) for row in rows]
