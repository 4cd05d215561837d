"""A person's file: talks, hand-overs, contacts, stages, what stands in the way, and who else sees it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, false, true
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Guidance(db.Base, db.Identified, db.ProviderOwned):
    """A talk that is owed at the beginning or at the end of somebody's courses, and what came of it."""

    __tablename__ = "casework_guidance"
    __table_args__ = (Index("ix_casework_guidance_open", "learner_id", "kind", "held_at"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    kind: Mapped[str]
    enrolment_id: Mapped[str | None] = mapped_column(db.Id)
    due_on: Mapped[date]
    task_id: Mapped[str | None] = mapped_column(db.Id)
    held_at: Mapped[datetime | None]
    held_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    lanes: Mapped[list[Any]] = mapped_column(default=list)
    """Of the talk at the end: lane, title, owner, day and where a referral went."""


class HandOver(db.Base, db.Identified, db.ProviderOwned):
    """Somebody's plan goes to another caseworker or, with her consent, to another provider."""

    __tablename__ = "casework_hand_over"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    to_staff_id: Mapped[str | None] = mapped_column(db.Id)
    to_provider_id: Mapped[str | None] = mapped_column(db.Id)
    note: Mapped[str] = mapped_column(default="")
    consent_way: Mapped[str] = mapped_column(default="")
    consent_language: Mapped[str] = mapped_column(default="")
    from_staff_id: Mapped[str | None] = mapped_column(db.Id)
    to_learner_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    """Her record with the other provider."""
    answer_by: Mapped[date | None]
    """The day until which the other provider says whether it takes her on; empty within one provider."""
    answer: Mapped[str] = mapped_column(default="", server_default="")
    answered_on: Mapped[date | None]
    answered_by: Mapped[str] = mapped_column(default="", server_default="")
    said: Mapped[str] = mapped_column(default="", server_default="")
    """Why it was declined."""
    by: Mapped[str]
    at: Mapped[datetime]


class Sharing(db.Base, db.Identified, db.PersonOwned):
    """A person shows a provider parts of the file that another one keeps. What was taken back stays written down."""

    __tablename__ = "casework_sharing"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    from_provider: Mapped[str] = mapped_column(db.Id)
    to_provider: Mapped[str] = mapped_column(db.Id)
    parts: Mapped[list[str]]
    way: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")


class CheckIn(db.Base, db.Identified, db.ProviderOwned):
    """A talk that is due or was held, by the channel the person prefers; contacts with others about her, and attempts."""

    __tablename__ = "casework_check_in"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    due_on: Mapped[date]
    channel: Mapped[str] = mapped_column(default="in_person")
    held_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(default="", server_default="")
    partner: Mapped[str] = mapped_column(default="person", server_default="person")
    """With whom: the person, an employer, at the workplace, a service."""
    who: Mapped[str] = mapped_column(default="", server_default="")
    reached: Mapped[bool] = mapped_column(default=True, server_default=true())
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the person reads the note."""
    by: Mapped[str] = mapped_column(default="", server_default="")


class Stage(db.Base, db.Identified, db.ProviderOwned):
    """From a day on somebody is in a stage of her file. The newest counts, the older ones are the way so far."""

    __tablename__ = "casework_stage"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    stage: Mapped[str]
    since: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Situation(db.Base, db.Identified, db.ProviderOwned):
    """How far somebody gets along alone, area by area, as she or her caseworker sees it on a day."""

    __tablename__ = "casework_situation"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    day: Mapped[date]
    stage: Mapped[str] = mapped_column(default="")
    by_learner: Mapped[bool] = mapped_column(default=False)
    steps: Mapped[dict[str, Any]]
    """From 1 to 5 by area."""
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is expected, needed and comes first, by area."""
    by: Mapped[str]
    at: Mapped[datetime]


class BarrierReport(db.Base, db.Identified, db.ProviderOwned):
    """Somebody says what stands in the way, by a picture, in words, by voice. Open until her caseworker has answered."""

    __tablename__ = "casework_barrier_report"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    barrier: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    sound: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    media_type: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    task_id: Mapped[str | None] = mapped_column(db.Id)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
