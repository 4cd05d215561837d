"""Literacy screener: is the person literate in any script, and does the person decode Latin letters? No reading needed.

Two axes with two posteriors, each with its own stop. The first axis leads: a person who reads in no script is not
taken through the Latin letters. The cuts, the LASLLIAM steps and the population are assumptions: no public answers
of adult newcomers to such a screener exist, and they stand until a centre has piloted its own.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

import numpy as np

from lms.kernel.vocabulary import Literacy
from placement.domain import estimation, joint, sitting
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import Prior
from placement.domain.irt import Array
from placement.domain.item_bank import Bank, LiteracyAxis, PoolItem
from placement.domain.selection import SelectionRules
from placement.domain.sitting import Engine, Sitting
from placement.domain.stopping import StopReason, StopRules

Make = Callable[..., Engine]
CUTS: Mapping[LiteracyAxis, CutScores] = {
    LiteracyAxis.ANY_SCRIPT: joint.ANY_SCRIPT_CUTS,
    LiteracyAxis.LATIN: joint.LATIN_CUTS,
}
"""Cuts of the four steps of LASLLIAM, the Council of Europe's framework of literacy and second language learning."""
LITERATE_BAND = "3"
KIND_AFTER = 3
"""Failures at the easiest step after which the screener ends with thanks."""

STOP_RULES: Mapping[LiteracyAxis, StopRules] = {
    LiteracyAxis.ANY_SCRIPT: StopRules(price=0.006, min_items=3, max_items=8),
    LiteracyAxis.LATIN: StopRules(price=0.003, min_items=3, max_items=14),
}


OWN_WORDS, OWN_SOUNDS = frozenset({"own_words"}), frozenset({"blending", "numbers"})
"""Contents that need somebody's own script, and her own language by ear."""


SHARES: Mapping[str, float] = {
    "own_words": 2,
    "own_script": 2,
    "symbols": 1,
    "pen_control": 1,
    "blending": 0.5,
    "numbers": 0.25,
}
"""Of the first axis, where somebody has chosen her script or has a voice: reading is asked for in her own script, and
not only guessed from signs and lines."""


class FactSource(StrEnum):
    """Where something known about a learner comes from."""

    INTERVIEW = "interview"
    SCREENER = "screener"
    TEST = "test"
    TEACHER = "teacher"
    NOTHING = "nothing"


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
        return Literacy.NONE if self.any_script_step == joint.LASLLIAM[0] else Literacy.FUNCTIONAL


@dataclass(frozen=True, eq=False)
class Letters:
    """Likelihood of all that was seen and said, on both axes; what profile and sorter are worked out from."""

    any_script: Array
    latin: Array
    source: FactSource

    @cached_property
    def mass(self) -> Array:
        """Mass over the three groups (none, another script, Latin) and the cells of reading."""
        return joint.letters_mass(self.any_script, self.latin)

    @cached_property
    def profile(self) -> LiteracyProfile:
        """Chances of the three groups, and the most probable LASLLIAM step on each axis."""
        none, other, latin = self.mass.sum(axis=-1).tolist()
        of_axis = (self.mass.sum(axis=0), joint.latin_mass(self.any_script, self.latin))
        steps = [
            estimation.Posterior(estimation.grid(CUTS[axis]), mass).band
            for axis, mass in zip(LiteracyAxis, of_axis, strict=True)
        ]
        return LiteracyProfile(none, other, latin, steps[0], steps[1], self.source)


@dataclass(frozen=True, slots=True)
class Own:
    """What may be asked in somebody's own language: the one whose words she `reads`, the one she `hears`.

    Codes of languages; empty where there is none, and then nothing of it is asked.
    """

    reads: str = ""
    hears: str = ""

    @property
    def left_out(self) -> frozenset[str]:
        """Contents that cannot be asked."""
        return (frozenset() if self.reads else OWN_WORDS) | (frozenset() if self.hears else OWN_SOUNDS)


@dataclass(frozen=True, slots=True)
class Screener:
    """Where a screening stands: the sitting of the first axis, then that of the second.

    `own` is `None` until somebody has chosen her script, or said that she reads none of those shown.
    """

    any_script: Sitting
    latin: Sitting | None = None
    own: Own | None = None

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


class Engines(Mapping[LiteracyAxis, Engine]):
    """Both axes of a set of items. An engine is prepared when it is first asked for, one for each kind of `Own`.

    `make` prepares one as `sitting.engine` does.
    """

    def __init__(self, pools: Mapping[LiteracyAxis, tuple[PoolItem, ...]], make: Make = sitting.engine) -> None:
        self._pools, self._make = dict(pools), make

    def __getitem__(self, axis: LiteracyAxis) -> Engine:
        """With every item there is."""
        return _prepared(axis, self._pools[axis], self._make)

    def __iter__(self) -> Iterator[LiteracyAxis]:
        """The axes."""
        return iter(self._pools)

    def __len__(self) -> int:
        """How many axes."""
        return len(self._pools)

    def asking(self, axis: LiteracyAxis, own: Own | None) -> Engine:
        """With the items that this person can be asked."""
        left_out = (own or Own()).left_out
        return _prepared(axis, tuple(item for item in self._pools[axis] if item.content not in left_out), self._make)


def engines(bank: Bank, make: Make = sitting.engine) -> Engines:
    """Prepare both axes of a bank. Each stops when the side of its one cut is clear enough."""
    return engines_of({axis: bank.pool(axis) for axis in LiteracyAxis}, make)


def engines_of(pools: Mapping[LiteracyAxis, tuple[PoolItem, ...]], make: Make = sitting.engine) -> Engines:
    """The same from items alone."""
    return Engines(pools, make)


@cache
def _prepared(axis: LiteracyAxis, pool: tuple[PoolItem, ...], make: Make) -> Engine:
    return make(
        axis.value,
        pool,
        CUTS[axis],
        stop_rules=STOP_RULES[axis],
        selection_rules=SelectionRules(randomesque=1, quotas=_shares({item.content for item in pool})),
        sort_at=(LITERATE_BAND,),
    )


def _shares(contents: Set[str]) -> dict[str, float]:
    own = contents & (OWN_WORDS | OWN_SOUNDS)
    return {content: share for content, share in SHARES.items() if own and content in contents}


def start(engines: Engines, *, seed: int) -> Screener:
    """Begin with an item of the easiest step, so that nearly everybody can do the first one."""
    engine = engines.asking(LiteracyAxis.ANY_SCRIPT, None)
    anybody = np.ones(len(joint.nodes(joint.ANY_SCRIPT_CUTS))), np.ones(len(joint.nodes(joint.LATIN_CUTS)))
    prior = _moments(joint.letters_mass(*anybody).sum(axis=0), LiteracyAxis.ANY_SCRIPT)
    easiest = [item.key for item in engine.table.items if item.step == _easiest_step(engine)]
    return Screener(sitting.start(engine, seed=seed, first_item=easiest[seed % len(easiest)], prior=prior))


def choose_own(screener: Screener, own: Own) -> Screener:
    """What she reads and hears from now on; the question at hand stays."""
    return replace(screener, own=own)


def answer(engines: Engines, screener: Screener, item: str, score: int | None, *, seconds: float = 0.0) -> Screener:
    """Take an answer on either axis; go on to the Latin letters when the first axis is clear."""
    earlier = screener.any_script
    if screener.latin is not None and all(each.item.key != item for each in earlier.asked):
        engine = engines[LiteracyAxis.LATIN]
        latin = sitting.answer(engine, screener.latin, item, score, seconds=seconds)
        return replace(screener, latin=_kindly(engine, latin))
    engine = engines.asking(LiteracyAxis.ANY_SCRIPT, screener.own)
    any_script = _kindly(engine, sitting.answer(engine, earlier, item, score, seconds=seconds))
    screener = replace(screener, any_script=any_script)
    goes_on = any_script.finished and not screener.finished and screener.latin is None
    return replace(screener, latin=_start_latin(engines, screener)) if goes_on else screener


def failed_the_easiest_step(engine: Engine, now: Sitting) -> bool:
    """Three items of the easiest step answered without a point."""
    easiest = _easiest_step(engine)
    return sum(score == 0 and item.step == easiest for item, score in now.answers) >= KIND_AFTER


def letters(engines: Engines, screener: Screener, reported: Literacy | None = None) -> Letters:
    """Everything that speaks about reading. `reported` joins the person's own word, with its doubt."""
    any_script, latin = _word_of(reported or Literacy.UNKNOWN)
    any_script = any_script * np.exp(
        _evidence(engines.asking(LiteracyAxis.ANY_SCRIPT, screener.own), screener.any_script)
    )
    if screener.latin is not None:
        latin = latin * np.exp(_evidence(engines.asking(LiteracyAxis.LATIN, screener.own), screener.latin))
    return Letters(any_script, latin, FactSource.SCREENER)


@cache
def reported_letters(reported: Literacy) -> Letters:
    """What to believe when there was no screening, only the person's own word; less sure than any test."""
    source = FactSource.NOTHING if reported is Literacy.UNKNOWN else FactSource.INTERVIEW
    return Letters(*_word_of(reported), source)


def profile(engines: Engines, screener: Screener, reported: Literacy | None = None) -> LiteracyProfile:
    """What the screener found. Each axis speaks for the other as far as the two go together in the population.

    `reported` joins the person's own word: for a screening taken alone, where nobody rated reading and writing.
    """
    return letters(engines, screener, reported).profile


def reported_profile(reported: Literacy) -> LiteracyProfile:
    """The profile of somebody who was not screened."""
    return reported_letters(reported).profile


def to_json(screener: Screener) -> dict[str, Any]:
    """Plain values for storage."""
    latin = None if screener.latin is None else sitting.to_json(screener.latin)
    own = None if screener.own is None else [screener.own.reads, screener.own.hears]
    return {"any_script": sitting.to_json(screener.any_script), "latin": latin, "own": own}


def from_json(stored: Mapping[str, Any]) -> Screener:
    """The same screener again."""
    latin = None if stored["latin"] is None else sitting.from_json(stored["latin"])
    own = stored.get("own")
    return Screener(sitting.from_json(stored["any_script"]), latin, None if own is None else Own(*own))


@cache
def _word_of(reported: Literacy) -> tuple[Array, Array]:
    """How likely people of every ability on both axes say this about themselves."""
    reads = joint.says_reads(np.array(reported not in (Literacy.NONE, Literacy.FUNCTIONAL)))
    latin = joint.says_latin(np.array(reported is Literacy.LATIN))
    return (np.ones_like(reads), np.ones_like(latin)) if reported is Literacy.UNKNOWN else (reads, latin)


def _easiest_step(engine: Engine) -> int:
    return min(item.step for item in engine.table.items)


def _start_latin(engines: Engines, screener: Screener) -> Sitting:
    """The second axis starts from what the first has shown; no other fact of the person enters."""
    shown = _evidence(engines.asking(LiteracyAxis.ANY_SCRIPT, screener.own), screener.any_script)
    evidence = np.exp(shown)
    nothing = np.ones(len(joint.nodes(joint.LATIN_CUTS)))
    prior = _moments(joint.latin_mass(evidence, nothing), LiteracyAxis.LATIN)
    return sitting.start(engines[LiteracyAxis.LATIN], seed=screener.any_script.seed, prior=prior)


def _kindly(engine: Engine, now: Sitting) -> Sitting:
    """End after three failures at the easiest step. Until something is right, nothing harder follows a failure there."""
    if failed_the_easiest_step(engine, now):
        return sitting.end(replace(now, reason=None), StopReason.KIND)
    easiest, asked = _easiest_step(engine), {each.item.key for each in now.asked if each.item.key != now.pending}
    nothing_right = all(score == 0 for _, score in now.answers)
    as_easy = [item.key for item in engine.table.items if item.step == easiest and item.key not in asked]
    if nothing_right and now.answers[-1][0].step == easiest and as_easy:
        return sitting.ask_instead(engine, now, as_easy[now.seed % len(as_easy)])
    return now


def _evidence(engine: Engine, now: Sitting) -> Array:
    log = estimation.log_likelihood(engine.table, now.answers)
    return np.asarray(log - log.max(), dtype=np.float64)


def _moments(mass: Array, axis: LiteracyAxis) -> Prior:
    """The normal prior with the mean and spread of a mass on the grid, rounded so that it stores exactly."""
    mass = mass / mass.sum()
    mean = float(mass @ joint.nodes(CUTS[axis]))
    variance = float(mass @ joint.nodes(CUTS[axis]) ** 2) - mean**2
    return Prior(round(mean, 6), round(math.sqrt(variance), 6))
