"""Rota files by value: sheets and calendars, what cannot be read, and back again."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.learners.domain import rota as domain
from lms.learners.domain.availability import work_between
from lms.learners.domain.plain import week_of
from lms.learners.domain.rota import RotaShift
from lms.learners.formats import read, rota_csv

TODAY = date(2026, 11, 24)
BERLIN = "Europe/Berlin"


def sheet(text: str) -> domain.Rota:
    return read(text.encode(), today=TODAY, zone=BERLIN)


def calendar(*lines: str) -> domain.Rota:
    events = "\r\n".join(["BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT"])
    return sheet(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}\r\nEND:VCALENDAR\r\n")


def test_hours_and_words_of_shifts_are_read_in_columns_of_any_order() -> None:
    found = sheet("Schicht;Datum;von;bis;Abteilung\n;24.11.2026;06:00;14:00;3\nN;25.11.26;;;3\nfrei;26.11.2026;;;\n")
    assert found.shifts == (
        RotaShift(date(2026, 11, 24), 360, 840),
        RotaShift(date(2026, 11, 25), 1320, 1800),
    )
    assert found.free == {date(2026, 11, 26)}
    assert found.unused == ("Abteilung",)
    assert not found.problems


def test_every_line_that_cannot_be_used_is_named_with_its_number_and_value() -> None:
    found = sheet(
        "date,start,end,shift\n2026-02-31,06:00,14:00,\n,06:00,14:00,\n2026-12-01,6 o'clock,14:00,\n"
        "2026-12-02,06:00,,\n2026-12-03,,,dance\n2026-12-04,,,\n2026-12-05,06:00,14:00,\n"
    )
    assert [(one.line, one.code, one.facts.get("value")) for one in found.problems] == [
        (2, "rota.date_unknown", "2026-02-31"),
        (3, "rota.no_date", ""),
        (4, "rota.time_unknown", "6 o'clock"),
        (5, "rota.half_hours", ""),
        (6, "rota.shift_unknown", "dance"),
        (7, "rota.no_hours", ""),
    ]
    assert len(found.shifts) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "rota.empty"),
        (b"name,city\nA,B\n", "rota.no_date_column"),
        (b"date,start\n2026-12-01,06:00\n", "rota.no_hours_column"),
        (b"PK\x03\x04\x00\x00", "rota.not_text"),
        (b"date,start,end\n", "rota.no_shift"),
        (b"date,start,end\n2026-01-01,6,14\n2027-06-01,6,14\n", "rota.too_long"),
        (b"x" * 1_000_001, "rota.too_big"),
    ],
)
def test_a_file_that_is_no_rota_says_what_is_missing(content: bytes, code: str) -> None:
    assert [one.code for one in read(content, today=TODAY, zone=BERLIN).problems] == [code]


def test_an_event_keeps_its_wall_time_over_the_clock_change_and_crosses_midnight() -> None:
    found = calendar(
        "DTSTART;TZID=Europe/Berlin:20261023T220000",
        "DTEND;TZID=Europe/Berlin:20261024T060000",
        "RRULE:FREQ=DAILY;COUNT=30",
        "EXDATE;TZID=Europe/Berlin:20261028T220000",
    )
    assert {(one.starts, one.ends) for one in found.shifts} == {(1320, 1800)}
    named = [one.day for one in found.shifts]
    assert date(2026, 10, 28) not in named
    assert named[0] == TODAY - timedelta(weeks=4)


def test_utc_events_and_other_zones_come_in_the_wall_time_of_the_centre() -> None:
    utc = calendar("DTSTART:20261201T050000Z", "DTEND:20261201T130000Z")
    assert utc.shifts == (RotaShift(date(2026, 12, 1), 360, 840),)
    athens = calendar("DTSTART;TZID=Europe/Athens:20261201T070000", "DURATION:PT8H")
    assert athens.shifts == utc.shifts


def test_a_whole_day_is_a_shift_when_its_title_is_one() -> None:
    late = calendar("DTSTART;VALUE=DATE:20261201", "SUMMARY:Spätschicht")
    assert late.shifts == (RotaShift(date(2026, 12, 1), 840, 1320),)
    off = calendar("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261204", "SUMMARY:Urlaub")
    assert len(off.free) == 3
    party = calendar("DTSTART;VALUE=DATE:20261201", "SUMMARY:Birth", " day of Ali")
    assert [(one.line, one.code, one.facts["value"]) for one in party.problems] == [
        (3, "rota.event_without_hours", "Birthday of Ali")
    ]


def test_a_moved_repetition_takes_the_place_of_its_own_day_only() -> None:
    series = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:7",
        "DTSTART;TZID=Europe/Berlin:20261130T060000",
        "DTEND;TZID=Europe/Berlin:20261130T140000",
        "RRULE:FREQ=WEEKLY;UNTIL=20261214T050000Z",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:7",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261207T060000",
        "DTSTART;TZID=Europe/Berlin:20261207T140000",
        "DTEND;TZID=Europe/Berlin:20261207T220000",
        "BEGIN:VALARM",
        "DTSTART:19990101T000000Z",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    found = sheet("\n".join(series))
    assert [(one.day.isoformat(), one.starts) for one in found.shifts] == [
        ("2026-11-30", 360),
        ("2026-12-07", 840),
        ("2026-12-14", 360),
    ]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["SUMMARY:x"], "rota.event_without_start"),
        (["DTSTART:20261201T060000Z"], "rota.event_without_end"),
        (["DTSTART:20261201T060000Z", "DTEND:20261203T060000Z"], "rota.event_too_long"),
        (["DTSTART:20261301T060000Z", "DTEND:20261203T060000Z"], "rota.event_unreadable"),
        (["DTSTART:20261201T060000Z", "DURATION:PT8H", "RRULE:FREQ=SECONDLY"], "rota.event_unreadable"),
        (["DTSTART:20261201T060000Z", "DURATION:PT8H", "RRULE:FREQ=NEVER"], "rota.event_unreadable"),
    ],
)
def test_an_event_that_cannot_be_used_is_named(lines: list[str], code: str) -> None:
    assert [(one.line, one.code) for one in calendar(*lines).problems] == [(3, code)]


shifts = st.builds(
    lambda day, starts, length: RotaShift(TODAY + timedelta(days=day), starts, starts + length),
    st.integers(0, 300),
    st.integers(0, 1439),
    st.integers(1, 1439),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(shifts, min_size=1, max_size=30))
def test_a_rota_comes_back_from_a_sheet_and_works_the_same_days(some: list[RotaShift]) -> None:
    found = sheet(rota_csv.write(some))
    assert found.shifts == tuple(sorted(set(some)))
    pattern = domain.pattern_of(found)
    assert pattern is not None
    first, last = min(one.day for one in some), max(one.day for one in some)
    worked = work_between(week_of(patterns=(pattern,)), first - timedelta(days=3), last + timedelta(days=3))
    assert {(one.day, one.starts, one.ends) for one in worked} == {(one.day, one.starts, one.ends) for one in some}


def test_a_rota_that_keeps_a_cycle_can_go_on() -> None:
    days = [TODAY + timedelta(days=place) for place in range(16)]
    kept = domain.Rota(
        tuple(RotaShift(day, 360, 840) for place, day in enumerate(days) if place % 4 < 2), frozenset(days)
    )
    pattern = domain.goes_on(kept)
    assert pattern is not None
    assert (pattern.cycle, pattern.until) == (4, None)
    assert domain.goes_on(domain.Rota(kept.shifts[:1], frozenset(days[:2]))) is None
