"""Putting notices up and reading them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from lms.kernel import db, jobs
from lms.kernel.actor import Actor
from stranger import models


def put_up(text: str, section_id: str | None, *, actor: Actor, now: datetime) -> None:
    """A new notice; somebody counts them afterwards."""
    db.session().add(models.Notice(text=text, section_id=section_id))
    jobs.enqueue("stranger.count", {"provider_id": actor.provider_id}, now=now, provider_id=actor.provider_id)


def notices() -> Sequence[str]:
    """Every notice of the provider in scope."""
    return db.session().scalars(select(models.Notice.text).order_by(models.Notice.id)).all()


def closing(section_id: str) -> Sequence[str]:
    """Notices that close a class."""
    return db.session().scalars(select(models.Notice.text).where(models.Notice.section_id == section_id)).all()


def count() -> int:
    """How many there are."""
    return db.session().scalar(select(func.count()).select_from(models.Notice)) or 0
