"""Tables of partners: who of them may look at what."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
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
    ended_at: Mapped[datetime | None]
    by: Mapped[str]
    at: Mapped[datetime]
