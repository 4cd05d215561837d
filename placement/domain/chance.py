"""Chance that follows from a seed: the draw of one step of a sitting, the same on every device and every repetition."""

from typing import Protocol, SupportsInt

WORD = (1 << 64) - 1
STRIDE = 0x9E3779B97F4A7C15


class Chance(Protocol):
    """What choosing needs of a source of chance; numpy's generators have it too."""

    def integers(self, below: int) -> SupportsInt:
        """A whole number from 0, below this one."""

    def random(self) -> float:
        """A number from 0 to 1, 1 excluded."""


class Draw:
    """SplitMix64 (Steele, Lea & Flood 2014, OOPSLA): ready in no time, where a large generator takes longer to seed than
    the whole question to choose."""

    __slots__ = ("state",)

    def __init__(self, seed: int, place: int) -> None:
        self.state = _mixed(seed * STRIDE & WORD) + place * STRIDE & WORD

    def integers(self, below: int) -> int:
        """A whole number from 0, below this one."""
        return int(self.random() * below)

    def random(self) -> float:
        """A number from 0 to 1, 1 excluded."""
        self.state = self.state + STRIDE & WORD
        return (_mixed(self.state) >> 11) * 2.0**-53


def _mixed(word: int) -> int:
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & WORD
    word = (word ^ word >> 27) * 0x94D049BB133111EB & WORD
    return word ^ word >> 31
