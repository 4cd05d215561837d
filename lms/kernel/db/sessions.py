"""The session of the work in hand, the provider it works for, and transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from lms.kernel.db import lines
from lms.kernel.db.answers import ANSWERS
from lms.kernel.db.engines import turn_around
from lms.kernel.db.scopes import Scope, in_force

_session: ContextVar[Session | None] = ContextVar("session", default=None)
_CONNECTION = "onward.connection"
"""Where a session keeps the connection of its transaction: looking it up costs more than most statements."""


def session() -> Session:
    """The session of the work in hand, opened by a door."""
    current = _session.get()
    if current is None:
        raise RuntimeError("no session is open: a door (view, job, command) opens it")
    return current


@contextmanager
def use_session(current: Session) -> Iterator[Session]:
    """Make `current` the session in force."""
    token = _session.set(current)
    try:
        yield current
    finally:
        _session.reset(token)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that commits at the end and rolls back on any error. For jobs and commands."""
    with sessionmaker(engine, expire_on_commit=False)() as fresh, use_session(fresh):
        try:
            yield fresh
            fresh.commit()
        except BaseException:
            fresh.rollback()
            raise


@contextmanager
def scoped(provider_id: str | None, person_id: str | None = None) -> Iterator[None]:
    """Work inside for one provider (and, for a learner, as one person)."""
    with _in_scope(Scope(provider_id=provider_id, person_id=person_id)):
        yield


@contextmanager
def crossing(name: str) -> Iterator[None]:
    """Look across providers, under a name that stands in the audit. For the operator and named aggregate queries."""
    with _in_scope(Scope(crossing=name)):
        yield


@contextmanager
def _in_scope(value: Scope) -> Iterator[None]:
    if value == in_force.get():
        yield
        return
    # What waits to be written belongs to the scope it was made in: it goes before the scope changes, both ways.
    write_waiting()
    token = in_force.set(value)
    _tell_database()
    try:
        yield
        write_waiting()
    finally:
        in_force.reset(token)
        _tell_database()


def write_waiting() -> None:
    """Write what was changed and not written yet, before what describes it (scope, actor, reason) changes."""
    current = _session.get()
    if current is not None and current.is_active:
        current.flush()


def _tell_database() -> None:
    current = _session.get()
    # A transaction that has failed takes no more statements; its rollback forgets the setting by itself.
    if current is not None and current.in_transaction() and current.is_active:
        _set_row_scope(current.connection())


_SCOPE = (
    "select set_config('app.provider', $1, true), set_config('app.person', $2, true),"
    " set_config('app.crossing', $3, true)"
)


def _set_row_scope(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    current = in_force.get() or Scope()
    lines.later(connection, _SCOPE, (current.provider_id or "", current.person_id or "", current.crossing or ""))


_STEADY = "select set_config('plan_cache_mode', 'force_generic_plan', true)"


def steady_plans() -> None:
    """Until the transaction in hand ends, PostgreSQL plans each prepared statement once, whatever values it is given.

    For deeds that look up by key what they need: PostgreSQL otherwise plans some of them anew each time, which takes longer
    than the answer.
    """
    current = connection()
    if current.dialect.name == "postgresql":
        lines.later(current, _STEADY, ())


@event.listens_for(Session, "after_begin")
def _scope_of_transaction(session: Session, _transaction: Any, connection: Connection) -> None:
    session.info[_CONNECTION] = connection
    # The setting holds for a transaction: without a scope there is nothing to take back.
    if in_force.get() is not None:
        _set_row_scope(connection)


@event.listens_for(Session, "after_transaction_create")
def _ask_for_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        # The savepoint is made for whoever asks the session for its connection.
        session.info.pop(_CONNECTION, None)


@event.listens_for(Session, "after_soft_rollback")
def _ask_after_failure(session: Session, _transaction: SessionTransaction) -> None:
    # A transaction that has failed takes no more statements: the session says so to whoever asks it for its connection.
    session.info.pop(_CONNECTION, None)


@event.listens_for(Session, "after_transaction_end")
def _forget_connection(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_CONNECTION, None)


def turn_writer() -> None:
    """End a transaction that only read, so that what follows may write.

    On SQLite a writer must say so at the beginning. On PostgreSQL the same transaction goes on: each of its statements
    sees what is committed by then.
    """
    current = session()
    if current.in_transaction() and connection().dialect.name == "sqlite":
        current.close()


def write_at_once() -> None:
    """The same for a deed that has looked before and writes now: session and connection stay, and nobody else writes from here.

    What was read before may be old by now; the session forgets it.
    """
    current = session()
    if not current.in_transaction() or connection().dialect.name != "sqlite":
        return
    current.expunge_all()
    current.info.pop(ANSWERS, None)
    turn_around(connection())


def others_wait() -> bool:
    """Whether everybody who writes waits for the work in hand: what can be read before is not read then."""
    return connection().dialect.name == "sqlite"


def connection() -> Connection:
    """The connection of the transaction in hand; begins one where there is none."""
    current = session()
    found: Connection | None = current.info.get(_CONNECTION)
    if found is None:
        found = current.info[_CONNECTION] = current.connection()
    return found
