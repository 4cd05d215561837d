"""Track rules of a country: which course and which entry step a recommended track means there, as dated facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.kernel.vocabulary import Confidence, Level, Track


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """What a rule may ask about a person after the sorter has spoken. `attended_before`: programmes really attended."""

    track: Track
    level: Level
    schooling_years: int | None = None
    attended_before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Validity:
    """From when to when something holds, both days included; an open end is `None`."""

    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class TrackRule:
    """When this track, these levels and these school years come together, this course is the one.

    `entry` names the module or step to start with, empty when the course has none. `note` is a code for a sentence.
    Where several rules match, the first of the file counts.
    """

    key: str
    track: Track
    course: str
    entry: str
    levels: tuple[Level, ...]
    schooling_from: int
    schooling_to: int | None
    after: str
    note: str
    validity: Validity
    source: str
    confidence: Confidence

    @property
    def verified(self) -> bool:
        """Whether the source was read. Without that the rule shows a mark and can refuse nothing."""
        return self.confidence.verified


@dataclass(frozen=True, slots=True)
class Duty:
    """Something the law of the country asks of whoever places people, by code."""

    code: str
    validity: Validity
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a pack's own test table: for these facts on this day this rule must decide; empty for none."""

    facts: PlacementFacts
    day: date
    rule: str


@dataclass(frozen=True, slots=True)
class TrackRules:
    """The rule pack of one country."""

    country: str
    version: str
    rules: tuple[TrackRule, ...]
    duties: tuple[Duty, ...]
    cases: tuple[Case, ...]


def rule_for(rules: Iterable[TrackRule], facts: PlacementFacts, day: date) -> TrackRule | None:
    """The rule that decides on this day, `None` when the country has no course for these facts."""
    return next((rule for rule in rules if rule.validity.holds(day) and fits(rule, facts)), None)


def fits(rule: TrackRule, facts: PlacementFacts) -> bool:
    """Whether a rule speaks about these facts. Without known schooling only rules that do not ask for it fit."""
    asks_schooling = rule.schooling_from > 0 or rule.schooling_to is not None
    if asks_schooling and facts.schooling_years is None:
        return False
    years = facts.schooling_years or 0
    return (
        rule.track is facts.track
        and facts.level in rule.levels
        and rule.schooling_from <= years
        and (rule.schooling_to is None or years <= rule.schooling_to)
        and (not rule.after or rule.after in facts.attended_before)
    )


def duties_on(rules: TrackRules, day: date) -> tuple[Duty, ...]:
    """What must be done for every placement on this day."""
    return tuple(duty for duty in rules.duties if duty.validity.holds(day))


def failing_cases(rules: TrackRules) -> tuple[Case, ...]:
    """Rows of the pack's test table that come out otherwise."""
    return tuple(case for case in rules.cases if _decided(rules, case) != case.rule)


def _decided(rules: TrackRules, case: Case) -> str:
    rule = rule_for(rules.rules, case.facts, case.day)
    return "" if rule is None else rule.key
