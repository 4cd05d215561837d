"""Certificates are issued, replaced by a corrected one, or revoked."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from curricula import models
from curricula.domain import certificates as domain
from curricula.domain.certificates import Kind, Statement
from curricula.queries import certificates as queries
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners

TRIES = 5


def issue(
    learner_id: str,
    module_key: str,
    *,
    on_day: date,
    kind: Kind = Kind.MODULE,
    locale: str = "en",
    signed_by: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """A certificate of what is on record today. Returns its id.

    Raises Invalid where the record does not say it, Conflict where one holds already.
    """
    stated = queries.statement_of(learner_id, module_key, on_day, kind)
    centre_id = learners.learner(learner_id).centre_id
    return _write(stated, learner_id, centre_id, module_key, locale=locale, signed_by=signed_by, actor=actor, now=now)


def issue_again(certificate_id: str, *, reason: str, actor: Actor, now: datetime) -> str:
    """A new certificate of what is on record today in place of an earlier one, which stops holding. Returns its id."""
    row = _valid(certificate_id)
    stated = queries.statement_of(row.learner_id, row.module_key, row.on_day, Kind(row.kind))
    _end(row, reason, actor, now)
    db.session().flush()
    new_id = _write(
        stated,
        row.learner_id,
        row.centre_id,
        row.module_key,
        locale=row.locale,
        signed_by=row.signed_by,
        actor=actor,
        now=now,
    )
    row.replaced_by = new_id
    return new_id


def revoke(certificate_id: str, *, reason: str, actor: Actor, now: datetime) -> None:
    """A certificate stops holding; whoever checks it sees that. Raises Invalid without a reason."""
    _end(_valid(certificate_id), reason, actor, now)


def _valid(certificate_id: str) -> models.Certificate:
    row = db.session().get(models.Certificate, certificate_id)
    if row is None:
        raise errors.NotFound("curricula.absent")
    if row.revoked_at is not None:
        raise errors.Conflict("curricula.certificate_ended", name=row.name)
    return row


def _end(row: models.Certificate, reason: str, actor: Actor, now: datetime) -> None:
    if not reason.strip():
        raise errors.Invalid("curricula.why_ended", field="reason")
    row.revoked_at, row.revoked_by, row.revoked_reason = now, actor.name, reason.strip()


def _write(
    stated: Statement,
    learner_id: str,
    centre_id: str,
    module_key: str,
    *,
    locale: str,
    signed_by: str,
    actor: Actor,
    now: datetime,
) -> str:
    """The row, at the next place of the status list. Two who write at once get two places."""
    for _try in range(TRIES):
        row = models.Certificate(
            id=db.new_id(),
            learner_id=learner_id,
            centre_id=centre_id,
            kind=stated.kind,
            module_key=module_key,
            name=stated.name,
            title=stated.title,
            programme=stated.programme,
            language=stated.language,
            level=stated.level or "",
            minutes=stated.minutes,
            from_day=stated.from_day,
            on_day=stated.on_day,
            provider_name=stated.provider,
            centre_name=stated.centre,
            signed_by=signed_by or actor.name,
            locale=locale,
            code=domain.new_code(),
            serial=_next_serial(),
            issued_at=now,
            issued_by=actor.name,
        )
        try:
            with db.session().begin_nested():
                db.session().add(row)
        except IntegrityError:
            if _holds(learner_id, module_key, stated):
                raise errors.Conflict("curricula.certificate_there", name=stated.name) from None
            continue
        return row.id
    raise errors.Conflict("curricula.certificate_busy")


def _next_serial() -> int:
    highest = db.session().scalar(select(func.max(models.Certificate.serial)))
    return 0 if highest is None else int(highest) + 1


def _holds(learner_id: str, module_key: str, stated: Statement) -> bool:
    return (
        db.session().scalar(
            select(models.Certificate.id).where(
                models.Certificate.learner_id == learner_id,
                models.Certificate.module_key == module_key,
                models.Certificate.kind == stated.kind,
                models.Certificate.on_day == stated.on_day,
                models.Certificate.revoked_at.is_(None),
            )
        )
        is not None
    )
