"""A probability with its interval, and the words for it: nobody is told a bare number."""

from dataclasses import dataclass
from enum import StrEnum

LIKELY = 0.5
SURE_ENOUGH = 0.7
SURE = 0.9


class Weight(StrEnum):
    """How much the checks say, in words."""

    VERY_LIKELY = "very_likely"
    LIKELY = "likely"
    OPEN = "open"
    UNLIKELY = "unlikely"


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability with the interval in which it lies nine times in ten."""

    middle: float
    low: float
    high: float

    @property
    def weight(self) -> Weight:
        """What may be said: only where the whole interval lies on one side is anything called likely."""
        if self.low >= SURE:
            return Weight.VERY_LIKELY
        if self.low >= LIKELY:
            return Weight.LIKELY
        return Weight.UNLIKELY if self.high < LIKELY else Weight.OPEN

    def in_ten(self) -> tuple[int, int, int]:
        """Middle and ends as so many of ten people in the same place. Never none or all of ten: nothing is that sure."""
        middle, low, high = (min(9, max(1, round(share * 10))) for share in (self.middle, self.low, self.high))
        return middle, low, high
