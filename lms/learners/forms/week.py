"""What people tap and type about their week, as values; errors by field, as sentences."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from lms.kernel.language import say
from lms.kernel.vocabulary import Shift
from lms.kernel.web.arguments import whole_number
from lms.learners.domain.lives import LONGEST_AREA, DatedTime, Need
from lms.learners.domain.patterns import (
    DAY,
    HOURS,
    LONGEST_CYCLE,
    Kind,
    Pattern,
    Preset,
    Stretch,
    anchored,
    own_pattern,
    phases,
    preset_pattern,
)
from lms.learners.domain.plain import pattern_from_plain

GRID_HOURS = tuple(range(6, 22, 2))
"""The weekly grid: two hours a cell, from six to ten in the evening."""
GRID_STEP = 2
OWN_SHIFTS = (Shift.NONE, Shift.EARLY, Shift.DAY, Shift.LATE, Shift.NIGHT)
FIRST_OWN_DAYS = 14
MOST_OWN_DAYS = 56
MOST_SCHOOLS = 2
LONGEST_REASON = 200


@dataclass
class Typed:
    """What was typed, and what is wrong with it by field."""

    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field without blanks around."""
        return (self.values.get(name) or "").strip()

    def number(self, name: str, least: int, most: int, default: int) -> int:
        """A whole number in a range."""
        text = self.text(name)
        if not text:
            return default
        number = whole_number(text)
        if number is None or not least <= number <= most:
            self.errors[name] = _("Write a number from %(least)s to %(most)s.", least=least, most=most)
            return default
        return number

    def day(self, name: str) -> date | None:
        """A date as browsers send it."""
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.errors[name] = _("This is not a day of the calendar. Write year-month-day.")
            return None

    def minutes(self, name: str) -> int | None:
        """A wall time as browsers send it, in minutes after midnight."""
        text = self.text(name)
        try:
            hour, minute = (int(part) for part in text.split(":")[:2])
            if 0 <= hour <= 24 and 0 <= minute < 60 and hour * 60 + minute <= DAY:
                return hour * 60 + minute
        except ValueError:
            pass
        if text:
            self.errors[name] = _("Write a time like 06:00.")
        return None

    def hours(self, first: str, last: str, *, night: bool = False) -> tuple[int, int] | None:
        """Two wall times; with `night` an end that is not later lies on the next day."""
        starts, ends = self.minutes(first), self.minutes(last)
        if starts is None or ends is None:
            if first not in self.errors and last not in self.errors:
                self.errors[last] = _("Write both times.")
            return None
        if ends <= starts and not night:
            self.errors[last] = _("These hours end before they begin.")
            return None
        return starts, ends if ends > starts else ends + DAY


# --- work ------------------------------------------------------------------------------------------------------------


def work_of(typed: Typed, preset: Preset, today: date) -> Pattern | None:
    """The work pattern of the form; None for nobody's work or when `typed.errors` says why."""
    since, until = typed.day("since"), typed.day("until")
    if since and until and until < since:
        typed.errors["until"] = say("learners.season_ends_before")
    if until and until < today:
        typed.errors["until"] = _("This day is over. Write a later one or leave it empty.")
    base = _own(typed, today) if preset is Preset.OWN else preset_pattern(preset)
    if base is None:
        return None
    if preset is not Preset.OWN:
        base = _with_hours(typed, base)
        base = _with_phase(typed, base, today)
    return replace(base, since=since, until=until) if not typed.errors else None


def hour_fields(pattern: Pattern) -> list[tuple[str, int, int]]:
    """The different hours of a pattern: name of the fields, first and last minute."""
    found = dict.fromkeys((one.starts, one.ends) for one in pattern.stretches)
    return [(f"hours-{place}", *hours) for place, hours in enumerate(found)]


def _with_hours(typed: Typed, pattern: Pattern) -> Pattern:
    changed = {}
    for name, starts, ends in hour_fields(pattern):
        if typed.text(f"{name}-from") or typed.text(f"{name}-to"):
            changed[starts, ends] = typed.hours(f"{name}-from", f"{name}-to", night=True) or (starts, ends)
    stretches = tuple(
        Stretch(one.day, *changed.get((one.starts, one.ends), (one.starts, one.ends))) for one in pattern.stretches
    )
    return replace(pattern, stretches=stretches)


def _with_phase(typed: Typed, pattern: Pattern, today: date) -> Pattern:
    asked = len(phases(pattern))
    if asked == 1:
        return pattern
    phase = whole_number(typed.text("phase"))
    if phase is None or phase >= asked:
        typed.errors["phase"] = _("Tap the work you do now.")
        return pattern
    return anchored(pattern, phase, today)


def own_days(typed: Typed) -> int:
    """How many days a pattern of one's own has."""
    return typed.number("days", 1, MOST_OWN_DAYS, FIRST_OWN_DAYS)


def _own(typed: Typed, today: date) -> Pattern | None:
    count = own_days(typed)
    told = [typed.text(f"day-{place}") for place in range(count)]
    if not typed.errors and not any(told):
        typed.errors["day-0"] = _("Tap the shift of each day.")
        return None
    known = {shift.value: shift for shift in OWN_SHIFTS}
    base = own_pattern([known.get(text, Shift.NONE) for text in told], today)
    hours = {
        HOURS[shift]: typed.hours(f"own-{shift.value}-from", f"own-{shift.value}-to", night=True) or HOURS[shift]
        for shift in OWN_SHIFTS
        if shift in HOURS and (typed.text(f"own-{shift.value}-from") or typed.text(f"own-{shift.value}-to"))
    }
    stretches = tuple(
        Stretch(one.day, *hours.get((one.starts, one.ends), (one.starts, one.ends))) for one in base.stretches
    )
    return replace(base, stretches=stretches)


# --- free hours and school -------------------------------------------------------------------------------------------


def free_of(cells: Sequence[str]) -> Pattern | None:
    """The only free hours, from tapped cells `weekday-hour`; None when nothing is tapped: any hour is free."""
    tapped = sorted(
        {(int(day), int(hour)) for day, _sep, hour in (cell.partition("-") for cell in cells) if _is_cell(day, hour)}
    )
    windows: list[Stretch] = []
    for day, hour in tapped:
        if windows and windows[-1].day == day and windows[-1].ends == hour * 60:
            windows[-1] = replace(windows[-1], ends=(hour + GRID_STEP) * 60)
        else:
            windows.append(Stretch(day, hour * 60, (hour + GRID_STEP) * 60))
    return Pattern(Kind.FREE, tuple(windows)) if windows else None


def _is_cell(day: str, hour: str) -> bool:
    return day.isdecimal() and hour.isdecimal() and int(day) < 7 and int(hour) in GRID_HOURS


def cells_of(pattern: Pattern | None) -> set[str]:
    """Tapped cells of a kept pattern: those that lie in its hours as a whole."""
    if pattern is None:
        return set()
    return {
        f"{one.day}-{hour}"
        for one in pattern.stretches
        for hour in GRID_HOURS
        if one.starts <= hour * 60 and (hour + GRID_STEP) * 60 <= one.ends
    }


def schools_of(typed: Typed, days_of: Mapping[int, Sequence[str]]) -> tuple[Pattern, ...]:
    """School and kindergarten hours of the form, one pattern a child; a place without days is nobody's."""
    found = []
    for place in range(MOST_SCHOOLS):
        days = sorted({int(day) for day in days_of.get(place, ()) if day.isdecimal() and int(day) < 7})
        if not days:
            continue
        hours = typed.hours(f"school-{place}-from", f"school-{place}-to")
        run = typed.number(f"school-{place}-run", 0, 120, 15)
        if hours:
            stretches = tuple(Stretch(day, *hours) for day in days)
            alone = typed.text(f"school-{place}-alone") == "1"
            found.append(Pattern(Kind.SCHOOL, stretches, run_minutes=run, alone=alone))
    return tuple(found)


# --- days that are different -----------------------------------------------------------------------------------------


def dated_of(typed: Typed, today: date) -> tuple[DatedTime, ...]:
    """Days from one to another that are busy or free; empty when `typed.errors` says why."""
    first = typed.day("day")
    last = typed.day("last") or first
    if first is None:
        typed.errors.setdefault("day", _("Choose a day."))
    elif first < today:
        typed.errors["day"] = _("This day is over. Choose today or a later one.")
    if first and last and not first <= last <= first + timedelta(days=92):
        typed.errors["last"] = _("Choose a last day from the first day on, at most three months later.")
    whole = not (typed.text("from") or typed.text("to"))
    hours = (0, DAY) if whole else typed.hours("from", "to")
    if typed.text("kind") not in ("busy", "free"):
        typed.errors["kind"] = _("Tap if you are free or not.")
    reason = typed.text("reason")
    if len(reason) > LONGEST_REASON:
        typed.errors["reason"] = _("Write it shorter: at most 200 characters.")
    if typed.errors or first is None or last is None or hours is None:
        return ()
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return tuple(DatedTime(day, typed.text("kind") == "free", *hours, reason) for day in days)


# --- way and wishes --------------------------------------------------------------------------------------------------


def wishes_of(typed: Typed, needs: Sequence[str], centres: Sequence[str], own_centre: str) -> dict[str, Any]:
    """Travel, rest, online and needs, as fields of a week."""
    minutes = {
        centre: typed.number(f"travel-{centre}", 0, 240, 0) for centre in centres if typed.text(f"travel-{centre}")
    }
    limit = typed.number("limit", 1, 240, 0)
    area = " ".join(typed.text("area").split())
    if len(area) > LONGEST_AREA:
        typed.errors["area"] = say("learners.area_long", {"most": LONGEST_AREA})
    known = {need.value: need for need in Need}
    return {
        "travel_minutes": minutes.pop(own_centre, 30),
        "travel_by_centre": tuple(sorted(minutes.items())),
        "travel_limit": limit or None,
        "rest_hours": typed.number("rest", 0, 24, 8),
        "online": typed.text("online") == "1",
        "needs": frozenset(known[need] for need in needs if need in known),
        "area": area,
    }


# --- rota ------------------------------------------------------------------------------------------------------------


def kept_rota(text: str) -> Pattern | None:
    """The pattern that a dry run showed and the form brings back; None when it is not one."""
    try:
        found = pattern_from_plain(json.loads(text))
    except (ValueError, KeyError, TypeError):
        return None
    whole = all(isinstance(number, int) for one in found.stretches for number in (one.day, one.starts, one.ends))
    fits = isinstance(found.cycle, int) and 1 <= found.cycle <= LONGEST_CYCLE and found.anchor is not None
    return found if whole and fits and found.kind is Kind.WORK else None
