"""Asking for the files around a provider's own banks: sounds and pictures, uploads that somebody looks at, what the site lends."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select

from lms.kernel import db, errors
from placement import formats, models, packs

PICTURES = Path(__file__).parents[2] / "static" / "img" / "openmoji"


@dataclass(frozen=True)
class MediumInfo:
    """A sound or picture of a bank, without its content."""

    name: str
    media_type: str
    size: int
    origin: str
    by: str
    at: datetime


def media(bank_id: str) -> dict[str, MediumInfo]:
    """The sounds and pictures that a bank keeps itself, by name."""
    rows = db.session().execute(
        select(
            models.Medium.name,
            models.Medium.media_type,
            models.Medium.size,
            models.Medium.origin,
            models.Medium.by,
            models.Medium.at,
        ).where(models.Medium.bank_id == bank_id)
    )
    return {row.name: MediumInfo(*row) for row in rows}


def media_names(bank_id: str) -> list[str]:
    """Names of the sounds and pictures that a bank keeps itself."""
    return list(db.session().scalars(select(models.Medium.name).where(models.Medium.bank_id == bank_id)))


def medium(key: str, name: str) -> tuple[bytes, str]:
    """Content and media type of a sound or picture. Raises NotFound."""
    row = (
        db.session()
        .execute(
            select(models.Medium.content, models.Medium.media_type)
            .join(models.OwnBank, models.OwnBank.id == models.Medium.bank_id)
            .where(models.OwnBank.key == key, models.Medium.name == name)
        )
        .first()
    )
    if row is None:
        raise errors.NotFound("page.absent")
    return row.content, row.media_type


def content_of(bank_id: str, name: str) -> bytes | None:
    """What a bank keeps under a name, `None` for nothing."""
    found: bytes | None = db.session().scalar(
        select(models.Medium.content).where(models.Medium.bank_id == bank_id, models.Medium.name == name)
    )
    return found


def media_contents(bank_id: str) -> dict[str, bytes]:
    """All media of a bank by name."""
    rows = db.session().execute(
        select(models.Medium.name, models.Medium.content).where(models.Medium.bank_id == bank_id)
    )
    return {row.name: row.content for row in rows}


def upload(upload_id: str) -> models.Upload:
    """A file that somebody is looking at. Raises NotFound."""
    row = db.session().get(models.Upload, upload_id)
    if row is None:
        raise errors.NotFound("placement.absent")
    return row


def upload_content(upload_id: str) -> bytes:
    """What it holds, put together from its parts."""
    parts = db.session().scalars(
        select(models.UploadPart.content)
        .where(models.UploadPart.upload_id == upload_id)
        .order_by(models.UploadPart.number)
        .execution_options(yield_per=8)
    )
    return b"".join(parts)


@cache
def site() -> formats.Site:
    """The picture set of the site by name, and its reader of banks."""
    return formats.Site({path.stem: path.read_bytes() for path in sorted(PICTURES.glob("*.svg"))}, packs.read_bank)
