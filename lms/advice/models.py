"""Tables of advice: course finder, places, threads, calls, complaints, rights at work, and what learners say of modules."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class ShownCentre(db.Base, db.Identified, db.ProviderOwned):
    """A centre whose open places stand in the course finder, and the postcode by which it is found."""

    __tablename__ = "advice_shown_centre"

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), unique=True)
    postcode: Mapped[str]


class Wish(db.Base, db.Identified, db.System):
    """Somebody without a sign-in wants to hear of a place. The row goes when somebody was asked to call, or after its day."""

    __tablename__ = "advice_wish"

    number: Mapped[str] = mapped_column(unique=True)
    reach: Mapped[str]
    locale: Mapped[str]
    teaches: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    times: Mapped[list[str]] = mapped_column(default=list)
    at: Mapped[datetime]
    until: Mapped[date]


class FinderCount(db.Base, db.Identified, db.System):
    """How often a step of the course finder was taken on a day, by language and by the site that sent people."""

    __tablename__ = "advice_finder_count"
    __table_args__ = (UniqueConstraint("day", "step", "locale", "hub"),)

    day: Mapped[date]
    step: Mapped[str]
    locale: Mapped[str]
    hub: Mapped[str] = mapped_column(default="")
    times: Mapped[int] = mapped_column(default=0)


class Point(db.Base, db.Identified, db.ProviderOwned):
    """A place of advice that everybody may find. The list comes from a sheet and is replaced as a whole."""

    __tablename__ = "advice_point"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("provider_id", "number"), Index("ix_advice_point_postcode", "postcode"))

    number: Mapped[str]
    name: Mapped[str]
    street: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str]
    town: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    hours: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")
    """Codes between commas, with one before and after: `,ar,de,`."""
    source: Mapped[str] = mapped_column(default="", server_default="")
    checked_on: Mapped[date | None]


class DropIn(db.Base, db.Identified, db.ProviderOwned):
    """Somebody came to ask: about what, in which language, where to next. Nothing of who it was."""

    __tablename__ = "advice_drop_in"

    day: Mapped[date] = mapped_column(index=True)
    topic: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    referred_to: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Case(db.Base, db.Identified, db.ProviderOwned):
    """A thread of online advice. Who it is stays unknown: only a digest of the code is kept, and days instead of hours."""

    __tablename__ = "advice_case"
    __audit__ = "explicit"

    number: Mapped[str]
    """What staff call it by. The code cannot be guessed from it."""
    digest: Mapped[str] = mapped_column(unique=True)
    locale: Mapped[str]
    topic: Mapped[str] = mapped_column(default="other")
    opened_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)
    waits: Mapped[bool] = mapped_column(default=True)
    """For an answer of ours."""
    learner_id: Mapped[str | None] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    """Only the visitor makes this link, signed in as that learner."""


class Message(db.Base, db.Identified, db.ProviderOwned):
    """One message of a thread. `by` names staff; a visitor has no name."""

    __tablename__ = "advice_message"
    __audit__ = "explicit"

    case_id: Mapped[str] = mapped_column(ForeignKey("advice_case.id"), index=True)
    place: Mapped[int] = mapped_column(default=0)
    """In the thread, from 1 on: keys tell no time here."""
    words: Mapped[str]
    by: Mapped[str] = mapped_column(default="")
    refer_to: Mapped[str] = mapped_column(default="")
    """Office, address and phone that the visitor is sent to."""
    day: Mapped[date]


class Complaint(db.Base, db.Identified, db.ProviderOwned):
    """Somebody complains. Who it was stands here only where she wants it, as text; nothing leads to her record.

    Explicit in the audit: what it would write by itself is read by others than the one who may read this.
    """

    __tablename__ = "advice_complaint"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("provider_id", "number"),)

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"))
    number: Mapped[str]
    about: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    sound: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    media_type: Mapped[str] = mapped_column(default="")
    who: Mapped[str] = mapped_column(default="")
    on_day: Mapped[date]
    state: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    answered_on: Mapped[date | None]
    task_id: Mapped[str | None] = mapped_column(db.Id)


class ComplaintOfficer(db.Base, db.Identified, db.ProviderOwned):
    """The one member of staff who reads complaints, since when and named by whom."""

    __tablename__ = "advice_complaint_officer"
    __table_args__ = (UniqueConstraint("provider_id"),)

    staff_id: Mapped[str] = mapped_column(ForeignKey("organisations_staff.id"))
    by: Mapped[str]
    at: Mapped[datetime]


class Opinion(db.Base, db.Identified, db.ProviderOwned):
    """What somebody said of a module. Nothing leads from here to who it was; a month is all that is kept of when."""

    __tablename__ = "advice_opinion"
    __audit__ = "explicit"

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses_course.id"), index=True)
    month: Mapped[date]
    faces: Mapped[dict[str, Any]]


class OpinionAsked(db.Base, db.Identified, db.ProviderOwned):
    """Somebody has said how a module was, or does not want to: nobody is asked twice."""

    __tablename__ = "advice_opinion_asked"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("learner_id", "course_id"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("courses_course.id"))


class MonthAnswer(db.Base, db.Identified, db.ProviderOwned):
    """What somebody said of her class in a month. Nothing leads from here to who it was, and the key tells no time."""

    __tablename__ = "advice_month_answer"
    __audit__ = "explicit"

    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"), index=True)
    month: Mapped[date]
    faces: Mapped[dict[str, Any]]


class MonthAsked(db.Base, db.Identified, db.ProviderOwned):
    """Somebody has said how her class is this month, or does not want to: nobody is asked twice."""

    __tablename__ = "advice_month_asked"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("learner_id", "section_id", "month"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"))
    month: Mapped[date]


class Idea(db.Base, db.Identified, db.ProviderOwned):
    """An idea for the centre. Who had it is kept for her own list and her way to take it back, and is shown to nobody.

    Explicit in the audit: what it would write by itself would name her.
    """

    __tablename__ = "advice_idea"
    __audit__ = "explicit"
    __confidential__ = True

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    words: Mapped[str] = mapped_column(default="")
    sound: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    media_type: Mapped[str] = mapped_column(default="")
    voice_open: Mapped[bool] = mapped_column(default=False)
    """Whether others may hear the voice."""
    on_day: Mapped[date]
    state: Mapped[str] = mapped_column(index=True)
    board: Mapped[str] = mapped_column(default="")
    """How it stands on the board, in the words of whoever published it."""
    answer: Mapped[str] = mapped_column(default="")
    answered_on: Mapped[date | None]
    before: Mapped[str] = mapped_column(default="")
    """How it stood before it was taken back, for who slipped."""
    task_id: Mapped[str | None] = mapped_column(db.Id)


class Change(db.Base, db.Identified, db.ProviderOwned):
    """What learners said, and what the centre did."""

    __tablename__ = "advice_change"

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    said: Mapped[str]
    did: Mapped[str]
    on_day: Mapped[date]
    by: Mapped[str]


class Answer(db.Base, db.Identified, db.ProviderOwned):
    """What is often asked by telephone, and what is told. `alert`: who asks this needs a response, not only an answer."""

    __tablename__ = "advice_answer"

    topic: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    alert: Mapped[bool] = mapped_column(default=False)
    by: Mapped[str]
    at: Mapped[datetime]


class Department(db.Base, db.Identified, db.ProviderOwned):
    """Where a call goes on: those of one role who are asked, and a number to connect to."""

    __tablename__ = "advice_department"
    __table_args__ = (UniqueConstraint("provider_id", "name"),)

    name: Mapped[str]
    role: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")


class Call(db.Base, db.Identified, db.ProviderOwned):
    """A call of the phone desk. Who called stands here only where it was said and is needed; the words go in time."""

    __tablename__ = "advice_call"
    __audit__ = "explicit"

    number: Mapped[str]
    topic: Mapped[str]
    outcome: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    caller: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    answer_id: Mapped[str | None] = mapped_column(ForeignKey("advice_answer.id", ondelete="SET NULL"))
    department: Mapped[str] = mapped_column(default="")
    """The name that it had when the call went there."""
    day: Mapped[date] = mapped_column(index=True)
    due_on: Mapped[date | None]
    task_id: Mapped[str | None] = mapped_column(db.Id)
    closed_on: Mapped[date | None] = mapped_column(index=True)
    result: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class WorkContact(db.Base, db.Identified, db.ProviderOwned):
    """Who helps with work: a union, those who speak for employers, an office of advice."""

    __tablename__ = "advice_work_contact"
    __table_args__ = (UniqueConstraint("provider_id", "name"),)

    name: Mapped[str]
    kind: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")
    cost: Mapped[str] = mapped_column(default="", server_default="")
    price: Mapped[str] = mapped_column(default="", server_default="")
    source: Mapped[str] = mapped_column(default="", server_default="")
    checked_on: Mapped[date | None]


class OrientationHeard(db.Base, db.Identified, db.ProviderOwned):
    """Somebody has heard a unit of the orientation and answered its question."""

    __tablename__ = "advice_orientation_heard"
    __table_args__ = (UniqueConstraint("learner_id", "unit"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    unit: Mapped[str]
    on_day: Mapped[date]


class WorkRightsHeard(db.Base, db.Identified, db.ProviderOwned):
    """Somebody has heard the rights at work."""

    __tablename__ = "advice_work_heard"
    __table_args__ = (UniqueConstraint("learner_id"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    on_day: Mapped[date]
