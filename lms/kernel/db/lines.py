"""Statements handed to PostgreSQL below its driver: prepared once on a connection, then asked by their name.

The driver weighs each statement anew (what its values are, whether it is worth preparing), which costs three times what the
server needs for most of ours. Values go over as text, beside a cast in the statement that says what they are.

What nobody needs the answer of at once waits (`Line.later`) and goes along with what is asked next: one way to the server and
back for all of them. Whatever else is done with the connection (`Driver`) sends first what waits, so that the order stays.
"""

import re
from collections.abc import Callable, Generator, Sequence
from datetime import date, datetime, time
from typing import Any

from psycopg import Connection, DataError, Error, OperationalError, generators
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InFailedSqlTransaction, error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.waiting import Ready, Wait
from sqlalchemy import Connection as Work

from lms.kernel.db.failures import told

_GOOD = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
_PLACE = re.compile(r"%\((.+?)\)s|%%")
_BEGIN = "BEGIN"
Found = tuple[list[tuple[Any, ...]], int]
"""Rows and their number; for a statement that gives no rows, how many it changed."""


def numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """A statement with places by name (`%(name)s`) as one with places by number, and the names in order."""
    names: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        name = found[1]
        return "%" if name is None else f"${names.setdefault(name, len(names) + 1)}"

    return _PLACE.sub(place, sql), tuple(names)


class Driver(Connection[Any]):
    """The driver's connection, which sends first what waits on its line."""

    line: "Line | None" = None

    def cursor(self, *arguments: Any, **options: Any) -> Any:
        """What the driver asks by."""
        if self.line is not None:
            self.line.settle()
        return super().cursor(*arguments, **options)

    def commit(self) -> None:
        """Commit. Raises InFailedSqlTransaction where a statement has failed: the server would undo all and say nothing."""
        if self.line is not None:
            self.line.settle()
            if self.pgconn.transaction_status == TransactionStatus.INERROR:
                raise InFailedSqlTransaction("a statement has failed: nothing can be kept")
        super().commit()

    def rollback(self) -> None:
        """Undo, also what waits."""
        if self.line is not None:
            self.line.drop()
        super().rollback()


class Later:
    """A statement that waits for the next one."""

    __slots__ = ("error", "found", "given", "line", "name", "sql")

    def __init__(self, line: "Line", sql: str, name: bytes, given: list[Any]) -> None:
        self.line, self.sql, self.name, self.given = line, sql, name, given
        self.found: Found | None = None
        self.error: Exception | None = None

    def result(self) -> Found:
        """What came back; sends it where it still waits. Raises the driver's errors."""
        if self.found is None and self.error is None:
            self.line.settle()
        if self.error is not None:
            raise self.error
        assert self.found is not None
        return self.found


class Line:
    """One connection to PostgreSQL, what it has been told, and what waits to be told."""

    def __init__(self, driver: "Connection[Any]") -> None:
        self.driver, self._encoding = driver, driver.info.encoding
        self.failed = ""
        """The statement that failed last."""
        self._known: dict[str, bytes] = {}
        self._adapt = Transformer(driver)
        self._waiting: list[Later] = []
        self._lets_wait = isinstance(driver, Driver)

    def ask(self, sql: str, values: Sequence[Any]) -> Found:
        """Ask, after what waits. Raises the driver's errors."""
        self._begin()
        if self._waiting:
            return self._put(sql, values).result()
        self.failed = sql
        name = self._name(sql)
        self.driver.pgconn.send_query_prepared(name, self._texts(values))
        return self._read(self._answer())

    def later(self, sql: str, values: Sequence[Any]) -> Later:
        """Ask with what is asked next, or before anything else is done with the connection."""
        self._begin()
        put = self._put(sql, values)
        if not self._lets_wait or self.driver.autocommit:
            self.settle()
        return put

    def settle(self) -> None:
        """Send what waits, in one go. Raises the driver's error for the first that fails; what follows it is not done."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            results = self._exchange(waiting)
        except BaseException:
            # Nobody knows how far it came.
            self._give_up(waiting)
            self.driver.close()
            raise
        failed: Later | None = None
        for one, result in zip(waiting, results, strict=True):
            if result.status in _GOOD:
                one.found = self._read(result)
            else:
                failed = failed or one
                one.error = failed.error or error_from_result(result, self._encoding)
        if failed is not None:
            self.failed = failed.sql
            assert failed.error is not None
            raise failed.error

    def drop(self) -> None:
        """Forget what waits: the transaction is undone."""
        self._give_up(self._waiting)
        self._waiting = []

    def _put(self, sql: str, values: Sequence[Any]) -> Later:
        put = Later(self, sql, self._name(sql), self._texts(values))
        self._waiting.append(put)
        return put

    def _give_up(self, waiting: Sequence[Later]) -> None:
        for one in waiting:
            one.error = InFailedSqlTransaction("the transaction ended before this was asked")

    def _exchange(self, waiting: Sequence[Later]) -> list[Any]:
        connection = self.driver.pgconn
        connection.enter_pipeline_mode()
        for one in waiting:
            connection.send_query_prepared(one.name, one.given)
        connection.pipeline_sync()
        results = self.driver.wait(_results(connection))
        connection.exit_pipeline_mode()
        return results

    def _answer(self) -> Any:
        """What comes back. Meanwhile other threads go on."""
        result = self.driver.wait(generators.execute(self.driver.pgconn))[-1]
        if result.status not in _GOOD:
            raise error_from_result(result, self._encoding)
        return result

    def _read(self, result: Any) -> Found:
        if result.status == ExecStatus.TUPLES_OK:
            self._adapt.set_pgresult(result)
            found: list[tuple[Any, ...]] = self._adapt.load_rows(0, result.ntuples, tuple)
            return found, len(found)
        return [], result.command_tuples or 0

    def _name(self, sql: str) -> bytes:
        """The name under which the connection knows a statement; tells it where it does not."""
        name = self._known.get(sql)
        if name is None:
            self.failed = sql
            name = b"onward_%d" % len(self._known)
            self.driver.pgconn.send_prepare(name, sql.encode(self._encoding))
            self._answer()
            self._known[sql] = name
        return name

    def _begin(self) -> None:
        """Begin a transaction where none is open, as the driver does before a statement."""
        driver = self.driver
        if self._waiting or driver.pgconn.transaction_status != TransactionStatus.IDLE or driver.autocommit:
            return
        if (driver.isolation_level, driver.read_only, driver.deferrable) != (None, None, None):
            # It knows by itself how such a transaction begins.
            driver.execute("select 1")
        else:
            self._put(_BEGIN, ())

    def _texts(self, values: Sequence[Any]) -> list[Any]:
        return [None if one is None else self._text(one) for one in values]

    def _text(self, value: Any) -> Any:
        if isinstance(value, str):
            found = value.encode(self._encoding)
            if b"\0" in found:
                # A zero byte would end the text where it stands.
                raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
            return found
        change = _TEXT.get(type(value))
        return change(value) if change is not None else self._adapt.get_dumper(value, PyFormat.TEXT).dump(value)


def _results(connection: Any) -> Generator[Wait, Ready | int, list[Any]]:
    """The results of what was sent, one for each statement. Gives way while there is nothing to read."""
    while connection.flush():
        if (yield Wait.RW) & Ready.R:
            connection.consume_input()
    found: list[Any] = []
    ended = False
    while True:
        while connection.is_busy():
            yield Wait.R
            connection.consume_input()
        result = connection.get_result()
        if result is None and ended:
            raise OperationalError("the connection is lost")
        ended = result is None
        if result is not None and result.status == ExecStatus.PIPELINE_SYNC:
            return found
        if result is not None:
            found.append(result)


def _instant(value: date | time) -> bytes:
    return value.isoformat().encode()


_TEXT: dict[type, Callable[[Any], bytes]] = {
    bool: lambda value: b"t" if value else b"f",
    int: lambda value: b"%d" % value,
    date: _instant,
    time: _instant,
    datetime: _instant,
}


def ask(connection: Work, sql: str, values: Sequence[Any]) -> Found:
    """Ask PostgreSQL (`Line.ask`). Raises SQLAlchemy's errors."""
    line = _line(connection)
    try:
        return line.ask(sql, values)
    except Error as error:
        raise told(connection, line.failed, error) from error


def later(connection: Work, sql: str, values: Sequence[Any]) -> Callable[[], Found]:
    """Ask PostgreSQL with what is asked next (`Line.later`). What is returned gives the answer, or raises SQLAlchemy's errors."""
    line = _line(connection)

    def answer() -> Found:
        try:
            return put.result()
        except Error as error:
            raise told(connection, line.failed, error) from error

    try:
        put = line.later(sql, values)
    except Error as error:
        raise told(connection, line.failed, error) from error
    return answer


def _line(connection: Work) -> Line:
    driver: Any = connection.connection.dbapi_connection
    known: Line | None = getattr(driver, "line", None)
    if known is None:
        known = driver.line = Line(driver)
    return known
