"""Battery: which tests of a first sorting a learner takes, in which order, and the level she is taught at afterwards."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np

from lms.kernel.vocabulary import LEVELS, Level, Literacy, Skill
from placement.domain import joint, literacy, sorter
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.item_bank import Aptitude
from placement.domain.literacy import FactSource, LiteracyProfile
from placement.domain.sorter import DEFAULT_COSTS, Costs, Evidence, PaceModel, SkillFinding
from placement.domain.stopping import StopRules

LITERACY = "literacy"
PACE = Aptitude.PACE.value
"""Rows of shapes: offered at the end, to those for whom it can still change the group."""
ORDER: tuple[str, ...] = (LITERACY, Skill.LISTENING, Skill.READING)
"""Kinds of sitting in the order taken. Speaking and writing need a person and are not part of a first sorting."""

SCREENED = frozenset({Literacy.NONE, Literacy.FUNCTIONAL, Literacy.OTHER_SCRIPT, Literacy.UNKNOWN})
READS_FROM = 0.5

STOP_RULES = StopRules(price=0.006, min_items=4, max_items=10)
"""Short on purpose: it finds the group, not the exact level."""
SORT_AT = (Level.A1.value, Level.A2.value, Level.B1.value)
"""Levels at whose beginning courses of a first sorting begin."""
TEACHER_DOUBT = 0.3
"""How often a level given after a talk is one off; an assumption until a centre has compared talks with tests."""
RANDOMESQUE = 3
EXPOSURE_CAP = 0.6

PACE_RULES = StopRules(price=0.006, min_items=4, max_items=8)
PACE_PRICE = 0.05
"""What these few minutes may cost, on the scale of the cost table: a twentieth of a wrong group."""
PACE_ERROR = 0.65
"""Standard error that a sitting of rows of shapes leaves, in units of learning pace."""
OUTCOMES = np.linspace(-3.0, 3.0, 25)
"""Findings of such a sitting that are tried."""


def next_kind(
    reported: Literacy, letters: LiteracyProfile, taken: Collection[str], offered: Sequence[str] = ORDER
) -> str | None:
    """What to test next, `None` when all is done. Nobody who cannot read the letters is given texts to read.

    `offered`: what the bank has questions for. With letters alone everybody takes them: there is nothing else to go by.
    """
    letters_only = tuple(offered) == (LITERACY,)
    for kind in offered:
        if kind not in taken and (letters_only or _is_asked(kind, reported, letters)):
            return kind
    return None


def reported_literacy(answer: object, known: str) -> Literacy:
    """What the person says she reads: in the interview, else when she registered."""
    said = [code for value in (answer, known) for code in Literacy if code == value]
    return said[0] if said else Literacy.UNKNOWN


def teaching_level(letters: LiteracyProfile, skills: Iterable[SkillFinding]) -> Level | None:
    """The lower of the measured levels; without the letters the first step. `None` when nothing was measured."""
    ranks = [finding.level.rank for finding in skills]
    if letters.latin < READS_FROM and (ranks or letters.source is literacy.FactSource.SCREENER):
        return Level.PRE_A1
    return LEVELS[min(ranks)] if ranks else None


def given_by_teacher(skill: Skill, level: Level) -> SkillFinding:
    """A level that a teacher gave after a talk, with the doubt that it may be one off."""
    near = [other for other in LEVELS if abs(other.rank - level.rank) == 1]
    bands = {other.value: 0.0 for other in LEVELS} | {other.value: TEACHER_DOUBT / len(near) for other in near}
    bands[level.value] = 1 - TEACHER_DOUBT
    return SkillFinding(skill, bands, LANGUAGE_CUTS.middle(level), FactSource.TEACHER)


def borrows(letters: LiteracyProfile) -> bool:
    """Whether one skill may speak for another. Where letters stand in the way, hearing says little about the rest."""
    return letters.latin >= READS_FROM


def _is_asked(kind: str, reported: Literacy, letters: LiteracyProfile) -> bool:
    if kind == LITERACY:
        return reported in SCREENED
    return kind != Skill.READING or letters.latin >= READS_FROM


def pace_is_open(evidence: Evidence, costs: Costs = DEFAULT_COSTS) -> bool:
    """Whether a test of learning pace is worth its time: never twice, never for somebody who learns letters first."""
    if evidence.pace is not None or evidence.oral is None or evidence.literacy.latin < READS_FROM:
        return False
    return value_of_pace_test(evidence, costs) > PACE_PRICE


def value_of_pace_test(evidence: Evidence, costs: Costs = DEFAULT_COSTS) -> float:
    """By how much the expected cost of the decision would fall (expected value of sample information).

    Every finding that the test may bring is tried: how likely it is, and what the best track would cost then.
    """
    known = sorter.belief(evidence, PaceModel())
    distance = (OUTCOMES[:, None] - joint.nodes(joint.PACE_CUTS)) / PACE_ERROR
    weights = joint.track_weights(replace(known, pace=known.pace * np.exp(-0.5 * distance**2)))
    afterwards = float(sorter.expected_costs(weights, costs).min(axis=-1).sum() / weights.sum())
    now = float(sorter.expected_costs(weights.sum(axis=0) / weights.sum(), costs).min())
    return max(now - afterwards, 0.0)
