"""Nightly tidying of what the HTML side keeps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.kernel import db, jobs
from lms.kernel.web import submissions


@jobs.every(hour=2, minute=30)
@jobs.job("kernel.tidy")
def tidy(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Remove form keys that no browser sends again."""
    with db.transaction(db.engine()):
        return {"forgotten": submissions.forget_old(now)}
