"""What lies in files for somebody: sounds she spoke and whatever else exercises kept for her, and files of classes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from lms.blocks import models
from lms.blocks.domain import media
from lms.blocks.queries.content import titles_of
from lms.blocks.runtime.files import LEARNER, REFERENCE
from lms.kernel import db

FILES, COURSE = "files", "course"
"""Folders below that of blocks: what blocks keep, and files of classes."""


@dataclass(frozen=True)
class LearnersFile:
    """A file of a learner: where it lies, what stands for it in her state, and the exercise that it belongs to."""

    path: Path
    reference: str
    unit: str
    exercise: str
    media_type: str
    kept_at: datetime


def files_of_learners(folder: Path, learner_ids: Collection[str]) -> list[LearnersFile]:
    """Every file that blocks keep for these records of the provider in scope, by its place."""
    root = folder / "blocks" / FILES / db.require_provider()
    owners = (root / f"{LEARNER}{one}" for one in sorted(learner_ids))
    found = [path for owner in owners for path in sorted(owner.rglob("*")) if path.is_file() and path.suffix != ".gone"]
    blocks = [path.relative_to(root).parts[1].partition(".")[0] for path in found]
    units, titles = _units_of(blocks), titles_of(blocks)
    return [
        LearnersFile(
            path,
            f"{REFERENCE}{path.relative_to(root).as_posix()}",
            units.get(block, ""),
            titles.get(block, ""),
            _type(path),
            datetime.fromtimestamp(path.stat().st_mtime, UTC),
        )
        for path, block in zip(found, blocks, strict=True)
    ]


def _units_of(blocks: Collection[str]) -> dict[str, str]:
    row, unit = models.Usage, models.Unit
    asked = select(row.id, unit.title).join(unit, unit.id == row.unit_id).where(row.id.in_(sorted(set(blocks))))
    return {one.id: one.title for one in db.session().execute(asked)}


def _type(path: Path) -> str:
    with path.open("rb") as file:
        return media.known_by(file.read(media.HEAD)) or media.DOWNLOAD


def files_of_provider(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file of the provider in scope with a name for it: of classes by their names, of people by their records."""
    root, provider_id = folder / "blocks", db.require_provider()
    row = models.File
    asked = select(row.section_id, row.name, row.digest).order_by(row.section_id, row.name)
    for section_id, name, digest in db.session().execute(asked):
        path = root / COURSE / provider_id / digest[:2] / digest
        if path.is_file():
            yield f"classes/{section_id}/{name}", path
    kept = root / FILES / provider_id
    for path in sorted(kept.rglob("*")):
        if path.is_file() and path.suffix != ".gone":
            yield f"exercises/{path.relative_to(kept).as_posix()}", path
