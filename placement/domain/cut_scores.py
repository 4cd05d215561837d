"""Cut scores: where on the ability scale one level ends and the next begins."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from lms.kernel.vocabulary import LEVELS


@dataclass(frozen=True, slots=True)
class CutScores:
    """Bands by code, lowest first, and the cuts between them: always one cut fewer than bands."""

    bands: tuple[str, ...]
    cuts: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.bands) != len(self.cuts) + 1 or list(self.cuts) != sorted(set(self.cuts)):
            raise ValueError("cuts must rise and be one fewer than the bands")

    def band_at(self, theta: float) -> str:
        """The band an ability lies in. An ability right on a cut belongs to the upper band."""
        return self.bands[bisect_right(self.cuts, theta)]

    def middle(self, band: str) -> float:
        """An ability typical of a band; the open bands at both ends are taken as 0.7 wide beyond the cut."""
        at = self.bands.index(band)
        low = self.cuts[at - 1] if at > 0 else self.cuts[0] - 0.7
        high = self.cuts[at] if at < len(self.cuts) else self.cuts[-1] + 0.7
        return (low + high) / 2

    def lower_edge(self, band: str) -> float:
        """The cut a person must pass to be in this band, minus infinity for the lowest."""
        at = self.bands.index(band)
        return self.cuts[at - 1] if at > 0 else float("-inf")

    def place(self, theta: float) -> float:
        """Where an ability lies when every band is one wide: 1.5 is the middle of the second. Kept inside the scale."""
        edges = (self.cuts[0] - 0.7, *self.cuts, self.cuts[-1] + 0.7)
        at = min(max(bisect_right(edges, theta) - 1, 0), len(self.bands) - 1)
        part = (theta - edges[at]) / (edges[at + 1] - edges[at])
        return at + min(max(part, 0.0), 1.0)

    def only(self, begins: Sequence[str]) -> "CutScores":
        """The same scale with only the cuts at which these bands begin: what a track decision needs to know."""
        kept = [at for at, band in enumerate(self.bands) if at > 0 and band in begins]
        return CutScores((self.bands[0], *(self.bands[at] for at in kept)), tuple(self.cuts[at - 1] for at in kept))


LANGUAGE_CUTS = CutScores(tuple(level.value for level in LEVELS), (-1.07, -0.357, 0.357, 1.07, 1.786))
"""The language scale: five cuts for six levels, set by its author for an assumed population N(0, 1).

The difficulty of draft items is given on this scale, so both stay assumptions until a centre pilots its bank.
"""
