"""Asking those to call who have sent somebody and have had no answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.kernel import clock, jobs
from lms.organisations.jobs import for_every_provider
from lms.referrals import services


@jobs.every(hour=5)
@jobs.job("referrals.remind")
def remind(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Ask whoever sent somebody to a service that has not answered for a week, once for each link."""
    return for_every_provider(
        lambda actor: services.remind(clock.local(now, actor.zone).date(), now=now), "asked", progress
    )
