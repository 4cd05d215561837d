"""The sorter study: its figures, its baselines, and that many learners at once are sorted as one learner is."""

from dataclasses import replace

import numpy as np
import pytest

from lms.kernel.vocabulary import Literacy, Skill
from placement.domain import estimation, joint, literacy, sort_stress, sort_study, sorter
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.estimation import Posterior, Prior
from placement.domain.joint import PACE_CUTS
from placement.domain.literacy import FactSource, Letters
from placement.domain.population import ASSUMED, KINDS, Population
from placement.domain.sort_study import AXES, Answers, Learners, Outcome
from placement.domain.sorter import DEFAULT_COSTS, Background, Evidence, SkillFinding

ITEMS = sort_study.study_items()
Drawn = tuple[Learners, Answers]


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    generator = np.random.default_rng(1)
    learners = sort_study.draw(ASSUMED, 20_000, generator)
    return learners, sort_study.answer(learners, ITEMS, generator)


@pytest.fixture(scope="module")
def outcomes(drawn: Drawn) -> dict[str, Outcome]:
    return sort_study.compare(*drawn, ITEMS, DEFAULT_COSTS)


def one_belief(learners: Learners, answers: Answers, at: int) -> Evidence:
    """One learner of the study as the pages know a learner: by the domain's own steps, item by item."""
    found = {}
    for axis, cuts in AXES.items():
        table = estimation.tabulate(ITEMS[axis], cuts)
        scored = [(item, int(score)) for item, score in zip(ITEMS[axis], answers[axis][at], strict=True)]
        found[axis] = (np.exp(estimation.log_likelihood(table, scored)), estimation.estimate(table, scored, Prior()))
    letters = Letters(
        found["literacy"][0] * joint.says_reads(learners.says_reads[at]),
        found["decoding"][0] * joint.says_latin(learners.says_latin[at]),
        FactSource.SCREENER,
    )
    oral: Posterior = found["oral"][1]
    bands = dict(zip(LANGUAGE_CUTS.bands, oral.bands.tolist(), strict=True))
    known = Background(
        schooling_years=int(learners.schooling_years[at]), vocational_goal=bool(learners.vocational_goal[at])
    )
    skills = (SkillFinding(Skill.LISTENING, bands, oral.mean),)
    return Evidence(letters.profile, skills, known, found["pace"][1], letters.mass)


def test_many_learners_are_sorted_as_the_product_sorts_one(drawn: Drawn) -> None:
    learners, answers = drawn
    assigned = sort_study.onward(ITEMS, DEFAULT_COSTS)(learners, answers)
    for at in range(0, 20_000, 500):
        _, expected = sorter.decide(one_belief(learners, answers, at))
        assert sorter.TRACKS.index(sorter.least_cost(expected)) == assigned[at]


def test_the_simple_ways_do_as_well_as_known(outcomes: dict[str, Outcome]) -> None:
    known = {
        "schooling_only": (0.473, 0.977, 0.61),
        "self_report": (0.55, 0.727, 0.10),
        "fixed_cuts": (0.797, 0.277, 0.069),
    }
    for way, (accuracy, cost, missed) in known.items():
        assert outcomes[way].accuracy == pytest.approx(accuracy, abs=0.01)
        assert outcomes[way].cost == pytest.approx(cost, abs=0.015)
        assert outcomes[way].literacy_missed == pytest.approx(missed, abs=0.015)


def test_the_sorter_reaches_its_figures(outcomes: dict[str, Outcome]) -> None:
    ours, school, cuts = (outcomes[way] for way in ("onward", "schooling_only", "fixed_cuts"))
    assert ours.cost <= 0.27 * school.cost
    assert ours.cost <= 0.90 * cuts.cost
    assert ours.literacy_missed <= 0.10 * school.literacy_missed


def test_the_confusion_matrix_counts_every_learner_once(drawn: Drawn, outcomes: dict[str, Outcome]) -> None:
    true = np.bincount(sort_study.true_tracks(drawn[0]), minlength=5)
    for found in outcomes.values():
        assert found.confusion.sum(axis=1).tolist() == true.tolist()
        assert np.trace(found.confusion) / found.confusion.sum() == pytest.approx(found.accuracy)


def test_the_same_seed_draws_the_same_people() -> None:
    first, again = (sort_study.draw(ASSUMED, 50, np.random.default_rng(3)) for _ in range(2))
    assert first.abilities["oral"].tolist() == again.abilities["oral"].tolist()


def test_a_group_of_fewer_than_a_hundred_gets_no_figure() -> None:
    generator = np.random.default_rng(2)
    learners = sort_study.draw(ASSUMED, 400, generator)
    labels = np.array(["few"] * 99 + ["many"] * 301)
    grouped = Learners(
        learners.abilities, learners.vocational_goal, learners.schooling_years, learners.says_reads, learners.says_latin,
        {"script": labels},
    )  # fmt: skip
    true = sort_study.true_tracks(grouped)
    few, many = sort_study.by_group(grouped, true, DEFAULT_COSTS)
    assert (few.group, few.learners, few.accuracy) == ("few", 99, None)
    assert (many.learners, many.accuracy, many.placed_too_low) == (301, 1.0, 0.0)


def test_placing_a_group_too_low_shows_as_bias() -> None:
    generator = np.random.default_rng(2)
    learners = sort_study.some(sort_study.draw(ASSUMED, 300, generator), np.arange(300))
    grouped = Learners(
        learners.abilities, learners.vocational_goal, learners.schooling_years, learners.says_reads, learners.says_latin,
        {"script": np.array(["x"] * 300)},
    )  # fmt: skip
    lowest = np.zeros(300, dtype=np.intp)
    (found,) = sort_study.by_group(grouped, lowest, DEFAULT_COSTS)
    assert found.placed_too_low == pytest.approx((sort_study.true_tracks(grouped) > 0).mean())


@pytest.mark.parametrize("stress", sort_stress.variants(ASSUMED), ids=lambda one: one.code)
def test_where_beliefs_are_wrong_the_sorter_still_beats_fixed_cuts(stress: sort_stress.Stress) -> None:
    ways = sort_stress.run(stress, 6000, ITEMS, DEFAULT_COSTS, 1)
    assert ways["onward"].cost < ways["fixed_cuts"].cost
    assert ways["onward"].literacy_missed < ways["fixed_cuts"].literacy_missed


def test_letters_come_before_what_somebody_says_about_school() -> None:
    nobody = literacy.reported_letters(Literacy.NONE)
    told = joint.with_schooling(nobody.mass, np.array(18))
    assert told.sum(axis=-1) == pytest.approx(nobody.mass.sum(axis=-1))


def test_the_pace_of_the_joint_belief_follows_reading() -> None:
    cells = len(joint.nodes(PACE_CUTS)), len(joint.nodes(LANGUAGE_CUTS))
    slow, quick = (
        Posterior(
            estimation.grid(PACE_CUTS),
            joint.pace_mass(
                joint.Belief(
                    joint.with_schooling(joint.letters_of(np.array([0.0, 0.0, 1.0])), np.array(years)),
                    np.ones(cells[0]), np.ones(cells[1]), np.array(0.0), 0.0,
                )
            ),
        ).mean
        for years in (3, 15)
    )  # fmt: skip
    assert quick - slow > 0.3


@pytest.mark.parametrize(
    "population",
    [
        replace(ASSUMED, says_reads_sd=1.6, says_latin_sd=2.5, school_years_sd=5.2, school_years_with_reading=1.6),
        replace(
            ASSUMED,
            kinds=tuple(
                replace(kind, share=share) for kind, share in zip(KINDS, (0.3, 0.1, 0.2, 0.25, 0.15), strict=True)
            ),
        ),
    ],
    ids=["reports are much worse", "many more cannot read"],
)
def test_where_people_are_other_than_assumed_the_sorter_still_beats_the_simpler_ways(population: Population) -> None:
    generator = np.random.default_rng(1)
    learners = sort_study.draw(population, 10_000, generator)
    found = sort_study.compare(learners, sort_study.answer(learners, ITEMS, generator), ITEMS, DEFAULT_COSTS)
    ours, school, cuts = (found[way] for way in ("onward", "schooling_only", "fixed_cuts"))
    assert ours.cost <= 0.27 * school.cost
    assert ours.cost <= 0.92 * cuts.cost
    assert ours.literacy_missed <= 0.1 * school.literacy_missed
