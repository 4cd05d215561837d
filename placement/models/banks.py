"""Tables of a provider's own banks: items with their versions, editions, sounds and pictures, sets of numbers, studies."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class OwnBank(db.Base, db.Identified, db.ProviderOwned):
    """A bank that a provider made or took in, or its own copy of one that ships. Learners meet it edition by edition."""

    __tablename__ = "placement_bank"
    __table_args__ = (
        UniqueConstraint("provider_id", "key"),
        CheckConstraint("used in ('', 'instead', 'beside')", name="used"),
    )

    key: Mapped[str]
    name: Mapped[str]
    language: Mapped[str]
    base: Mapped[str] = mapped_column(default="")
    """The shipped bank whose sounds it may play, and whose place it takes or beside which it stands."""
    used: Mapped[str] = mapped_column(default="")
    """Empty: nobody is asked from it. `instead` of the shipped bank, or `beside` it."""
    edition_id: Mapped[str] = mapped_column(default="")
    """The edition in force: what is asked from today on."""
    about: Mapped[dict[str, Any]]
    """What bank.toml says, without the names of pictures."""
    measuring: Mapped[str] = mapped_column(default="")
    """The newest job that measures its items, so that a page can show how far it is and stop it."""
    by: Mapped[str]
    at: Mapped[datetime]


class OwnItem(db.Base, db.Identified, db.ProviderOwned):
    """One item as it stands on the desk. `row` has the columns of items.csv; learners meet it with the next edition."""

    __tablename__ = "placement_item"
    __audit__ = "explicit"
    __table_args__ = (
        UniqueConstraint("bank_id", "key"),
        CheckConstraint("review in ('open', 'confirmed', 'corrected')", name="review"),
    )

    bank_id: Mapped[str] = mapped_column(ForeignKey("placement_bank.id", ondelete="CASCADE"))
    key: Mapped[str]
    place: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)
    """Which version stands on the desk."""
    row: Mapped[dict[str, Any]]
    review: Mapped[str] = mapped_column(default="open")
    """`open`: the author's estimate, which nobody has looked at."""
    reviewed_by: Mapped[str] = mapped_column(default="")
    reviewed_at: Mapped[datetime | None]
    by: Mapped[str]
    at: Mapped[datetime]


class ItemVersion(db.Base, db.Identified, db.ProviderOwned):
    """An item as it once was. Never changed, so that anybody can see what was asked when."""

    __tablename__ = "placement_item_version"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    item_id: Mapped[str] = mapped_column(ForeignKey("placement_item.id", ondelete="CASCADE"))
    number: Mapped[int]
    row: Mapped[dict[str, Any]]
    deed: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Edition(db.Base, db.Identified, db.ProviderOwned):
    """A bank as it was put before learners. Never changed: a sitting keeps the edition it began with."""

    __tablename__ = "placement_edition"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("bank_id", "number"),)

    bank_id: Mapped[str] = mapped_column(ForeignKey("placement_bank.id", ondelete="CASCADE"))
    number: Mapped[int]
    version: Mapped[str]
    rows: Mapped[list[Any]]
    about: Mapped[dict[str, Any]]
    beside: Mapped[str] = mapped_column(default="")
    """The shipped bank whose items are asked too."""
    parameter_set_id: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Medium(db.Base, db.Identified, db.ProviderOwned):
    """A sound or picture of a bank. Its content never changes under its name; a new recording has a new name."""

    __tablename__ = "placement_medium"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("bank_id", "name"),)

    bank_id: Mapped[str] = mapped_column(ForeignKey("placement_bank.id", ondelete="CASCADE"))
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    origin: Mapped[str]
    """`recorded` by somebody here, or `brought` with a file."""
    by: Mapped[str]
    at: Mapped[datetime]


class Upload(db.Base, db.Identified, db.ProviderOwned):
    """A file that somebody is looking at before she keeps it. Goes when it is kept, left, or a day old."""

    __tablename__ = "placement_upload"
    __audit__ = "explicit"

    name: Mapped[str]
    size: Mapped[int]
    language: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class UploadPart(db.Base, db.Identified, db.ProviderOwned):
    """A piece of such a file: nobody has to hold the whole of it to keep it."""

    __tablename__ = "placement_upload_part"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("upload_id", "number"),)

    upload_id: Mapped[str] = mapped_column(ForeignKey("placement_upload.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ParameterSet(db.Base, db.Identified, db.ProviderOwned):
    """What one calibration found, item by item. Versions are numbered; an edition says which one it was made with."""

    __tablename__ = "placement_parameter_set"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("bank_id", "number"),)

    bank_id: Mapped[str] = mapped_column(ForeignKey("placement_bank.id", ondelete="CASCADE"))
    number: Mapped[int]
    model: Mapped[str]
    found: Mapped[dict[str, Any]]
    """By item: a, b, c, their errors, how many people, whether its numbers were held."""
    facts: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime]


class Study(db.Base, db.Identified, db.ProviderOwned):
    """Figures that were worked out in the background: of a bank's items, of a centre's raters. The newest one counts."""

    __tablename__ = "placement_study"
    __audit__ = "explicit"
    __table_args__ = (Index("ix_placement_study_about", "kind", "about"),)

    kind: Mapped[str]
    about: Mapped[str]
    """Key of the bank, or id of the centre."""
    found: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime]


class Benchmark(db.Base, db.Identified, db.ProviderOwned):
    """A piece of work with known scores, for raters to practise on. Made from a learner's work it goes with that work."""

    __tablename__ = "placement_benchmark"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("work_id"),)

    work_id: Mapped[str] = mapped_column(ForeignKey("placement_work.id", ondelete="CASCADE"))
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    scores: Mapped[dict[str, Any]]
    why: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]


class PracticeRating(db.Base, db.Identified, db.ProviderOwned):
    """What a rater gave in practice, before she saw the known scores."""

    __tablename__ = "placement_practice_rating"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("benchmark_id", "rater_id"),)

    benchmark_id: Mapped[str] = mapped_column(ForeignKey("placement_benchmark.id", ondelete="CASCADE"))
    rater_id: Mapped[str]
    scores: Mapped[dict[str, Any]]
    at: Mapped[datetime]
