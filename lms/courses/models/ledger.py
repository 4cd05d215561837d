"""The hour ledger: minutes of learners charged to funders, the budgets they count down, and months that are closed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db

_CLOSED = text("reopened_at is null")


class LedgerEntry(db.Base, db.Identified, db.ProviderOwned):
    """Minutes of one learner in one session, charged to one funder. Corrections are counter-entries, rows never change."""

    __tablename__ = "courses_ledger_entry"
    __audit__ = "explicit"
    __append_only__ = True
    __table_args__ = (
        UniqueConstraint("session_id", "learner_id", "version"),
        Index("ix_courses_ledger_entry_day", "day", "provider_id"),
        Index("ix_courses_ledger_entry_month", "month", "provider_id"),
        Index("ix_courses_ledger_entry_learner_day", "learner_id", "day"),
    )

    # Asked by day and by month, of one funder or of all. An index that begins with the provider would mislead SQLite, where
    # there is mostly one.
    provider_id: Mapped[str] = mapped_column(db.Id, default=db.require_provider)
    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"))
    enrolment_id: Mapped[str | None] = mapped_column(ForeignKey("courses_enrolment.id"))
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    funder_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_funder.id"))
    budget_id: Mapped[str | None] = mapped_column(ForeignKey("courses_budget.id"))
    version: Mapped[int]
    """0 for the first charge; each correction adds the difference under the next number."""
    day: Mapped[date]
    month: Mapped[date | None]
    """First day of the month it counts in: that of `day`, or the next open one when that is closed."""
    minutes: Mapped[int]
    attended: Mapped[int] = mapped_column(default=0, server_default="0")
    """Minutes that the register said when this was decided."""
    unit_minutes: Mapped[int] = mapped_column(default=45)
    mode: Mapped[str] = mapped_column(default="on_site", server_default="on_site")
    strand: Mapped[str] = mapped_column(default="language", server_default="language")
    code: Mapped[str] = mapped_column(default="", server_default="")
    """Why this budget, or why nothing was charged: a code of `courses.words`."""
    refused: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    corrects_id: Mapped[str | None] = mapped_column(db.Id)
    """The entry that this one puts right."""
    reason: Mapped[str] = mapped_column(default="", server_default="")
    by: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]


class Budget(db.Base, db.Identified, db.ProviderOwned):
    """Minutes that a funder grants one learner in one programme, and how many are used. A firm one never goes below zero."""

    __tablename__ = "courses_budget"
    __audit__ = "explicit"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes"),
        CheckConstraint("used >= 0", name="used"),
        CheckConstraint("not firm or used <= minutes", name="firm"),
    )

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    programme: Mapped[str]
    kind: Mapped[str]
    funder_id: Mapped[str] = mapped_column(ForeignKey("organisations_funder.id"), index=True)
    minutes: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    firm: Mapped[bool] = mapped_column(default=False)
    from_date: Mapped[date]
    until: Mapped[date | None]
    reference: Mapped[str] = mapped_column(default="")
    """Number of the permit or the letter that grants it."""
    by: Mapped[str]
    at: Mapped[datetime]


class FunderRule(db.Base, db.ProviderOwned):
    """What a funder asks: what happens at zero, when to warn, whether hours need a budget and people a number."""

    __tablename__ = "courses_funder_rule"

    funder_id: Mapped[str] = mapped_column(ForeignKey("organisations_funder.id"), primary_key=True)
    at_zero: Mapped[str] = mapped_column(default="go_on")
    warn_minutes: Mapped[int] = mapped_column(default=900)
    needs_budget: Mapped[bool] = mapped_column(default=False)
    needs_reference: Mapped[bool] = mapped_column(default=False)
    unit_minutes: Mapped[int] = mapped_column(default=45)


class ClosedMonth(db.Base, db.Identified, db.ProviderOwned):
    """A month of one funder that is closed. Closed once: opened again it stays as a row that was taken back."""

    __tablename__ = "courses_closed_month"
    __table_args__ = (
        Index(
            "uq_courses_closed_month",
            "provider_id",
            "funder_id",
            "month",
            unique=True,
            sqlite_where=_CLOSED,
            postgresql_where=_CLOSED,
        ),
    )

    funder_id: Mapped[str] = mapped_column(ForeignKey("organisations_funder.id"), index=True)
    month: Mapped[date]
    entries: Mapped[int]
    minutes: Mapped[int]
    digest: Mapped[str]
    """SHA-256 of every entry of the month: who recounts later sees whether anything changed."""
    by: Mapped[str]
    at: Mapped[datetime]
    reopened_at: Mapped[datetime | None]
    reopened_by: Mapped[str] = mapped_column(default="")
    reopened_reason: Mapped[str] = mapped_column(default="")
