"""Tables of partners: who of them may look at what; agreements with cohorts and duties."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Access(db.Base, db.Identified, db.ProviderOwned):
    """Somebody of an organisation may see one class, or every class of one module, until a day."""

    __tablename__ = "partners_access"

    user_id: Mapped[str] = mapped_column(ForeignKey("accounts_user.id"), unique=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("casework_organisation.id"))
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    section_id: Mapped[str | None] = mapped_column(ForeignKey("courses_section.id"))
    course_id: Mapped[str | None] = mapped_column(ForeignKey("courses_course.id"))
    name: Mapped[str]
    email: Mapped[str]
    until: Mapped[date]
    part: Mapped[str] = mapped_column(default="coming", server_default="coming")
    """Whether it opens who comes, or the outline and the sessions that are taught along."""
    ended_at: Mapped[datetime | None]
    by: Mapped[str]
    at: Mapped[datetime]


class CoTeaching(db.Base, db.Identified, db.ProviderOwned):
    """Somebody of a partner teaches one session along with our teacher."""

    __tablename__ = "partners_co_teaching"
    __table_args__ = (UniqueConstraint("session_id", "access_id"),)

    session_id: Mapped[str] = mapped_column(db.Id)
    """No foreign key: a new timetable may take the session away."""
    access_id: Mapped[str] = mapped_column(ForeignKey("partners_access.id"), index=True)
    by: Mapped[str]
    at: Mapped[datetime]


class Agreement(db.Base, db.Identified, db.ProviderOwned):
    """A paper under which people come to our courses: with whom, from when to when, who of us looks after it."""

    __tablename__ = "partners_agreement"

    title: Mapped[str]
    kind: Mapped[str]
    partners: Mapped[list[Any]]
    """Ids of organisations of the directory."""
    centre_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    """The centre that it concerns; none for all of them."""
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_staff.id"))
    """The caseworker who is told before something ends."""
    note: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]


class Cohort(db.Base, db.Identified, db.ProviderOwned):
    """Who comes under an agreement: a class, every class of a module, or one person."""

    __tablename__ = "partners_cohort"

    agreement_id: Mapped[str] = mapped_column(ForeignKey("partners_agreement.id"), index=True)
    section_id: Mapped[str | None] = mapped_column(ForeignKey("courses_section.id"), index=True)
    course_id: Mapped[str | None] = mapped_column(ForeignKey("courses_course.id"), index=True)
    learner_id: Mapped[str | None] = mapped_column(ForeignKey("learners_learner.id"), index=True)


class Duty(db.Base, db.Identified, db.ProviderOwned):
    """What somebody has to do under an agreement, until when."""

    __tablename__ = "partners_duty"

    agreement_id: Mapped[str] = mapped_column(ForeignKey("partners_agreement.id"), index=True)
    what: Mapped[str]
    due_on: Mapped[date]
    organisation_id: Mapped[str] = mapped_column(default="")
    """Empty where it is ours."""
    done_on: Mapped[date | None]
    done_by: Mapped[str] = mapped_column(default="")
