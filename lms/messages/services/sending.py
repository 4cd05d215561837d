"""Sending what waits in the outbox, and the next way for what does not arrive."""

import http.client
import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from sqlalchemy import ColumnElement, select

from lms.accounts.services import audit
from lms.kernel import db
from lms.kernel.actor import Role, system
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo
from lms.messages import domain, models
from lms.messages.services import gateway, letters
from lms.messages.services.tasks import ask

ROUND = 200
"""So many of a kind are tried at once."""


def send_waiting(deliver: Callable[[EmailMessage], None], *, sender: str, now: datetime) -> int:
    """Hand waiting mail to `deliver`, oldest first. What fails waits for the next round, five times. Returns how many went.

    What failed for the last time goes another way: the office is asked to reach the learner as she prefers it.
    """

    def mail(row: models.Outgoing) -> None:
        one = EmailMessage()
        one["From"], one["To"], one["Subject"] = sender, row.address, row.subject
        one.set_content(row.body)
        deliver(one)

    row = models.Outgoing
    waiting = select(row).where(*_waits("email")).order_by(row.id).limit(ROUND)
    return _try(db.session().scalars(waiting).all(), mail, now)


def waiting_texts() -> list[str]:
    """Ids of text messages that are to be tried now, the oldest first."""
    row = models.Outgoing
    return list(db.session().scalars(select(row.id).where(*_waits("sms")).order_by(row.id).limit(ROUND)))


def send_text(message_id: str, deliver: Callable[[models.Outgoing], None], *, now: datetime) -> int:
    """Hand one text message to `deliver`. What the gateway refuses is not tried again: the letter goes by e-mail then, or
    the office is asked. Returns 1 where it was taken.
    """
    row = models.Outgoing
    # Another worker that is still at an earlier round has its own in hand.
    one = select(row).where(*_waits("sms"), row.id == message_id).with_for_update(skip_locked=True)
    return _try(db.session().scalars(one).all(), deliver, now)


def _waits(channel: str) -> tuple[ColumnElement[bool], ...]:
    row = models.Outgoing
    return row.channel == channel, row.sent_at.is_(None), row.tries < domain.MOST_TRIES


def _try(rows: Sequence[models.Outgoing], deliver: Callable[[models.Outgoing], None], now: datetime) -> int:
    sent, lost = 0, list[models.Outgoing]()
    for one in rows:
        one.tries += 1
        try:
            deliver(one)
        except gateway.Refused as trouble:
            one.tries, one.trouble = domain.MOST_TRIES, str(trouble)
        except (OSError, smtplib.SMTPException, http.client.HTTPException) as trouble:
            one.trouble = str(trouble) if isinstance(trouble, gateway.Busy) else type(trouble).__name__
        else:
            one.sent_at, one.trouble = now, ""
            sent += 1
        one.log = [*one.log, [now.isoformat(), one.trouble]]
        lost += [one] if one.sent_at is None and one.tries >= domain.MOST_TRIES and one.provider_id else []
    for one in lost:
        _reach_another_way(one, now)
    return sent


def _reach_another_way(row: models.Outgoing, now: datetime) -> None:
    """Whoever has this address at this provider is reached by the next channel: by e-mail, else by the office."""
    provider_id = row.provider_id or ""
    with audit.acting(system("messages", provider_id)), db.scoped(provider_id):
        whose = [learners.by_ids([row.learner_id]).get(row.learner_id)] if row.learner_id else []
        found = [one for one in whose if one] if row.learner_id else learners.with_address(row.address)
        for learner in found:
            if row.channel == "sms" and learner.email:
                letters.by_mail_instead(row, learner.email, now=now)
            else:
                _ask_office(row, learner, now)


def _ask_office(row: models.Outgoing, learner: LearnerInfo, now: datetime) -> None:
    texted = row.channel == "sms" or row.after_id is not None
    # A number that text messages do not reach is called, by whoever may.
    preferred = "" if texted else learner.contact
    number = learner.text_number if preferred == "sms" else learner.phone
    way = domain.next_channel(preferred, number)
    ask(
        Role.ADMINISTRATOR,
        f"messages.{'lost_text' if row.channel == 'sms' else 'lost'}.{way}",
        {"name": learner.name, "subject": row.subject, "phone": number},
        now=now,
        learner_id=learner.id,
        link=f"/people/{learner.id}",
        unique_key=f"messages.lost:{row.id}:{learner.id}",
    )


def smtp(url: str) -> Callable[[EmailMessage], None]:
    """A deliverer for `smtp://user:password@host:port`; `smtps` for TLS from the first byte, otherwise STARTTLS if offered."""
    parts = urlsplit(url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP

    def deliver(mail: EmailMessage) -> None:
        with kind(parts.hostname or "localhost", parts.port or 25, timeout=20) as server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)

    return deliver
