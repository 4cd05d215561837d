"""Simulation: learners of known ability walk through the real sitting, so that claims can be checked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from placement.domain import irt, sitting
from placement.domain.exposure import Exposure
from placement.domain.irt import Array, Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.sitting import Engine, Result, Sitting

MODELS = ("2pl", "3pl", "gpcm")
STEPS = (-0.6, 0.0, 0.6)


@dataclass(frozen=True, slots=True)
class Summary:
    """How a test did on many learners. `claimed` is the mean probability it gave to its own bands."""

    learners: int
    items: float
    accuracy: float
    claimed: float
    rmse: float
    highest_exposure: float


def generated_bank(size: int, generator: np.random.Generator, content: Sequence[str] = ("",)) -> tuple[PoolItem, ...]:
    """A 3PL bank: a ~ LogNormal(ln 1.4, .3) kept in [.6, 3], b ~ U(-2.4, 2.8), c ~ Beta(6, 24); areas in turn."""
    a = np.clip(generator.lognormal(np.log(1.4), 0.3, size), 0.6, 3.0)
    b, c = generator.uniform(-2.4, 2.8, size), generator.beta(6, 24, size)
    return tuple(
        PoolItem(f"g{n}", Parameters(float(a[n]), float(b[n]), float(c[n])), content[n % len(content)])
        for n in range(size)
    )


def as_model(parameters: Parameters, model: str) -> Parameters:
    """The item of a 3PL bank under another model: without guessing, or with three points given in even steps."""
    if model == "2pl":
        return replace(parameters, c=0.0)
    if model == "gpcm":
        return replace(parameters, c=0.0, steps=STEPS)
    return parameters


def respond(parameters: Parameters, theta: float, generator: np.random.Generator) -> int:
    """A score drawn at an ability, with the true parameters taken as certain."""
    if parameters.steps:
        thresholds = parameters.b + np.array(parameters.steps)
        chances = irt.category_probabilities(np.array(theta), parameters.a, thresholds)
        return int(np.searchsorted(np.cumsum(chances), generator.random()))
    right = irt.probability(np.array(theta), parameters.a, parameters.b, parameters.c, parameters.d)
    return int(generator.random() < right)


def walk(
    engine: Engine,
    theta: float,
    seed: int,
    *,
    exposure: Exposure | None = None,
    first_band: str | None = None,
    truth: dict[str, Parameters] | None = None,
) -> Sitting:
    """One learner from first item to end. `truth` holds the real parameters where the bank's are estimates."""
    generator, seen = np.random.default_rng([seed, 1]), exposure or Exposure()
    now = sitting.start(engine, seed=seed, exposure=seen, first_band=first_band)
    while now.pending is not None:
        item = now.asked[-1].item
        parameters = truth[item.key] if truth else item.parameters
        now = sitting.answer(engine, now, item.key, respond(parameters, theta, generator), exposure=seen)
    return now


def simulate(engine: Engine, thetas: Array, seed: int) -> Summary:
    """Many learners one after the other; each counts towards the exposure the next one meets."""
    asked: dict[str, int] = {}
    results: list[Result] = []
    for number, theta in enumerate(thetas):
        ended = walk(engine, float(theta), seed + number, exposure=Exposure(number, asked))
        for each in ended.asked:
            asked[each.item.key] = asked.get(each.item.key, 0) + 1
        results.append(sitting.result(engine, ended))
    cuts = engine.table.grid.cuts
    right = [found.band == cuts.band_at(float(theta)) for found, theta in zip(results, thetas, strict=True)]
    missed = np.array([found.theta for found in results]) - thetas
    return Summary(
        learners=len(results),
        items=float(np.mean([found.items for found in results])),
        accuracy=float(np.mean(right)),
        claimed=float(np.mean([found.probability for found in results])),
        rmse=float(np.sqrt(np.mean(missed**2))),
        highest_exposure=max(asked.values(), default=0) / max(len(results), 1),
    )
