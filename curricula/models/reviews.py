"""Tables of checks, effort, findings of the review, and the reviews themselves."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Assessment(db.Base, db.Identified, db.ProviderOwned):
    """One check of one skill: a score on a scale, with its error and the minutes attended until that day."""

    __tablename__ = "curricula_assessment"
    __audit__ = "explicit"
    __table_args__ = (
        UniqueConstraint("learner_id", "skill", "day"),
        CheckConstraint("standard_error > 0", name="error"),
        CheckConstraint("attended_minutes >= 0", name="minutes"),
    )

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    skill: Mapped[str]
    score: Mapped[float]
    standard_error: Mapped[float]
    """In points of the scale."""
    level: Mapped[str]
    """The level that was checked, empty where it is not known."""
    scale: Mapped[str]
    form: Mapped[str] = mapped_column(default="")
    day: Mapped[date]
    attended_minutes: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]


class Effort(db.Base, db.Identified, db.ProviderOwned):
    """How hard somebody tries, said by her teacher or by herself. The newest of each counts."""

    __tablename__ = "curricula_effort"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("learner_id", "said_by", "day"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    said_by: Mapped[str]
    """`teacher` or `learner`."""
    effort: Mapped[str]
    day: Mapped[date]
    by: Mapped[str]
    at: Mapped[datetime]


class Finding(db.Base, db.Identified, db.ProviderOwned):
    """What the review says about one learner, as long as it says the same: `found_on` to `review_day`.

    A later review refreshes the row, or closes it and opens another. What a person decided about it stays with it.
    """

    __tablename__ = "curricula_finding"
    __audit__ = "explicit"
    __table_args__ = (
        UniqueConstraint("learner_id", "review_day"),
        Index("ix_curricula_finding_open", "provider_id", "closed_at", "state"),
    )

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"))
    section_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    teacher_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    state: Mapped[str]
    found_on: Mapped[date]
    review_day: Mapped[date]
    ratio: Mapped[float | None]
    facts: Mapped[dict[str, Any]]
    """The five facts and what surrounds them, as `queries.findings.FindingInfo` reads them."""
    hints: Mapped[list[Any]]
    """[cause, [signal, ...]], the likeliest first."""
    actions: Mapped[list[str]]
    review_on: Mapped[date]
    confirmed_by: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None]
    chosen: Mapped[list[str]] = mapped_column(default=list)
    snoozed_reason: Mapped[str] = mapped_column(default="")
    snoozed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    digest: Mapped[str] = mapped_column(default="", server_default="")
    """Of what it rests on beside marks: another one is looked at again."""
    look_again_on: Mapped[date | None]
    """The first day on which time alone may change it."""
    asked_at: Mapped[datetime | None]
    """When somebody was asked to talk with her."""
    entered_on: Mapped[date | None]
    """Since when she works at the level."""
    expected: Mapped[int | None]
    """Minutes that her profile needs for it."""
    attended: Mapped[int] = mapped_column(default=0, server_default="0")
    """Minutes since then."""
    answers: Mapped[int] = mapped_column(default=0, server_default="0")
    """Which questions of the rule her lessons answer (`lessons.answers`): others make it be decided anew."""
    lessons: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Her lessons of the weeks that count, as `kept` reads them. Empty in findings from before they were kept."""


class ReviewRun(db.Base, db.Identified, db.ProviderOwned):
    """A review that came to its end. Pages show the findings of the last one."""

    __tablename__ = "curricula_review_run"
    __audit__ = "explicit"
    __table_args__ = (Index("ix_curricula_review_run_day", "provider_id", "day"),)

    day: Mapped[date]
    at: Mapped[datetime]
    learners: Mapped[int]
    next_steps: Mapped[int]
    """Learners who have passed a module and can book what follows."""
    counts: Mapped[dict[str, Any]]
    by: Mapped[str]
    whole: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether it looked at everybody, and not only at those whose facts may have changed."""
    looked: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of how many it decided anew."""
    counted: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of how many it only took new lessons into account, as they could change no verdict."""
    seconds: Mapped[float | None]
    """How long it took."""
    basis: Mapped[str] = mapped_column(default="", server_default="")
    """Of the numbers, the model and the packs that it decided by."""


class PackEdition(db.Base, db.Identified, db.ProviderOwned):
    """One version of the rules of a programme, as one provider has it: shipped, of its region, or its own.

    It counts once it was taken, from `holds_from` on. Its text never changes, so that every version stays readable.
    """

    __tablename__ = "curricula_pack_edition"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("provider_id", "programme", "layer", "number"),)

    programme: Mapped[str]
    layer: Mapped[str]
    """national, region or provider."""
    number: Mapped[int]
    digest: Mapped[str]
    """SHA-256 of its files: whether a shipped pack is another one than before."""
    files: Mapped[dict[str, Any]]
    """TOML text by file name."""
    set_by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    holds_from: Mapped[date | None]
    taken_by: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[datetime | None]
    put_aside_by: Mapped[str] = mapped_column(default="")
    put_aside_at: Mapped[datetime | None]
