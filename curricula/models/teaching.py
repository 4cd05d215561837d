"""Table of how courses for work are taught."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class CourseTeaching(db.Base, db.Identified, db.ProviderOwned):
    """Hours by strand and the expert of the trade, for one course."""

    __tablename__ = "curricula_course_teaching"

    course_id: Mapped[str] = mapped_column(ForeignKey("courses_course.id"), unique=True)
    minutes: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(default="")
    expert: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]
