"""Literacy screener: is the person literate in any script, and does the person decode Latin letters? No reading needed.

Two axes with two posteriors, each with its own stop. The first axis leads: a person who reads in no script is not
taken through the Latin letters. The cuts, the LASLLIAM steps and the population below are assumptions: no public
answers of adult newcomers to such a screener exist, and they stand until a centre has piloted its own.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np

from lms.kernel.vocabulary import Literacy
from placement.domain import estimation, sitting
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import Prior
from placement.domain.irt import Array
from placement.domain.item_bank import Bank, LiteracyAxis
from placement.domain.selection import SelectionRules
from placement.domain.sitting import Engine, Sitting
from placement.domain.stopping import StopReason, StopRules

LITERATE_FROM = -0.5
DECODES_FROM = 0.0
LASLLIAM = ("1", "2", "3", "4")
"""Steps of the Literacy and Second Language Learning framework of the Council of Europe; the cuts are ours."""

CUTS: Mapping[LiteracyAxis, CutScores] = {
    LiteracyAxis.ANY_SCRIPT: CutScores(LASLLIAM, (-1.1, LITERATE_FROM, 0.4)),
    LiteracyAxis.LATIN: CutScores(LASLLIAM, (-0.8, DECODES_FROM, 0.8)),
}
LITERATE_BAND = "3"
KIND_AFTER = 3
"""Failures at the easiest step after which the screener ends with thanks."""

STOP_RULES: Mapping[LiteracyAxis, StopRules] = {
    LiteracyAxis.ANY_SCRIPT: StopRules(price=0.006, min_items=3, max_items=8),
    LiteracyAxis.LATIN: StopRules(price=0.006, min_items=3, max_items=14),
}


class FactSource(StrEnum):
    """Where something known about a learner comes from."""

    INTERVIEW = "interview"
    SCREENER = "screener"
    TEST = "test"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of people in the assumed population: its share, and mean and sd on both axes."""

    share: float
    any_script: tuple[float, float]
    latin: tuple[float, float]


ASSUMED_POPULATION = (
    Kind(0.12, (-1.6, 0.5), (-2.0, 0.5)),
    Kind(0.22 * 0.45, (1.0, 0.8), (0.9, 0.6)),
    Kind(0.22 * 0.55, (1.0, 0.8), (-0.9, 0.5)),
    Kind(0.33, (0.6, 0.7), (0.8, 0.6)),
    Kind(0.33, (1.6, 0.6), (1.7, 0.5)),
)
"""No literacy; another script and Latin too; another script only; Latin with less, and with much schooling."""


@dataclass(frozen=True, slots=True)
class LiteracyProfile:
    """Probabilities of reading nothing yet, another script only, and Latin letters; with LASLLIAM steps.

    A person who decodes Latin letters counts as `latin` whatever else is known.
    """

    none: float
    other_script: float
    latin: float
    any_script_step: str
    latin_step: str
    source: FactSource

    @property
    def literate(self) -> float:
        """Probability of reading some script."""
        return self.other_script + self.latin

    @property
    def code(self) -> Literacy:
        """The most probable of the host's words. Some reading below the cut is called functional."""
        best = max(self.none, self.other_script, self.latin)
        if best == self.latin:
            return Literacy.LATIN
        if best == self.other_script:
            return Literacy.OTHER_SCRIPT
        return Literacy.NONE if self.any_script_step == LASLLIAM[0] else Literacy.FUNCTIONAL


@dataclass(frozen=True, slots=True)
class Screener:
    """Where a screening stands: the sitting of the first axis, then that of the second."""

    any_script: Sitting
    latin: Sitting | None = None

    @property
    def current(self) -> Sitting:
        """The sitting whose item is on the screen."""
        return self.latin or self.any_script

    @property
    def pending(self) -> str | None:
        """Key of the item waiting for an answer."""
        return self.current.pending

    @property
    def finished(self) -> bool:
        """Whether both axes are done, or the screener has ended early."""
        ended_kindly = self.any_script.reason in (StopReason.KIND, StopReason.ENDED_BY_PERSON)
        return ended_kindly or (self.latin is not None and self.latin.finished)


Engines = Mapping[LiteracyAxis, Engine]


def engines(bank: Bank) -> dict[LiteracyAxis, Engine]:
    """Prepare both axes of a bank. Each stops when the side of its one cut is clear enough."""
    return {
        axis: sitting.engine(
            axis.value,
            bank.pool(axis),
            CUTS[axis],
            stop_rules=STOP_RULES[axis],
            selection_rules=SelectionRules(randomesque=1),
            sort_at=(LITERATE_BAND,),
        )
        for axis in LiteracyAxis
    }


def start(engines: Engines, *, seed: int) -> Screener:
    """Begin with an item of the easiest step, so that nearly everybody can do the first one."""
    engine = engines[LiteracyAxis.ANY_SCRIPT]
    prior = _moments(_joint_prior().sum(axis=1), LiteracyAxis.ANY_SCRIPT)
    easiest = [item.key for item in engine.table.items if item.step == _easiest_step(engine)]
    return Screener(sitting.start(engine, seed=seed, first_item=easiest[seed % len(easiest)], prior=prior))


def answer(engines: Engines, screener: Screener, item: str, score: int | None, *, seconds: float = 0.0) -> Screener:
    """Take an answer on either axis; go on to the Latin letters when the first axis is clear."""
    earlier = screener.any_script
    if screener.latin is not None and all(each.item.key != item for each in earlier.asked):
        engine = engines[LiteracyAxis.LATIN]
        latin = sitting.answer(engine, screener.latin, item, score, seconds=seconds)
        return replace(screener, latin=_end_kindly(engine, latin))
    engine = engines[LiteracyAxis.ANY_SCRIPT]
    any_script = _end_kindly(engine, sitting.answer(engine, earlier, item, score, seconds=seconds))
    screener = replace(screener, any_script=any_script)
    goes_on = any_script.finished and not screener.finished and screener.latin is None
    return replace(screener, latin=_start_latin(engines, any_script)) if goes_on else screener


def failed_the_easiest_step(engine: Engine, now: Sitting) -> bool:
    """Three items of the easiest step answered without a point."""
    easiest = _easiest_step(engine)
    return sum(score == 0 and item.step == easiest for item, score in now.answers) >= KIND_AFTER


def profile(engines: Engines, screener: Screener, reported: Literacy | None = None) -> LiteracyProfile:
    """What the screener found. Each axis speaks for the other as far as the two go together in the population.

    `reported` joins the person's own word: for a screening taken alone, where nobody rated reading and writing.
    """
    joint = _joint_prior() * np.exp(_evidence(engines, LiteracyAxis.ANY_SCRIPT, screener.any_script))[:, None]
    if screener.latin is not None:
        joint = joint * np.exp(_evidence(engines, LiteracyAxis.LATIN, screener.latin))[None, :]
    if reported is not None:
        joint = joint * _word_of(reported)
    return _profile(joint, FactSource.SCREENER)


def reported_profile(reported: Literacy) -> LiteracyProfile:
    """What to believe when there was no screening, only the person's own word; less sure than any test."""
    source = FactSource.NOTHING if reported is Literacy.UNKNOWN else FactSource.INTERVIEW
    return _profile(_joint_prior() * _word_of(reported), source)


def to_json(screener: Screener) -> dict[str, Any]:
    """Plain values for storage."""
    latin = None if screener.latin is None else sitting.to_json(screener.latin)
    return {"any_script": sitting.to_json(screener.any_script), "latin": latin}


def from_json(stored: Mapping[str, Any]) -> Screener:
    """The same screener again."""
    latin = None if stored["latin"] is None else sitting.from_json(stored["latin"])
    return Screener(sitting.from_json(stored["any_script"]), latin)


def _word_of(reported: Literacy) -> Array:
    """How likely people of every ability on both axes say this about themselves.

    Noise of the self-report as in the assumed study: sd .55 on "I can read", .9 on "I can read Latin letters".
    """
    reads = estimation.normal_cdf((_nodes(LiteracyAxis.ANY_SCRIPT) - LITERATE_FROM) / 0.55)
    latin = estimation.normal_cdf((_nodes(LiteracyAxis.LATIN) - 0.1) / 0.9)
    if reported in (Literacy.NONE, Literacy.FUNCTIONAL):
        reads, latin = 1 - reads, 1 - latin
    elif reported is Literacy.OTHER_SCRIPT:
        latin = 1 - latin
    elif reported is Literacy.UNKNOWN:
        reads, latin = np.ones_like(reads), np.ones_like(latin)
    return np.asarray(reads[:, None] * latin[None, :], dtype=np.float64)


def _easiest_step(engine: Engine) -> int:
    return min(item.step for item in engine.table.items)


def _start_latin(engines: Engines, any_script: Sitting) -> Sitting:
    """The second axis starts from what the first has shown; no other fact of the person enters."""
    evidence = np.exp(_evidence(engines, LiteracyAxis.ANY_SCRIPT, any_script))
    prior = _moments((_joint_prior() * evidence[:, None]).sum(axis=0), LiteracyAxis.LATIN)
    return sitting.start(engines[LiteracyAxis.LATIN], seed=any_script.seed, prior=prior)


def _end_kindly(engine: Engine, now: Sitting) -> Sitting:
    if failed_the_easiest_step(engine, now):
        running = replace(now, reason=None)
        return sitting.end(running, StopReason.KIND)
    return now


def _evidence(engines: Engines, axis: LiteracyAxis, now: Sitting) -> Array:
    log = estimation.log_likelihood(engines[axis].table, now.answers)
    return np.asarray(log - log.max(), dtype=np.float64)


def _profile(joint: Array, source: FactSource) -> LiteracyProfile:
    joint = joint / joint.sum()
    reads = _nodes(LiteracyAxis.ANY_SCRIPT) > LITERATE_FROM
    decodes = _nodes(LiteracyAxis.LATIN) > DECODES_FROM
    latin = float(joint[:, decodes].sum())
    other = float(joint[np.ix_(reads, ~decodes)].sum())
    steps = [
        estimation.Posterior(estimation.grid(CUTS[axis]), joint.sum(axis=1 - place)).band
        for place, axis in enumerate(LiteracyAxis)
    ]
    return LiteracyProfile(max(1.0 - latin - other, 0.0), other, latin, steps[0], steps[1], source)


@cache
def _joint_prior() -> Array:
    """Mass of the assumed population over both grids."""
    return np.asarray(
        sum(
            kind.share
            * np.outer(
                estimation.prior_mass(CUTS[LiteracyAxis.ANY_SCRIPT], Prior(*kind.any_script)),
                estimation.prior_mass(CUTS[LiteracyAxis.LATIN], Prior(*kind.latin)),
            )
            for kind in ASSUMED_POPULATION
        ),
        dtype=np.float64,
    )


def _nodes(axis: LiteracyAxis) -> Array:
    return estimation.grid(CUTS[axis]).nodes


def _moments(mass: Array, axis: LiteracyAxis) -> Prior:
    """The normal prior with the mean and spread of a mass on the grid, rounded so that it stores exactly."""
    mass = mass / mass.sum()
    mean = float(mass @ _nodes(axis))
    variance = float(mass @ _nodes(axis) ** 2) - mean**2
    return Prior(round(mean, 6), round(math.sqrt(variance), 6))
