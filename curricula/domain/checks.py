"""Checks of a skill: their scales, what a score must be, and what it lets somebody say she can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from lms.kernel.vocabulary import Skill

NEW_WEEKS = 6
"""A check counts as news for the learner this long."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The points of a check. `reached` is where the level counts as shown, `standard_error` what is assumed if not given."""

    key: str
    lowest: float
    highest: float
    standard_error: float
    reached: float
    name: str = ""
    forms: tuple[str, ...] = ()
    """Alternate forms of the same test: the next check takes another one."""

    def share(self, points: float) -> float:
        """Points as their place between the ends, from 0 to 100: what scales have in common."""
        return 100 * (points - self.lowest) / (self.highest - self.lowest)

    def share_of_error(self) -> float:
        """What a point of this scale is worth on the common one."""
        return 100 / (self.highest - self.lowest)


POINTS = Scale("points_100", 0, 100, 4.0, 60)
"""A centre's own checks of 0 to 100 points. The error of 4 points and the mark of 60 are assumptions of this product:
a test with published figures brings its own."""

SCALES: Mapping[str, Scale] = MappingProxyType({POINTS.key: POINTS})


def off_the_scale(scale: Scale, score: float) -> bool:
    """Whether a score cannot be."""
    return not scale.lowest <= score <= scale.highest


def level_shown(scale: Scale, score: float) -> bool:
    """Whether a score shows the level that was checked."""
    return score >= scale.reached


def is_new(checked_on: date, today: date) -> bool:
    """Whether a check is recent enough to be told as news."""
    return today - checked_on <= timedelta(weeks=NEW_WEEKS)


def scale_trouble(scale: Scale) -> tuple[str, str] | None:
    """(field, code) of what is wrong with a scale that somebody describes."""
    if not scale.name.strip():
        return "name", "curricula.scale_name"
    if not scale.lowest < scale.highest:
        return "highest", "curricula.scale_ends"
    if off_the_scale(scale, scale.reached):
        return "reached", "curricula.scale_reached"
    if not 0 < scale.standard_error <= scale.highest - scale.lowest:
        return "standard_error", "curricula.scale_error"
    return None


def next_form(scale: Scale, last: str) -> str:
    """The form to take after the last one, in turn; empty where a test has one form only."""
    if len(scale.forms) < 2:
        return scale.forms[0] if scale.forms else ""
    return scale.forms[(scale.forms.index(last) + 1) % len(scale.forms)] if last in scale.forms else scale.forms[0]


@dataclass(frozen=True, slots=True)
class Pasted:
    """Cells of a sheet that was pasted: (person, skill) -> what stands there; and lines that fit nobody."""

    cells: Mapping[tuple[str, Skill], str]
    unknown: tuple[tuple[int, str], ...]


def pasted(text: str, people: Mapping[str, str]) -> Pasted:
    """Lines of name or number and up to four columns in the order of the skills, parted by tab, semicolon or comma.

    `people`: name and number, without regard to case, -> id. A decimal comma is kept where another mark parts the columns.
    """
    cells: dict[tuple[str, Skill], str] = {}
    unknown = []
    for number, line in enumerate(text.splitlines(), 1):
        mark = "\t" if "\t" in line else ";" if ";" in line else ","
        first, *points = (cell.strip() for cell in line.split(mark))
        if not first or not points:
            continue
        learner_id = people.get(" ".join(first.casefold().split()))
        if learner_id is None:
            unknown.append((number, first))
            continue
        cells |= {(learner_id, skill): one for skill, one in zip(Skill, points, strict=False) if one}
    return Pasted(MappingProxyType(cells), tuple(unknown))
