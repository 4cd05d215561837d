"""Files of a class: taken from an author or an archive, named by blocks, handed out by sealed addresses.

Bytes lie under their own digest in the data folder and are never changed: two files with the same bytes lie there once, and
what no file has any more is swept at night, some weeks later. An address says by itself which bytes it is good for, until
the end of the next day: frames that are cut off have no cookie to show, and a browser keeps the file as long as the address
stays the same. It is good for whoever has it, like a picture that somebody sends on; nothing that learners do lies there.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import func, select

from lms.blocks import models, queries
from lms.blocks.domain import media
from lms.blocks.domain.uploads import MEGABYTE
from lms.blocks.queries.keeping import COURSE
from lms.blocks.services.doors import MEDIA, Door
from lms.kernel import db, errors
from lms.kernel.actor import Actor

PART = 64 * 1024
_SALT = "lms.blocks.media"
DRAFT = ".part-"
"""How a file begins that is being written."""
GONE = ".gone"
"""How the mark ends that says since when nothing leads to a file."""


@dataclass(frozen=True)
class Content:
    """Bytes that lie on the disk: their digest, how many, and how they begin."""

    digest: str
    size: int
    head: bytes


# --- bytes -----------------------------------------------------------------------------------------------------------


def folder(door: Door, provider_id: str) -> Path:
    """Where a provider's files lie."""
    return door.files / COURSE / provider_id


def path_of(root: Path, digest: str) -> Path:
    """Where the bytes with this digest lie."""
    return root / digest[:2] / digest


def put(root: Path, stream: IO[bytes], most: int) -> Content:
    """Write a stream to the disk, a part at a time. Raises Invalid for one that is longer than `most`, or empty."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = root / f"{DRAFT}{db.new_id()}"
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while part := stream.read(PART):
                size += len(part)
                if size > most:
                    raise errors.Invalid("blocks.file_too_large", megabytes=most // MEGABYTE, field="file")
                head += part[: media.HEAD - len(head)]
                digest.update(part)
                file.write(part)
        if not size:
            raise errors.Invalid("blocks.file_missing", field="file")
        kept = path_of(root, digest.hexdigest())
        kept.parent.mkdir(exist_ok=True, mode=0o700)
        draft.replace(kept)
        kept.with_name(f"{kept.name}{GONE}").unlink(missing_ok=True)
    finally:
        draft.unlink(missing_ok=True)
    return Content(digest.hexdigest(), size, head)


# --- what an author does ---------------------------------------------------------------------------------------------


def take_file(
    section_id: str, name: str, stream: IO[bytes], *, alt: str = "", door: Door, actor: Actor, now: datetime
) -> str:
    """A new file of a class. Returns the name by which blocks know it.

    Raises Invalid for what is not kept or too large, Conflict for a name that is taken by something else.
    """
    clean = media.name_of(name)
    content = put(folder(door, db.require_provider()), stream, media.FILE_BYTES)
    kind = _kind(clean, name, content)
    there = _row(section_id, clean)
    if there is not None:
        if there.digest != content.digest:
            raise errors.Conflict("blocks.file_named", name=clean)
        return clean
    _check_room(section_id, content.size)
    _add(section_id, clean, kind, content.digest, content.size, alt.strip(), now)
    return clean


def replace_file(file_id: str, name: str, stream: IO[bytes], *, door: Door, actor: Actor, now: datetime) -> str:
    """Other bytes under the same name: every exercise that names it shows the new ones. Returns the name.

    Raises Invalid as `take_file` does, and for another kind of file than before.
    """
    row = _one(file_id)
    content = put(folder(door, db.require_provider()), stream, media.FILE_BYTES)
    kind = _kind(media.name_of(name), name, content)
    if media.family_of(kind) != media.family_of(row.media_type):
        raise errors.Invalid("blocks.file_other_kind", name=row.name, field="file")
    _check_room(row.section_id, content.size - row.size)
    row.digest, row.media_type, row.size, row.changed_at = content.digest, kind, content.size, now
    db.session().flush()
    return row.name


def describe_file(file_id: str, alt: str, *, actor: Actor, now: datetime) -> None:
    """What a picture shows, for whoever does not see it."""
    row = _one(file_id)
    row.alt, row.changed_at = " ".join(alt.split())[:300], now
    db.session().flush()


def remove_file(file_id: str, *, actor: Actor, now: datetime) -> str:
    """Take a file away that no exercise names. Returns its name. Raises Conflict while one does."""
    known = queries.kept_file(file_id)
    if known.units:
        raise errors.Conflict("blocks.file_used", name=known.name, units=", ".join(title for _id, title in known.units))
    db.session().delete(_one(file_id))
    db.session().flush()
    return known.name


def _kind(clean: str, given: str, content: Content) -> str:
    kind = media.type_of(clean, content.head) if clean else None
    if kind is None:
        raise errors.Invalid("blocks.file_kind", name=given or clean, field="file")
    return kind


def _check_room(section_id: str, more: int) -> None:
    held = db.session().scalar(select(func.sum(models.File.size)).where(models.File.section_id == section_id))
    if (held or 0) + more > media.CLASS_BYTES:
        raise errors.Conflict("blocks.class_full", megabytes=media.CLASS_BYTES // MEGABYTE)


def _row(section_id: str, name: str) -> models.File | None:
    return db.session().scalar(
        select(models.File).where(models.File.section_id == section_id, models.File.name == name)
    )


def _one(file_id: str) -> models.File:
    found = db.session().scalar(select(models.File).where(models.File.id == file_id))
    if found is None:
        raise errors.NotFound("blocks.absent")
    return found


def _add(section_id: str, name: str, kind: str, digest: str, size: int, alt: str, now: datetime) -> None:
    db.session().add(
        models.File(
            id=db.new_id(), section_id=section_id, name=name, media_type=kind, size=size, digest=digest, alt=alt[:300],
            changed_at=now,
        )
    )  # fmt: skip
    db.session().flush()


# --- files that come along with a unit -------------------------------------------------------------------------------


def carry(names: Iterable[str], from_id: str, to_id: str, *, now: datetime) -> dict[str, str]:
    """Files of one class for another. Returns the names that are others there."""
    wanted = set(names)
    if from_id == to_id or not wanted:
        return {}
    row = models.File
    rows = db.session().scalars(select(row).where(row.section_id == from_id, row.name.in_(sorted(wanted))))
    given = [(one.name, one.media_type, Content(one.digest, one.size, b""), one.alt) for one in rows]
    return settle(to_id, given, now)


def settle(section_id: str, given: Iterable[tuple[str, str, Content, str]], now: datetime) -> dict[str, str]:
    """Give a class files, as (name, type, bytes, words). Where a name is taken by other bytes, the next free one is used.

    Returns the names that became others. Raises Conflict where there is no more room.
    """
    taken = {one.name: one.digest for one in queries.infos_of_section(section_id)}
    others: dict[str, str] = {}
    for name, kind, content, alt in given:
        kept = name
        if taken.get(name) not in (None, content.digest):
            kept = media.free_name(name, taken.keys())
            others[name] = kept
        if kept not in taken:
            _check_room(section_id, content.size)
            _add(section_id, kept, kind, content.digest, content.size, alt, now)
            taken[kept] = content.digest
    return others


# --- addresses -------------------------------------------------------------------------------------------------------


def address(door: Door, provider_id: str, file: queries.FileInfo, today: date) -> str:
    """Where a browser finds a file, today and tomorrow. The same all day, so that it is loaded once."""
    until = today + timedelta(days=1)
    token = _serializer(door).dumps([provider_id, file.digest, file.media_type, until.toordinal()])
    return f"{door.root}{MEDIA}{token if isinstance(token, str) else token.decode()}/{file.name}"


@dataclass(frozen=True)
class Opened:
    """A file on the disk, and what to say that it is."""

    path: Path
    media_type: str


def opened(door: Door, token: str, today: date) -> Opened:
    """What an address leads to. Raises NotFound for one that is not ours or over, and for bytes that are gone."""
    try:
        provider_id, digest, kind, until = _serializer(door).loads(token)
    except (BadSignature, ValueError) as no:
        raise errors.NotFound("blocks.absent") from no
    path = path_of(folder(door, provider_id), digest)
    if today.toordinal() > until or not path.is_file():
        raise errors.NotFound("blocks.absent")
    return Opened(path, kind)


def _serializer(door: Door) -> URLSafeSerializer:
    return URLSafeSerializer(door.secret, salt=_SALT)


def headers(media_type: str) -> Mapping[str, str]:
    """What keeps a file a file: no browser reads it as anything else, and nothing in it runs or loads."""
    kept = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
    }
    return kept | ({"Content-Disposition": "attachment"} if media.is_download(media_type) else {})
