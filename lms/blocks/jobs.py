"""The clock of the socket: every night files go whose people were erased, or to which nothing has led for weeks."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from lms.blocks.services import tidying
from lms.kernel import config, db, jobs


@jobs.every(hour=3, minute=50)
@jobs.job("blocks.forget_files")
def forget_files(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Files that blocks kept for learners who were erased, a provider a transaction."""
    folder, gone = _folder(), 0
    for provider_id in tidying.providers_with_files(folder):
        with db.transaction(db.engine()), db.reading(), db.scoped(provider_id):
            gone += tidying.forget_files(folder, provider_id)
        progress.tell({"people": gone})
    return {"people": gone}


@jobs.every(hour=3, minute=55)
@jobs.job("blocks.sweep_files")
def sweep_files(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Files of blocks, units and classes that were taken away weeks ago."""
    folder, swept = _folder(), 0
    for provider_id in tidying.providers_with_files(folder):
        with db.transaction(db.engine()), db.reading(), db.scoped(provider_id):
            swept += tidying.sweep(folder, provider_id, now)
        progress.tell({"files": swept})
    with db.transaction(db.engine()), db.reading():
        swept += tidying.sweep_packages(folder, now)
    return {"files": swept}


def _folder() -> Path:
    return (config.in_force() or config.read()).data_path
