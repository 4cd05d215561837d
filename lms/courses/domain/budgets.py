"""Which budget an hour is charged to, and what happens when none has enough left. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple


class BudgetKind(StrEnum):
    """What hours are granted for. The order is the one in which they are used."""

    PRE_COURSE = "pre_course"
    MAIN = "main"
    EXTRA = "extra"
    REPEAT = "repeat"


class AtZero(StrEnum):
    """What a funder wants when a budget is used up: hours go on, go on with a warning, or are not charged."""

    GO_ON = "go_on"
    WARN = "warn"
    REFUSE = "refuse"


FIRST_TIME = (BudgetKind.PRE_COURSE, BudgetKind.MAIN, BudgetKind.EXTRA)
SECOND_CHANCE = (BudgetKind.REPEAT, BudgetKind.EXTRA)
"""A second chance never uses what is left of the first attempt."""


@dataclass(frozen=True)
class Rule:
    """What a funder asks. Without a row of its own a funder asks nothing."""

    at_zero: AtZero = AtZero.GO_ON
    warn_minutes: int = 900
    needs_budget: bool = False
    needs_reference: bool = False
    unit_minutes: int = 45


class Budget(NamedTuple):
    """Minutes granted to one learner in one programme. `until` is the last day, `None` is open."""

    id: str
    learner_id: str
    programme: str
    kind: BudgetKind
    funder_id: str
    minutes: int
    used: int
    firm: bool
    from_date: date
    until: date | None = None
    reference: str = ""

    @property
    def left(self) -> int:
        """Minutes that are left; below zero when hours went on."""
        return self.minutes - self.used

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_date <= day and (self.until is None or day <= self.until)


class Choice(NamedTuple):
    """Where an hour goes, and why. Without budget and not refused it goes to the funder of the course."""

    budget: Budget | None
    code: str
    refused: bool = False
    facts: Mapping[str, Any] = MappingProxyType({})


def choose(
    budgets: Iterable[Budget], *, day: date, minutes: int, second_chance: bool, needs_budget: bool = False
) -> Choice:
    """The budget that one session of one learner is charged to: whole, to one budget.

    In force on the day; of a kind that fits the attempt; the first in order of kind and then of its last day that has
    enough left. When none has, hours go on in the last one that may go below zero, or are refused.
    """
    budgets = list(budgets)
    kinds = SECOND_CHANCE if second_chance else FIRST_TIME
    fitting = [one for one in budgets if one.kind in kinds]
    in_force = sorted((one for one in fitting if one.holds(day)), key=lambda one: _order(one, kinds))
    if not in_force:
        return Choice(None, _why_none(budgets, fitting, second_chance), refused=needs_budget)
    for one in in_force:
        if one.left >= minutes:
            return Choice(one, f"budget.{one.kind}")
    soft = [one for one in in_force if not one.firm]
    if soft:
        return Choice(soft[-1], "budget.below_zero", facts={"over": minutes - soft[-1].left})
    return Choice(in_force[-1], "budget.used_up", refused=True, facts={"left": max(one.left for one in in_force)})


def _order(one: Budget, kinds: Sequence[BudgetKind]) -> tuple[int, date, date, str]:
    return kinds.index(one.kind), one.until or date.max, one.from_date, one.id


def _why_none(budgets: Sequence[Budget], fitting: Sequence[Budget], second_chance: bool) -> str:
    if fitting:
        return "budget.not_in_force"
    if budgets:
        return "budget.no_repeat" if second_chance else "budget.only_repeat"
    return "budget.none"


def runs_out(budget: Budget, rule: Rule, more: int = 0) -> bool:
    """Whether to warn, with `more` minutes used: less is left than the funder wants to be warned at, and nobody has said
    that it does not matter.
    """
    return rule.at_zero is not AtZero.GO_ON and budget.left - more <= rule.warn_minutes


@dataclass(frozen=True)
class Tally:
    """What a learner has been granted and has used, over several budgets."""

    minutes: int
    used: int

    @property
    def left(self) -> int:
        """Minutes that are left, never below zero."""
        return max(0, self.minutes - self.used)


def tally(budgets: Iterable[Budget]) -> Tally:
    """Budgets added up."""
    found = list(budgets)
    return Tally(sum(one.minutes for one in found), sum(one.used for one in found))
