"""Who needs a plan and has none, and for how many days it is overdue. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Rule:
    """What a provider asks: is a plan required, and within how many days each thing should be there."""

    plan_required: bool = True
    plan_days: int = 70
    entry_days: int = 28
    exit_days: int = 14
    review_weeks: int = 26


@dataclass(frozen=True)
class Asked:
    """What the rules of a programme ask of plans. `days` is empty where they set no time."""

    name: str
    days: int | None
    sure: bool


def rule_of(asked: Iterable[Asked]) -> Rule:
    """The rule of a provider that set none of its own: what its programmes ask, the shortest time first.

    A fact that nobody has verified moves no date: it is shown, and the usual time counts.
    """
    days = [one.days for one in asked if one.days and one.sure]
    return Rule(plan_days=min(days)) if days else Rule()


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    count: int
    total: int

    @property
    def percent(self) -> int:
        """Rounded to whole percents, 0 of nobody. One somebody never reads as none, nor all but one as all."""
        if not self.total or not self.count:
            return 0
        if self.count == self.total:
            return 100
        return min(99, max(1, (200 * self.count + self.total) // (2 * self.total)))


def due_on(since: date, days: int) -> date:
    """The day by which something should be there."""
    return since + timedelta(days=days)


def days_overdue(due: date, today: date) -> int:
    """Days since it was due, 0 while there is time."""
    return max(0, (today - due).days)
