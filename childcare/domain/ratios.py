"""How many carers children need: ratio rules as dated data, "the youngest decides", "each age counts" or "nested"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil

from childcare.domain.ages import AgeGroup, age_in_months, months_by_year
from lms.kernel.facts import Evidence


class Mode(StrEnum):
    """What a group of mixed ages needs."""

    YOUNGEST_DECIDES = "youngest_decides"
    EACH_COUNTS = "each_counts"
    NESTED = "nested"
    """One carer for so many in all, of whom at most so many are as young as each band: 7, of whom at most 4 under school age."""


@dataclass(frozen=True, slots=True)
class Band:
    """Ages in completed months, without the last, that share a ratio; `largest` is the largest group, if limited.

    `ages_verified` is false where the source names the ages by a word only and the months are from memory.
    """

    key: str
    from_months: int
    to_months: int | None
    children_per_carer: int
    evidence: Evidence
    largest: int | None = None
    ages_verified: bool = True

    @property
    def may_refuse(self) -> bool:
        """A number that is not verified warns and refuses nobody."""
        return self.evidence.confidence.verified and self.ages_verified


@dataclass(frozen=True, slots=True)
class Space:
    """Room needed: so many square metres for the first children, so many for each one more."""

    key: str
    first_metres: float
    first_children: int
    metres_each: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of the rule book that people read and no rule computes with."""

    key: str
    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class AgeYear:
    """Children of one calendar year count as a year older together, from the first of this month on."""

    month: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class RatioRule:
    """The rule of one country or funder. Bands follow each other from the youngest to the oldest."""

    key: str
    country: str
    name: str
    mode: Mode
    bands: tuple[Band, ...]
    evidence: Evidence
    minimum_staff: int = 1
    """Fewest carers of one group in which there are children."""
    minimum_on_site: int = 1
    """Fewest carers in a house with children."""
    most_children: int | None = None
    spaces: tuple[Space, ...] = ()
    facts: tuple[Fact, ...] = ()
    age_year: AgeYear | None = None

    def months(self, birth_date: date, day: date) -> int:
        """The age by which this rule counts a child on a day: in completed months, or by its year of birth."""
        if self.age_year is None or not self.age_year.evidence.holds_on(day):
            return age_in_months(birth_date, day)
        return months_by_year(birth_date, day, self.age_year.month)

    def band(self, months: int) -> Band:
        """The band of an age. Outside all bands the nearest one counts: a school child is cared for, too."""
        inside = (band for band in self.bands if band.to_months is None or months < band.to_months)
        return next(inside, self.bands[-1])


def carers_needed(ages: Iterable[int], rule: RatioRule, minimum_staff: int | None = None) -> int:
    """Carers for children of these ages in months. No children need nobody; else never fewer than the minimum.

    Each band is rounded up by itself, which is the careful reading of "each age counts".
    """
    bands = [rule.band(months) for months in ages]
    if not bands:
        return 0
    least = rule.minimum_staff if minimum_staff is None else minimum_staff
    if rule.mode is Mode.YOUNGEST_DECIDES:
        return max(least, ceil(len(bands) / _youngest(bands).children_per_carer))
    if rule.mode is Mode.NESTED:
        return max(least, _nested(bands, rule))
    return max(least, sum(ceil(bands.count(band) / band.children_per_carer) for band in set(bands)))


def _nested(bands: Sequence[Band], rule: RatioRule) -> int:
    """Each band and all younger ones together keep to its number."""
    younger = 0
    needed = 0
    for band in rule.bands:
        younger += bands.count(band)
        needed = max(needed, ceil(younger / band.children_per_carer))
    return needed


def largest_group(ages: Iterable[int], rule: RatioRule) -> int | None:
    """The largest group in which children of these ages may be together, or nothing where the rule sets no limit."""
    bands = [rule.band(months) for months in ages]
    if not bands:
        return None
    if rule.mode is Mode.YOUNGEST_DECIDES:
        return _youngest(bands).largest
    return min((band.largest for band in bands if band.largest is not None), default=None)


def may_refuse(ages: Iterable[int], rule: RatioRule) -> bool:
    """Whether every number used for these ages is verified. If not, the rule warns and a person decides."""
    bands = [rule.band(months) for months in ages]
    if rule.mode is Mode.YOUNGEST_DECIDES and bands:
        bands = [_youngest(bands)]
    # In a nested rule the bands above the oldest child decide nothing.
    counted = rule.age_year is None or rule.age_year.evidence.confidence.verified
    return rule.evidence.confidence.verified and counted and all(band.may_refuse for band in bands)


def children_per_carer(group: AgeGroup, rule: RatioRule) -> int:
    """The ratio for an age group: the strictest of all bands that reach into it."""
    inside = [band.children_per_carer for band in rule.bands if _overlap(band, group)]
    return min(inside, default=rule.band(group.from_months).children_per_carer)


def places_in_space(square_metres: float, space: Space) -> int:
    """How many children a room may hold by its area. Smaller than the first measure means none."""
    if square_metres < space.first_metres:
        return 0
    # A hair above the border, so that 22 + 2.8 metres hold one child more and not one less by rounding.
    return space.first_children + int((square_metres - space.first_metres) / space.metres_each + 1e-9)


def rule_on(rules: Sequence[RatioRule], country: str, day: date, key: str | None = None) -> RatioRule | None:
    """The rule of a country in force on a day; where there are several, the first unless one is named."""
    fitting = (
        rule for rule in rules if rule.country == country and rule.evidence.holds_on(day) and key in (None, rule.key)
    )
    return next(fitting, None)


def rules_on(rules: Sequence[RatioRule], country: str, day: date) -> tuple[RatioRule, ...]:
    """Every rule of a country in force on a day: a centre says which one is its own."""
    return tuple(rule for rule in rules if rule.country == country and rule.evidence.holds_on(day))


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule about rooms and groups that does not hold: `allowed` against `has`. Only a verified one is a no."""

    code: str
    has: float
    allowed: float
    refuses: bool
    source: str


def group_findings(
    ages: AgeGroup, places: int, rule: RatioRule | None, room: tuple[float, int] | None, others: int = 0
) -> tuple[Finding, ...]:
    """What does not hold for a group with so many places: the room's size and largest group, the rule's largest group.

    `room` is (square metres, largest group) and `others` the places of other groups in it. The room's own number is what the
    centre was told, so it refuses; numbers of the rule refuse where they are verified.
    """
    found = []
    if room is not None and places + others > room[1]:
        found.append(Finding("room_largest", places + others, room[1], True, ""))
    if rule is None:
        return tuple(found)
    for band in rule.bands:
        if band.largest is not None and places > band.largest and _overlap(band, ages):
            refuses = band.may_refuse and rule.evidence.confidence.verified
            found.append(Finding("group_largest", places, band.largest, refuses, band.evidence.source))
            break
    if room is not None and rule.spaces:
        # Where a rule knows several standards, the mildest one is certain to be needed.
        space = max(rule.spaces, key=lambda one: places_in_space(room[0], one))
        allowed = places_in_space(room[0], space)
        if places + others > allowed:
            found.append(
                Finding("room_area", places + others, allowed, space.evidence.may_refuse, space.evidence.source)
            )
    return tuple(found)


def _youngest(bands: Sequence[Band]) -> Band:
    return min(bands, key=lambda band: band.from_months)


def _overlap(band: Band, group: AgeGroup) -> bool:
    below = band.to_months is None or group.from_months < band.to_months
    return below and (group.to_months is None or band.from_months < group.to_months)
