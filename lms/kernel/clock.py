"""The one place that asks what time it is. Doors ask; services and domain get the answer as an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_base = [timedelta(0)]
"""How far this process shows another time than the machine's."""
_shift: ContextVar[timedelta | None] = ContextVar("clock_shift", default=None)
"""The same for one thread, on top of everything."""


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC) + shift()


@contextmanager
def shifted_to(instant: datetime) -> Iterator[None]:
    """Let the clock run from `instant` (aware): for demonstrations on a fixed day and for tests."""
    token = _shift.set(instant - datetime.now(UTC))
    try:
        yield
    finally:
        _shift.reset(token)


def run_ahead(by: timedelta) -> None:
    """Let the clock of this process run so far ahead of the machine's; a negative time lets it run behind."""
    _base[0] = by


def shift() -> timedelta:
    """How far the shown clock is from the machine's, to hand on to another thread or process."""
    own = _shift.get()
    return _base[0] if own is None else own


def is_shifted() -> bool:
    """Whether this very thread shows a time of its own."""
    return _shift.get() is not None


def use_shift(by: timedelta) -> None:
    """Take over a shift from another thread or process."""
    _shift.set(by)


def local(instant: datetime, zone: str) -> datetime:
    """The wall time of `instant` in an IANA `zone`."""
    return instant.astimezone(ZoneInfo(zone))


def instant(day: date, wall: time, zone: str) -> datetime:
    """The UTC instant of a wall time. A time skipped in spring means the hour after; a doubled one the first of both."""
    return datetime.combine(day, wall, ZoneInfo(zone)).astimezone(UTC)


def today(zone: str) -> date:
    """The calendar date now in `zone`."""
    return local(now(), zone).date()
