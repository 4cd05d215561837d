"""Population: what placement assumes about adult newcomers before the first answer, in one place and for every user.

Nobody has published answers of adult newcomers to such tests. Shares, means and spreads are assumptions that stand
until a centre has piloted its own; nationality, religion and residence status have no place here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of people: its share, and mean and sd of reading any script and of decoding Latin letters."""

    share: float
    any_script: tuple[float, float]
    latin: tuple[float, float]


KINDS = (
    Kind(0.12, (-1.6, 0.5), (-2.0, 0.5)),
    Kind(0.22 * 0.45, (1.0, 0.8), (0.9, 0.6)),
    Kind(0.22 * 0.55, (1.0, 0.8), (-0.9, 0.5)),
    Kind(0.33, (0.6, 0.7), (0.8, 0.6)),
    Kind(0.33, (1.6, 0.6), (1.7, 0.5)),
)
"""No literacy; another script and Latin too; another script only; Latin with less, and with much schooling."""


@dataclass(frozen=True)
class Population:
    """How the four abilities go together.

    Pace rises with reading (`pace_with_reading` per standard deviation), oral level with pace. School years rise with
    reading, and what people say about their reading is right but for some noise; `misreport` of them say something
    that has nothing to do with it.
    """

    kinds: Sequence[Kind] = KINDS
    pace_with_reading: float = 0.55
    pace_sd: float = math.sqrt(0.7)
    oral_with_pace: float = 0.35
    oral_mean: float = -0.2 * math.sqrt(0.88)
    oral_sd: float = math.sqrt(0.88)
    school_years: float = 6.0
    school_years_with_reading: float = 3.2
    school_years_sd: float = 2.6
    most_school_years: int = 18
    says_reads_from: float = -0.5
    says_reads_sd: float = 0.55
    says_latin_from: float = 0.1
    says_latin_sd: float = 0.9
    misreport: float = 0.05
    vocational_goal: float = 0.45

    @cached_property
    def reading_mean(self) -> float:
        """Mean of reading any script."""
        return sum(kind.share * kind.any_script[0] for kind in self.kinds)

    @cached_property
    def reading_sd(self) -> float:
        """Standard deviation of reading any script, within and between the kinds."""
        square = sum(kind.share * (kind.any_script[0] ** 2 + kind.any_script[1] ** 2) for kind in self.kinds)
        return math.sqrt(square - self.reading_mean**2)


ASSUMED = Population()
