"""Calibrating: by the `mirt` package, or by the estimator of the domain where it is not installed or not wanted.

mirt (https://pypi.org/project/mirt/, MIT) estimates by the same marginal likelihood with the same prior of guessing and
is what runs unless somebody asks otherwise; why, and what was measured, stands in docs/decisions/0007. The likelihood
that is told and the standard errors are always those of `placement.domain.calibration`, so that sets of numbers can be
compared whoever made them.
"""

import importlib.util
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from typing import Any, Literal

import numpy as np

from placement.domain import calibration
from placement.domain.calibration import MISSING, Answers, Calibration, Curve, Fit, Model, Population

SHORT_TEST, FEW_POINTS, MANY_POINTS = 60, 61, 121
"""Points of quadrature. A long test tells so much of everybody that few points fall beside where people stand."""
CLOSE = 1e-4
"""Gain in log-likelihood at which a round is the last."""
LEAPS: Literal["squarem"] = "squarem"
"""Varadhan and Roland (2008, Scandinavian Journal of Statistics 35): a tenth of the rounds."""


class Backend(StrEnum):
    """Who estimates."""

    MIRT = "mirt"
    ONWARD = "onward"


@dataclass(frozen=True, slots=True)
class Estimator:
    """Who estimated, in which version, with what settings: it stands in every set of numbers."""

    name: str
    version: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Task:
    """Answers to be calibrated together. Ask `calibration.unfit` first."""

    answers: Answers
    names: tuple[str, ...]
    model: Model
    anchors: Mapping[str, Curve]


@dataclass(frozen=True, eq=False)
class Measured:
    """What came of a task, who made it, and how many seconds of processor time it took."""

    calibration: Calibration
    estimator: Estimator
    seconds: float


def mirt_is_here() -> bool:
    """Whether the package is installed."""
    try:
        return importlib.util.find_spec("mirt") is not None
    except ValueError:
        return False


def usual() -> Backend:
    """Who estimates when nobody asks otherwise."""
    return Backend.MIRT if mirt_is_here() else Backend.ONWARD


def estimator(backend: Backend, answers: Answers, model: Model, anchors: Mapping[str, Curve]) -> Estimator:
    """What a set of numbers says of how it was made."""
    prior = {"guessing_prior": list(calibration.ASYMPTOTE_PRIOR)} if model is Model.THREE else {}
    if backend is Backend.ONWARD:
        settings = {"points": len(calibration.GRID), "close": calibration.CLOSE} | prior
        return Estimator("onward", version("onward"), settings)
    settings = {"points": _points(answers), "close": CLOSE} | prior
    return Estimator("mirt", version("mirt"), settings if anchors else settings | {"acceleration": LEAPS})


def calibrate(
    answers: Answers, names: Sequence[str], model: Model, anchors: Mapping[str, Curve], backend: Backend
) -> Calibration:
    """Item parameters by this estimator. Ask `calibration.unfit` first."""
    if backend is Backend.ONWARD:
        return calibration.calibrate(answers, names, model, anchors)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = _anchored(answers, names, model, anchors) if anchors else _free(answers, model)
    return calibration.concluded(answers, names, model, fit, anchors)


def measured(task: Task, backend: Backend) -> Measured:
    """The same with who did it and how long it took."""
    began = time.process_time()
    found = calibrate(task.answers, task.names, task.model, task.anchors, backend)
    return Measured(found, estimator(backend, task.answers, task.model, task.anchors), time.process_time() - began)


def _points(answers: Answers) -> int:
    longest = int((answers != MISSING).sum(axis=1).max())
    return FEW_POINTS if longest <= SHORT_TEST else MANY_POINTS


def _free(answers: Answers, model: Model) -> Fit:
    from mirt import fit_mirt
    from mirt.estimation.priors import BetaPrior

    kind: Any = "3PL" if model is Model.THREE else "2PL"
    extra: dict[str, Any] = {}
    if model is Model.THREE:
        extra["priors"] = {"guessing": BetaPrior(*calibration.ASYMPTOTE_PRIOR)}
    if model is Model.ONE:
        extra["constraints"] = [{"parameter": "discrimination", "items": list(range(answers.shape[1]))}]
    found = fit_mirt(
        answers.astype(np.int64),
        model=kind,
        n_quadpts=_points(answers),
        max_iter=calibration.MOST_ROUNDS,
        tol=CLOSE,
        compute_standard_errors=False,
        accelerate=LEAPS,
        **extra,
    )
    return _fit(found, Population())


def _anchored(answers: Answers, names: Sequence[str], model: Model, anchors: Mapping[str, Curve]) -> Fit:
    """Anchors keep their numbers; mean and spread of the people are estimated with the others (Kim 2006)."""
    from mirt.estimation.em import EMEstimator
    from mirt.estimation.latent_density import GaussianDensity
    from mirt.estimation.priors import BetaPrior

    guessing = {"guessing": BetaPrior(*calibration.ASYMPTOTE_PRIOR)} if model is Model.THREE else None
    density = GaussianDensity(n_dimensions=1, estimate_mean=True, estimate_cov=True)
    found = EMEstimator(
        n_quadpts=_points(answers),
        max_iter=calibration.MOST_ROUNDS,
        tol=CLOSE,
        latent_density=density,
        compute_standard_errors=False,
        item_priors=guessing,
    ).fit(_held_model(names, model, anchors), answers.astype(np.int64))
    mean, variance = (float(np.asarray(value).ravel()[0]) for value in (density.mean, density.cov))
    return _fit(found, Population(mean, variance**0.5))


def _held_model(names: Sequence[str], model: Model, anchors: Mapping[str, Curve]) -> Any:
    """mirt's model of all items with the anchors' numbers in their places, which it may not move."""
    from mirt import ThreeParameterLogistic, TwoParameterLogistic

    # People may guess at a question that keeps its numbers, though nobody can at the new ones.
    guessed = model is Model.THREE or any(one.c > 0 for one in anchors.values())
    made = (ThreeParameterLogistic if guessed else TwoParameterLogistic)(len(names))
    # In the 1PL new items take the slope of the anchors.
    usual = Curve(
        next(iter(anchors.values())).a if model is Model.ONE else 1.0,
        0.0,
        calibration.FIRST_ASYMPTOTE if model is Model.THREE else 0.0,
    )
    curves = [anchors.get(name, usual) for name in names]
    numbers = {"discrimination": [one.a for one in curves], "difficulty": [one.b for one in curves]}
    if guessed:
        numbers["guessing"] = [one.c for one in curves]
    made.set_parameters(**{name: np.array(values) for name, values in numbers.items()})
    held = np.array([name in anchors for name in names])
    masks = made.free_parameter_masks
    for name, mask in masks.items():
        mask[held] = False
        if (model is Model.ONE and name == "discrimination") or (model is not Model.THREE and name == "guessing"):
            mask[...] = False
    made.set_free_parameter_masks(masks)
    # A model that counts as fitted keeps its values as the first ones: anchors are never begun anew.
    made._is_fitted = True
    return made


def _fit(found: Any, population: Population) -> Fit:
    numbers = {name: np.asarray(values).ravel() for name, values in found.model.parameters.items()}
    guess = numbers.get("guessing", np.zeros_like(numbers["difficulty"]))
    rows = zip(numbers["discrimination"], numbers["difficulty"], guess, strict=True)
    working = np.array([calibration.working_row(Curve(float(a), float(b), float(c))) for a, b, c in rows])
    return Fit(working, population, int(found.n_iterations), bool(found.converged))
