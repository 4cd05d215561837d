"""What messages hear: links that should reach somebody by e-mail."""

from datetime import datetime
from typing import Any

from lms.kernel import config, language, signals
from lms.messages import services


@signals.hear(signals.link_made)
def send_link(
    user_id: str, *, purpose: str, email: str, name: str, locale: str, token: str, now: datetime, **_more: Any
) -> None:
    """Put an invitation or a reset into the outbox."""
    link = f"{config.read().base_url}/link/{token}"
    subject = language.say(f"messages.{purpose}.subject", locale=locale)
    body = language.say(f"messages.{purpose}.body", {"name": name, "link": link}, locale=locale)
    services.queue_mail(email, subject, body, locale=locale, now=now)
