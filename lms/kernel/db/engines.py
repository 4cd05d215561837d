"""Engines for SQLite and PostgreSQL: how they connect, and how a transaction begins that only reads."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError

from lms.kernel.db.failures import told
from lms.kernel.db.group_commit import GroupCommit
from lms.kernel.db.lines import Driver
from lms.kernel.db.turns import Turns

_writes: ContextVar[bool] = ContextVar("writes", default=True)
WAIT = 15
"""Seconds after which somebody who cannot write is told so."""


def make_engine(url: str) -> Engine:
    """An engine for SQLite (WAL, full sync, explicit BEGIN) or PostgreSQL (psycopg)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        turns = Turns(parsed.database)
        arguments = {"timeout": WAIT, "check_same_thread": False, "factory": lambda *a, **k: _InTurn(turns, *a, **k)}
        # Who worked last works next: its pages and statements are still at hand.
        engine = create_engine(url, connect_args=arguments, pool_size=KEPT, max_overflow=KEPT, pool_use_lifo=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # The same here: few connections, each with its statements prepared (`lines`). The driver would forget all of them
    # whenever a page that only read is rolled back, so it prepares none itself.
    engine = create_engine(
        url, pool_size=KEPT, max_overflow=KEPT, pool_use_lifo=True, connect_args={"prepare_threshold": None}
    )
    event.listen(engine, "do_connect", lambda _dialect, _record, given, options: Driver.connect(*given, **options))
    _ping_who_rested(engine)
    return engine


KEPT = 10
"""Connections that a process keeps open: one for each thread that serves pages, and some. As many again come and go when
they are needed.
"""
PAGES = 16_000
"""KiB of an SQLite file that a connection keeps at hand; its own 2,000 hold not even the indexes of one centre's year."""
LOG = 8_000
"""Pages of the write-ahead log (32 MB) at which SQLite takes it into the file whatever happens, while writers wait."""
TAKEN_IN = 50
"""Deeds after which a process takes the log into the file while others write: mostly long before it is so long."""
RESTED = 5
"""Seconds without work after which a connection is asked whether its server still hears it."""


def _ping_who_rested(engine: Engine) -> None:
    """The pool could ask each time by itself: one way to the database and back for every page."""

    def note(_connection: Any, record: Any) -> None:
        record.info["put_back"] = time.monotonic()

    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        rested = time.monotonic() - record.info.get("put_back", time.monotonic())
        if rested < RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as gone:
            raise DisconnectionError from gone

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", ask)


class _InTurn(sqlite3.Connection):
    """A connection whose writers take turns, and may commit together with others of their process (`GroupCommit`)."""

    def __init__(self, turns: Turns, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._turns, self._has_turn = turns, False
        self._group: GroupCommit | None = None
        self._syncs = True
        self.log: str | None = None
        """Path of the write-ahead log, of a database that has one."""

    def begin_to_write(self, *, joins: bool) -> None:
        """Wait for the other writers and begin. Who `joins` may be committed with others, and keeps nobody waiting long."""
        self._has_turn, self._group = self._turns.take(WAIT, joins=joins)
        try:
            if self._group is not None:
                self._group.join()
                return
            leads = joins and self._has_turn
            self._sync_at_commit(not leads or self.log is None)
            self.execute("BEGIN IMMEDIATE")
            if leads:
                self._group = GroupCommit(self, self.log)
        except BaseException:
            self._end(kept=False)
            raise

    def cursor(self, *arguments: Any, **options: Any) -> Any:
        """A cursor in the transaction that this connection writes in."""
        # What others have begun goes on there.
        own = self if self._group is None else self._group.connection
        return sqlite3.Connection.cursor(own, *arguments, **options)

    def commit(self) -> None:
        """Commit, alone or with others, and let the next one write."""
        if self._joined is not None:
            try:
                self._joined.keep()
            except BaseException:
                # Whoever asked for a commit that fails does not ask for the undoing.
                self.rollback()
                raise
        self._end(kept=True)

    def rollback(self) -> None:
        """Undo, and let the next one write."""
        if self._joined is not None:
            self._joined.undo()
        self._end(kept=False)

    def close(self) -> None:
        """Hang up, and let the next one write."""
        try:
            self.rollback()
        finally:
            super().close()

    def _sync_at_commit(self, wanted: bool) -> None:
        """Whether SQLite itself waits for the disk when this connection commits. A group does it when others write already."""
        if wanted is not self._syncs:
            self.execute(f"PRAGMA synchronous={'FULL' if wanted else 'NORMAL'}")
            self._syncs = wanted

    @property
    def _joined(self) -> GroupCommit | None:
        """The group whose transaction is not of this connection."""
        return None if self._group is None or self._group.connection is self else self._group

    def _end(self, *, kept: bool) -> None:
        group, joined = self._group, self._joined
        self._group = None
        if joined is None and (group is None or not kept):
            # Nobody can have joined a deed that is not done.
            wrote = self._has_turn and kept
            try:
                if kept:
                    super().commit()
            finally:
                super().rollback()
                self._pass_on()
            if wrote:
                self._take_log_in(1)
            return
        assert group is not None
        outcome = group.awaited() if kept else None
        self._has_turn = False
        if not (group.takes_more and self._turns.hand_on(group)):
            try:
                try:
                    group.commit()
                finally:
                    self._turns.pass_on()
            finally:
                # Whoever is told goes on at once: before the turn was passed on, all others would wait for that.
                group.tell()
            self._take_log_in(group.size)
        if outcome is not None:
            outcome.wait()

    def _take_log_in(self, deeds: int) -> None:
        """Now and then, after so many deeds more, take the log into the file: SQLite would do it in a commit, and all wait."""
        if self.log is not None and self._turns.many(deeds, TAKEN_IN):
            # What others read or write meanwhile stays in the log until the next time.
            with suppress(sqlite3.Error):
                sqlite3.Connection.cursor(self).execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _pass_on(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._turns.pass_on()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # Where the file system cannot share memory, SQLite keeps another journal.
    if cursor.fetchone()[0] == "wal":
        connection.log = f"{cursor.execute('PRAGMA database_list').fetchone()[2]}-wal"
    for pragma in (
        "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={1000 * WAIT}", f"cache_size=-{PAGES}",
        "temp_store=MEMORY", f"wal_autocheckpoint={LOG}",
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer inside one transaction fails at once on SQLite, whatever the busy timeout: writers say so first.
    _begin(connection, writing=_writes.get())


def _begin(connection: Connection, *, writing: bool, joins: bool = False) -> None:
    own = connection.connection.dbapi_connection
    assert isinstance(own, _InTurn)
    try:
        # Past SQLAlchemy, for which these words are a statement with a result.
        own.begin_to_write(joins=joins) if writing else own.execute("BEGIN")
    except sqlite3.Error as error:
        raise told(connection, "BEGIN", error) from error


def turn_around(connection: Connection) -> None:
    """End what a connection to SQLite has read, and let it write: it stays the same transaction for SQLAlchemy."""
    own = connection.connection.dbapi_connection
    assert isinstance(own, _InTurn)
    own.rollback()
    _begin(connection, writing=True, joins=True)


def writes() -> bool:
    """Whether transactions begun now may write."""
    return _writes.get()


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside only read."""
    token = _writes.set(False)
    try:
        yield
    finally:
        _writes.reset(token)


def works_beside(engine: Engine) -> bool:
    """Whether the database is a server on this machine, so that its work and ours take each other's processors."""
    if engine.dialect.name != "postgresql":
        return False
    with suppress(SQLAlchemyError), engine.connect() as connection:
        # Without addresses they speak through a socket of this machine. What stands between them does not mislead the server.
        return bool(connection.scalar(text("select inet_server_addr() is not distinct from inet_client_addr()")))
    return False


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
