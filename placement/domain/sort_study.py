"""Sorter study: learners whose true track is known, sorted by the product and by three simpler ways.

Population, questions and costs can be replaced; the product's own beliefs (`population.ASSUMED`) are never fitted to
them. All ways see the same learners, the same answers and the same reports.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from placement.domain import estimation, irt, joint, sorter
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.domain.estimation import Prior
from placement.domain.irt import Array, Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.joint import DECODES_FROM, FAST_FROM, LITERATE_FROM, PACE_CUTS
from placement.domain.population import Population
from placement.domain.sorter import Costs

Tracks = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
FIRST, SECOND, REGULAR, VOCATIONAL, FAST = range(5)
"""Places of the tracks in the order of `Track`."""
AXES: Mapping[str, CutScores] = {
    "literacy": joint.ANY_SCRIPT_CUTS,
    "decoding": joint.LATIN_CUTS,
    "pace": PACE_CUTS,
    "oral": LANGUAGE_CUTS,
}
VOCATIONAL_CUT = LANGUAGE_CUTS.lower_edge(sorter.VOCATIONAL_FROM)
AT_ONCE = 2000
FEW_YEARS, MANY_YEARS = 3, 12
CUTS_OF_POINTS = {"decoding": 8 / 14, "literacy": 2 / 6, "pace": 9 / 12, "oral": 8 / 12}
"""Shares of right answers at which the fixed cuts lie."""

Items = Mapping[str, tuple[PoolItem, ...]]
Answers = Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class Learners:
    """True abilities by axis, and what these people say. `groups`: one label for each learner by group variable."""

    abilities: Mapping[str, Array]
    vocational_goal: Flags
    schooling_years: npt.NDArray[np.intp]
    says_reads: Flags
    says_latin: Flags
    groups: Mapping[str, npt.NDArray[np.str_]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.vocational_goal)


@dataclass(frozen=True, eq=False)
class Outcome:
    """How one way of sorting did. `confusion[true, assigned]` counts learners, in the order of `Track`."""

    accuracy: float
    cost: float
    literacy_missed: float
    confusion: npt.NDArray[np.intp]
    assigned: Tracks = field(repr=False)


def study_items() -> Items:
    """The fixed form: 6 questions on literacy, 14 on decoding, 12 on pace and 12 oral ones."""
    forms = {
        "literacy": (6, 1.8, 0.0, -1.6, 0.6),
        "decoding": (14, 2.0, 0.0, -1.6, 1.2),
        "pace": (12, 1.3, 0.2, -0.5, 2.0),
        "oral": (12, 1.8, 0.2, -1.6, 1.4),
    }
    return {
        axis: tuple(
            PoolItem(f"{axis}_{n}", Parameters(a, float(b), c)) for n, b in enumerate(np.linspace(low, high, many), 1)
        )
        for axis, (many, a, c, low, high) in forms.items()
    }


def draw(population: Population, many: int, generator: np.random.Generator) -> Learners:
    """Learners of a population, with what they report."""
    kinds = population.kinds
    kind = generator.choice(len(kinds), many, p=[each.share for each in kinds])
    literacy, decoding = (
        generator.normal(*np.array([getattr(each, axis) for each in kinds])[kind].T) for axis in ("any_script", "latin")
    )
    standard = (literacy - population.reading_mean) / population.reading_sd
    pace = population.pace_with_reading * standard + population.pace_sd * generator.standard_normal(many)
    oral = generator.normal(population.oral_with_pace * pace + population.oral_mean, population.oral_sd)
    expected = population.school_years + population.school_years_with_reading * literacy
    years = np.round(generator.normal(expected, population.school_years_sd))
    return Learners(
        {"literacy": literacy, "decoding": decoding, "pace": pace, "oral": oral},
        generator.random(many) < population.vocational_goal,
        np.clip(years, 0, population.most_school_years).astype(np.intp),
        generator.normal(literacy, population.says_reads_sd) > population.says_reads_from,
        generator.normal(decoding, population.says_latin_sd) > population.says_latin_from,
    )


def some(learners: Learners, places: npt.NDArray[np.intp]) -> Learners:
    """A part of these learners."""
    return Learners(
        {axis: values[places] for axis, values in learners.abilities.items()},
        learners.vocational_goal[places],
        learners.schooling_years[places],
        learners.says_reads[places],
        learners.says_latin[places],
        {name: labels[places] for name, labels in learners.groups.items()},
    )


def true_tracks(learners: Learners) -> Tracks:
    """Where learners belong by their true abilities: letters first, then pace, then the goal."""
    known = learners.abilities
    no_latin = known["decoding"] <= DECODES_FROM
    to_work = learners.vocational_goal & (known["oral"] > VOCATIONAL_CUT)
    rest = np.where(known["pace"] > FAST_FROM, FAST, np.where(to_work, VOCATIONAL, REGULAR))
    return np.where(no_latin, np.where(known["literacy"] <= LITERATE_FROM, FIRST, SECOND), rest)


def answer(learners: Learners, items: Items, generator: np.random.Generator) -> Answers:
    """Right (1) and wrong (0) by axis, one row a learner, one column an item."""
    return {axis: _answer_all(learners.abilities[axis], items[axis], generator) for axis in AXES}


def schooling_only(learners: Learners, answers: Answers) -> Tracks:
    """By years of school and the goal alone."""
    return np.where(learners.schooling_years <= FEW_YEARS, FIRST, _by_school_and_goal(learners))


def self_report(learners: Learners, answers: Answers) -> Tracks:
    """By what people say of their reading, then school and goal."""
    letters = np.where(learners.says_reads, SECOND, FIRST)
    return np.where(learners.says_reads & learners.says_latin, _by_school_and_goal(learners), letters)


def fixed_cuts(learners: Learners, answers: Answers) -> Tracks:
    """By counting right answers."""
    share = {axis: answers[axis].mean(axis=1) for axis in AXES}
    reached = {axis: share[axis] >= cut - 1e-9 for axis, cut in CUTS_OF_POINTS.items()}
    letters = np.where(share["literacy"] <= CUTS_OF_POINTS["literacy"] + 1e-9, FIRST, SECOND)
    slower = np.where(learners.vocational_goal & reached["oral"], VOCATIONAL, REGULAR)
    return np.where(reached["decoding"], np.where(reached["pace"], FAST, slower), letters)


def onward(items: Items, costs: Costs) -> Callable[[Learners, Answers], Tracks]:
    """As the product does it: one joint belief, least expected cost."""
    tables = {axis: estimation.tabulate(items[axis], cuts) for axis, cuts in AXES.items()}

    def assign(learners: Learners, answers: Answers) -> Tracks:
        parts = [slice(start, start + AT_ONCE) for start in range(0, len(learners), AT_ONCE)]
        return np.concatenate([_onward(learners, answers, tables, costs, part) for part in parts])

    return assign


def outcome(true: Tracks, assigned: Tracks, costs: Costs) -> Outcome:
    """Accuracy, mean cost, and the share of literacy learners who were not sent to letters (NaN where there are none)."""
    matrix, literacy = sorter.cost_matrix(costs), true <= SECOND
    confusion = np.zeros(matrix.shape, dtype=np.intp)
    np.add.at(confusion, (true, assigned), 1)
    missed = float((assigned[literacy] > SECOND).mean()) if literacy.any() else math.nan
    return Outcome(float((true == assigned).mean()), float(matrix[true, assigned].mean()), missed, confusion, assigned)


def compare(learners: Learners, answers: Answers, items: Items, costs: Costs) -> dict[str, Outcome]:
    """All ways on the same learners and answers."""
    true = true_tracks(learners)
    ways: dict[str, Callable[[Learners, Answers], Tracks]] = {
        "onward": onward(items, costs),
        "schooling_only": schooling_only,
        "self_report": self_report,
        "fixed_cuts": fixed_cuts,
    }
    return {name: outcome(true, assign(learners, answers), costs) for name, assign in ways.items()}


def beliefs(
    learners: Learners, answers: Answers, tables: Mapping[str, estimation.ItemTable], part: slice
) -> joint.Belief:
    """What the product believes of some learners after their answers; the same steps as for one learner on a page."""
    seen = {axis: _likelihood(tables[axis], answers[axis][part]) for axis in AXES}
    letters = joint.letters_mass(
        seen["literacy"] * joint.says_reads(learners.says_reads[part]),
        seen["decoding"] * joint.says_latin(learners.says_latin[part]),
    )
    oral = seen["oral"] * estimation.prior_mass(LANGUAGE_CUTS, Prior())
    bands = np.add.reduceat(oral, tables["oral"].grid.band_starts, axis=1)
    return joint.Belief(
        letters=joint.with_schooling(letters, learners.schooling_years[part]),
        pace=seen["pace"],
        oral=joint.oral_likelihood(bands / bands.sum(axis=1, keepdims=True)),
        vocational=learners.vocational_goal[part].astype(float),
        vocational_cut=VOCATIONAL_CUT,
    )


def _onward(
    learners: Learners, answers: Answers, tables: Mapping[str, estimation.ItemTable], costs: Costs, part: slice
) -> Tracks:
    chances = joint.track_chances(beliefs(learners, answers, tables, part))
    return np.asarray(sorter.expected_costs(chances, costs).argmin(axis=1), dtype=np.intp)


def _likelihood(table: estimation.ItemTable, answers: Array) -> Array:
    log = answers @ table.log_p[:, 1] + (1 - answers) @ table.log_p[:, 0]
    return np.asarray(np.exp(log - log.max(axis=1, keepdims=True)), dtype=np.float64)


def _answer_all(thetas: Array, items: tuple[PoolItem, ...], generator: np.random.Generator) -> Array:
    curves = [irt.probability(thetas, p.a, p.b, p.c, p.d) for p in (item.parameters for item in items)]
    return (generator.random((len(thetas), len(items))) < np.stack(curves, axis=1)).astype(float)


def _by_school_and_goal(learners: Learners) -> Tracks:
    slower = np.where(learners.vocational_goal, VOCATIONAL, REGULAR)
    return np.where(learners.schooling_years >= MANY_YEARS, FAST, slower)


# --- by group --------------------------------------------------------------------------------------------------------

FEWEST = 100
DEMAND = np.array([0, 1, 2, 2, 3])
"""How much a track asks for, in the order of `Track`: letters first, then regular and vocational alike, then fast."""


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """How the product did on one group; the figures are `None` with too few people to say, or nobody who needs letters."""

    variable: str
    group: str
    learners: int
    accuracy: float | None
    cost: float | None
    literacy_missed: float | None
    placed_too_low: float | None
    """Share put into a track that asks for less than they can do, less the share put into one that asks too much."""


def by_group(learners: Learners, assigned: Tracks, costs: Costs) -> Iterator[GroupOutcome]:
    """Bias by group: the same figures for every group of at least a hundred people."""
    true = true_tracks(learners)
    for variable, labels in learners.groups.items():
        for label in sorted(set(labels.tolist())):
            here = labels == label
            many = int(here.sum())
            if many < FEWEST:
                yield GroupOutcome(variable, label, many, None, None, None, None)
                continue
            found = outcome(true[here], assigned[here], costs)
            missed = None if math.isnan(found.literacy_missed) else found.literacy_missed
            lower = float(np.sign(DEMAND[true[here]] - DEMAND[assigned[here]]).mean())
            yield GroupOutcome(variable, label, many, found.accuracy, found.cost, missed, lower)
