"""Files of people who are gone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from lms.blocks.runtime.files import LEARNER
from lms.blocks.services.benches import FILES
from lms.kernel import db
from lms.learners import models as learners


def providers_with_files(folder: Path) -> list[str]:
    """Providers for whom blocks keep files in the data folder."""
    return sorted(one.name for one in (folder / "blocks" / FILES).glob("*") if one.is_dir())


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
