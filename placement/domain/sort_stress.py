"""Stress of the sorter study: the same study where the product's beliefs are wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from placement.domain import sort_study
from placement.domain.irt import Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.population import Kind, Population
from placement.domain.sort_study import Items, Learners, Outcome
from placement.domain.sorter import Costs

GUESSED = 0.25
DIFFICULTY_ERROR = 0.38
MISREPORT = 0.3
YEARS_MISREPORTED = 4
LETTERS = ("literacy", "decoding")

Report = Callable[[Learners, np.random.Generator], Learners]
Truth = Callable[[Items, np.random.Generator], Items]


def _as_told(learners: Learners, generator: np.random.Generator) -> Learners:
    return learners


def _as_known(items: Items, generator: np.random.Generator) -> Items:
    return items


@dataclass(frozen=True)
class Stress:
    """One way in which the world differs from what the product believes."""

    code: str
    population: Population
    truth: Truth = _as_known
    report: Report = _as_told
    doubt: float = 0.0
    """How unsure the product is of every difficulty (`sd_b`), as of items that only an expert has looked at."""


def variants(population: Population) -> tuple[Stress, ...]:
    """Other shares of people, weaker links between abilities, guessing, wrong difficulties, false reports."""
    return (
        Stress("as_assumed", population),
        Stress("twice_as_many_without_literacy", _with_shares(population, 2.0)),
        Stress("half_as_many_without_literacy", _with_shares(population, 0.5)),
        Stress("abilities_less_linked", replace(population, pace_with_reading=0.2, pace_sd=0.98, oral_with_pace=0.1)),
        Stress("letters_guessed", population, truth=_guessed),
        Stress("difficulties_wrong", population, truth=_difficulties_wrong, doubt=DIFFICULTY_ERROR),
        Stress("reports_too_high", population, report=_reports_too_high),
        Stress("reports_too_low", population, report=_reports_too_low),
    )


def run(stress: Stress, many: int, items: Items, costs: Costs, seed: int) -> dict[str, Outcome]:
    """The study under one stress."""
    generator = np.random.default_rng(seed)
    learners = sort_study.draw(stress.population, many, generator)
    answers = sort_study.answer(learners, stress.truth(items, generator), generator)
    believed = {axis: _changed(pool, lambda p: replace(p, sd_b=stress.doubt)) for axis, pool in items.items()}
    return sort_study.compare(stress.report(learners, generator), answers, believed, costs)


def _with_shares(population: Population, factor: float) -> Population:
    """More or fewer of the kind that reads least, the others in their old proportions."""
    least = min(range(len(population.kinds)), key=lambda place: population.kinds[place].any_script[0])
    share = min(population.kinds[least].share * factor, 0.95)
    rest = (1 - share) / (1 - population.kinds[least].share)

    def kinds() -> Iterator[Kind]:
        for place, kind in enumerate(population.kinds):
            yield replace(kind, share=share if place == least else kind.share * rest)

    return replace(population, kinds=tuple(kinds()))


def _guessed(items: Items, generator: np.random.Generator) -> Items:
    """One in four letter questions is answered right by chance, which the product does not know."""
    return {
        axis: _changed(pool, lambda p: replace(p, c=GUESSED)) for axis, pool in items.items() if axis in LETTERS
    } | {axis: pool for axis, pool in items.items() if axis not in LETTERS}


def _difficulties_wrong(items: Items, generator: np.random.Generator) -> Items:
    """Difficulties lie elsewhere than an expert guessed."""
    return {
        axis: _changed(pool, lambda p: replace(p, b=p.b + DIFFICULTY_ERROR * float(generator.standard_normal())))
        for axis, pool in items.items()
    }


def _reports_too_high(learners: Learners, generator: np.random.Generator) -> Learners:
    """Three in ten say that they read, in Latin letters too, and went to school longer than they did."""
    wrong = generator.random(len(learners)) < MISREPORT
    return replace(
        learners,
        says_reads=learners.says_reads | wrong,
        says_latin=learners.says_latin | wrong,
        schooling_years=np.minimum(learners.schooling_years + YEARS_MISREPORTED * wrong, 18),
    )


def _reports_too_low(learners: Learners, generator: np.random.Generator) -> Learners:
    """Three in ten make less of what they can."""
    wrong = generator.random(len(learners)) < MISREPORT
    return replace(
        learners,
        says_reads=learners.says_reads & ~wrong,
        says_latin=learners.says_latin & ~wrong,
        schooling_years=np.maximum(learners.schooling_years - YEARS_MISREPORTED * wrong, 0),
    )


def _changed(pool: tuple[PoolItem, ...], change: Callable[[Parameters], Parameters]) -> tuple[PoolItem, ...]:
    return tuple(replace(item, parameters=change(item.parameters)) for item in pool)
