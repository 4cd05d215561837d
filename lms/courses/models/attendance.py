"""What happened in a session: marks and how they came, who said beforehand that she cannot come, who was told."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db

_STANDS = text("withdrawn_at is null")


class Mark(db.Base, db.ProviderOwned):
    """What happened with one learner in one session. One row at most: a correction changes it, the audit keeps both."""

    __tablename__ = "courses_mark"
    __audit__ = "explicit"
    __table_args__ = (CheckConstraint("minutes >= 0", name="minutes"),)

    # Asked by session and by learner: an index of providers alone would cost each mark more than it gives.
    provider_id: Mapped[str] = mapped_column(db.Id, default=db.require_provider)
    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("courses_enrolment.id"), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    attendance: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int]
    """Minutes attended."""
    mode: Mapped[str] = mapped_column(server_default="")
    """on_site or online; empty for the way in which the session was held."""
    arrived: Mapped[time | None]
    left: Mapped[time | None]
    by: Mapped[str]
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    """When a person decided it; empty for `at`. On a phone without network that is earlier than the write."""
    version: Mapped[int] = mapped_column(default=0)
    """Number of the batch that set it last."""


class MarkBatch(db.Base, db.ProviderOwned):
    """One sending of marks, under a key that its sender made: sent again it is known and changes nothing."""

    __tablename__ = "courses_mark_batch"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    provider_id: Mapped[str] = mapped_column(db.Id, default=db.require_provider)
    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    """1 for the first of a session. The highest is the version of its register."""
    way: Mapped[str]
    """page, phone, sheet, code, card or program."""
    by: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[dict[str, Any]]
    """What was answered: how many marks were kept and which of two decisions stands."""


class Apology(db.Base, db.Identified, db.ProviderOwned):
    """A learner said beforehand that she cannot come."""

    __tablename__ = "courses_apology"
    __table_args__ = (UniqueConstraint("session_id", "learner_id"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"))
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    reason: Mapped[str]
    at: Mapped[datetime]


class Substitute(db.Base, db.Identified, db.ProviderOwned):
    """A teacher who takes one session for somebody else, and its register on that day."""

    __tablename__ = "courses_substitute"

    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"), unique=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("organisations_staff.id"), index=True)
    by: Mapped[str]
    at: Mapped[datetime]


class SelfCheck(db.Base, db.ProviderOwned):
    """People of a session mark themselves: the secret that its changing codes are made of."""

    __tablename__ = "courses_self_check"
    __audit__ = "explicit"

    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"), primary_key=True)
    secret: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class AttendanceRule(db.Base, db.Identified, db.ProviderOwned):
    """How a provider weighs attendance in one programme, where it wants it otherwise than the programme's facts."""

    __tablename__ = "courses_attendance_rule"
    __table_args__ = (
        UniqueConstraint("provider_id", "programme"),
        CheckConstraint("percent between 1 and 100", name="percent"),
        CheckConstraint("window_weeks between 1 and 104", name="window"),
    )

    programme: Mapped[str]
    percent: Mapped[int]
    window_weeks: Mapped[int]
    excused_outside: Mapped[bool]
    asks_arrival: Mapped[bool]


class AlertStep(db.Base, db.Identified, db.ProviderOwned):
    """What a provider does when somebody was away so many times in a row."""

    __tablename__ = "courses_alert_step"
    __table_args__ = (
        UniqueConstraint("provider_id", "after", "deed"),
        CheckConstraint("after between 1 and 60", name="after"),
    )

    after: Mapped[int]
    deed: Mapped[str]
    """list, message, task or none (no alarm at all)."""


class Alert(db.Base, db.Identified, db.ProviderOwned):
    """Somebody was told about absences of one person. What was sent stays here, also when it was a false alarm."""

    __tablename__ = "courses_alert"
    __table_args__ = (
        Index(
            "uq_courses_alert_standing",
            "enrolment_id",
            "kind",
            "session_id",
            "deed",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    kind: Mapped[str]
    """in_a_row or out_of_reach."""
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("courses_enrolment.id"))
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"), index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"))
    """The first session that was missed in this row; for a share, the session that put it out of reach."""
    deed: Mapped[str]
    after: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    channel: Mapped[str]
    """list, page, email or task: how it went out."""
    reference: Mapped[str] = mapped_column(default="")
    """The task or the message it became."""
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str] = mapped_column(default="")
