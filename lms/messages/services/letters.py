"""Letters to learners and mail to others: into the outbox, by the way that the person prefers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.kernel import config, db, language
from lms.kernel.actor import Role
from lms.learners.domain.contacts import CALLED
from lms.learners.queries import LearnerInfo
from lms.messages import domain, models, queries
from lms.messages.services.tasks import ask
from lms.organisations import queries as organisations

LONGEST_PLACE = 40
"""So much of a centre's name stands in a text message that would be too long otherwise."""


def queue_mail(
    address: str, subject: str, body: str, *, locale: str, now: datetime, provider_id: str | None = None
) -> str:
    """Put an e-mail into the outbox, in the transaction in hand. A job sends it."""
    return _put("email", address, subject, body, locale=locale, now=now, provider_id=provider_id)


def write_to(learner: LearnerInfo, code: str, facts: Mapping[str, Any], *, now: datetime) -> str | None:
    """A letter to a learner in her language, by the way she prefers: the sentences `code`.subject and `code`.body, in
    which `name` is hers; `code`.text is what a text message says.

    Returns the id of what waits in the outbox, None for somebody who has to be called or met.
    """
    way = queries.channel_for(learner)
    if way == "office":
        return None
    locale = queries.language_of(learner)
    said = {**facts, "name": learner.given_name}
    subject, body = (language.say(f"{code}.{part}", said, locale=locale) for part in ("subject", "body"))
    one: dict[str, Any] = {
        "locale": locale, "now": now, "provider_id": db.require_provider(), "learner_id": learner.id,
    }  # fmt: skip
    if way == "sms":
        return _put("sms", queries.number_of(learner), subject, _short(learner, code, said, locale), letter=body, **one)
    if way == "page":
        # It lies on her page from now on: nothing has to be sent.
        return _put("page", "", subject, body, sent_at=now, **one)
    return _put("email", learner.email, subject, body, **one)


def write_or_call(learner: LearnerInfo, code: str, facts: Mapping[str, Any], *, now: datetime) -> tuple[str, str]:
    """The same; whoever wants to be called stands on the list of calls then. Returns channel and reference, both empty
    for somebody without any way.
    """
    way = queries.channel_for(learner)
    if way != "office":
        return way, write_to(learner, code, facts, now=now) or ""
    if learner.contact not in CALLED or not learner.phone:
        return "", ""
    subject = language.say(f"{code}.subject", {**facts, "name": learner.given_name})
    task = ask(
        Role.ADMINISTRATOR,
        "messages.call",
        {"name": learner.name, "subject": subject, "phone": learner.phone},
        now=now,
        learner_id=learner.id,
        link=f"/people/{learner.id}",
    )
    return "task", task or ""


def _short(learner: LearnerInfo, code: str, facts: Mapping[str, Any], locale: str) -> str:
    """What a text message says of a letter; only that there is one, where that would need more than three."""
    place = organisations.centre(learner.centre_id).name
    page = f"{config.read().base_url}/my-letters"
    text = language.say(f"{code}.text", {**facts, "place": place, "page": page}, locale=locale)
    if domain.text_parts(text) <= domain.MOST_PARTS:
        return text
    return language.say("messages.letter.text", {"place": place[:LONGEST_PLACE], "page": page}, locale=locale)


def by_mail_instead(row: models.Outgoing, address: str, *, now: datetime) -> str:
    """The letter of a text message that did not arrive, as an e-mail."""
    return _put(
        "email", address, row.subject, row.letter, locale=row.locale, now=now,
        provider_id=row.provider_id, learner_id=row.learner_id, after_id=row.id,
    )  # fmt: skip


def _put(
    channel: str, address: str, subject: str, body: str, *, locale: str, now: datetime, **more: str | datetime | None
) -> str:
    row = models.Outgoing(
        id=db.new_id(),
        channel=channel,
        address=address,
        subject=subject,
        body=body,
        locale=locale,
        at=now,
        log=[],
        **more,
    )
    db.session().add(row)
    return row.id
