"""What the pages of a week draw: days with their blocks, and the same in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import get_day_names
from flask_babel import get_locale

from lms.kernel import language
from lms.kernel.vocabulary import Shift
from lms.learners.domain.availability import Availability, Busy, Why, busy_days, work_between
from lms.learners.domain.patterns import DAY, Pattern, Preset, monday_of

WEEKS = 4
SHIFT_ICONS = {
    Shift.EARLY: "sun-horizon",
    Shift.DAY: "sun",
    Shift.LATE: "moon-stars",
    Shift.NIGHT: "moon",
    Shift.NONE: "house-line",
}
PRESET_PICTURES = {
    Preset.NONE: "house",
    Preset.DAY: "sun",
    Preset.EARLY: "sunrise",
    Preset.LATE: "lamp",
    Preset.NIGHT: "moon",
    Preset.ROTATING: "recycling",
    Preset.TWO_TWO_TWO: "factory-worker",
    Preset.FOUR_FOUR: "safety-helmet",
    Preset.SPLIT: "broom",
    Preset.WEEKEND: "shopping-cart",
    Preset.ON_CALL: "telephone",
    Preset.OWN: "pencil",
    Preset.ROTA: "page",
}
HEIGHT = 48
LONGEST_SHORT = 4


@dataclass(frozen=True)
class Bar:
    """A block of a day's column: from top to bottom one day, `HEIGHT` high."""

    top: float
    height: float
    why: Why


@dataclass(frozen=True)
class Day:
    """One day of the drawing."""

    day: date
    bars: tuple[Bar, ...]
    shifts: tuple[Shift, ...]
    words: tuple[str, ...]
    different: bool


def weeks_ahead(week: Availability, today: date, count: int = WEEKS) -> list[list[Day]]:
    """Weeks from this one on, each from Monday to Sunday."""
    first = monday_of(today)
    last = first + timedelta(weeks=count, days=-1)
    busy = busy_days(week, first, last)
    worked: dict[date, list[Shift]] = {}
    for one in work_between(week, first, last):
        worked.setdefault(one.day, []).append(one.shift)
    changed = {one.day for one in week.exceptions}
    days = [
        Day(
            day,
            tuple(_bar(one) for one in blocks),
            tuple(dict.fromkeys(worked.get(day, ()))),
            tuple(_said(one) for one in blocks),
            day in changed,
        )
        for day, blocks in busy.items()
    ]
    return [days[place : place + 7] for place in range(0, len(days), 7)]


def _bar(one: Busy) -> Bar:
    return Bar(round(one.starts / DAY * HEIGHT, 1), max(1.0, round((one.ends - one.starts) / DAY * HEIGHT, 1)), one.why)


def _said(one: Busy) -> str:
    word = f"{clock(one.starts)}–{clock(one.ends)} {language.say(f'hindrance.{one.why}')}"
    return f"{word}: {one.note}" if one.note else word


def clock(minutes: int) -> str:
    """Minutes after midnight as a wall time; the end of a day is 24:00."""
    return "24:00" if minutes == DAY else f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def weekdays() -> list[tuple[str, str]]:
    """Short and whole names of the weekdays in the reader's language, Monday first."""
    locale = get_locale() or "en"
    short = get_day_names("short", "stand-alone", locale=locale)
    if max(len(short[day]) for day in range(7)) > LONGEST_SHORT:
        # Where even the short name is a whole word, one letter is what calendars show.
        short = get_day_names("narrow", "stand-alone", locale=locale)
    whole = get_day_names("wide", "stand-alone", locale=locale)
    return [(short[day], whole[day]) for day in range(7)]


def hours_of(pattern: Pattern) -> str:
    """The different hours of a pattern in a row."""
    found = dict.fromkeys((one.starts, one.ends) for one in pattern.stretches)
    return language.joined(f"{clock(starts)}–{clock(ends)}" for starts, ends in sorted(found))
