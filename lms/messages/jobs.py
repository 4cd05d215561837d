"""Sending what waits in the outbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.kernel import config, db, jobs
from lms.messages import services


@jobs.every(minutes=1)
@jobs.job("messages.send")
def send(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Send waiting mail. Without an SMTP setting mail stays in the outbox."""
    settings = config.read()
    if not settings.smtp_url:
        return {"sent": 0}
    with db.transaction(db.engine()):
        return {"sent": services.send_waiting(services.smtp(settings.smtp_url), sender=settings.mail_from, now=now)}
