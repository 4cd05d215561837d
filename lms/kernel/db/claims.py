"""Claiming a row by writing it: the check is the write, and who changes no row came too late."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update

from lms.kernel.db.sessions import session


def changed(statement: Update | Delete, values: Sequence[Mapping[str, Any]] = ()) -> int:
    """Run a statement in the session in hand, once for each of `values` where there are some; how many rows it changed."""
    result = session().execute(statement, values or None)
    # Typed as any result, but for a statement that writes it is the cursor's.
    return cast("CursorResult[Any]", result).rowcount
