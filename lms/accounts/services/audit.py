"""The audit: one row for every change of a provider's or person's row, and for every read of sensitive fields.

Changes through the ORM are written by themselves, in the same transaction. A table that changes in bulk declares
`__audit__ = "explicit"` and its service calls `record` once with what happened.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from lms.accounts import models
from lms.kernel import clock, db
from lms.kernel.actor import Actor, system
from lms.kernel.statements import adding

_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)
_reason: ContextVar[str | None] = ContextVar("audit_reason", default=None)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Everything written inside is written by `actor`. Doors open it."""
    db.write_waiting()
    token = _acting.set(actor)
    try:
        yield
        db.write_waiting()
    finally:
        _acting.reset(token)


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Everything written inside carries this reason."""
    db.write_waiting()
    token = _reason.set(reason)
    try:
        yield
        db.write_waiting()
    finally:
        _reason.reset(token)


def record(
    action: str,
    subject_kind: str,
    subject_id: str,
    *,
    changes: Mapping[str, Any] | None = None,
    reason: str | None = None,
    now: datetime | None = None,
) -> None:
    """Add one row to the audit, in the transaction in hand."""
    db.session().add(_entry(action, subject_kind, subject_id, changes, reason, now or clock.now()))


_COLUMNS = ("id", "at", "user_id", "actor", "action", "subject_kind", "subject_id", "changes", "reason")
_ADD = adding(models.AuditEntry, *_COLUMNS)


def record_at_once(
    action: str,
    subject_kind: str,
    subject_id: str,
    *,
    changes: Mapping[str, Any] | None = None,
    reason: str | None = None,
    now: datetime,
) -> None:
    """The same by one statement, for what a provider's people do many times a second."""
    _ADD.soon(id=db.new_id(), **_values(action, subject_kind, subject_id, changes, reason, now))


def record_added(subject_kind: str, rows: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """One row for each row that was added to a table by a statement of its own: what the ORM would have written by itself.

    `rows` hold the values by column, the id among them.
    """
    _ADD.each_soon(
        [{"id": db.new_id(), **_values("add", subject_kind, row["id"], _of_new(row), None, now)} for row in rows]
    )


def read(subject_kind: str, subject_ids: list[str], what: str, *, now: datetime) -> None:
    """Note that sensitive fields of these subjects were shown to whoever acts."""
    for subject_id in subject_ids:
        record("read", subject_kind, subject_id, changes={"what": what}, now=now)


def _of_new(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: [None, _plain(value)] for name, value in row.items() if value is not None}


def _entry(
    action: str, kind: str, subject_id: str, changes: Mapping[str, Any] | None, reason: str | None, now: datetime
) -> models.AuditEntry:
    scope = db.scope()
    values = _values(action, kind, subject_id, changes, reason, now)
    return models.AuditEntry(provider_id=scope.provider_id if scope else None, **values)


def _values(
    action: str, kind: str, subject_id: str, changes: Mapping[str, Any] | None, reason: str | None, now: datetime
) -> dict[str, Any]:
    actor = _acting.get() or system("onward")
    return {
        "at": now,
        "user_id": actor.user_id,
        "actor": actor.name,
        "action": action,
        "subject_kind": kind,
        "subject_id": subject_id,
        "changes": dict(changes) if changes else None,
        "reason": reason or _reason.get(),
    }


@event.listens_for(Session, "before_flush")
def _write_changes(session: Session, _context: Any, _instances: Any) -> None:
    now = clock.now()
    for action, rows in (("add", session.new), ("change", session.dirty), ("remove", session.deleted)):
        for row in list(rows):
            if _audited(row):
                changes = _changes(row, action)
                if changes:
                    session.add(_entry(action, row.__tablename__, _identity(row), changes, None, now))


def _audited(row: Any) -> bool:
    return (
        getattr(row, "__kind__", None) in {db.Kind.PROVIDER, db.Kind.PERSON}
        and not isinstance(row, models.AuditEntry)
        and getattr(row, "__audit__", "") != "explicit"
    )


def _identity(row: Any) -> str:
    mapper = inspect(row).mapper
    for column in mapper.primary_key:
        # The key is drawn here, so that a new row's audit can name it before the row is written.
        if getattr(row, column.key) is None:
            setattr(row, column.key, db.new_id())
    return "/".join(str(getattr(row, column.key)) for column in mapper.primary_key)


def _changes(row: Any, action: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for attribute in inspect(row).attrs:
        history = attribute.history
        if action == "remove":
            changes[attribute.key] = [_plain(attribute.value), None]
        elif history.has_changes():
            before = history.deleted[0] if history.deleted else None
            after = history.added[0] if history.added else None
            if before is not None or after is not None:
                changes[attribute.key] = [_plain(before), _plain(after)]
    changes.pop("provider_id", None)
    return changes


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value
