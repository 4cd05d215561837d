"""The learner's path: at most two things done, here, what is next, the goal. Never a number."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from curricula.domain.checks import POINTS, Scale, level_shown
from curricula.domain.programme import ModuleKind
from lms.kernel.vocabulary import LEVELS, Level

MOST_DONE = 2

GOAL_PICTURES = {
    "work": "briefcase",
    "family": "family",
    "study": "graduation",
    "citizenship": "city-hall",
    "health": "hospital",
    "other": "star",
    "": "star",
}
KIND_PICTURES = {
    ModuleKind.LANGUAGE: "talking",
    ModuleKind.ORIENTATION: "map",
    ModuleKind.VOCATIONAL_LANGUAGE: "construction-worker",
    ModuleKind.VOCATIONAL: "toolbox",
    ModuleKind.EXAMINATION: "certificate",
    ModuleKind.SOCIAL: "people",
    ModuleKind.READINESS: "briefcase",
    ModuleKind.ENTREPRENEURSHIP: "shop",
    ModuleKind.PEER: "collaboration",
}
LITERACY_PICTURE = "pencil"


class StopKind(StrEnum):
    """Where a stop lies on the path."""

    GOAL = "goal"
    NEXT = "next"
    HERE = "here"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop. `word` is a title or a code of a sentence, `day` when it starts or was done."""

    kind: StopKind
    word: str
    picture: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Can:
    """What somebody can do in one skill at a level; `coming` where it is still ahead, `new` where it is news."""

    level: Level
    coming: bool = False
    new: bool = False


def can_do(reached: Level | None, checked: float | None, fresh: bool, scale: Scale = POINTS) -> Can:
    """From the level reached and the last check of the way to the next one. Somebody who begins has something coming."""
    level = reached or Level.PRE_A1
    following = LEVELS[min(level.rank + 1, len(LEVELS) - 1)]
    if checked is not None and level_shown(scale, checked):
        return Can(following, new=fresh)
    return Can(level, coming=level is Level.PRE_A1 and checked is None)
