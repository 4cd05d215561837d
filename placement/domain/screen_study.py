"""Screener study: the adaptive screener against the fixed form with all its questions, on learners of known ability.

Both get the same answers. The fixed form is judged at its kindest: counted right answers with the cut that would have
been best for these very learners.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from placement.domain import literacy, sort_study
from placement.domain.irt import Array
from placement.domain.item_bank import LiteracyAxis, PoolItem
from placement.domain.literacy import CUTS, LITERATE_BAND, Engines, Screener
from placement.domain.population import Population
from placement.domain.sort_study import Answers
from placement.domain.stopping import StopReason

FORM_OF: Mapping[LiteracyAxis, str] = {LiteracyAxis.ANY_SCRIPT: "literacy", LiteracyAxis.LATIN: "decoding"}
STEPS = 5


@dataclass(frozen=True, slots=True)
class AxisOutcome:
    """One axis: questions of the fixed form and of the screener on average, and how often each is right."""

    fixed_items: int
    fixed_accuracy: float
    items: float
    accuracy: float

    @property
    def share_of_items(self) -> float:
        """Questions of the screener as a share of the fixed form's."""
        return self.items / self.fixed_items

    @property
    def accuracy_lost(self) -> float:
        """What asking less costs; below zero when it costs nothing."""
        return self.fixed_accuracy - self.accuracy


@dataclass(frozen=True, slots=True)
class ScreenOutcome:
    """Both axes, and how many screenings ended kindly."""

    axes: Mapping[LiteracyAxis, AxisOutcome]
    ended_kindly: float


def run(population: Population, many: int, seed: int) -> ScreenOutcome:
    """Take learners through the product's screener with the questions of the fixed forms."""
    generator = np.random.default_rng(seed)
    learners = sort_study.draw(population, many, generator)
    items = sort_study.study_items()
    answers = sort_study.answer(learners, items, generator)
    pools = {axis: with_steps(items[form]) for axis, form in FORM_OF.items()}
    engines = literacy.engines_of(pools)
    ended = [screen(engines, {axis: answers[form][at] for axis, form in FORM_OF.items()}, at) for at in range(many)]
    axes = {
        axis: _outcome(axis, engines, ended, answers, learners.abilities[form] > CUTS[axis].lower_edge(LITERATE_BAND))
        for axis, form in FORM_OF.items()
    }
    return ScreenOutcome(axes, float(np.mean([one.any_script.reason is StopReason.KIND for one in ended])))


def with_steps(pool: tuple[PoolItem, ...]) -> tuple[PoolItem, ...]:
    """The same questions in steps of equal size from the easiest, at least three in a step."""
    size = max(3, round(len(pool) / STEPS))
    ranked = sorted(pool, key=lambda item: item.parameters.b)
    return tuple(replace(item, step=1 + place // size) for place, item in enumerate(ranked))


def screen(engines: Engines, answers: Mapping[LiteracyAxis, Array], seed: int) -> Screener:
    """One learner through the screener, with an answer ready for every question of every axis."""
    now = literacy.start(engines, seed=seed)
    while now.pending is not None:
        axis = LiteracyAxis.LATIN if now.latin is not None else LiteracyAxis.ANY_SCRIPT
        place = engines[axis].table.index[now.pending]
        now = literacy.answer(engines, now, now.pending, int(answers[axis][place]))
    return now


def _outcome(
    axis: LiteracyAxis, engines: Engines, ended: list[Screener], answers: Answers, true: npt.NDArray[np.bool_]
) -> AxisOutcome:
    points = answers[FORM_OF[axis]].sum(axis=1)
    profiles = [literacy.profile(engines, one) for one in ended]
    if axis is LiteracyAxis.LATIN:
        asked = [0 if one.latin is None else len(one.latin.answers) for one in ended]
        found = np.array([one.latin >= 0.5 for one in profiles])
    else:
        asked = [len(one.any_script.answers) for one in ended]
        found = np.array([one.literate >= 0.5 for one in profiles])
    many = answers[FORM_OF[axis]].shape[1]
    best = max(float(((points >= cut) == true).mean()) for cut in range(many + 2))
    return AxisOutcome(many, best, float(np.mean(asked)), float((found == true).mean()))
