"""The iCalendar file, read by another program's eyes: instants over both clock changes, folding, escaping."""

import io
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import tz
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.courses.domain.calendar import WeeklyMeeting, dated, instants
from lms.exchange.domain import calendar as ics
from tests.lms.exchange.ical import read

ZONES = ("Europe/Berlin", "Europe/Stockholm", "America/Toronto")


def event(begins: datetime, ends: datetime, zone: str = "Europe/Berlin", **more: object) -> ics.Event:
    given = {
        "key": "01abc", "title": "Alpha B", "place": "Fish, Lindenhof", "note": "Teacher: Marta", "sequence": 0,
        "changed_at": datetime(2026, 1, 1, tzinfo=UTC), **more,
    }  # fmt: skip
    return ics.Event(begins=begins, ends=ends, zone=zone, **given)  # type: ignore[arg-type]


def written(*events: ics.Event, zone: str = "Europe/Berlin") -> bytes:
    return ics.calendar("My classes", zone, events, host="onward.invalid")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [2026, 2027, 2031])
def test_every_session_of_a_year_is_at_the_same_instant_for_another_reader(zone: str, year: int) -> None:
    days = dated([WeeklyMeeting(day, time(9), time(11, 15)) for day in range(7)], date(year, 1, 1), date(year, 12, 31))
    meant = [instants(one.day, one.starts, one.ends, zone) for one in days]
    found = read(written(*(event(*pair, zone) for pair in meant), zone=zone))
    assert [(one.begins, one.ends) for one in found.events] == meant
    assert {one.begins.astimezone(ZoneInfo(zone)).time() for one in found.events} == {time(9)}


@given(
    zone=st.sampled_from(
        [*ZONES, "Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata"]
    ),
    day=st.dates(date(2021, 1, 2), date(2036, 12, 30)),
    minute=st.integers(0, 22 * 60),
)
@settings(max_examples=120, deadline=None)
def test_any_day_of_any_zone_is_read_as_it_was_meant(zone: str, day: date, minute: int) -> None:
    starts = time(minute // 60, minute % 60)
    begins, ends = instants(day, starts, time(minute // 60 + 1, minute % 60), zone)
    found = read(written(event(begins, ends, zone), zone=zone)).events[0]
    assert (found.begins, found.ends) == (begins, ends)


def test_the_clock_changes_of_berlin_and_toronto_are_spelt_out() -> None:
    berlin = [(f"{one.wall}", one.summer) for one in ics.changes("Europe/Berlin", 2026, 2026)]
    assert berlin == [("2026-03-29 02:00:00", True), ("2026-10-25 03:00:00", False)]
    toronto = [(f"{one.wall}", one.summer) for one in ics.changes("America/Toronto", 2026, 2026)]
    assert toronto == [("2026-03-08 02:00:00", True), ("2026-11-01 02:00:00", False)]
    assert list(ics.changes("Asia/Kolkata", 2026, 2026)) == []


@pytest.mark.parametrize("zone", ZONES)
def test_dateutil_understands_the_zone_over_both_changes(zone: str) -> None:
    block = "\r\n".join(ics.timezone(zone, 2026, 2027))
    theirs = tz.tzical(io.StringIO(f"BEGIN:VCALENDAR\r\n{block}\r\nEND:VCALENDAR\r\n")).get(zone)
    assert theirs is not None
    day = datetime.combine(date(2026, 1, 1), time(9))
    while day.year < 2028:
        assert theirs.utcoffset(day) == ZoneInfo(zone).utcoffset(day), day
        day += timedelta(days=1)


def test_a_cancelled_session_keeps_its_id_and_counts_on() -> None:
    begins = datetime(2026, 11, 24, 8, tzinfo=UTC)
    plain = event(begins, begins + timedelta(hours=2))
    off = event(begins, begins + timedelta(hours=2), sequence=3, cancelled=True)
    first, second = read(written(plain)).events[0], read(written(off)).events[0]
    assert first.values["UID"] == second.values["UID"]
    assert (first.values["STATUS"], second.values["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert (first.values["SEQUENCE"], second.values["SEQUENCE"]) == ("0", "3")


@given(title=st.text(max_size=60), note=st.text(alphabet="aÄ😀ع;,\\\n ", max_size=150))
@settings(max_examples=100, deadline=None)
def test_any_text_comes_back_and_no_line_is_too_long(title: str, note: str) -> None:
    begins = datetime(2026, 11, 24, 8, tzinfo=UTC)
    content = written(event(begins, begins + timedelta(hours=1), title=title, note=note))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    found = read(content).events[0]
    assert found.text("DESCRIPTION") == note
    printable = "".join(sign for sign in title.replace("\r\n", "\n").replace("\r", "\n") if sign == "\n" or sign >= " ")
    assert found.text("SUMMARY") == printable


def test_no_text_can_begin_a_property_of_its_own() -> None:
    begins = datetime(2026, 11, 24, 8, tzinfo=UTC)
    evil = event(begins, begins + timedelta(hours=1), title="A\r\nATTENDEE:mailto:x@y.z", place="B\nEND:VEVENT")
    assert set(read(written(evil)).events[0].values) & {"ATTENDEE"} == set()
    assert len(read(written(evil)).events) == 1


@pytest.mark.parametrize("zone", ZONES)
def test_the_package_icalendar_reads_both_nights_of_the_clock_change_as_they_were_meant(zone: str) -> None:
    there = ZoneInfo(zone)
    # The weeks in which the clock goes forward and back: the evening before, the day itself, the day after.
    nights = [change.wall.date() for change in ics.changes(zone, 2027, 2027)]
    days = [night + timedelta(days=apart) for night in nights for apart in (-1, 0, 1)]
    meant = [instants(day, time(18, 30), time(20), zone) for day in days]
    moved = {"sequence": 3, "note": "Teacher: Siân, Ŵyn; no \\ bag\nعربي"}
    gone = {"key": "02gone", "sequence": 2, "cancelled": True}
    content = written(*(event(*pair, zone, **moved) for pair in meant), event(*meant[0], zone, **gone), zone=zone)
    found = icalendar.Calendar.from_ical(content)
    # By the zone that the file itself spells out, and by the one that the reader knows under this name.
    spelt = found.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    *kept, cancelled = found.walk("VEVENT")
    for one, (begins, ends), day in zip(kept, meant, days, strict=True):
        assert (one.start, one.end) == (begins, ends)
        wall = one.start.replace(tzinfo=None)
        assert (wall.date(), wall.time()) == (day, time(18, 30))
        assert spelt.utcoffset(wall) == there.utcoffset(wall)
        assert (one["SEQUENCE"], str(one["DESCRIPTION"])) == (3, moved["note"])
    assert (str(cancelled["STATUS"]), cancelled["SEQUENCE"]) == ("CANCELLED", 2)
    assert found.errors == []
