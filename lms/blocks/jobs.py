"""The clock of the socket: every night files of people who were erased go too."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.blocks.services import tidying
from lms.kernel import config, db, jobs


@jobs.every(hour=3, minute=50)
@jobs.job("blocks.forget_files")
def forget_files(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Files that blocks kept for learners who were erased, a provider a transaction."""
    folder = (config.in_force() or config.read()).data_path
    gone = 0
    for provider_id in tidying.providers_with_files(folder):
        with db.transaction(db.engine()), db.reading(), db.scoped(provider_id):
            gone += tidying.forget_files(folder, provider_id)
        progress.tell({"people": gone})
    return {"people": gone}
