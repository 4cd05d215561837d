"""Forgetting old answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.kernel import jobs
from lms.organisations.jobs import for_every_provider
from lms.wellbeing import services


@jobs.every(hour=2, minute=40)
@jobs.job("wellbeing.forget")
def forget_old_answers(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """A year after its day an answer goes; words about which somebody has talked go in the night."""
    return for_every_provider(lambda _actor: services.forget_old(now.date()), "gone", progress)
