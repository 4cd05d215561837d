"""Calibrating: by the estimator of the domain, or by the `mirt` package to have a second opinion.

mirt (https://pypi.org/project/mirt/, MIT) needs scipy and comes with the benchmark extra; Onward calibrates without it.
Both maximise the same likelihood with the same prior and differ only in what the quadrature leaves. Our own is what
runs unless mirt is asked for: one set of answers gives the same parameters on every machine, and on 2,000 people and
200 items it needs a quarter of the time at equal likelihood. Likelihood and standard errors are always those of
`placement.domain.calibration`, so that reports can be compared.
"""

import importlib.util
import warnings
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import numpy as np

from placement.domain import calibration
from placement.domain.calibration import Answers, Calibration, Curve, Fit, Model, Population

POINTS = 121
"""Of quadrature. A long test tells so much of everybody that fewer points fall beside where people stand."""
CLOSE = 1e-5


class Backend(StrEnum):
    """Who estimates."""

    ONWARD = "onward"
    MIRT = "mirt"


def mirt_is_here() -> bool:
    """Whether the package is installed."""
    try:
        return importlib.util.find_spec("mirt") is not None
    except ValueError:
        return False


def mirt_can(model: Model, anchors: Mapping[str, Curve]) -> bool:
    """With anchors mirt knows the 2PL only: neither a prior nor a common slope beside them."""
    return not anchors or model is Model.TWO


def calibrate(
    answers: Answers, names: Sequence[str], model: Model, anchors: Mapping[str, Curve], backend: Backend
) -> Calibration:
    """Item parameters by this estimator. Ask `calibration.unfit` first."""
    if backend is Backend.ONWARD:
        return calibration.calibrate(answers, names, model, anchors)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = _anchored(answers, names, anchors) if anchors else _free(answers, model)
    return calibration.concluded(answers, names, model, fit, anchors)


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
        n_quadpts=POINTS,
        max_iter=calibration.MOST_ROUNDS,
        tol=CLOSE,
        compute_standard_errors=False,
        **extra,
    )
    return _fit(found, Population())


def _anchored(answers: Answers, names: Sequence[str], anchors: Mapping[str, Curve]) -> Fit:
    from mirt import TwoParameterLogistic, fixed_item_calibration

    held = [at for at, name in enumerate(names) if name in anchors]
    found = fixed_item_calibration(
        answers.astype(np.int64),
        TwoParameterLogistic(len(names)),
        held,
        {
            "discrimination": np.array([anchors[names[at]].a for at in held]),
            "difficulty": np.array([anchors[names[at]].b for at in held]),
        },
        n_quadpts=POINTS,
        max_iter=calibration.MOST_ROUNDS,
        compute_standard_errors=False,
    )
    mean, variance = (float(np.asarray(value).ravel()[0]) for value in (found.latent_mean, found.latent_cov))
    return _fit(found.fit_result, Population(mean, variance**0.5))


def _fit(found: Any, population: Population) -> Fit:
    numbers = {name: np.asarray(values).ravel() for name, values in found.model.parameters.items()}
    guess = numbers.get("guessing", np.zeros_like(numbers["difficulty"]))
    rows = zip(numbers["discrimination"], numbers["difficulty"], guess, strict=True)
    working = np.array([calibration.working_row(Curve(float(a), float(b), float(c))) for a, b, c in rows])
    return Fit(working, population, int(found.n_iterations), bool(found.converged))
