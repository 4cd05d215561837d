"""What a centre decides about its timetables: weights, rules that only cost, and two limits. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from scheduling.domain.problem import Costs, Rules
from scheduling.domain.rules import SOFTENABLE, Rule

WEIGHTS = tuple(one.name for one in fields(Costs))
MOST_POINTS = 1000
USUAL_SOFT: Mapping[str, int] = {Rule.PAPER_LASTS: 0}
"""A paper that ends in the middle of a term is warned of; whoever wants it to forbid makes it hard."""


@dataclass(frozen=True)
class Settings:
    """`least_share` counts of a hundred meetings; a child under `alone_under` years is never left alone at home."""

    costs: Costs = field(default_factory=Costs)
    soft: Mapping[str, int] = field(default_factory=lambda: dict(USUAL_SOFT))
    least_share: int = 74
    alone_under: int = 6

    @property
    def rules(self) -> Rules:
        """As a problem holds them. A paper that may end in the term for no points at all is no rule: only a warning."""
        soft = {rule: points for rule, points in self.soft.items() if points or rule != Rule.PAPER_LASTS}
        return Rules(self.least_share / 100, self.costs, soft)

    @property
    def paper_must_last(self) -> bool:
        """Whether somebody whose paper ends in the term may not teach at all."""
        return Rule.PAPER_LASTS not in self.soft


def read(weights: Mapping[str, int], soft: Mapping[str, int], least_share: int, alone_under: int) -> Settings:
    """Settings as they were kept; what is not named has the usual points, and rules that must be hard stay so."""
    known = {name: int(points) for name, points in weights.items() if name in WEIGHTS}
    allowed = {str(rule): int(soft[rule]) for rule in SOFTENABLE if rule in soft}
    return Settings(Costs(**known), allowed, least_share, alone_under)
