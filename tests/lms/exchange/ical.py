"""A small reader of iCalendar for tests, written from RFC 5545 and not from our writer; zones from the file itself."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Read:
    """One event as a calendar program sees it."""

    values: dict[str, str]
    begins: datetime
    ends: datetime

    def text(self, name: str) -> str:
        """A text value without its escapes."""
        kept = {"\\n": "\n", "\\N": "\n", "\\;": ";", "\\,": ",", "\\\\": "\\"}
        return re.sub(r"\\[nN;,\\]", lambda found: kept[found[0]], self.values.get(name, ""))


@dataclass(frozen=True)
class Calendar:
    """Events, and the observances of each zone as the file states them: onset in the old wall time, from, to."""

    values: dict[str, str]
    events: list[Read]


def read(content: bytes) -> Calendar:
    """Unfold, then read property by property."""
    lines = re.sub(r"\r\n[ \t]", "", content.decode()).split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    zones: dict[str, list[tuple[datetime, timedelta, timedelta]]] = {}
    head: dict[str, str] = {}
    current: dict[str, str] = {}
    open_parts: list[str] = []
    zone = ""
    found: list[dict[str, str]] = []
    for line in lines[:-1]:
        name, _colon, value = line.partition(":")
        if name == "BEGIN":
            open_parts.append(value)
            current = {} if value in ("VEVENT", "STANDARD", "DAYLIGHT") else current
        elif name == "END":
            assert open_parts.pop() == value
            if value == "VEVENT":
                found.append(current)
            elif value in ("STANDARD", "DAYLIGHT"):
                onset = datetime.strptime(current["DTSTART"], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - wall time
                zones[zone].append((onset, _offset(current["TZOFFSETFROM"]), _offset(current["TZOFFSETTO"])))
        elif open_parts == ["VCALENDAR", "VTIMEZONE"]:
            zone = value
            zones[zone] = []
        elif len(open_parts) == 1:
            head[name] = value
        else:
            current[name] = value
    return Calendar(head, [_event(values, zones) for values in found])


def _offset(said: str) -> timedelta:
    hours, minutes, seconds = int(said[1:3]), int(said[3:5]), int(said[5:7] or 0)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if said[0] == "-" else 1)


def _event(values: dict[str, str], zones: dict[str, list[tuple[datetime, timedelta, timedelta]]]) -> Read:
    ends = {}
    for key, value in values.items():
        name, _semicolon, zone = key.partition(";TZID=")
        if zone:
            wall = datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - wall time
            ends[name] = _instant(wall, zones[zone])
    return Read(values, ends["DTSTART"], ends["DTEND"])


def _instant(wall: datetime, observances: list[tuple[datetime, timedelta, timedelta]]) -> datetime:
    """The instant of a wall time: the observance whose onset it does not precede; a doubled hour means its first pass."""
    before = [one for one in observances if one[0] <= wall]
    onset, old, new = max(before)
    if wall < onset + max(timedelta(0), new - old):
        return (wall - old).replace(tzinfo=UTC)
    return (wall - new).replace(tzinfo=UTC)
