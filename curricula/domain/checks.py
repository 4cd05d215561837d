"""Checks of a skill: their scales, what a score must be, and what it lets somebody say she can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from lms.kernel.vocabulary import Skill

NEW_WEEKS = 6
"""A check counts as news for the learner this long."""


PART = "."
"""Stands between the key of a test and the number of its part."""


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
    test: str = ""
    """Name of the examination it is a part of."""
    skills: tuple[Skill, ...] = ()
    """What the part measures; empty for every skill."""

    @property
    def whole(self) -> str:
        """Key of the test it belongs to: its own for a test in one piece."""
        return self.key.partition(PART)[0] if self.test else self.key

    def measures(self, skill: Skill) -> bool:
        """Whether its points are points of a skill."""
        return not self.skills or skill in self.skills

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


def part_trouble(parts: Sequence[Scale]) -> tuple[int, str, str] | None:
    """(place of the part, field, code) of what is wrong with the parts of a test."""
    seen: set[Skill] = set()
    for place, one in enumerate(parts):
        trouble = scale_trouble(one)
        if trouble is not None:
            return place, *trouble
        if len(parts) > 1 and not one.skills:
            return place, "skills", "curricula.part_skills"
        if seen & set(one.skills):
            return place, "skills", "curricula.part_twice"
        seen |= set(one.skills)
    return None


def parts_of(scales: Mapping[str, Scale], test: str) -> tuple[Scale, ...]:
    """The parts of a test in their order, or the one scale that it is."""
    return tuple(sorted((one for one in scales.values() if one.whole == test), key=lambda one: one.key))


def entered(parts: Sequence[Scale], points: Mapping[Skill, float]) -> dict[Skill, tuple[Scale, float]] | Skill:
    """Points as they were written under the skills -> the part and the points of every skill that it measures.

    A part of two skills is written once, under either of them. A skill that no part measures is given back.
    """
    found: dict[Skill, tuple[Scale, float]] = {}
    for skill, score in points.items():
        part = next((one for one in parts if one.measures(skill)), None)
        if part is None:
            return skill
        for other in part.skills or (skill,):
            if other == skill or other not in points:
                found[other] = (part, score)
    return found


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
