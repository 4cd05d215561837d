"""Plans: who keeps them, goals, proofs, steps, papers, what was read aloud, and rules."""

from datetime import date, datetime, time
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
    """A version of a person's plan. The newest counts, older ones stay. `goal` is the kind of its first goal."""

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
    staff_agreed_by: Mapped[str] = mapped_column(default="")
    person_agreed_at: Mapped[datetime | None]
    person_agreed_by: Mapped[str] = mapped_column(default="")
    """Who took her word down: she herself, or the member of staff who heard it or filed her signature."""
    person_agreed_way: Mapped[str] = mapped_column(default="")
    person_agreed_language: Mapped[str] = mapped_column(default="")
    strategy: Mapped[str] = mapped_column(default="")
    weekly_lessons: Mapped[int | None]
    review_on: Mapped[date | None] = mapped_column(index=True)
    estimate: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The range to the goal as it was told when the version was made, with its assumptions."""
    wish: Mapped[str] = mapped_column(default="")
    """What the person wants changed, in her words."""
    wish_at: Mapped[datetime | None]


class Goal(db.Base, db.Identified, db.PersonOwned):
    """One thing a version leads to. `key` is the same in every version that has it."""

    __tablename__ = "casework_goal"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("casework_plan.id"))
    key: Mapped[str] = mapped_column(db.Id, index=True)
    place: Mapped[int]
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")


class Proof(db.Base, db.Identified, db.PersonOwned):
    """Something that shows how far a goal is: a test, a certificate, a piece of work. It belongs to the goal in every version."""

    __tablename__ = "casework_proof"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    goal_key: Mapped[str] = mapped_column(db.Id, index=True)
    what: Mapped[str]
    day: Mapped[date]
    reached: Mapped[bool] = mapped_column(default=False)
    """Whether the goal itself is reached with it."""
    stage: Mapped[str] = mapped_column(default="", server_default="")
    """How far the goal is with it, empty where nobody said."""
    by: Mapped[str]
    at: Mapped[datetime]


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
    key: Mapped[str] = mapped_column(db.Id, default=db.new_id)
    """The same in every version that has this step."""
    code: Mapped[str] = mapped_column(default="")
    """Names the sentence of a step that came from a template and was not written over."""
    plain: Mapped[str] = mapped_column(default="")
    """The same in the person's language, as she hears it."""
    follows: Mapped[str] = mapped_column(default="")
    """Key of the step that has to be over before."""
    service: Mapped[str] = mapped_column(default="", server_default="")
    """Which service it is, empty for what somebody does alone."""
    organisation_id: Mapped[str] = mapped_column(db.Id, default="", server_default="")
    """Who is responsible for the service, of the directory of the provider that wrote it."""
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    first_on: Mapped[date | None]
    """What has a time is on the day it is due by, or every week from this day until then."""


class Credential(db.Base, db.Identified, db.PersonOwned):
    """A certificate that somebody has or is on the way to."""

    __tablename__ = "casework_credential"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    state: Mapped[str]
    country: Mapped[str] = mapped_column(default="")
    day: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]


class Acknowledgement(db.Base, db.Identified, db.PersonOwned):
    """A person heard one right or duty and said so: which, in which language, how, and who took it down."""

    __tablename__ = "casework_acknowledgement"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    item: Mapped[str]
    wording: Mapped[str]
    language: Mapped[str]
    way: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Rule(db.Base, db.Identified, db.ProviderOwned):
    """What a provider asks of plans and guidance. One row a provider; without one the defaults of the domain count."""

    __tablename__ = "casework_rule"
    __table_args__ = (UniqueConstraint("provider_id"),)

    plan_required: Mapped[bool] = mapped_column(default=True)
    plan_days: Mapped[int]
    entry_days: Mapped[int]
    exit_days: Mapped[int]
    review_weeks: Mapped[int]
