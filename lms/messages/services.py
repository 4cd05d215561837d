"""Deeds of messages: asking somebody to do something, putting mail into the outbox and sending it."""

import smtplib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from lms.accounts.services import audit
from lms.kernel import db, errors, language
from lms.kernel.actor import Actor, Role, system
from lms.kernel.statements import Prepared, table
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo
from lms.messages import domain, models, queries

MOST_TRIES = 5

_TASK: dict[str, Any] = {
    name: bindparam(name)
    for name in (
        "id",
        "role",
        "staff_id",
        "learner_id",
        "centre_id",
        "code",
        "facts",
        "link",
        "due_on",
        "at",
        "unique_key",
    )
}
_ASK = Prepared(
    sqlite.insert(table(models.Task)).values(_TASK).on_conflict_do_nothing(),
    postgresql=postgresql.insert(table(models.Task)).values(_TASK).on_conflict_do_nothing(),
)


def ask(
    role: Role,
    code: str,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    staff_id: str | None = None,
    learner_id: str | None = None,
    centre_id: str | None = None,
    due_on: date | None = None,
    link: str = "",
    unique_key: str | None = None,
) -> str | None:
    """A task for a role (or one member of staff) of the centre it concerns; about a learner it is hers, unless said.
    `facts` are JSON, dates and times.

    With a `unique_key` that stands, nothing is added.
    """
    row: dict[str, Any] = {
        "id": db.new_id(),
        "role": str(role),
        "staff_id": staff_id,
        "learner_id": learner_id,
        "centre_id": centre_id or _centre_of(learner_id),
        "code": code,
        "facts": domain.kept(facts),
        "link": link,
        "due_on": due_on,
        "at": now,
        "unique_key": unique_key,
    }
    if not _ASK.ask(**row).rowcount:
        return None
    audit.record_added(models.Task.__tablename__, [row], now=now)
    return str(row["id"])


def _centre_of(learner_id: str | None) -> str | None:
    found = learners.by_ids([learner_id]).get(learner_id) if learner_id else None
    return found.centre_id if found else None


def mark_done(task_id: str, *, actor: Actor, now: datetime) -> None:
    """A task is done. Done twice is done once."""
    row = _task(task_id, actor)
    if row.done_at is None:
        row.done_at, row.done_by = now, actor.name


def settle(task_ids: Iterable[str], *, by: str, now: datetime) -> None:
    """What these tasks asked for has happened another way: nobody needs to do them any more."""
    wanted = list(task_ids)
    for row in db.session().scalars(
        select(models.Task).where(models.Task.id.in_(wanted), models.Task.done_at.is_(None))
    ):
        row.done_at, row.done_by = now, by


def settle_keyed(key: str, *, by: str, now: datetime) -> None:
    """Nobody needs to do any more what was asked with a unique key that begins so."""
    settle(db.session().scalars(_keyed(key).where(models.Task.done_at.is_(None))).all(), by=by, now=now)


def ask_again(key: str) -> None:
    """What was asked with a unique key that begins so, and settled, is to be done after all."""
    wanted = list(db.session().scalars(_keyed(key)))
    for row in db.session().scalars(select(models.Task).where(models.Task.id.in_(wanted))):
        row.done_at, row.done_by = None, ""


def _keyed(key: str) -> Select[str]:
    return select(models.Task.id).where(models.Task.unique_key.startswith(key, autoescape=True))


def settle_about(learner_id: str, *codes: str, key: str = "", by: str, now: datetime) -> None:
    """Nobody needs to do any more what these codes have asked about a learner; with `key` only those whose own begins so."""
    about = select(models.Task.id).where(
        models.Task.learner_id == learner_id, models.Task.code.in_(codes), models.Task.done_at.is_(None)
    )
    if key:
        about = about.where(models.Task.unique_key.startswith(key, autoescape=True))
    settle(db.session().scalars(about).all(), by=by, now=now)


def pass_on(role: Role, learner_id: str, before: str | None, after: str | None) -> None:
    """What is still open about a learner goes from one member of staff to another; nobody is everybody of the role."""
    task = models.Task
    addressed = task.staff_id.is_(None) if before is None else task.staff_id == before
    open_ones = select(task).where(task.role == role, task.learner_id == learner_id, task.done_at.is_(None), addressed)
    for row in db.session().scalars(open_ones).all():
        row.staff_id = after
    db.session().flush()


def reopen(task_id: str, *, actor: Actor) -> None:
    """Take back that a task is done."""
    row = _task(task_id, actor)
    row.done_at, row.done_by = None, ""


def _task(task_id: str, actor: Actor) -> models.Task:
    row = db.session().scalar(select(models.Task).where(models.Task.id == task_id, *queries.addressed_to(actor)))
    if row is None:
        raise errors.NotFound("messages.no_task")
    return row


def queue_mail(
    address: str, subject: str, body: str, *, locale: str, now: datetime, provider_id: str | None = None
) -> str:
    """Put an e-mail into the outbox, in the transaction in hand. A job sends it."""
    row = models.Outgoing(
        id=db.new_id(),
        provider_id=provider_id,
        channel="email",
        address=address,
        subject=subject,
        body=body,
        locale=locale,
        at=now,
    )
    db.session().add(row)
    return row.id


def write_to(learner: LearnerInfo, code: str, facts: Mapping[str, Any], *, now: datetime) -> str | None:
    """A letter to a learner in her language: the sentences `code`.subject and `code`.body, in which `name` is hers.

    Returns the id of what waits in the outbox, None for somebody without an address: she has to be called or met.
    """
    if not learner.email:
        return None
    locale = queries.language_of(learner)
    said = {**facts, "name": learner.given_name}
    subject, body = (language.say(f"{code}.{part}", said, locale=locale) for part in ("subject", "body"))
    return queue_mail(learner.email, subject, body, locale=locale, now=now, provider_id=db.require_provider())


def send_waiting(deliver: Callable[[EmailMessage], None], *, sender: str, now: datetime) -> int:
    """Hand waiting mail to `deliver`, oldest first. What fails waits for the next round, five times. Returns how many went.

    What failed for the last time goes another way: the office is asked to reach the learner as she prefers it.
    """
    sent, lost = 0, list[models.Outgoing]()
    for row in db.session().scalars(
        select(models.Outgoing)
        .where(models.Outgoing.sent_at.is_(None), models.Outgoing.tries < MOST_TRIES)
        .order_by(models.Outgoing.id)
        .limit(200)
    ):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, row.address, row.subject
        mail.set_content(row.body)
        row.tries += 1
        try:
            deliver(mail)
        except (OSError, smtplib.SMTPException) as trouble:
            row.trouble = type(trouble).__name__
            lost += [row] if row.tries == MOST_TRIES and row.provider_id else []
        else:
            row.sent_at, row.trouble = now, ""
            sent += 1
    for row in lost:
        _reach_another_way(row, now)
    return sent


def _reach_another_way(row: models.Outgoing, now: datetime) -> None:
    """Whoever has this address at this provider is reached by the next channel, by somebody of the office."""
    provider_id = row.provider_id or ""
    with audit.acting(system("messages", provider_id)), db.scoped(provider_id):
        for learner in learners.with_address(row.address):
            number = learner.text_number if learner.contact == "sms" else learner.phone
            way = domain.next_channel(learner.contact, number)
            ask(
                Role.ADMINISTRATOR,
                f"messages.lost.{way}",
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
