"""A rota: dated shifts read from a file, and the pattern they make. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from lms.kernel.vocabulary import Shift
from lms.learners.domain.patterns import HOURS, LONGEST_CYCLE, Kind, Pattern, Preset, Stretch, repeats


@dataclass(frozen=True, slots=True, order=True)
class RotaShift:
    """Work on one date, in minutes after its midnight; an end over 1440 lies on the next day."""

    day: date
    starts: int
    ends: int


@dataclass(frozen=True)
class Problem:
    """A line that cannot be used, by a code and facts for its sentence."""

    line: int
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rota:
    """What a file says: shifts, days named as free, lines with a problem, columns that are not used."""

    shifts: tuple[RotaShift, ...] = ()
    free: frozenset[date] = frozenset()
    problems: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day that the file speaks of."""
        named = {one.day for one in self.shifts} | self.free
        return (min(named), max(named)) if named else None


@dataclass(frozen=True)
class StaffRota:
    """A file about several people, by the name that it gives each of them. A line about nobody is a problem."""

    people: Mapping[str, Rota] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()


SHIFT_WORDS: dict[str, Shift] = {
    **dict.fromkeys(("early", "morning", "früh", "frueh", "frühschicht", "fruehschicht", "f", "e", "fd"), Shift.EARLY),
    **dict.fromkeys(("late", "evening", "spät", "spaet", "spätschicht", "spaetschicht", "s", "l", "sd"), Shift.LATE),
    **dict.fromkeys(("night", "nacht", "nachtschicht", "n", "nd"), Shift.NIGHT),
    **dict.fromkeys(("day", "tag", "tagschicht", "tagdienst", "d", "t"), Shift.DAY),
    **dict.fromkeys(("free", "off", "day off", "frei", "-", "x", "urlaub", "holiday", "leave"), Shift.NONE),
}


def shift_word(text: str) -> Shift | None:
    """The shift that a word in a rota means, by whole words: "Night shift" and "N" are both a night."""
    plain = text.strip().casefold()
    if plain in SHIFT_WORDS:
        return SHIFT_WORDS[plain]
    found = {SHIFT_WORDS[word] for word in plain.replace("-", " ").split() if len(word) > 2 and word in SHIFT_WORDS}
    return found.pop() if len(found) == 1 else None


def of_shift(day: date, shift: Shift) -> RotaShift | None:
    """A usual shift on a date."""
    return RotaShift(day, *HOURS[shift]) if shift in HOURS else None


def pattern_of(rota: Rota) -> Pattern | None:
    """The rota as a season of its own: in its days it stands before what is usual."""
    if rota.days is None:
        return None
    first, last = rota.days
    stretches = tuple(Stretch((one.day - first).days, one.starts, one.ends) for one in sorted(set(rota.shifts)))
    return Pattern(Kind.WORK, stretches, (last - first).days + 1, first, first, last, Preset.ROTA)


def without(patterns: Iterable[Pattern], gone: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Patterns without the seasons that one of `gone` was once kept as, however much of it a later one has taken since."""
    keys = {_season(one) for one in gone}
    return tuple(one for one in patterns if one.preset is not Preset.ROTA or _season(one) not in keys)


def in_place_of(patterns: Iterable[Pattern], earlier: Iterable[Pattern], new: Pattern) -> tuple[Pattern, ...]:
    """Patterns with `new` before them. Of the same employer's `earlier` seasons only the days stay that `new` does not name."""
    keys, kept = {_season(one) for one in earlier}, [new]
    for one in patterns:
        if one.preset is Preset.ROTA and _season(one) in keys:
            kept += _around(one, new)
        else:
            kept.append(one)
    return tuple(kept)


def _season(one: Pattern) -> tuple[Any, ...]:
    return one.kind, one.anchor, one.cycle, one.stretches


def _around(one: Pattern, new: Pattern) -> list[Pattern]:
    """The days of a season before and after another one."""
    if one.since is None or one.until is None or new.since is None or new.until is None:
        return [one]
    before = replace(one, until=min(one.until, new.since - timedelta(days=1)))
    after = replace(one, since=max(one.since, new.until + timedelta(days=1)))
    halves = [half for half in (before, after) if half.since and half.until and half.since <= half.until]
    return [one] if one in halves else halves


def goes_on(rota: Rota) -> Pattern | None:
    """The pattern that the rota keeps at least twice over, to go on after its last day. None where it keeps none."""
    if rota.days is None:
        return None
    first, last = rota.days
    by_day = hours_by_day(rota.shifts)
    days = [frozenset(by_day.get(first + timedelta(days=place), ())) for place in range((last - first).days + 1)]
    cycle = repeats(days)
    if cycle is None or not any(days):
        return None
    stretches = tuple(Stretch(place, *hours) for place in range(cycle) for hours in sorted(days[place]))
    return Pattern(Kind.WORK, stretches, cycle, first, first, None, Preset.OWN)


def hours_by_day(shifts: Iterable[RotaShift]) -> dict[date, set[tuple[int, int]]]:
    """First and last minutes of work by day."""
    found: dict[date, set[tuple[int, int]]] = {}
    for one in shifts:
        found.setdefault(one.day, set()).add((one.starts, one.ends))
    return found


def is_too_long(rota: Rota) -> bool:
    """Whether a rota reaches further than a pattern can."""
    return rota.days is not None and (rota.days[1] - rota.days[0]).days >= LONGEST_CYCLE
