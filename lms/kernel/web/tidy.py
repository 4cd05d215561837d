"""Nightly tidying of what the kernel keeps: form keys and finished work of the clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.kernel import db, jobs
from lms.kernel.jobs import ledger
from lms.kernel.web import submissions


@jobs.every(hour=2, minute=30)
@jobs.job("kernel.tidy")
def tidy(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Remove form keys that no browser sends again, and the clock's finished entries after a week."""
    with db.transaction(db.engine()):
        return {"forgotten": submissions.forget_old(now), "entries": ledger.forget_old(now)}
