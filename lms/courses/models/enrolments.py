"""Learners in sections: enrolments with their history, the waiting list with its offers, and what was completed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db

HOLDS_SEAT = ("offered", "enrolled", "paused")
OPEN = ("waiting", *HOLDS_SEAT)
_OPEN = text("state in ('waiting', 'offered', 'enrolled', 'paused')")
_UNANSWERED = text("answer = ''")


class Enrolment(db.Base, db.Identified, db.ProviderOwned):
    """A learner in a section, or waiting for it. At most one that is open for a pair."""

    __tablename__ = "courses_enrolment"
    __table_args__ = (
        Index(
            "uq_courses_enrolment_open",
            "section_id",
            "learner_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_courses_enrolment_learner", "learner_id", "state"),
        Index("ix_courses_enrolment_follows", "follows_id"),
    )

    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    state: Mapped[str]
    from_date: Mapped[date]
    to_date: Mapped[date | None]
    """The first day on which she does not belong to the section any more."""
    reason: Mapped[str] = mapped_column(default="")
    """Why she pauses or left: a code of the domain, or a sentence."""
    at: Mapped[datetime]
    attempt: Mapped[int] = mapped_column(default=1)
    """2 for a second chance: the first attempt stays as it is."""
    follows_id: Mapped[str | None] = mapped_column(db.Id)
    """The enrolment that this one goes on from, after a transfer or for a second chance."""
    waiting_since: Mapped[datetime | None]
    needed_by: Mapped[date | None]
    """The day by which she has to begin, where somebody said one."""
    need: Mapped[int] = mapped_column(default=0)
    unanswered: Mapped[int] = mapped_column(default=0)
    """Offers in a row that she did not answer."""
    confirmed_on: Mapped[date | None]
    asked_on: Mapped[date | None]
    rests_until: Mapped[date | None]
    """She said "not now": on this day she may be offered a seat again."""
    obstacle: Mapped[dict[str, Any] | None]
    """What stood between her and a free seat last time: code and facts."""


class EnrolmentChange(db.Base, db.Identified, db.ProviderOwned):
    """One step of an enrolment: who, when, why. Nothing changes or removes a row; taking back adds one."""

    __tablename__ = "courses_enrolment_change"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("enrolment_id", "number"),)

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("courses_enrolment.id"))
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    number: Mapped[int]
    before: Mapped[str] = mapped_column(default="")
    """Empty where the enrolment began."""
    after: Mapped[str]
    on_day: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Offer(db.Base, db.Identified, db.ProviderOwned):
    """A seat offered to somebody who waited, until an instant. One without an answer at most."""

    __tablename__ = "courses_offer"
    __table_args__ = (
        Index(
            "uq_courses_offer_open",
            "enrolment_id",
            unique=True,
            sqlite_where=_UNANSWERED,
            postgresql_where=_UNANSWERED,
        ),
        Index("ix_courses_offer_expires", "answer", "expires_at"),
        CheckConstraint("answer in ('', 'accepted', 'declined', 'not_now', 'expired', 'withdrawn')", name="answer"),
    )

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("courses_enrolment.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    expires_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")


class Notice(db.Base, db.Identified, db.ProviderOwned):
    """Somebody on a waiting list was told something: what, when, and by which channel."""

    __tablename__ = "courses_notice"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("courses_enrolment.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    about: Mapped[str]
    """offer, expired, still_waiting."""
    channel: Mapped[str]
    """page (on her phone), email, or office (somebody is asked to call her)."""
    message_id: Mapped[str] = mapped_column(db.Id, default="")
    """The mail in the outbox, or the task."""
    at: Mapped[datetime]


class WaitingRule(db.Base, db.ProviderOwned):
    """How a provider runs its waiting lists. Without a row the rule is that of the domain."""

    __tablename__ = "courses_waiting_rule"

    provider_id: Mapped[str] = mapped_column(db.Id, primary_key=True, default=lambda: db.require_provider())
    ordering: Mapped[str]
    offer_hours: Mapped[int]
    silence: Mapped[str]
    confirm_days: Mapped[int]
    not_now: Mapped[str] = mapped_column(default="keep", server_default="keep")
    not_now_days: Mapped[int] = mapped_column(default=14, server_default="14")


class Completion(db.Base, db.Identified, db.ProviderOwned):
    """A module that a learner passed or left without passing."""

    __tablename__ = "courses_completion"
    __table_args__ = (UniqueConstraint("learner_id", "module_key", "on_day"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    module_key: Mapped[str]
    section_id: Mapped[str | None] = mapped_column(ForeignKey("courses_section.id"))
    passed: Mapped[bool]
    on_day: Mapped[date]
    by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    attempt: Mapped[int] = mapped_column(default=1)
    """Which attempt at the module this result belongs to."""
