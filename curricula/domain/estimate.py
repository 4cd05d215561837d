"""How long a goal takes somebody: hours and dates as a range, from published hours for her profile, with every assumption. Pure.

A programme's own figure for the profile is taken first. Without one, its figure for another profile is scaled by the
Flemish ratios, which travel better than amounts; without any, the neutral pack speaks. The range goes from three
quarters of the figure (Flanders: 90 lessons for 120) to one and three quarters (Denmark: months allowed over average).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import ceil
from typing import Any

from curricula.domain.allowances import ExpectedHours
from curricula.domain.amounts import Bound
from curricula.domain.hours import EXPECTED_LESSONS, LOW_SCHOOLING_YEARS, Profile, profile_of
from curricula.domain.programme import Module, Programme
from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import LESSON_MINUTES, LEVELS, Level, Literacy, Track

FASTER, SLOWER = 0.75, 1.75
SLOWER_WITH_LANGUAGES = 1.5
"""For somebody who has learnt two languages before, the slowest part is left out. Our own assumption, without a source."""
BREAK_WEEKS = 10
"""Weeks of a year without class that the later date allows for. Our own assumption."""
LEFT_AT_LEAST = 0.25
"""Whatever was attended already, so much of the level in hand stays: hours are not a level. Our own assumption."""
WEEKS_A_MONTH = 52 / 12
PACE_LEAST, PACE_MOST = 0.6, 1.75
"""However quick or slow somebody was so far, the published hours are not moved further than that. Our own assumption."""
ENOUGH_OF_A_LEVEL = 0.2
"""Levels with fewer of the expected hours than that were brought along and not learnt here: they tell no pace."""
COMES_LEAST = 0.4
"""The later date counts with this share of the lessons at least: below that the talk is about coming, not about dates."""
ORDER: tuple[Profile, ...] = tuple(Profile)


@dataclass(frozen=True, slots=True)
class History:
    """What somebody's own months tell: levels reached here, the minutes attended for them, and how regularly she comes.

    `attendance` is the share of what was offered of late, None where too little was offered to say.
    """

    levels: int = 0
    minutes: int = 0
    attendance: float | None = None

    def pace(self, profile: Profile) -> float:
        """Her own hours for a level over the expected ones, drawn towards 1 while few levels tell it; 1 where none does."""
        expected = EXPECTED_LESSONS[profile] * LESSON_MINUTES * self.levels
        if not self.levels or self.minutes < ENOUGH_OF_A_LEVEL * expected:
            return 1.0
        drawn = float((self.minutes / expected) ** (self.levels / (self.levels + 1)))
        return min(PACE_MOST, max(PACE_LEAST, drawn))

    @property
    def comes(self) -> float:
        """The share of lessons that the later date counts with."""
        return 1.0 if self.attendance is None else min(1.0, max(COMES_LEAST, self.attendance))


@dataclass(frozen=True, slots=True)
class Learner:
    """What an estimate asks about a person. `attended_minutes`: at the level in hand, so far."""

    literacy: Literacy = Literacy.UNKNOWN
    schooling_years: float | None = None
    level: Level | None = None
    other_languages: int = 0
    track: Track | None = None
    attended_minutes: int = 0
    history: History = History()

    @property
    def profile(self) -> Profile | None:
        """Her profile, nothing where neither literacy nor schooling is known."""
        return profile_of(self.literacy, self.schooling_years, self.track)


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing the range rests on: a code with its facts, and where it was published."""

    code: str
    facts: tuple[tuple[str, Any], ...] = ()
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """Minutes of attended teaching and the days on which they would be done, each from best to slowest."""

    programme: str
    start: Level
    goal: Level
    low: int
    high: int
    weekly: int
    first: date
    last: date
    assumptions: tuple[Assumption, ...] = field(default=())
    comes: float = 1.0

    @property
    def months(self) -> tuple[int, int]:
        """Whole months that the range stands for at so many hours a week."""
        high = self.high / (self.weekly * self.comes) * 52 / (52 - BREAK_WEEKS)
        return ceil(self.low / self.weekly / WEEKS_A_MONTH), ceil(high / WEEKS_A_MONTH)


@dataclass(frozen=True, slots=True)
class _Part:
    """Minutes of one level, or of several modules, with what they rest on."""

    low: float
    high: float
    assumption: Assumption

    def at(self, pace: float) -> "_Part":
        """The same for somebody who was so much slower or quicker so far."""
        return replace(self, low=self.low * pace, high=self.high * pace)


def estimate(
    programme: Programme, neutral: Programme, learner: Learner, goal: Level, *, weekly: int, start_on: date
) -> Estimate | None:
    """The range from where somebody stands to a goal with `weekly` minutes a week; nothing when the goal is reached.

    Give the programme as it stands on the day.
    """
    start = learner.level or Level.PRE_A1
    if goal.rank <= start.rank or weekly <= 0:
        return None
    profiles = (learner.profile,) if learner.profile else (Profile.HIGH, Profile.LOW)
    found = [
        tuple(part.at(learner.history.pace(profile)) for part in _parts(programme, neutral, profile, learner, goal))
        for profile in profiles
    ]
    low = min(_less(sum(one.low for one in parts), parts[0].low, learner) for parts in found)
    high = max(_less(sum(one.high for one in parts), parts[0].high, learner) for parts in found)
    # The first day takes it that she comes to every lesson, the last one that she comes as she does now.
    weeks = ceil(low / weekly), ceil(high / (weekly * learner.history.comes) * 52 / (52 - BREAK_WEEKS))
    return Estimate(
        programme.key,
        start,
        goal,
        round(low),
        round(high),
        weekly,
        start_on + timedelta(weeks=weeks[0]),
        start_on + timedelta(weeks=weeks[1]),
        tuple(_assumptions(learner, [part for parts in found for part in parts], weekly)),
        learner.history.comes,
    )


@dataclass(frozen=True, slots=True)
class More:
    """What few years at school add: minutes from best to slowest, and the days on which the goal would be reached without."""

    low: int
    high: int
    usual: tuple[date, date]
    found: tuple[date, date]


def more_for_schooling(
    programme: Programme, neutral: Programme, learner: Learner, goal: Level, *, weekly: int, start_on: date
) -> More | None:
    """The hours that a programme counts on top for somebody with few years at school; nothing where these decide nothing."""
    if learner.schooling_years is None or learner.schooling_years > LOW_SCHOOLING_YEARS:
        return None
    usual = replace(learner, schooling_years=LOW_SCHOOLING_YEARS + 1)
    own, other = (estimate(programme, neutral, one, goal, weekly=weekly, start_on=start_on) for one in (learner, usual))
    if own is None or other is None or (own.low, own.high) == (other.low, other.high):
        return None
    return More(own.low - other.low, own.high - other.high, (other.first, other.last), (own.first, own.last))


def _less(minutes: float, first: float, learner: Learner) -> float:
    """What is left when the hours attended at the level in hand are taken off its part."""
    return minutes - min(learner.attended_minutes, first * (1 - LEFT_AT_LEAST))


def _parts(
    programme: Programme, neutral: Programme, profile: Profile, learner: Learner, goal: Level
) -> tuple[_Part, ...]:
    months = _by_months(programme, profile, learner, goal)
    if months is not None:
        return (months,)
    start = learner.level or Level.PRE_A1
    slower = _slower(learner)
    return tuple(
        _level(programme, profile, step, slower) or _of_neutral(neutral, profile, step, slower)
        for step in LEVELS[start.rank + 1 : goal.rank + 1]
    )


def _slower(learner: Learner) -> float:
    return SLOWER_WITH_LANGUAGES if learner.other_languages >= 2 else SLOWER


def _level(programme: Programme, profile: Profile, step: Level, slower: float) -> _Part | None:
    """One level by the programme's figures: for this profile, else scaled from the nearest profile that has one."""
    covering = [one for one in programme.expected_hours if _covers(one, step) and one.profiles]
    if not covering:
        return None
    chosen = min(covering, key=lambda one: (min(_apart(profile, each) for each in one.profiles), _levels(one)))
    basis = min(chosen.profiles, key=lambda each: _apart(profile, each))
    ratio = EXPECTED_LESSONS[profile] / EXPECTED_LESSONS[basis]
    each = chosen.hours.minutes * ratio / _levels(chosen)
    most = (chosen.most.minutes if chosen.most else 0) * ratio / _levels(chosen)
    low = each if chosen.hours.bound is Bound.AT_LEAST else each * FASTER
    facts = (("programme", programme.name),)
    code = "curricula.assume.published" if basis is profile else "curricula.assume.scaled"
    return _Part(low, max(most, each * slower), Assumption(code, facts, chosen.evidence))


def _of_neutral(neutral: Programme, profile: Profile, step: Level, slower: float) -> _Part:
    part = _level(neutral, profile, step, slower)
    if part is None:
        raise ValueError("the neutral pack states hours for every profile and level")
    return _Part(part.low, part.high, Assumption("curricula.assume.neutral", (), part.assumption.evidence))


def _apart(one: Profile, other: Profile) -> int:
    return abs(ORDER.index(one) - ORDER.index(other))


def _covers(one: ExpectedHours, step: Level) -> bool:
    return one.goal is None or (one.start or Level.PRE_A1).rank < step.rank <= one.goal.rank


def _levels(one: ExpectedHours) -> int:
    return 1 if one.goal is None else one.goal.rank - (one.start or Level.PRE_A1).rank


# --- programmes that publish months ----------------------------------------------------------------------------------


def _by_months(programme: Programme, profile: Profile, learner: Learner, goal: Level) -> _Part | None:
    """Months per module, turned into hours with the lessons a week that the programme gives."""
    weekly = max((one.most.minutes for one in programme.weekly_hours if one.most), default=0)
    track = _track(programme, profile, learner)
    modules = _ahead(programme, track, learner.level, goal)
    typical = [one for one in programme.durations if one.typical_months and one.module in modules]
    longest = [one for one in programme.durations if one.longest_months and one.module in modules]
    if not weekly or not typical:
        return None
    minutes = weekly * WEEKS_A_MONTH
    average = sum(one.typical_months or 0 for one in typical)
    most = sum(one.longest_months or 0 for one in longest)
    facts = (("programme", programme.name), ("months", f"{average:g}"), ("most", f"{most:g}"))
    # Months hold their holidays already: the later date adds them again.
    high = max(most, average * _slower(learner)) * minutes * (52 - BREAK_WEEKS) / 52
    assumption = Assumption("curricula.assume.months", facts, typical[0].evidence)
    return _Part(average * FASTER * minutes, high, assumption)


def _track(programme: Programme, profile: Profile, learner: Learner) -> str:
    wanted = {
        Profile.NOT_LITERATE: Track.LITERACY_FIRST_SCRIPT,
        Profile.HIGH: Track.FAST_TRACK,
        Profile.FAST: Track.FAST_TRACK,
    }.get(profile, Track.REGULAR)
    if learner.literacy is Literacy.OTHER_SCRIPT:
        wanted = Track.LITERACY_FIRST_SCRIPT
    return next((one.key for one in programme.tracks if one.track is wanted), "")


def _ahead(programme: Programme, track: str, level: Level | None, goal: Level) -> frozenset[str]:
    """Modules of a track from where somebody stands to the one that reaches the goal, or to its end."""
    order = [one for one in programme.modules_of(track) if not one.optional]
    reached = [at for at, one in enumerate(order) if _at_most(one, level)]
    aim = next((at for at, one in enumerate(order) if one.level and one.level.rank >= goal.rank), len(order) - 1)
    return frozenset(one.key for one in order[(reached[-1] + 1 if reached else 0) : aim + 1])


def _at_most(module: Module, level: Level | None) -> bool:
    return module.level is not None and level is not None and module.level.rank <= level.rank


# --- what it rests on ------------------------------------------------------------------------------------------------


def _assumptions(learner: Learner, parts: Iterable[_Part], weekly: int) -> Iterator[Assumption]:
    if learner.profile is None:
        yield Assumption("curricula.assume.profile_unknown")
    else:
        yield Assumption(f"curricula.assume.profile.{learner.profile.value}")
    yield from dict.fromkeys(part.assumption for part in parts)
    yield Assumption("curricula.assume.spread")
    if learner.other_languages >= 2:
        yield Assumption("curricula.assume.languages", (("count", learner.other_languages),))
    if learner.attended_minutes:
        yield Assumption("curricula.assume.attended", (("hours", round(learner.attended_minutes / 60)),))
    weekly_code = "curricula.assume.weekly" if learner.history.comes == 1 else "curricula.assume.weekly_first"
    yield Assumption(weekly_code, (("hours", f"{weekly / 60:g}"),))
    yield from _of_history(learner)
    yield Assumption("curricula.assume.breaks", (("weeks", BREAK_WEEKS),))


def _of_history(learner: Learner) -> Iterator[Assumption]:
    history, profile = learner.history, learner.profile
    pace = history.pace(profile) if profile else 1.0
    if profile is not None and pace != 1.0:
        each = round(history.minutes / history.levels / 60)
        usual = round(EXPECTED_LESSONS[profile] * LESSON_MINUTES / 60)
        facts = (("count", history.levels), ("hours", each), ("usual", usual))
        yield Assumption("curricula.assume.slower" if pace > 1 else "curricula.assume.quicker", facts)
    if history.comes < 1:
        yield Assumption("curricula.assume.comes", (("share", round(history.comes * 100)),))
