"""Statements handed to PostgreSQL below its driver: prepared once on a connection, then asked by their name.

The driver weighs each statement anew (what its values are, whether it is worth preparing), which costs three times what the
server needs for most of ours. Values go over as text, beside a cast in the statement that says what they are.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from psycopg import Connection as Driver
from psycopg import DataError, Error, generators
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Connection

from lms.kernel.db.failures import told

_KEY = "onward.line"
_GOOD = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
_PLACE = re.compile(r"%\((.+?)\)s|%%")


def numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """A statement with places by name (`%(name)s`) as one with places by number, and the names in order."""
    names: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        name = found[1]
        return "%" if name is None else f"${names.setdefault(name, len(names) + 1)}"

    return _PLACE.sub(place, sql), tuple(names)


class Line:
    """One connection to PostgreSQL, and what it has been told."""

    def __init__(self, driver: "Driver[Any]") -> None:
        self.driver, self._encoding = driver, driver.info.encoding
        self._known: dict[str, bytes] = {}
        self._adapt = Transformer(driver)

    def ask(self, sql: str, values: Sequence[Any]) -> tuple[list[tuple[Any, ...]], int]:
        """Rows and their number; for a statement that gives no rows, how many it changed. Raises the driver's errors."""
        self._begin()
        name = self._known.get(sql)
        if name is None:
            name = self._known[sql] = self._prepare(sql)
        given = [None if one is None else self._text(one) for one in values]
        self.driver.pgconn.send_query_prepared(name, given)
        result = self._answer()
        if result.status == ExecStatus.TUPLES_OK:
            self._adapt.set_pgresult(result)
            found: list[tuple[Any, ...]] = self._adapt.load_rows(0, result.ntuples, tuple)
            return found, len(found)
        return [], result.command_tuples or 0

    def _answer(self) -> Any:
        """What comes back. Meanwhile other threads go on."""
        result = self.driver.wait(generators.execute(self.driver.pgconn))[-1]
        if result.status not in _GOOD:
            raise error_from_result(result, self._encoding)
        return result

    def _prepare(self, sql: str) -> bytes:
        name = b"onward_%d" % len(self._known)
        self.driver.pgconn.send_prepare(name, sql.encode(self._encoding))
        self._answer()
        return name

    def _begin(self) -> None:
        """Begin a transaction where none is open, as the driver does before a statement."""
        driver = self.driver
        if driver.pgconn.transaction_status != TransactionStatus.IDLE or driver.autocommit:
            return
        if (driver.isolation_level, driver.read_only, driver.deferrable) != (None, None, None):
            # It knows by itself how such a transaction begins.
            driver.execute("select 1")
            return
        driver.pgconn.send_query(b"BEGIN")
        self._answer()

    def _text(self, value: Any) -> Any:
        change = _TEXT.get(type(value))
        if change is not None:
            return change(value)
        if not isinstance(value, str):
            return self._adapt.get_dumper(value, PyFormat.TEXT).dump(value)
        found = value.encode(self._encoding)
        if b"\0" in found:
            # A zero byte would end the text where it stands.
            raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        return found


def _instant(value: date | time) -> bytes:
    return value.isoformat().encode()


_TEXT: dict[type, Callable[[Any], bytes]] = {
    bool: lambda value: b"t" if value else b"f",
    int: lambda value: b"%d" % value,
    date: _instant,
    time: _instant,
    datetime: _instant,
}


def ask(connection: Connection, sql: str, values: Sequence[Any]) -> tuple[list[tuple[Any, ...]], int]:
    """Ask PostgreSQL (`Line.ask`). Raises SQLAlchemy's errors."""
    try:
        return _line(connection).ask(sql, values)
    except Error as error:
        raise told(connection, sql, error) from error


def _line(connection: Connection) -> Line:
    driver: Any = connection.connection.dbapi_connection
    known: Line | None = connection.info.get(_KEY)
    if known is None or known.driver is not driver:
        known = connection.info[_KEY] = Line(driver)
    return known
