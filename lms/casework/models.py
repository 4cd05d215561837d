"""Tables of individual plans, their steps, check-ins, interviews and who looks after whom."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Assignment(db.Base, db.Identified, db.ProviderOwned):
    """A caseworker looks after a learner, from a day to a day."""

    __tablename__ = "casework_assignment"
    __table_args__ = (UniqueConstraint("learner_id", "staff_id", "from_date"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("organisations_staff.id"), index=True)
    from_date: Mapped[date]
    to_date: Mapped[date | None]


class Plan(db.Base, db.Identified, db.PersonOwned):
    """A version of a person's plan. The newest counts, older ones stay."""

    __tablename__ = "casework_plan"
    __table_args__ = (UniqueConstraint("person_id", "version"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    version: Mapped[int]
    goal: Mapped[str]
    facts: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    staff_agreed_at: Mapped[datetime | None]
    person_agreed_at: Mapped[datetime | None]


class Step(db.Base, db.Identified, db.PersonOwned):
    """One dated action with one responsible organisation or person."""

    __tablename__ = "casework_step"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("casework_plan.id"), index=True)
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    icon: Mapped[str] = mapped_column(default="book-open")
    owner: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default="next")
    done_on: Mapped[date | None]


class CheckIn(db.Base, db.Identified, db.ProviderOwned):
    """A talk that is due or was held, by the channel the person prefers."""

    __tablename__ = "casework_check_in"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    due_on: Mapped[date]
    channel: Mapped[str] = mapped_column(default="in_person")
    held_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
