"""iCalendar (RFC 5545) by hand: events in wall time of a zone, with the zone's clock changes spelt out. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

FOLD_AT = 75
"""Octets of a line before it goes on in the next one (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class Event:
    """One session as calendars know it. `key` never changes; `sequence` counts changes; begin and end are aware instants."""

    key: str
    title: str
    begins: datetime
    ends: datetime
    zone: str
    place: str
    note: str
    sequence: int
    changed_at: datetime
    cancelled: bool = False
    link: str = ""


def calendar(name: str, zone: str, events: Sequence[Event], *, host: str) -> bytes:
    """A calendar as a file: the zones of its events, then every event. The same events give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Onward//Classes//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        f"X-WR-TIMEZONE:{zone}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for one in sorted({event.zone for event in events}):
        years = [event.begins.year for event in events if event.zone == one]
        lines += timezone(one, min(years), max(years))
    for event in events:
        lines += _event(event, host)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in folds(line)).encode()


def _event(event: Event, host: str) -> Iterator[str]:
    there = ZoneInfo(event.zone)
    yield "BEGIN:VEVENT"
    yield f"UID:{event.key}@{host}"
    yield f"DTSTAMP:{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"LAST-MODIFIED:{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;TZID={event.zone}:{event.begins.astimezone(there):%Y%m%dT%H%M%S}"
    yield f"DTEND;TZID={event.zone}:{event.ends.astimezone(there):%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{text(event.title)}"
    if event.place:
        yield f"LOCATION:{text(event.place)}"
    if event.note:
        yield f"DESCRIPTION:{text(event.note)}"
    if event.link:
        yield f"URL:{event.link}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield f"TRANSP:{'TRANSPARENT' if event.cancelled else 'OPAQUE'}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def text(value: str) -> str:
    """A text value with its signs escaped (RFC 5545, 3.3.11)."""
    clean = "".join(sign for sign in value.replace("\r\n", "\n").replace("\r", "\n") if sign == "\n" or sign >= " ")
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folds(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, never inside a letter."""
    piece, size = "", 0
    for sign in line:
        length = len(sign.encode())
        if size + length > FOLD_AT:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + length
    yield piece


@dataclass(frozen=True, slots=True)
class Change:
    """The clock goes from one offset to another: `wall` is what it showed at that moment before it was set."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool


@lru_cache(maxsize=64)
def timezone(zone: str, first_year: int, last_year: int) -> tuple[str, ...]:
    """The VTIMEZONE of a zone: each clock change of these years as an observance of its own, and the one in force before.

    Spelt out they are right in every zone and year, also where a rule changes or a country stops changing its clocks.
    """
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for change in [_standing(zone, first_year), *changes(zone, first_year, last_year)]:
        kind = "DAYLIGHT" if change.summer else "STANDARD"
        lines += [
            f"BEGIN:{kind}",
            f"DTSTART:{change.wall:%Y%m%dT%H%M%S}",
            f"TZOFFSETFROM:{offset(change.before)}",
            f"TZOFFSETTO:{offset(change.after)}",
            f"TZNAME:{text(change.name)}",
            f"END:{kind}",
        ]
    return (*lines, "END:VTIMEZONE")


def _standing(zone: str, year: int) -> Change:
    """What holds when the first year begins."""
    there = datetime(year - 1, 12, 31, tzinfo=UTC).astimezone(ZoneInfo(zone))
    shift = there.utcoffset() or timedelta(0)
    return Change(there.replace(tzinfo=None), shift, shift, there.tzname() or zone, bool(there.dst()))


def changes(zone: str, first_year: int, last_year: int) -> Iterator[Change]:
    """Every clock change of a zone in these years."""
    at, end = datetime(first_year - 1, 12, 31, tzinfo=UTC), datetime(last_year + 1, 1, 2, tzinfo=UTC)
    step = timedelta(days=1)
    while at < end:
        if _offset(zone, at) != _offset(zone, at + step):
            yield _change(zone, at, at + step)
        at += step


def _offset(zone: str, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)


def _change(zone: str, low: datetime, high: datetime) -> Change:
    """The change between two instants, found by halving."""
    before = _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    there = high.astimezone(ZoneInfo(zone))
    wall = (high + before).replace(tzinfo=None)
    return Change(wall, before, _offset(zone, high), there.tzname() or zone, bool(there.dst()))


def offset(shift: timedelta) -> str:
    """+0100, -0330, or with seconds where a zone has them."""
    seconds = int(shift.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    rest = f"{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02}{seconds // 60 % 60:02}{rest}"


def last_change(events: Iterable[Event]) -> datetime | None:
    """When anything in a calendar changed last."""
    return max((event.changed_at for event in events), default=None)
