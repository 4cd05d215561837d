"""A rota as a calendar (RFC 5545): events with a zone, that come again, are moved or left out, and cross midnight.

A whole-day event is a shift when its title is the word of one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rruleset, rrulestr

from lms.kernel.vocabulary import Shift
from lms.learners.domain.patterns import DAY
from lms.learners.domain.rota import Problem, Rota, RotaShift, StaffRota, of_shift, shift_word

AHEAD = timedelta(weeks=26)
BEHIND = timedelta(weeks=4)
MOST_EVENTS = 2000
MOST_STAFF_EVENTS = 10_000
_LONGEST = timedelta(days=1)
_Key = tuple[str, datetime]
"""An event and one of its beginnings."""


@dataclass(frozen=True)
class _Line:
    """One content line: name, parameters, value."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass(frozen=True)
class _Event:
    """The lines of an event, and where it begins in the file."""

    number: int
    lines: tuple[_Line, ...]

    def all(self, name: str) -> list[_Line]:
        """Every line of a name."""
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str:
        """The first value of a name."""
        return next((line.value for line in self.all(name)), "")


def read(text: str, today: date, zone: str) -> Rota:
    """What a calendar says from a month ago to half a year ahead."""
    events = _events(text)
    if len(events) > MOST_EVENTS:
        return Rota(problems=(Problem(0, "rota.too_many_lines", {"most": MOST_EVENTS}),))
    return _collected(events, _moved(events, zone), today, zone)


def read_staff(text: str, today: date, zone: str, everything_about: str) -> StaffRota:
    """What a calendar says about the people it names as attendees, or about one person who is named beside it."""
    events = _events(text)
    if len(events) > MOST_STAFF_EVENTS:
        return StaffRota(problems=(Problem(0, "rota.too_many_lines", {"most": MOST_STAFF_EVENTS}),))
    about: dict[str, list[_Event]] = {}
    nobody = []
    for event in events:
        names = [everything_about] if everything_about else _attendees(event)
        for name in names:
            about.setdefault(name, []).append(event)
        if not names:
            nobody.append(Problem(event.number, "rota.event_without_person", {"value": event.value("SUMMARY")}))
    moved = _moved(events, zone)
    return StaffRota({name: _collected(own, moved, today, zone) for name, own in about.items()}, tuple(nobody))


def _attendees(event: _Event) -> list[str]:
    """The people of an event: the name of each attendee, else the address without what goes before it."""
    found = [line.parameters.get("CN") or line.value.partition(":")[2] or line.value for line in event.all("ATTENDEE")]
    return list(dict.fromkeys(name.strip() for name in found if name.strip()))


def _collected(events: Sequence[_Event], moved: set[_Key], today: date, zone: str) -> Rota:
    shifts: set[RotaShift] = set()
    free: set[date] = set()
    problems: list[Problem] = []
    window = (today - BEHIND, today + AHEAD)
    for event in events:
        if event.value("STATUS").upper() == "CANCELLED" or event.value("TRANSP").upper() == "TRANSPARENT":
            continue
        try:
            found = _read(event, moved, window, zone)
        except (ValueError, OverflowError, TypeError):
            problems.append(Problem(event.number, "rota.event_unreadable", {"value": event.value("SUMMARY")}))
            continue
        if isinstance(found, Problem):
            problems.append(found)
        else:
            shifts |= found[0]
            free |= found[1]
    return Rota(tuple(sorted(shifts)), frozenset(free), tuple(problems))


# --- lines -----------------------------------------------------------------------------------------------------------

_CONTENT = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^;:"]*))*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;:"]*)')


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Content lines with the number they begin on; a line that begins with a blank goes on from the one before."""
    begun, current = 0, ""
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if line[:1] in (" ", "\t"):
            current += line[1:]
            continue
        if current:
            yield begun, current
        begun, current = number, line
    if current:
        yield begun, current


def _events(text: str) -> list[_Event]:
    found: list[_Event] = []
    lines: list[_Line] = []
    begun, depth = 0, 0
    for number, raw in _unfolded(text):
        match = _CONTENT.fullmatch(raw.strip())
        if match is None:
            continue
        name, value = match.group(1).upper(), match.group(3).strip()
        parameters = {key.upper(): word.strip('"') for key, word in _PARAMETER.findall(match.group(2))}
        if name == "BEGIN" and value.upper() == "VEVENT":
            begun, lines, depth = number, [], 1
        elif name == "BEGIN" and depth:
            depth += 1
        elif name == "END" and depth:
            depth -= 1
            if depth == 0:
                found.append(_Event(begun, tuple(lines)))
        elif depth == 1:
            lines.append(_Line(name, parameters, value))
    return found


# --- times -----------------------------------------------------------------------------------------------------------


def _zone(line: _Line, home: str) -> ZoneInfo:
    """The zone of a time; a name that is no IANA zone is looked for at its end, else the centre's own is taken."""
    if line.value.endswith("Z"):
        return ZoneInfo("UTC")
    name = line.parameters.get("TZID", home)
    for candidate in (name, "/".join(name.split("/")[-2:]), home):
        try:
            return ZoneInfo(candidate.strip("/"))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def _is_day(line: _Line) -> bool:
    return line.parameters.get("VALUE", "").upper() == "DATE" or len(line.value) == 8


def _naive(text: str) -> datetime:
    """Wall time as it is written, without its zone."""
    plain = text.rstrip("Z")
    return datetime.combine(_day(plain[:8]), time(int(plain[9:11]), int(plain[11:13])))


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


_DURATION = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def _length(event: _Event, home: str) -> timedelta:
    """How long an event lasts on the clock of the wall."""
    start = event.all("DTSTART")[0]
    for end in event.all("DTEND"):
        if _is_day(end):
            return timedelta(days=(_day(end.value) - _day(start.value)).days)
        zone = _zone(start, home)
        return _local(end, home).astimezone(zone).replace(tzinfo=None) - _naive(start.value)
    found = _DURATION.fullmatch(event.value("DURATION"))
    if found is None:
        return timedelta(0)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _local(line: _Line, home: str) -> datetime:
    return _naive(line.value).replace(tzinfo=_zone(line, home))


# --- events ----------------------------------------------------------------------------------------------------------


def _moved(events: Sequence[_Event], home: str) -> set[_Key]:
    """Repetitions that stand in the file as events of their own."""
    found: set[_Key] = set()
    for event in events:
        for line in event.all("RECURRENCE-ID"):
            if not _is_day(line):
                found.add((event.value("UID"), _local(line, home).astimezone(UTC)))
    return found


def _read(
    event: _Event, moved: set[_Key], window: tuple[date, date], home: str
) -> Problem | tuple[set[RotaShift], set[date]]:
    """Shifts and free days of one event, or what is wrong with it."""
    starts = event.all("DTSTART")
    title = event.value("SUMMARY")
    if not starts:
        return Problem(event.number, "rota.event_without_start", {"value": title})
    length = _length(event, home)
    if _is_day(starts[0]):
        return _whole_days(event, window, max(1, length.days))
    if length <= timedelta(0):
        return Problem(event.number, "rota.event_without_end", {"value": title})
    if length > _LONGEST:
        return Problem(event.number, "rota.event_too_long", {"value": title})
    zone, target = _zone(starts[0], home), ZoneInfo(home)
    found = set()
    for begun in _times(event, _naive(starts[0].value), zone, window, home):
        instant = begun.replace(tzinfo=zone)
        if not event.all("RECURRENCE-ID") and (event.value("UID"), instant.astimezone(UTC)) in moved:
            continue
        found.add(_shift(instant, (begun + length).replace(tzinfo=zone), target))
    return found, set()


def _shift(starts: datetime, ends: datetime, target: ZoneInfo) -> RotaShift:
    first, last = starts.astimezone(target), ends.astimezone(target)
    minutes = (last.date() - first.date()).days * DAY + last.hour * 60 + last.minute
    return RotaShift(first.date(), first.hour * 60 + first.minute, minutes)


def _whole_days(event: _Event, window: tuple[date, date], days: int) -> Problem | tuple[set[RotaShift], set[date]]:
    title = event.value("SUMMARY")
    shift = shift_word(title)
    if shift is None:
        return Problem(event.number, "rota.event_without_hours", {"value": title})
    first = datetime.combine(_day(event.all("DTSTART")[0].value), time())
    begun = [one.date() for one in _times(event, first, None, window, "UTC")]
    named = {day + timedelta(days=more) for day in begun for more in range(days)}
    if shift is Shift.NONE:
        return set(), named
    return {found for day in named if (found := of_shift(day, shift))}, set()


def _times(
    event: _Event, first: datetime, zone: ZoneInfo | None, window: tuple[date, date], home: str
) -> Iterator[datetime]:
    """Wall times at which an event begins, inside the window where it comes again, without those left out."""
    rules = event.all("RRULE")
    if not rules and not event.all("RDATE"):
        yield first
        return
    repeated: Any = rruleset()
    repeated.rdate(first)
    for rule in rules:
        repeated.rrule(rrulestr(_until_on_the_wall(rule.value, zone), dtstart=first))
    for name, add in (("RDATE", repeated.rdate), ("EXDATE", repeated.exdate)):
        for line in event.all(name):
            for value in line.value.split(","):
                add(_wall_of(_Line(name, line.parameters, value), zone, home))
    opens, closes = (datetime.combine(day, time()) for day in window)
    if not rules:
        opens = min(opens, first)
    yield from islice(repeated.between(opens, closes, inc=True), MOST_EVENTS)


def _wall_of(line: _Line, zone: ZoneInfo | None, home: str) -> datetime:
    if _is_day(line):
        return datetime.combine(_day(line.value), time())
    return _local(line, home).astimezone(zone).replace(tzinfo=None) if zone else _naive(line.value)


def _until_on_the_wall(rule: str, zone: ZoneInfo | None) -> str:
    """The rule with its last instant as wall time, as the first one is. Only rules of whole days are read."""
    if re.search(r"FREQ=(SECONDLY|MINUTELY|HOURLY)", rule, re.IGNORECASE):
        raise ValueError("a rota does not come again within a day")
    found = re.search(r"UNTIL=(\d{8}T\d{6})Z", rule)
    if found is None or zone is None:
        return rule.replace("Z", "") if found else rule
    last = _naive(found.group(1)).replace(tzinfo=UTC).astimezone(zone)
    return rule.replace(found.group(0), f"UNTIL={last:%Y%m%dT%H%M%S}")
