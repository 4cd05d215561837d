"""How regularly somebody comes: of what was held, of what is planned, and whether the asked share is still possible. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

from lms.courses.domain.attendance import PRESENT
from lms.kernel.vocabulary import Attendance


@dataclass(frozen=True)
class Rule:
    """What a programme asks: a share of minutes over a window of weeks, and whether excused ones stay outside."""

    share: float = 0.7
    window_weeks: int = 12
    excused_outside: bool = False
    asks_arrival: bool = False
    grace: int = 0
    """Minutes that somebody may come late before it is noted."""


def rule_of(facts: Mapping[str, Any]) -> Rule:
    """The rule as a programme tells it; what it does not tell is that of the house."""
    house = Rule()
    return Rule(
        share=float(facts.get("share", house.share)),
        window_weeks=int(facts.get("window_weeks", house.window_weeks)),
        excused_outside=bool(facts.get("excused_outside", house.excused_outside)),
        asks_arrival=bool(facts.get("asks_arrival", house.asks_arrival)),
        grace=int(facts.get("late_minutes") or house.grace),
    )


@dataclass(frozen=True)
class Lesson:
    """One session of somebody: its minutes, what was marked (empty: nothing yet), minutes attended, whether she told us."""

    minutes: int
    attendance: str
    attended: int = 0
    told: bool = False


@dataclass(frozen=True)
class Tally:
    """Minutes: `held` were marked, `ahead` are still to come or not marked yet, `told` were missed and apologised for."""

    held: int = 0
    attended: int = 0
    excused: int = 0
    told: int = 0
    ahead: int = 0

    def after(self, lesson: "Lesson") -> "Tally":
        """With one lesson more."""
        more = tally((lesson,))
        return Tally(
            self.held + more.held,
            self.attended + more.attended,
            self.excused + more.excused,
            self.told + more.told,
            self.ahead + more.ahead,
        )

    def _asked(self, minutes: int, rule: Rule) -> int:
        return minutes - (self.excused if rule.excused_outside else 0)

    def of_held(self, rule: Rule) -> float | None:
        """Attended of what was held; None before anything counts."""
        return _share(self.attended, self._asked(self.held, rule))

    def of_planned(self, rule: Rule) -> float | None:
        """Attended of all that is planned, so that a good start does not look like the goal."""
        return _share(self.attended, self._asked(self.held + self.ahead, rule))

    @property
    def effort(self) -> float | None:
        """Attended, excused or apologised for, of what was held."""
        return _share(self.attended + self.excused + self.told, self.held)

    def best(self, rule: Rule) -> float | None:
        """What is reached if nothing more is missed."""
        return _share(self.attended + self.ahead, self._asked(self.held + self.ahead, rule))

    def out_of_reach(self, rule: Rule) -> bool:
        """Whether the asked share can no longer be reached."""
        best = self.best(rule)
        return best is not None and best < rule.share

    def may_miss(self, rule: Rule) -> int:
        """Minutes that may still be missed."""
        asked = rule.share * self._asked(self.held + self.ahead, rule)
        return max(0, min(self.ahead, floor(self.attended + self.ahead - asked + 1e-9)))

    def regular(self, rule: Rule) -> bool | None:
        """Whether the share of what was held is reached; None when nothing counts."""
        share = self.of_held(rule)
        return None if share is None else share >= rule.share


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole > 0 else None


def tally(lessons: Iterable[Lesson]) -> Tally:
    """Minutes of somebody's lessons, by what became of them."""
    held = attended = excused = told = ahead = 0
    for one in lessons:
        if not one.attendance:
            ahead += one.minutes
            continue
        held += one.minutes
        attended += one.attended
        if one.attendance == Attendance.EXCUSED:
            excused += one.minutes
        elif one.told and one.attendance not in PRESENT:
            told += one.minutes
    return Tally(held, attended, excused, told, ahead)
