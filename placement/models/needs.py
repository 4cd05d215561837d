"""Table of assessments of needs and strengths."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class NeedsAssessment(db.Base, db.Identified, db.ProviderOwned):
    """What somebody brings and what she needs, as she and a caseworker saw it on a day. The newest counts, older ones stay."""

    __tablename__ = "placement_needs_assessment"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"))
    funder_id: Mapped[str] = mapped_column(ForeignKey("organisations_funder.id"))
    """Whom the talk is reported to."""
    on_day: Mapped[date]
    strengths: Mapped[dict[str, Any]]
    """Words by domain; a domain without a word is left out."""
    needs: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime]
