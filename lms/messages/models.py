"""Tables of messages that go out and of tasks that people are asked to do."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Outgoing(db.Base, db.Identified, db.System):
    """A message to be sent, kept in the transaction that caused it, with the log of its delivery."""

    __tablename__ = "messages_outgoing"

    provider_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    learner_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    channel: Mapped[str]
    """`email`, `sms`, `page` for somebody's own page, `office` for a call or a word by staff."""
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    locale: Mapped[str]
    at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    """Nobody tries it before then: somebody is sending it at this moment, or it has just failed."""
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(default="")
    letter: Mapped[str] = mapped_column(default="", server_default="")
    """Of a text message: the whole letter, for the way that follows where this one fails."""
    after_id: Mapped[str | None] = mapped_column(db.Id)
    """The message that failed before, where this is another way for the same letter."""
    log: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Each try: [instant, trouble], no trouble where it was taken."""


class Task(db.Base, db.Identified, db.ProviderOwned):
    """Something a role or a member of staff is asked to do. `code` names the sentence, `facts` fill it.

    `centre_id` is the centre it concerns: of a role, only who works there sees it. Without one everybody of the role does.
    """

    __tablename__ = "messages_task"
    __table_args__ = (Index("ix_messages_task_open", "provider_id", "role", "done_at"),)

    role: Mapped[str]
    staff_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    learner_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    centre_id: Mapped[str | None] = mapped_column(db.Id)
    code: Mapped[str]
    facts: Mapped[dict[str, Any]]
    link: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(default="")
    unique_key: Mapped[str | None] = mapped_column(unique=True)
