"""What somebody typed about a class, a session or a course, read into values with what is wrong beside each field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from lms.courses import queries, services
from lms.courses.domain.calendar import WeeklyMeeting
from lms.courses.services import Slot
from lms.learners.domain.needs import OF_GROUPS, ticked

SERIES = 4
"""How many stretches of hours a form offers: each may hold several weekdays."""


@dataclass
class Typed:
    """A form: the words that were typed, what they mean, and what is wrong with them by field."""

    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A line of text without blanks around it."""
        return self.values.get(name, "").strip()

    def needed(self, name: str) -> str:
        """A line that must not be empty."""
        if not self.text(name):
            self.errors[name] = str(_("Fill this in."))
        return self.text(name)

    def number(self, name: str, *, least: int = 1, most: int = 100_000) -> int:
        """A whole number between two others."""
        typed = self.text(name)
        if not re.fullmatch(r"-?\d{1,6}", typed) or not least <= int(typed) <= most:
            self.errors[name] = str(_("Write a number from %(least)s to %(most)s.", least=least, most=most))
            return least
        return int(typed)

    def day(self, name: str) -> date | None:
        """A date; None where nothing was typed or it cannot be read."""
        typed = self.text(name)
        if not typed:
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            self.errors[name] = str(_("Write year-month-day, like 2027-02-13."))
            return None

    def clock(self, name: str) -> time | None:
        """A time of day; None where nothing was typed or it cannot be read."""
        typed = self.text(name)
        if not typed:
            return None
        try:
            return time.fromisoformat(typed)
        except ValueError:
            self.errors[name] = str(_("Write hours and minutes, like 09:00."))
            return None


@dataclass(frozen=True)
class Series:
    """Hours that a class keeps on several weekdays, as a form shows them."""

    weekdays: tuple[int, ...] = ()
    starts: str = ""
    ends: str = ""
    every: int = 1
    anchor: str = ""


def series_of(meetings: tuple[WeeklyMeeting, ...]) -> list[Series]:
    """Meetings gathered by their hours, and one empty line for more."""
    found: dict[tuple[time, time, int, date | None], list[int]] = {}
    for one in meetings:
        found.setdefault((one.starts, one.ends, one.every, one.anchor), []).append(one.weekday)
    lines = [
        Series(tuple(sorted(days)), f"{starts:%H:%M}", f"{ends:%H:%M}", every, anchor.isoformat() if anchor else "")
        for (starts, ends, every, anchor), days in found.items()
    ]
    return [*lines, Series()][: max(SERIES, len(lines))]


def typed_series(form: MultiDict[str, str]) -> list[Series]:
    """The lines of a form as they were typed."""
    numbers = sorted({int(key.partition("-")[2]) for key in form if re.fullmatch(r"starts-\d{1,2}", key)})
    return [
        Series(
            tuple(sorted(int(day) for day in form.getlist(f"days-{n}") if day in set("0123456"))),
            form.get(f"starts-{n}", ""),
            form.get(f"ends-{n}", ""),
            int(form.get(f"every-{n}", "1")) if form.get(f"every-{n}", "1") in set("1234") else 1,
            form.get(f"anchor-{n}", ""),
        )
        for n in numbers
    ]


def read_section(form: MultiDict[str, str]) -> tuple[services.SectionEdit | None, Typed, list[Series]]:
    """A class as it was typed; None where a field is wrong."""
    typed, lines = Typed(form), typed_series(form)
    meetings = tuple(_meetings(typed, lines))
    first, last = typed.day("starts_on"), typed.day("ends_on")
    for name, day in (("starts_on", first), ("ends_on", last)):
        if day is None:
            typed.errors.setdefault(name, str(_("Choose a day.")))
    minutes = typed.number("minutes") if typed.text("minutes") else None
    entry_until = typed.day("entry_until")
    link = typed.text("link")
    if link and not re.fullmatch(r"https?://\S{3,300}", link):
        typed.errors["link"] = str(_("A link begins with https://."))
    edit = services.SectionEdit(
        name=typed.needed("name")[:120],
        seats=typed.number("seats", most=500),
        room_id=typed.text("room_id") or None,
        teacher_id=typed.text("teacher_id") or None,
        meetings=meetings,
        starts_on=first or date.min,
        ends_on=last or date.max,
        mode=typed.text("mode") or "room",
        link=link,
        minutes=minutes * 45 if minutes else None,
        entry_weekdays=tuple(sorted(int(day) for day in form.getlist("entry_weekdays") if day in set("0123456"))),
        entry_until=entry_until,
        properties=ticked(form.getlist("properties"), OF_GROUPS),
    )
    return (None if typed.errors else edit), typed, lines


def _meetings(typed: Typed, lines: list[Series]) -> list[WeeklyMeeting]:
    found = []
    for number, line in enumerate(lines):
        if not line.weekdays and not line.starts and not line.ends:
            continue
        starts, ends, anchor = (
            typed.clock(f"starts-{number}"), typed.clock(f"ends-{number}"), typed.day(f"anchor-{number}"),
        )  # fmt: skip
        if not line.weekdays:
            typed.errors["meetings"] = str(_("Choose at least one weekday for these hours."))
        elif starts is None or ends is None:
            typed.errors["meetings"] = str(_("Write when it begins and when it ends."))
        else:
            found += [WeeklyMeeting(day, starts, ends, line.every, anchor) for day in line.weekdays]
    if not found and "meetings" not in typed.errors:
        typed.errors["meetings"] = str(_("Choose at least one weekday and its hours."))
    return found


def values_of(section: queries.SectionInfo) -> dict[str, Any]:
    """A class as its form shows it."""
    return {
        "name": section.name,
        "seats": section.seats,
        "room_id": section.room_id or "",
        "teacher_id": section.teacher_id or "",
        "starts_on": section.starts_on.isoformat(),
        "ends_on": section.ends_on.isoformat(),
        "mode": section.mode,
        "link": section.link,
        "minutes": section.promised // 45 if section.promised != section.course.minutes else "",
        "entry_weekdays": [str(day) for day in section.entry_weekdays],
        "entry_until": section.entry_until.isoformat() if section.entry_until else "",
        "properties": list(section.properties),
    }


def read_slot(form: MultiDict[str, str]) -> tuple[Slot | None, Typed]:
    """When and where a session is held, as it was typed; None where a field is wrong."""
    typed = Typed(form)
    day, starts, ends = typed.day("day"), typed.clock("starts"), typed.clock("ends")
    for name, value in (("day", day), ("starts", starts), ("ends", ends)):
        if value is None:
            typed.errors.setdefault(name, str(_("Fill this in.")))
    if day is None or starts is None or ends is None:
        return None, typed
    room, teacher = typed.text("room_id") or None, typed.text("teacher_id") or None
    return Slot(day, starts, ends, room, teacher, typed.text("mode") or "room"), typed


def days_ahead(today: date, last: date, closed: Mapping[date, str], weeks: int = 8) -> list[date]:
    """Days on which a session could be added: from tomorrow, not closed, not on a Sunday."""
    end = min(last, today + timedelta(weeks=weeks))
    days = [today + timedelta(days=n) for n in range(1, (end - today).days + 1)]
    return [day for day in days if day not in closed and day.weekday() < 6]
