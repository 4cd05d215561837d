"""Engines for SQLite and PostgreSQL: how they connect, and how a transaction begins that only reads."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError

from lms.kernel.db.failures import told
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
    """A connection whose writers take turns."""

    def __init__(self, turns: Turns, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._turns, self._has_turn = turns, False

    def take_turn(self) -> None:
        """Wait for the other writers."""
        self._has_turn = self._has_turn or self._turns.take(WAIT)

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
            self._turns.pass_on()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={1000 * WAIT}", f"cache_size=-{PAGES}",
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer inside one transaction fails at once on SQLite, whatever the busy timeout: writers say so first.
    _begin(connection, writing=_writes.get())


def _begin(connection: Connection, *, writing: bool) -> None:
    own, words = connection.connection.dbapi_connection, "BEGIN IMMEDIATE" if writing else "BEGIN"
    assert isinstance(own, _InTurn)
    if writing:
        own.take_turn()
    try:
        # Past SQLAlchemy, for which these words are a statement with a result.
        own.execute(words)
    except sqlite3.Error as error:
        own.pass_on()
        raise told(connection, words, error) from error
    except BaseException:
        own.pass_on()
        raise


def turn_around(connection: Connection) -> None:
    """End what a connection to SQLite has read, and let it write: it stays the same transaction for SQLAlchemy."""
    own = connection.connection.dbapi_connection
    assert isinstance(own, _InTurn)
    own.rollback()
    _begin(connection, writing=True)


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
