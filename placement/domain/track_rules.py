"""Track rules of a country: which course and which entry step a recommended track means there, as dated facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import Level, Track

SEGMENT_MINUTES = 75 * 60
"""A segment of a course, 100 lessons of 45 minutes: who was there for less has only tried it. An assumption."""
REGULAR_FROM = 0.5
"""The share of lessons that makes attendance regular; an assumption, as the laws name no number."""


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """What a rule may ask about a person after the sorter has spoken. Permit, nationality and religion are not here.

    `attended_before`: programmes really attended. `irregular`: skills two or more levels apart. `scores`: points in tests
    of the country by code.
    """

    track: Track
    level: Level
    schooling_years: int | None = None
    attended_before: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    irregular: bool = False
    scores: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrackRule:
    """When this track, these levels and these school years come together, this course is the one.

    `entry` names the module or step to start with, empty when the course has none. `note` is a code for a sentence.
    `goal` asks for a wish, `irregular` for skills far apart, `test` for points from `score_from` to `score_to`.
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
    evidence: Evidence
    goal: str = ""
    irregular: bool = False
    test: str = ""
    score_from: int = 0
    score_to: int | None = None

    @property
    def verified(self) -> bool:
        """Whether the source was read. Without that the rule shows a mark and can refuse nothing."""
        return self.evidence.may_refuse


@dataclass(frozen=True, slots=True)
class Duty:
    """Something the law of the country asks of whoever places people, by code."""

    code: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class CountryTest:
    """A test that the country itself gives: its code and the highest score. The score comes in as a record."""

    code: str
    highest: int
    evidence: Evidence


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
    tests: tuple[CountryTest, ...] = ()


def rule_for(rules: Iterable[TrackRule], facts: PlacementFacts, day: date) -> TrackRule | None:
    """The rule that decides on this day, `None` when the country has no course for these facts."""
    return next((rule for rule in rules if rule.evidence.holds_on(day) and fits(rule, facts)), None)


def fits(rule: TrackRule, facts: PlacementFacts) -> bool:
    """Whether a rule speaks about these facts. A rule that asks for what is not known stays silent."""
    return not asks_for(rule, facts) and _fits_what_is_known(rule, facts)


def asks_for(rule: TrackRule, facts: PlacementFacts) -> tuple[str, ...]:
    """What a rule would have to know and does not: `schooling_years`, or the code of a test."""
    asked = []
    if (rule.schooling_from > 0 or rule.schooling_to is not None) and facts.schooling_years is None:
        asked.append("schooling_years")
    if rule.test and rule.test not in facts.scores:
        asked.append(rule.test)
    return tuple(asked)


def unknown_facts(rules: TrackRules, facts: PlacementFacts, day: date) -> tuple[str, ...]:
    """What to find out so that a rule can decide; nothing when one decides, or when none would anyway."""
    if rule_for(rules.rules, facts, day) is not None:
        return ()
    silent = [rule for rule in rules.rules if rule.evidence.holds_on(day) and _fits_what_is_known(rule, facts)]
    return tuple(dict.fromkeys(code for rule in silent for code in asks_for(rule, facts)))


def _fits_what_is_known(rule: TrackRule, facts: PlacementFacts) -> bool:
    years, score = facts.schooling_years, facts.scores.get(rule.test)
    return (
        rule.track is facts.track
        and facts.level in rule.levels
        and (years is None or _between(years, rule.schooling_from, rule.schooling_to))
        and (score is None or _between(score, rule.score_from, rule.score_to))
        and (not rule.after or rule.after in facts.attended_before)
        and (not rule.goal or rule.goal in facts.goals)
        and (not rule.irregular or facts.irregular)
    )


def _between(value: int, low: int, high: int | None) -> bool:
    return low <= value and (high is None or value <= high)


def really_attended(offered_minutes: int, attended_minutes: int, modules_ended: int) -> bool:
    """Whether somebody attended a programme: a module came to its end, passed or not, or a segment was attended regularly."""
    regular = attended_minutes >= REGULAR_FROM * offered_minutes
    return modules_ended > 0 or (attended_minutes >= SEGMENT_MINUTES and regular)


def has_ended(rules: TrackRules, key: str, day: date) -> bool:
    """Whether a rule that once decided does not hold on this day, or has gone from the pack."""
    return bool(key) and not any(rule.key == key and rule.evidence.holds_on(day) for rule in rules.rules)


def in_force(rules: TrackRules, day: date) -> tuple[str, ...]:
    """Keys of the rules that hold on a day, in their order."""
    return tuple(rule.key for rule in rules.rules if rule.evidence.holds_on(day))


def duties_on(rules: TrackRules, day: date) -> tuple[Duty, ...]:
    """What must be done for every placement on this day."""
    return tuple(duty for duty in rules.duties if duty.evidence.holds_on(day))


def failing_cases(rules: TrackRules) -> tuple[Case, ...]:
    """Rows of the pack's test table that come out otherwise."""
    return tuple(case for case in rules.cases if _decided(rules, case) != case.rule)


def _decided(rules: TrackRules, case: Case) -> str:
    rule = rule_for(rules.rules, case.facts, case.day)
    return "" if rule is None else rule.key
