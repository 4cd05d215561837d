"""Peers: the catsim and mirt packages of the benchmark extra, used as their authors mean them to be."""

import io
import math
import time
import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import click
import numpy as np

from placement.domain import estimation
from placement.domain.cohort import Scores
from placement.domain.cut_scores import CutScores
from placement.domain.irt import Array, Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.study import Outcome

ABSENT = "The package {} is not here. `make bench-setup` installs it with the benchmark extra."


@dataclass
class Catsim:
    """catsim's own selector, estimator and standard error, one learner at a time: MaxInfoSelector from 0,
    NumericalSearchEstimator (maximum likelihood, Dodd's step while all answers are alike), and a stop as MinErrorStopper
    has it. Tests are gone on with only as far as the strictest stop asked for.
    """

    items: tuple[PoolItem, ...]
    scores: Scores
    cuts: CutScores
    min_items: int
    max_items: int
    seconds: float = 0.0
    steps: int = 0
    _paths: list[tuple[list[int], list[bool], list[float], list[float]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        try:
            from catsim import irt
            from catsim.estimation import NumericalSearchEstimator
            from catsim.item_bank import ItemBank
            from catsim.selection import MaxInfoSelector
        except ImportError:
            raise click.UsageError(ABSENT.format("catsim")) from None
        if any(item.parameters.steps for item in self.items):
            raise click.UsageError("catsim knows right and wrong only, and this bank gives points. Leave it out.")
        numbers = [[getattr(item.parameters, name) for name in "abcd"] for item in self.items]
        self._irt: Any = irt
        with redirect_stdout(io.StringIO()):  # It prints an empty line, which belongs into nobody's JSON.
            self._bank: Any = ItemBank(np.array(numbers))
        self._selector: Any = MaxInfoSelector()
        self._estimator: Any = NumericalSearchEstimator()
        self._paths = [([], [], [0.0], [math.inf]) for _ in self.scores]

    def __call__(self, error: float) -> Outcome:
        """Everybody's test with this standard error as the stop."""
        lengths = np.array([self._length(learner, error) for learner in range(len(self.scores))], dtype=np.intp)
        longest = min(self.max_items, len(self.items))
        items = np.zeros((len(lengths), longest), dtype=np.intp)
        found, errors = np.zeros(len(lengths)), np.zeros(len(lengths))
        for learner, (asked, _, estimates, sizes) in enumerate(self._paths):
            items[learner, : len(asked)] = asked
            found[learner], errors[learner] = estimates[lengths[learner]], sizes[lengths[learner]]
        decided = np.searchsorted(np.array(self.cuts.cuts), found, side="right")
        edges = np.array([-np.inf, *self.cuts.cuts, np.inf])
        claimed = estimation.normal_cdf((edges[decided + 1] - found) / errors) - estimation.normal_cdf(
            (edges[decided] - found) / errors
        )
        return Outcome(items, lengths, decided, claimed, found, errors)

    def _length(self, learner: int, error: float) -> int:
        asked, _, _, errors = self._paths[learner]
        longest = min(self.max_items, len(self.items))
        length = self.min_items
        while length < longest:
            while len(asked) < length:
                self._step(learner)
            if errors[length] < error:
                break
            length += 1
        while len(asked) < length:
            self._step(learner)
        return length

    def _step(self, learner: int) -> None:
        asked, answers, estimates, errors = self._paths[learner]
        begun = time.perf_counter()
        chosen = self._selector.select(item_bank=self._bank, administered_items=asked, est_theta=estimates[-1])
        asked.append(int(chosen))
        answers.append(bool(self.scores[learner, chosen]))
        found = self._estimator.estimate(
            item_bank=self._bank, administered_items=asked, response_vector=answers, est_theta=estimates[-1]
        )
        errors.append(float(self._irt.see(found, self._bank.get_items(asked))))
        estimates.append(float(found))
        self.seconds += time.perf_counter() - begun
        self.steps += 1


@dataclass(frozen=True)
class Calibration:
    """What pilot answers say of a bank: as the package gives it by default, and shrunk with its errors kept."""

    plug_in: tuple[PoolItem, ...]
    honest: tuple[PoolItem, ...]


def calibrated(items: tuple[PoolItem, ...], scores: Scores, guessing: bool) -> Calibration:
    """Item parameters from pilot answers, by the mirt package: marginal maximum likelihood, and with priors.

    The priors hold the discrimination near the bank's usual one and the lower asymptote near a fifth; the errors of
    both and of the difficulty go into the item tables.
    """
    try:
        from mirt import fit_mirt
        from mirt.estimation.priors import BetaPrior, LogNormalPrior, NormalPrior
    except ImportError:
        raise click.UsageError(ABSENT.format("mirt")) from None
    model: Any = "3PL" if guessing else "2PL"
    priors: dict[str, Any] = {"discrimination": LogNormalPrior(0.2, 0.4), "difficulty": NormalPrior(0.0, 1.6)}
    if guessing:
        priors["guessing"] = BetaPrior(6, 24)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = fit_mirt(scores, model=model, max_iter=200, compute_standard_errors=False)
        shrunk = fit_mirt(scores, model=model, priors=priors, max_iter=30, tol=1e-2, se_method="complete_data")
    return Calibration(_items(items, plain, {}), _items(items, shrunk, shrunk.standard_errors))


def _items(items: tuple[PoolItem, ...], fit: Any, errors: dict[str, Any]) -> tuple[PoolItem, ...]:
    values = {name: np.asarray(found).ravel() for name, found in fit.model.parameters.items()}
    sizes = {name: _error(errors, name, len(items)) for name in ("discrimination", "difficulty")}
    guess = values.get("guessing", np.zeros(len(items)))
    return tuple(
        PoolItem(
            item.key,
            Parameters(
                float(values["discrimination"][at]),
                float(values["difficulty"][at]),
                float(guess[at]),
                sd_b=float(sizes["difficulty"][at]),
                sd_log_a=float(sizes["discrimination"][at] / values["discrimination"][at]),
            ),
            item.content,
        )
        for at, item in enumerate(items)
    )


def _error(errors: dict[str, Any], name: str, many: int) -> Array:
    """Standard errors; one that could not be worked out counts as large."""
    found = np.asarray(errors.get(name, np.zeros(many)), dtype=np.float64).ravel()
    return np.where(np.isfinite(found), np.minimum(found, 1.0), 0.5)
