"""Private calendar addresses: made, shown once, ended."""

from datetime import datetime

from sqlalchemy import select

from lms.accounts import domain as accounts
from lms.exchange import models
from lms.kernel import db, errors
from lms.kernel.actor import Actor


def make_feed(
    kind: str, subject_id: str, *, learner_id: str | None = None, locale: str = "en", actor: Actor, now: datetime
) -> str:
    """An address for a calendar; an earlier one of the same person for the same calendar stops working.

    Returns the token for the address. It is shown once: only its hash is kept.
    """
    for row in _mine(kind, subject_id, actor):
        row.revoked_at = now
    token = accounts.new_token()
    db.session().add(
        models.Feed(
            id=db.new_id(),
            token_hash=accounts.token_hash(token),
            kind=kind,
            subject_id=subject_id,
            learner_id=learner_id,
            locale=locale,
            made_at=now,
            made_by=actor.name,
            user_id=actor.user_id or "",
        )
    )
    db.session().flush()
    return token


def end_feed(feed_id: str, *, actor: Actor, now: datetime) -> None:
    """An address stops working at once. Raises NotFound for one that somebody else made."""
    row = db.session().scalar(
        select(models.Feed).where(models.Feed.id == feed_id, models.Feed.user_id == (actor.user_id or ""))
    )
    if row is None or row.revoked_at is not None:
        raise errors.NotFound("exchange.absent")
    row.revoked_at = now


def _mine(kind: str, subject_id: str, actor: Actor) -> list[models.Feed]:
    return list(
        db.session().scalars(
            select(models.Feed).where(
                models.Feed.kind == kind,
                models.Feed.subject_id == subject_id,
                models.Feed.user_id == (actor.user_id or ""),
                models.Feed.revoked_at.is_(None),
            )
        )
    )
