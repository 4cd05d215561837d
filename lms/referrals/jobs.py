"""Asking those to call who have sent somebody and have had no answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.accounts.services import audit
from lms.kernel import clock, db, jobs
from lms.kernel.actor import system
from lms.organisations import queries as organisations
from lms.referrals import services


@jobs.every(hour=5)
@jobs.job("referrals.remind")
def remind(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Ask whoever sent somebody to a service that has not answered for a week, once for each link."""
    with db.transaction(db.engine()):
        providers = organisations.provider_ids()
    asked = 0
    for provider_id in providers:
        with (
            db.transaction(db.engine()),
            audit.acting(system("onward", provider_id)),
            db.scoped(provider_id),
        ):
            centres = organisations.centres()
            day = clock.local(now, centres[0].zone).date() if centres else now.date()
            asked += services.remind(day, now=now)
        progress.tell({"asked": asked})
    return {"asked": asked}
