"""The clock of partners: what ends within sixty days becomes a task, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.kernel import clock, jobs
from lms.organisations.jobs import for_every_provider
from lms.partners import services


@jobs.every(hour=5, minute=10)
@jobs.job("partners.warn")
def warn(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Agreements and duties that end within sixty days, a provider a transaction."""
    return for_every_provider(
        lambda actor: services.warn(clock.local(now, actor.zone).date(), now=now), "asked", progress, name="partners"
    )
