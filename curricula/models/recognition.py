"""Table of recognition: who asks which authority to recognise what, and how far it is."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class RecognitionCase(db.Base, db.Identified, db.ProviderOwned):
    """One person, one authority, one profession. What the authority asks for stands in its file, not here.

    A case is open until it has a day on which it was closed.
    """

    __tablename__ = "curricula_recognition_case"
    __audit__ = "explicit"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    authority: Mapped[str]
    """Key of its file."""
    profession: Mapped[str]
    """In her words."""
    level: Mapped[str] = mapped_column(default="")
    """The language level that is asked for, empty for none that is known."""
    outcome: Mapped[str] = mapped_column(default="")
    still_asked: Mapped[str] = mapped_column(default="")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    done: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Steps by key, with the day as ISO 8601 writes it."""
    there: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Papers by key, with the day since when they are there."""
    advice: Mapped[str] = mapped_column(default="")
    """Key of the place of advice that she was sent to."""
    notes: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]
