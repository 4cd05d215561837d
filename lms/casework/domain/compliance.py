"""Who needs a plan and has none, and for how many days it is overdue. Pure."""

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
