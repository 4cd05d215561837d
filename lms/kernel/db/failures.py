"""A driver's errors as SQLAlchemy tells them, for statements that go to the driver past it."""

from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def told(connection: Connection, sql: str, error: Exception) -> Exception:
    """A driver's error as SQLAlchemy tells it, so that whoever catches one need not know the driver."""
    dialect, base = connection.dialect, connection.dialect.loaded_dbapi.Error
    lost = dialect.is_disconnect(cast(Any, error), cast(Any, connection.connection.dbapi_connection), None)
    found = DBAPIError.instance(
        sql, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
    if lost:
        connection.invalidate(error)
    return cast(Exception, found)
