"""The clock of casework: every morning what is due becomes a task."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.casework import services
from lms.kernel import clock, jobs
from lms.organisations.jobs import for_every_provider


@jobs.every(hour=4, minute=40)
@jobs.job("casework.remind")
def remind(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Reviews that are due and steps that are late, a provider a transaction."""
    return for_every_provider(
        lambda actor: services.remind(clock.local(now, actor.zone).date(), now=now), "asked", progress, name="casework"
    )
