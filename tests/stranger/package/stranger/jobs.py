"""Counting in the background."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.kernel import db, jobs
from stranger import services


@jobs.job("stranger.count")
def count(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Count the notices of a provider."""
    with db.transaction(db.engine()), db.scoped(arguments["provider_id"]):
        return {"notices": services.count()}
