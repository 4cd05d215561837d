"""Tables of persons, their children, their relation to a provider, their weeks and levels."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, exists, false
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Person(db.Base, db.PersonOwned):
    """Who somebody is. Belongs to the person; a provider sees it through a learner row of its own."""

    __tablename__ = "learners_person"

    person_id: Mapped[str] = mapped_column(db.Id, primary_key=True, default=db.new_id)
    given_name: Mapped[str]
    family_name: Mapped[str]
    birth_date: Mapped[date | None]
    sex: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    no_calls: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nobody is shown the number or told to call it."""
    first_language: Mapped[str] = mapped_column(default="")
    other_languages: Mapped[list[str]] = mapped_column(default=list)
    schooling_years: Mapped[int | None]
    literacy: Mapped[str] = mapped_column(default="unknown")
    script: Mapped[str] = mapped_column(default="")
    occupation: Mapped[str] = mapped_column(default="")
    occupation_code: Mapped[str] = mapped_column(default="", server_default="")
    """ISCO-08 or ESCO, as `domain.occupations` writes it."""
    household_id: Mapped[str | None] = mapped_column(db.Id, index=True)

    @property
    def name(self) -> str:
        """Given name, then family name."""
        return f"{self.given_name} {self.family_name}".strip()


class Child(db.Base, db.Identified, db.PersonOwned):
    """A child of a person. Belongs to the parent; childcare asks for it by the host's query."""

    __tablename__ = "learners_child"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    name: Mapped[str]
    birth_date: Mapped[date]


class Learner(db.Base, db.Identified, db.ProviderOwned):
    """The dated relation of a person to a provider: number, picture, track and level here."""

    __tablename__ = "learners_learner"
    __table_args__ = (
        UniqueConstraint("provider_id", "number"),
        Index("ix_learners_learner_person", "person_id", "provider_id"),
        CheckConstraint("until is null or until >= since", name="dates"),
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    number: Mapped[str]
    picture: Mapped[str] = mapped_column(default="")
    since: Mapped[date]
    until: Mapped[date | None]
    consent_at: Mapped[datetime | None]
    goal: Mapped[str] = mapped_column(default="")
    interpreter: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    texts_agreed_at: Mapped[datetime | None]
    """Since when text messages may be sent; nothing for whoever has not said yes."""
    step_free: Mapped[bool] = mapped_column(default=False)
    level: Mapped[str] = mapped_column(default="")
    track_recommended: Mapped[str] = mapped_column(default="")
    track: Mapped[str] = mapped_column(default="")
    track_reason: Mapped[str] = mapped_column(default="")
    track_by: Mapped[str] = mapped_column(default="")
    track_at: Mapped[datetime | None]
    merged_into: Mapped[str | None] = mapped_column(db.Id)
    erased_at: Mapped[datetime | None]
    """Who this was is gone; hours that a funder paid hang on it."""


class Availability(db.Base, db.ProviderOwned):
    """What of somebody's week is no pattern: rest, travel, needs. One row a learner."""

    __tablename__ = "learners_availability"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), primary_key=True)
    travel_minutes: Mapped[int] = mapped_column(default=30)
    rest_hours: Mapped[int] = mapped_column(default=8)
    travel_limit: Mapped[int | None]
    travel_by_centre: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Minutes by centre, where they differ from `travel_minutes`."""
    online: Mapped[bool] = mapped_column(default=False)
    needs: Mapped[list[str]] = mapped_column(default=list)
    area: Mapped[str] = mapped_column(default="", server_default="")
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[str] = mapped_column(default="")


class WeekPattern(db.Base, db.Identified, db.ProviderOwned):
    """Stretches that come again every `cycle` days: work, being on call, a child's school, the only free hours."""

    __tablename__ = "learners_pattern"
    __table_args__ = (CheckConstraint("cycle > 0", name="cycle"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    kind: Mapped[str]
    preset: Mapped[str]
    cycle: Mapped[int] = mapped_column(default=7)
    anchor: Mapped[date | None]
    """Day 0 of the cycle; without it nobody knows which week is which."""
    since: Mapped[date | None]
    until: Mapped[date | None]
    stretches: Mapped[list[Any]] = mapped_column(default=list)
    """[day of the cycle, first minute, last minute]; a preset's own hours stand here, too."""
    run_minutes: Mapped[int] = mapped_column(default=0)
    alone: Mapped[bool] = mapped_column(default=False)


class WeekException(db.Base, db.Identified, db.ProviderOwned):
    """A stretch of one date that differs from the pattern: busy or free."""

    __tablename__ = "learners_exception"
    __table_args__ = (CheckConstraint("starts >= 0 and starts < ends", name="times"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    day: Mapped[date]
    free: Mapped[bool]
    starts: Mapped[int] = mapped_column(default=0)
    ends: Mapped[int] = mapped_column(default=1440)
    reason: Mapped[str] = mapped_column(default="")


class WeekBefore(db.Base, db.Identified, db.ProviderOwned):
    """A whole week as it was before a change, so that the change can be taken back. The newest few are kept."""

    __tablename__ = "learners_week_before"
    __audit__ = "explicit"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    value: Mapped[dict[str, Any]]
    by: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class LevelRecord(db.Base, db.Identified, db.ProviderOwned):
    """One measurement of one skill: history is kept, the newest counts."""

    __tablename__ = "learners_level_record"
    __append_only__ = True

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    skill: Mapped[str]
    level: Mapped[str]
    score: Mapped[float | None]
    """On the scale of the source; `standard_error` in the same unit."""
    standard_error: Mapped[float | None]
    attended_minutes: Mapped[int] = mapped_column(default=0)
    """Minutes attended in all when this was measured."""
    source: Mapped[str]
    on_day: Mapped[date]
    at: Mapped[datetime]


class PreArrival(db.Base, db.Identified, db.ProviderOwned):
    """One line of a record from before arrival: a level, a skill, a document, with its day and who says so."""

    __tablename__ = "learners_pre_arrival"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    batch: Mapped[str] = mapped_column(db.Id)
    """The same for all lines of a file."""
    kind: Mapped[str]
    name: Mapped[str]
    value: Mapped[str]
    day: Mapped[date]
    source: Mapped[str] = mapped_column(default="")
    filled: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it has filled in of the record: by field what stood there before."""
    credential_id: Mapped[str] = mapped_column(db.Id, default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Merge(db.Base, db.Identified, db.ProviderOwned):
    """Two records of one person made one, with what is needed to undo it."""

    __tablename__ = "learners_merge"

    kept_id: Mapped[str] = mapped_column(db.Id)
    merged_id: Mapped[str] = mapped_column(db.Id)
    before: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class NotTwice(db.Base, db.Identified, db.ProviderOwned):
    """Two records that a person looked at and knows to be two people."""

    __tablename__ = "learners_not_twice"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    first_id: Mapped[str] = mapped_column(db.Id)
    second_id: Mapped[str] = mapped_column(db.Id)


@db.person_visible_when
def _through_a_learner_row(person_id: Any, provider_id: str) -> ColumnElement[bool]:
    # An alias of its own: the asking statement may hold the same table.
    row = Learner.__table__.alias("relation")
    return exists().where(row.c.person_id == person_id, row.c.provider_id == provider_id)
