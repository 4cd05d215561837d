"""The one table of stranger."""

from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Notice(db.Base, db.Identified, db.ProviderOwned):
    """A notice on the board. One with a section closes that class."""

    __tablename__ = "stranger_notice"

    text: Mapped[str]
    section_id: Mapped[str | None] = mapped_column(db.Id, index=True)
