"""The database: declarative base, four kinds of table, scope of a provider, engines and transactions. No Flask here.

Every ORM statement on a provider's own table is filtered by the scope in force and refused without one; on PostgreSQL
row-level security holds the same line below us (`protect`). Services ask `session()`; doors open it and commit.
"""

import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Engine,
    MetaData,
    String,
    create_engine,
    event,
    false,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Mapper,
    ORMExecuteState,
    Session,
    SessionTransaction,
    mapped_column,
    sessionmaker,
    with_loader_criteria,
)
from sqlalchemy.types import TypeDecorator

# --- columns -----------------------------------------------------------------------------------------------------

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_id_source: ContextVar[Random | None] = ContextVar("id_source", default=None)
_id_counter: ContextVar[list[int] | None] = ContextVar("id_counter", default=None)


def new_id() -> str:
    """A new identifier: 20 characters, ordered by time of making, 50 random bits."""
    counter = _id_counter.get()
    if counter is not None:
        source = _id_source.get() or Random(0)
        counter[0] += 1
        return _base32(counter[0], 10) + _base32(source.getrandbits(50), 10)
    return _base32(time.time_ns() // 1_000_000, 10) + _base32(secrets.randbits(50), 10)


def _base32(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


@contextmanager
def repeatable_ids(seed: int) -> Iterator[None]:
    """Identifiers from a seed, so that a demonstration built twice is the same. Never for real data."""
    source, counter = _id_source.set(Random(seed)), _id_counter.set([0])
    try:
        yield
    finally:
        _id_source.reset(source)
        _id_counter.reset(counter)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. A naive value is refused: it would mean a different time to each reader."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table in the house."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
    }


Id = String(20)


class Identified:
    """Adds the primary key."""

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)


# --- four kinds of table -------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """Who a row belongs to. A guard refuses a table that says nothing."""

    PROVIDER = "provider"
    PERSON = "person"
    SHARED = "shared"
    SYSTEM = "system"


class ProviderOwned:
    """A row of one provider. Filtered on every statement, row-level security on PostgreSQL."""

    __kind__ = Kind.PROVIDER
    provider_id: Mapped[str] = mapped_column(Id, index=True, default=lambda: require_provider())


class PersonOwned:
    """A row of one person. A provider sees it through a dated relation, the person always."""

    __kind__ = Kind.PERSON
    person_id: Mapped[str]


class Shared:
    """Readable by all, written by the operator."""

    __kind__ = Kind.SHARED


class System:
    """The machine's own: jobs, sign-in. Never shown without an explicit provider in the query."""

    __kind__ = Kind.SYSTEM


# --- scope ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scope:
    """Whose data the current work may touch. `crossing` names the query that may look across providers."""

    provider_id: str | None = None
    person_id: str | None = None
    crossing: str | None = None


class NoScope(RuntimeError):
    """A programming mistake: a provider's table was asked without saying whose."""


_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)
_session: ContextVar[Session | None] = ContextVar("session", default=None)
_writes: ContextVar[bool] = ContextVar("writes", default=True)
_CONNECTION = "onward.connection"
"""Where a session keeps the connection of its transaction: looking it up costs more than most statements."""


def scope() -> Scope | None:
    """The scope in force."""
    return _scope.get()


def require_provider() -> str:
    """The provider in force; raises NoScope outside of one."""
    current = _scope.get()
    if current is None or current.provider_id is None:
        raise NoScope("no provider in scope")
    return current.provider_id


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
    # What waits to be written belongs to the scope it was made in: it goes before the scope changes, both ways.
    write_waiting()
    token = _scope.set(value)
    _tell_database()
    try:
        yield
        write_waiting()
    finally:
        _scope.reset(token)
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


def _set_row_scope(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    current = _scope.get() or Scope()
    connection.execute(
        text(
            "select set_config('app.provider', :provider, true), set_config('app.person', :person, true),"
            " set_config('app.crossing', :crossing, true)"
        ),
        {"provider": current.provider_id or "", "person": current.person_id or "", "crossing": current.crossing or ""},
    )


_person_visibility: list[Any] = []


def person_visible_when(rule: Any) -> Any:
    """Register how a provider may see a person: `rule(person_id_column, provider_id) -> condition`. Declared once."""
    _person_visibility[:] = [rule]
    return rule


def _person_options(current: Scope) -> list[Any]:
    """One criterion for each table of persons: the person herself, or a provider through its dated relation."""
    options = []
    for mapper in Base.registry.mappers:
        cls = mapper.class_
        if getattr(cls, "__kind__", None) is not Kind.PERSON:
            continue
        if current.person_id is not None:
            condition: Any = cls.person_id == current.person_id
        elif current.provider_id is None or not _person_visibility:
            condition = false()
        else:
            condition = _person_visibility[0](cls.person_id, current.provider_id)
        options.append(with_loader_criteria(cls, condition, include_aliases=True))
    return options


@event.listens_for(Session, "do_orm_execute")
def _filter_by_scope(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        return
    kinds = {getattr(mapper.class_, "__kind__", None) for mapper in state.all_mappers}
    named = bool(kinds & {Kind.PROVIDER, Kind.PERSON})
    current = _scope.get()
    if current is None and named:
        raise NoScope(f"no scope for {sorted(m.class_.__name__ for m in state.all_mappers)}")
    # A count or an exists names no table of ours among its columns, and the tables may lie in a subquery: the criteria
    # go along with every question, and outside of a scope it finds nothing.
    if not (named or state.is_select) or (current is not None and current.crossing):
        return
    state.statement = state.statement.options(*_criteria(current or Scope()))


@lru_cache(maxsize=512)
def _criteria(current: Scope) -> tuple[Any, ...]:
    """What every statement in a scope is filtered by. Made once for a scope: the making costs more than most statements."""
    provider_id = current.provider_id
    return (
        with_loader_criteria(ProviderOwned, lambda cls: cls.provider_id == provider_id, include_aliases=True),
        *_person_options(current),
    )


@event.listens_for(Mapper, "instrument_class")
def _forget_criteria(_mapper: Any, _class: type) -> None:
    _criteria.cache_clear()


@event.listens_for(Session, "after_begin")
def _scope_of_transaction(session: Session, _transaction: Any, connection: Connection) -> None:
    session.info[_CONNECTION] = connection
    _set_row_scope(connection)


@event.listens_for(Session, "after_transaction_end")
def _forget_connection(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_CONNECTION, None)


def connection() -> Connection:
    """The connection of the transaction in hand; begins one where there is none."""
    current = session()
    found: Connection | None = current.info.get(_CONNECTION)
    return found if found is not None and current.is_active else current.connection()


# --- engines and transactions ----------------------------------------------------------------------------------------

WAIT = 15
"""Seconds after which somebody who cannot write is told so."""


def make_engine(url: str) -> Engine:
    """An engine for SQLite (WAL, full sync, explicit BEGIN) or PostgreSQL (psycopg)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        turn = threading.Lock()
        arguments = {"timeout": WAIT, "check_same_thread": False, "factory": lambda *a, **k: _InTurn(turn, *a, **k)}
        engine = create_engine(url, connect_args=arguments)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True)


class _InTurn(sqlite3.Connection):
    """A connection whose writers take turns within their process.

    SQLite lets one write at a time and has the others look again after ever longer pauses; a lock wakes the next one at
    once. It only spares the pauses: what decides is SQLite, also between processes.
    """

    def __init__(self, turn: threading.Lock, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._turn, self._has_turn = turn, False

    def take_turn(self) -> None:
        """Wait for the other writers of this process."""
        self._has_turn = self._has_turn or self._turn.acquire(timeout=WAIT)

    def commit(self) -> None:
        """Commit, and let the next one write."""
        try:
            super().commit()
        finally:
            self.pass_on()

    def rollback(self) -> None:
        """Undo, and let the next one write."""
        try:
            super().rollback()
        finally:
            self.pass_on()

    def close(self) -> None:
        """Hang up, and let the next one write."""
        try:
            super().close()
        finally:
            self.pass_on()

    def pass_on(self) -> None:
        """Let the next one write."""
        if self._has_turn:
            self._has_turn = False
            self._turn.release()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={1000 * WAIT}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer inside one transaction fails at once on SQLite, whatever the busy timeout: writers say so first.
    if not _writes.get():
        connection.exec_driver_sql("BEGIN")
        return
    own = connection.connection.dbapi_connection
    assert isinstance(own, _InTurn)
    own.take_turn()
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        own.pass_on()
        raise


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside only read."""
    token = _writes.set(False)
    try:
        yield
    finally:
        _writes.reset(token)


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


_engines: list[Engine] = []


def use_engine(engine: Engine) -> Engine:
    """Make `engine` the one of this process, for jobs and commands."""
    _engines[:] = [engine]
    return engine


def engine() -> Engine:
    """The engine of this process."""
    if not _engines:
        raise RuntimeError("no database is open: the application or a command opens it")
    return _engines[0]


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


# --- row-level security and grants ------------------------------------------------------------------------------------


def tables_of(kind: Kind) -> list[str]:
    """Names of the declared tables of one kind."""
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    return sorted(cls.__tablename__ for cls in mapped if getattr(cls, "__kind__", None) is kind)


_OPEN = "coalesce(current_setting('app.crossing', true), '') <> ''"
_PROVIDER = "coalesce(provider_id, '') = coalesce(current_setting('app.provider', true), '')"
_PERSON = "person_id = nullif(current_setting('app.person', true), '')"
_RELATION = (
    "exists (select 1 from learners_learner r where r.person_id = {table}.person_id"
    " and r.provider_id = current_setting('app.provider', true))"
)


def protect(connection: Connection, app_role: str | None) -> None:
    """Row-level security and grants, derived from the declared kinds. Repeatable; PostgreSQL only.

    `app_role` is the plain role the application connects as; it gets no right to change or delete append-only tables.
    """
    if connection.dialect.name != "postgresql":
        return
    for table in tables_of(Kind.PROVIDER):
        _policy(connection, table, f"{_OPEN} or {_PROVIDER}", f"{_OPEN} or {_PROVIDER}")
    for table in tables_of(Kind.PERSON):
        seen = f"{_OPEN} or {_PERSON} or {_RELATION.format(table=table)}"
        inside = f"{_OPEN} or {_PERSON} or coalesce(current_setting('app.provider', true), '') <> ''"
        _policy(connection, table, seen, inside)
    if app_role:
        _grant(connection, app_role)


def _policy(connection: Connection, table: str, using: str, check: str) -> None:
    for statement in (
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"drop policy if exists onward on {table}",
        f"create policy onward on {table} using ({using}) with check ({check})",
    ):
        connection.execute(text(statement))


def _grant(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.execute(text(f"grant usage on schema public to {quoted}"))
    connection.execute(text(f"grant select, insert, update, delete on all tables in schema public to {quoted}"))
    for table in sorted(append_only_tables()):
        connection.execute(text(f"revoke update, delete on {table} from {quoted}"))


def append_only_tables() -> set[str]:
    """Tables whose rows are never changed: declared with `__append_only__ = True`."""
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    return {cls.__tablename__ for cls in mapped if getattr(cls, "__append_only__", False)}
