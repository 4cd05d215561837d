"""Tables of what somebody wants for her working life, and of her CV in her own words."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Wish(db.Base, db.Identified, db.ProviderOwned):
    """A learner ticked that she wants this. Taken back it is gone."""

    __tablename__ = "curricula_wish"
    __table_args__ = (UniqueConstraint("learner_id", "wish"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    wish: Mapped[str]
    at: Mapped[datetime]


class Cv(db.Base, db.Identified, db.ProviderOwned):
    """A learner's CV in one language, as she left it. Nobody but she opens it."""

    __tablename__ = "curricula_cv"
    __table_args__ = (UniqueConstraint("learner_id", "language"),)
    __audit__ = "explicit"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    language: Mapped[str]
    sections: Mapped[dict[str, Any]]
    at: Mapped[datetime]
