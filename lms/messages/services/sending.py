"""Sending what waits in the outbox, and the next way for what does not arrive."""

import http.client
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from sqlalchemy import ColumnElement, or_, select, update

from lms.accounts.services import audit
from lms.kernel import clock, db
from lms.kernel.actor import Role, system
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo
from lms.messages import domain, models
from lms.messages.services import gateway, letters
from lms.messages.services.tasks import ask

ROUND = 200
"""So many of a kind are tried at once."""
CLAIMED = timedelta(minutes=5)
"""So long nobody else tries a message that somebody has begun to send; longer than any server may take its time."""


@dataclass(frozen=True)
class Message:
    """What is handed to a mail server or a gateway."""

    id: str
    address: str
    subject: str
    body: str


@dataclass(frozen=True)
class Outcome:
    """What became of one try: no trouble where it was taken; a final one is not tried again."""

    trouble: str = ""
    final: bool = False


def waiting(channel: str) -> list[str]:
    """Ids of the messages of a channel that are to be tried, the oldest first."""
    row = models.Outgoing
    found = select(row.id).where(*_waits(channel, clock.now())).order_by(row.id).limit(ROUND)
    return list(db.session().scalars(found))


def claim(message_id: str, channel: str, *, now: datetime) -> Message | None:
    """Take a message in hand, so that no other round sends it meanwhile. None where another has it or it has gone."""
    row = models.Outgoing
    taken = update(row).where(*_waits(channel, now), row.id == message_id).values(not_before=now + CLAIMED)
    if not db.changed(taken):
        return None
    return Message(
        *db.session().execute(select(row.id, row.address, row.subject, row.body).filter_by(id=message_id)).one()
    )


def tried(message: Message, deliver: Callable[[Message], None]) -> Outcome:
    """Hand it over. Needs no database, and must not hold one: a server may be slow."""
    try:
        deliver(message)
    except gateway.Refused as trouble:
        return Outcome(str(trouble), final=True)
    except ValueError as trouble:
        # No header can hold this address or subject: it would fail every time.
        return Outcome(type(trouble).__name__, final=True)
    except (OSError, smtplib.SMTPException, http.client.HTTPException) as trouble:
        return Outcome(str(trouble) if isinstance(trouble, gateway.Busy) else type(trouble).__name__)
    return Outcome()


def close(message: Message, outcome: Outcome, *, now: datetime) -> int:
    """Write down what became of it. What failed for the last time goes another way: by e-mail, or the office is asked to
    reach the learner as she prefers it. Returns 1 where it went.
    """
    row = db.session().get(models.Outgoing, message.id)
    if row is None:
        # Whose letter it was has been erased while it was on its way.
        return 0 if outcome.trouble else 1
    row.trouble = outcome.trouble
    row.tries = domain.MOST_TRIES if outcome.final else row.tries + 1
    row.log = [*row.log, [now.isoformat(), outcome.trouble]]
    if not outcome.trouble:
        row.sent_at = now
        return 1
    row.not_before = now + domain.pause_after(row.tries)
    if row.tries >= domain.MOST_TRIES and row.provider_id:
        _reach_another_way(row, now)
    return 0


def _waits(channel: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    row = models.Outgoing
    due = or_(row.not_before.is_(None), row.not_before <= now)
    return row.channel == channel, row.sent_at.is_(None), row.tries < domain.MOST_TRIES, due


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


def smtp(url: str, sender: str) -> Callable[[Message], None]:
    """A deliverer of mail for `smtp://user:password@host:port`: `smtps` is TLS from the first byte, else STARTTLS if offered."""
    parts = urlsplit(url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP

    def deliver(message: Message) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, message.address, message.subject
        mail.set_content(message.body)
        with kind(parts.hostname or "localhost", parts.port or 25, timeout=20) as server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)

    return deliver
