"""A person shows another provider parts of the file here, and takes it back at any time."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain.sharing import parts_of, sharing_trouble
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners


def share_file(
    learner_id: str,
    provider_id: str,
    parts: Iterable[str],
    *,
    way: str,
    language: str,
    actor: Actor,
    now: datetime,
) -> str:
    """These parts and no others from now on: what was agreed with this provider before has ended, and stays written down.

    Raises Invalid naming the field that lacks; only providers that have a record of the person can be shown anything.
    """
    chosen = parts_of(parts)
    trouble = sharing_trouble(chosen, way)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    person_id = learners.learner(learner_id).person_id
    if provider_id not in {one.provider_id for one in queries.elsewhere(person_id)}:
        raise errors.Invalid("casework.no_provider", field="provider_id")
    _end(person_id, provider_id, actor, now)
    row = models.Sharing(
        id=db.new_id(),
        person_id=person_id,
        from_provider=db.require_provider(),
        to_provider=provider_id,
        parts=[str(part) for part in chosen],
        way=way,
        language=language,
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def stop_sharing(learner_id: str, provider_id: str, *, actor: Actor, now: datetime) -> None:
    """That provider sees nothing of the file here any more. Raises NotFound where it sees nothing."""
    if not _end(learners.learner(learner_id).person_id, provider_id, actor, now):
        raise errors.NotFound("casework.not_shared")


def _end(person_id: str, provider_id: str, actor: Actor, now: datetime) -> int:
    row = models.Sharing
    rows = list(
        db.session().scalars(
            select(row).where(
                row.person_id == person_id,
                row.from_provider == db.require_provider(),
                row.to_provider == provider_id,
                row.ended_at.is_(None),
            )
        )
    )
    for one in rows:
        one.ended_at, one.ended_by = now, actor.name
    db.session().flush()
    return len(rows)
