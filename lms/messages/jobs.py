"""Sending what waits in the outbox."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from lms.kernel import clock, config, db, jobs
from lms.messages import services


@jobs.every(minutes=1)
@jobs.job("messages.send")
def send(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Send waiting mail. Without an SMTP setting mail stays in the outbox."""
    settings = config.read()
    if not settings.smtp_url:
        return {"sent": 0}
    return {"sent": send_round("email", services.smtp(settings.smtp_url, settings.mail_from), progress)}


@jobs.every(minutes=1)
@jobs.job("messages.send_texts")
def send_texts(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Send waiting text messages. Killed in the middle, one may go a second time and none is lost."""
    settings = config.read()
    if not (settings.sms_url and settings.sms_token):
        return {"sent": 0}
    deliver = services.https(settings.sms_url, settings.sms_token, settings.sms_sender)
    return {"sent": send_round("sms", deliver, progress)}


def send_round(channel: str, deliver: Callable[[services.Message], None], progress: jobs.Progress) -> int:
    """Try each message of a channel that waits. Returns how many went.

    Nobody waits for the database while a server is slow: a message is claimed, handed over, and what became of it is kept.
    """
    with db.reading(), db.transaction(db.engine()):
        ids = services.waiting(channel)
    sent = 0
    for one in ids:
        with db.transaction(db.engine()):
            message = services.claim(one, channel, now=clock.now())
        if message is not None:
            outcome = services.tried(message, deliver)
            with db.transaction(db.engine()):
                sent += services.close(message, outcome, now=clock.now())
        progress.tell({"sent": sent})
    return sent
