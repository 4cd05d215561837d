"""Files of a class: what there is, and which units name them."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.blocks import models
from lms.blocks.domain import media
from lms.kernel import db, errors


@dataclass(frozen=True)
class FileInfo:
    """A file as blocks need it: its name, its bytes, what it is, and words for a picture."""

    name: str
    digest: str
    media_type: str
    alt: str


@dataclass(frozen=True)
class KeptFile:
    """A file as its author sees it. `units` are (id, title) of those that name it."""

    id: str
    section_id: str
    name: str
    digest: str
    media_type: str
    alt: str
    size: int
    changed_at: datetime
    units: tuple[tuple[str, str], ...] = ()

    @property
    def family(self) -> str:
        """`picture`, `sound`, `film`, or `file`."""
        return media.family_of(self.media_type)

    @property
    def info(self) -> FileInfo:
        """What blocks need of it."""
        return FileInfo(self.name, self.digest, self.media_type, self.alt)


SHORT = ("name", "digest", "media_type", "alt")
_LONG = ("id", "section_id", *SHORT, "size", "changed_at")


def files_of_section(section_id: str) -> list[KeptFile]:
    """Every file of a class by its name, with the units that name it."""
    row = models.File
    asked = select(*(getattr(row, name) for name in _LONG)).where(row.section_id == section_id).order_by(row.name)
    rows = db.session().execute(asked).all()
    uses = uses_in(section_id) if rows else {}
    return [_kept(one._asdict(), uses) for one in rows]


def _kept(row: dict[str, Any], uses: Mapping[str, Sequence[tuple[str, str]]]) -> KeptFile:
    return KeptFile(**row, units=tuple(uses.get(row["name"], ())))


def missing_in(section_id: str, there: Collection[str]) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    """Names that exercises of a class write and no file has, with the units in which they stand."""
    return sorted((name, units) for name, units in uses_in(section_id).items() if name not in there)


def kept_file(file_id: str) -> KeptFile:
    """One file with the units that name it. Raises NotFound."""
    row = models.File
    one = db.session().execute(select(*(getattr(row, name) for name in _LONG)).where(row.id == file_id)).first()
    if one is None:
        raise errors.NotFound("blocks.absent")
    row_of = one._asdict()
    return _kept(row_of, uses_in(row_of["section_id"]))


def infos_of_section(section_id: str) -> list[FileInfo]:
    """The same as blocks need them."""
    row = models.File
    asked = select(*(getattr(row, name) for name in SHORT)).where(row.section_id == section_id)
    return [FileInfo(*one) for one in db.session().execute(asked)]


def uses_in(section_id: str) -> dict[str, list[tuple[str, str]]]:
    """Units of a class, as (id, title), by the names of files that stand in their blocks."""
    unit, usage, row = models.Unit, models.Usage, models.FieldData
    placed = db.session().execute(
        select(usage.id, usage.definition_id, unit.id, unit.title)
        .join(unit, unit.id == usage.unit_id)
        .where(unit.section_id == section_id)
        .order_by(unit.position, unit.id)
    )
    stands: dict[str, tuple[str, str]] = {}
    for usage_id, definition_id, unit_id, title in placed:
        stands[usage_id] = stands[definition_id] = (unit_id, title)
    found: dict[str, list[tuple[str, str]]] = {}
    for part in _portions(sorted(stands)):
        nobodys = row.learner_id.is_(None), row.user_id.is_(None)
        for block, fields in db.session().execute(select(row.block, row.fields).where(row.block.in_(part), *nobodys)):
            for name in names_in(fields):
                users = found.setdefault(name, [])
                if stands[block] not in users:
                    users.append(stands[block])
    return found


def names_in(fields: Any) -> set[str]:
    """Names of files in what authors wrote."""
    text = json.dumps(fields, ensure_ascii=False)
    return media.names_in(text) if media.STATIC in text else set()


def digests() -> set[str]:
    """Contents that the provider in force has files of."""
    return set(db.session().scalars(select(models.File.digest).distinct()))


def _portions(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[place : place + 500] for place in range(0, len(keys), 500))
