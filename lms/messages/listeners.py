"""What messages hear: links that should reach somebody by e-mail, people who go to another centre."""

from datetime import datetime
from typing import Any

from lms.kernel import config, language, signals
from lms.kernel.actor import Role
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


@signals.hear(signals.centre_changed)
def take_along(learner_id: str, *, centre_id: str, from_id: str, **_more: Any) -> None:
    """What caseworkers were asked about somebody goes along; what concerns a seat or a room stays with its centre."""
    services.move_tasks(Role.CASEWORKER, learner_id, from_id, centre_id)
