"""How far a goal has moved: four steps that people say in words, never a share."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """Where a goal stands, in the words of who put the newest evidence to it."""

    BEGUN = "begun"
    ON_THE_WAY = "on_the_way"
    NEAR = "near"
    REACHED = "reached"

    @property
    def step(self) -> int:
        """Which of the four steps it is."""
        return list(Stage).index(self) + 1


STEPS = len(Stage)


def stage_of(said: Iterable[tuple[date, str, bool]]) -> Stage | None:
    """Where a goal stands after (day, stage or empty, whether it is reached) of each evidence; nothing before the first.

    The newest word on it counts, so a goal may also move back. Evidence without a word says that it has begun.
    """
    told = sorted(said, key=lambda one: one[0])
    if not told:
        return None
    words = [Stage.REACHED if reached else Stage(stage) for _day, stage, reached in told if reached or stage]
    return words[-1] if words else Stage.BEGUN
