"""Files that lead to nothing any more: of people who are gone, of blocks and units that were taken away, of no class.

What a person leaves goes the next night. What a block or a class leaves stays for some weeks after the night that first saw it
so: a copy of the house that is being made, or a step that is being taken back, still finds it.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from lms.blocks import models, queries
from lms.blocks.queries.keeping import COURSE, FILES
from lms.blocks.runtime.files import LEARNER, OF_TYPE
from lms.blocks.services.media import DRAFT, GONE
from lms.kernel import db
from lms.learners import models as learners

GRACE = timedelta(days=30)
"""How long files stay that nothing leads to."""
DRAFTS = timedelta(days=1)
"""After which a file that was begun is not finished any more."""


def providers_with_files(folder: Path) -> list[str]:
    """Providers for whom files are kept in the data folder."""
    kept = (folder / "blocks" / part for part in (FILES, COURSE))
    return sorted({one.name for part in kept for one in part.glob("*") if one.is_dir()})


def forget_files(folder: Path, provider_id: str) -> int:
    """Delete what blocks keep for learners of the provider in force who were erased. Returns how many people that were."""
    kept = dict(_of_learners(folder / "blocks" / FILES / provider_id))
    row = learners.Learner
    asked = select(row.id).where(row.id.in_(sorted(kept)), row.erased_at.is_(None))
    gone = sorted(set(kept) - set(db.session().scalars(asked)))
    for learner_id in gone:
        shutil.rmtree(kept[learner_id], ignore_errors=True)
    return len(gone)


def _of_learners(folder: Path) -> Iterator[tuple[str, Path]]:
    for one in folder.glob(f"{LEARNER}*"):
        yield one.name.removeprefix(LEARNER), one


def sweep(folder: Path, provider_id: str, now: datetime) -> int:
    """Delete what blocks of the provider in force left that are gone, and bytes of no file. Returns how many of them."""
    root = folder / "blocks"
    blocks, files = _blocks(), queries.digests()
    owners = [one for one in (root / FILES / provider_id).glob("*") if one.is_dir()]
    swept = 0
    for owner in owners:
        swept += _sweep(_folders(owner), lambda name: name.partition(".")[0] in blocks or name.startswith(OF_TYPE), now)
    course = root / COURSE / provider_id
    swept += _sweep((one for part in _folders(course) for one in part.iterdir()), files.__contains__, now)
    for draft in course.glob(f"{DRAFT}*"):
        if now.timestamp() - draft.stat().st_mtime > DRAFTS.total_seconds():
            draft.unlink(missing_ok=True)
    return swept


def _blocks() -> set[str]:
    """Everything that files of blocks are called after."""
    session = db.session()
    return {*session.scalars(select(models.Usage.id)), *session.scalars(select(models.Definition.id))}


def sweep_packages(folder: Path, now: datetime) -> int:
    """Delete opened packages of blocks that are gone, of all providers: their folder knows no provider.

    A package is called after its usage, or after the SHA-1 of that. What is called otherwise stays.
    """
    with db.crossing("sweeping"):
        usages = set(db.session().scalars(select(models.Usage.id)))
    known = usages | {hashlib.sha1(one.encode(), usedforsecurity=False).hexdigest() for one in usages}
    found = (
        one for part in _folders(folder / "blocks" / "media") for one in _folders(part) if _is_of_a_block(one.name)
    )
    return _sweep(found, known.__contains__, now)


def _is_of_a_block(name: str) -> bool:
    return len(name) in (len(db.new_id()), 40) and name.isalnum()


def _folders(folder: Path) -> list[Path]:
    return sorted(one for one in folder.glob("*") if one.is_dir())


def _sweep(there: Iterable[Path], is_known: Callable[[str], bool], now: datetime) -> int:
    swept = 0
    for path in list(there):
        if path.suffix == GONE:
            continue
        mark = path.with_name(f"{path.name}{GONE}")
        if is_known(path.name):
            mark.unlink(missing_ok=True)
        elif _since(mark, now) + GRACE <= now:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            mark.unlink(missing_ok=True)
            swept += 1
    return swept


def _since(mark: Path, now: datetime) -> datetime:
    """Since when nothing leads there: written beside it by the night that first saw it."""
    try:
        return datetime.fromisoformat(mark.read_text())
    except (FileNotFoundError, ValueError):
        mark.write_text(now.isoformat())
        return now
