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


@jobs.every(minutes=1)
@jobs.job("messages.send_texts")
def send_texts(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Send waiting text messages, a transaction each: killed in the middle, one may go a second time and none is lost."""
    settings = config.read()
    if not (settings.sms_url and settings.sms_token):
        return {"sent": 0}
    deliver = services.https(settings.sms_url, settings.sms_token, settings.sms_sender)
    with db.transaction(db.engine()):
        waiting = services.waiting_texts()
    sent = 0
    for message_id in waiting:
        with db.transaction(db.engine()):
            sent += services.send_text(message_id, deliver, now=now)
        progress.tell({"sent": sent})
    return {"sent": sent}
