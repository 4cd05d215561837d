"""A phase is over, a stage of the file or a module, and somebody is told what comes next: what, where, when, who. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

SHOWN = timedelta(weeks=6)
"""So long the card of a phase is shown after its end."""
TALK_WITHIN = timedelta(days=7)
"""Where nothing is settled yet, somebody talks with the person within so many days of the end."""


class Kind(StrEnum):
    """What is over."""

    STAGE = "stage"
    MODULE = "module"


@dataclass(frozen=True)
class Phase:
    """A stage of the file, by its code, or a module, by its key, and its last day."""

    kind: Kind
    key: str
    ended_on: date


def stages_over(usual: str, way: Sequence[tuple[str, date]], firsts: Collection[str]) -> list[Phase]:
    """The stages that others followed. `way`: (stage, since) in order. It begins with one of `firsts`, or `usual` was before."""
    begun = way if way and way[0][0] in firsts else [(usual, date.min), *way]
    return [Phase(Kind.STAGE, before, since) for (before, _begun), (_after, since) in pairwise(begun)]


def last_over(phases: Iterable[Phase], today: date) -> Phase | None:
    """The phase that ended last, while its card is shown; of one day the last one of `phases`."""
    recent = [one for one in phases if one.ended_on <= today <= one.ended_on + SHOWN]
    return max(reversed(recent), key=lambda one: one.ended_on, default=None)


def talk_day(phase: Phase, today: date) -> date:
    """Until when somebody talks about what comes next: never a day that is past."""
    return max(today, phase.ended_on + TALK_WITHIN)
