"""Study: methods of testing compared on the same learners and answers, each at the length it needs for one accuracy."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from placement.domain import cohort, estimation, irt, practice, stopping
from placement.domain.cohort import Criterion, Design, Moments, Scores, Trace
from placement.domain.irt import Array
from placement.domain.item_bank import PoolItem
from placement.domain.selection import Mask, Rows
from placement.domain.stopping import Rehearsal, StopRules, StopTable

BISECTIONS = 9
STRIDE = 0.85
"""How much stricter each next try is until the accuracy is reached; then follows the bisection."""
NEARBY, TRIES = 1.02, 6
RESAMPLES = 400
PRICING = 4000
REHEARSAL = 12_000
"""Learners of a rehearsal at most: with two cuts, more of them make a better stop."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """How the tests of all learners ended: items asked, band decided, the chance claimed for it, the estimate, its error."""

    items: Rows
    lengths: Rows
    decided: Rows
    claimed: Array
    estimate: Array
    error: Array


@dataclass(frozen=True, slots=True)
class Summary:
    """One method at its stop parameter. The intervals hold 95 % of bootstrap samples of the learners."""

    parameter: float
    items: float
    accuracy: float
    claimed: float
    rmse: float
    max_exposure: float
    overlap: float
    items_interval: tuple[float, float]
    accuracy_interval: tuple[float, float]
    reached: bool


Method = Callable[[float], Outcome]
"""A method of testing with its stop parameter set. The smaller the parameter, the longer the tests."""


def drawn_scores(items: tuple[PoolItem, ...], theta: Array, generator: np.random.Generator) -> Scores:
    """What every learner would score on every item: one draw each, the same for all methods."""
    drawn = generator.random((len(theta), len(items)))
    scores = np.zeros(drawn.shape, dtype=np.int8)
    for at, item in enumerate(items):
        chances, _ = irt.score_curves(theta, item.parameters)
        for reached in np.cumsum(chances, axis=0)[:-1]:
            scores[:, at] += drawn[:, at] >= reached
    return scores


def onward(
    design: Design,
    scores: Scores,
    seed: int,
    *,
    min_items: int,
    beliefs: Array | None = None,
    aims: Array | None = None,
    usual: StopRules | None = None,
) -> Method:
    """The engine: stops when one more item is not worth its price, which is the parameter.

    `beliefs` and `aims` are those of `cohort.sit`. `usual` is a stop near the one looked for: what showing an item
    costs others is learned once with it, so that the search stays a smooth one.
    """
    learners, capped = min(REHEARSAL, max(500, 3 * len(scores))), design.rules.exposure_cap < 1.0
    ready: list[tuple[Design, Rehearsal]] = []
    whole: list[Trace] = []

    def at(price: float) -> Outcome:
        rules = StopRules(price, min_items, max(design.length, min_items))
        if not ready:
            at_prices = practice.priced(design, usual or rules, min(PRICING, learners), seed)
            ready.append((at_prices, practice.rehearse(at_prices, learners, seed)))
        at_prices, rehearsal = ready[0]
        stop = _on_table(stopping.learned(rehearsal, rules), min_items)
        if capped:
            # What one learner is asked depends on how long the tests before were: the test is sat anew.
            trace = cohort.sit(at_prices, scores, np.random.default_rng(seed), stop=stop, beliefs=beliefs, aims=aims)
            return _best_band(trace, trace.lengths)
        if not whole:
            whole.append(cohort.sit(design, scores, np.random.default_rng(seed), beliefs=beliefs, aims=aims))
        return _best_band(whole[0], _lengths(whole[0], stop))

    return at


def eap_until_sure(design: Design, scores: Scores, seed: int, *, min_items: int) -> Method:
    """What catR, catpie and mirt do by default: EAP, maximum information, until the standard error is small enough."""
    trace = cohort.sit(_at_estimate(design), scores, np.random.default_rng(seed))

    def at(error: float) -> Outcome:
        return _estimated_band(design, trace, _lengths(trace, _after(min_items, lambda now, _: now.sd < error)))

    return at


def eap_off_the_cuts(design: Design, scores: Scores, seed: int, *, min_items: int) -> Method:
    """EAP, maximum information, until the interval around the estimate holds no cut. The parameter is 1 / z."""
    trace, cuts = cohort.sit(_at_estimate(design), scores, np.random.default_rng(seed)), np.array(design.decision.cuts)

    def at(doubt: float) -> Outcome:
        def clear(now: Moments, asked: Rows) -> Mask:
            return np.asarray(np.abs(now.mean[:, None] - cuts).min(axis=1) >= now.sd / doubt)

        return _estimated_band(design, trace, _lengths(trace, _after(min_items, clear)))

    return at


def at_accuracy(
    method: Method, truth: Rows, accuracy: float, loosest: float, strictest: float
) -> tuple[float, Outcome]:
    """The shortest tests that reach an accuracy on these learners: bisection on the stop parameter."""
    loose, strict = loosest, loosest
    while strict > strictest and _accuracy(method(strict), truth) < accuracy:
        loose, strict = strict, strict * STRIDE
    for _ in range(BISECTIONS):
        middle = (loose * strict) ** 0.5
        if _accuracy(method(middle), truth) >= accuracy:
            strict = middle
        else:
            loose = middle
    # Accuracy on some thousand learners is not quite a falling function: a looser stop close by may reach it too.
    nearby = (strict * NEARBY**step for step in range(TRIES, 0, -1))
    found = next((one for one in nearby if _accuracy(method(one), truth) >= accuracy), strict)
    return found, method(found)


def summary(
    parameter: float, ended: Outcome, truth: Rows, theta: Array, bank: int, accuracy: float, seed: int
) -> Summary:
    """The figures of one method."""
    right = ended.decided == truth
    shown = np.bincount(asked(ended), minlength=bank) / len(truth)
    samples = np.random.default_rng(seed).integers(0, len(truth), (RESAMPLES, len(truth)))
    return Summary(
        parameter=parameter,
        items=float(ended.lengths.mean()),
        accuracy=float(right.mean()),
        claimed=float(ended.claimed.mean()),
        rmse=float(np.sqrt(np.mean((ended.estimate - theta) ** 2))),
        max_exposure=float(shown.max()),
        overlap=float((shown**2).sum() / max(ended.lengths.mean(), 1e-9)),
        items_interval=_interval(ended.lengths[samples].mean(axis=1)),
        accuracy_interval=_interval(right[samples].mean(axis=1)),
        reached=bool(right.mean() >= accuracy),
    )


def asked(ended: Outcome) -> Rows:
    """Every item that was asked, once for each time."""
    return np.asarray(ended.items[np.arange(ended.items.shape[1]) < ended.lengths[:, None]])


def bias(ended: Outcome, honest: Outcome) -> float:
    """How many bands higher the same learners come out than when they reported honestly."""
    return float((ended.decided - honest.decided).mean())


def borrowed_beliefs(design: Design, ended: Outcome, correlation: float) -> Array:
    """Start of a second test for every learner, from where the first has ended and how far both go together."""
    priors = (estimation.borrowed(mean, sd, correlation) for mean, sd in zip(ended.estimate, ended.error, strict=True))
    return np.stack([estimation.prior_mass(design.table.grid.cuts, prior) for prior in priors])


def _on_table(table: StopTable, min_items: int) -> cohort.Stop:
    return _after(min_items, lambda now, asked: ~table.worth(asked, now))


def _at_estimate(design: Design) -> Design:
    return replace(design, criterion=Criterion.AT_ESTIMATE)


def _after(min_items: int, rule: Callable[[Moments, Rows], Mask]) -> cohort.Stop:
    return lambda asked, now: (asked >= min_items) & rule(now, asked)


def _lengths(trace: Trace, stop: cohort.Stop) -> Rows:
    """When each learner would have stopped on the way."""
    longest = trace.items.shape[1]
    lengths = np.full(len(trace.items), longest, dtype=np.intp)
    for asked in range(longest - 1, -1, -1):
        lengths[stop(np.full(len(lengths), asked), trace.moments.after(asked))] = asked
    return lengths


def _best_band(trace: Trace, lengths: Rows) -> Outcome:
    ended = trace.moments.at(lengths)
    return Outcome(trace.items, lengths, ended.bands.argmax(axis=1), ended.bands.max(axis=1), ended.mean, ended.sd)


def _estimated_band(design: Design, trace: Trace, lengths: Rows) -> Outcome:
    """The band of the estimate, as programs decide that know only a number and its error."""
    ended = trace.moments.at(lengths)
    decided = np.searchsorted(np.array(design.decision.cuts), ended.mean, side="right")
    return Outcome(trace.items, lengths, decided, ended.bands[np.arange(len(decided)), decided], ended.mean, ended.sd)


def _accuracy(ended: Outcome, truth: Rows) -> float:
    return float((ended.decided == truth).mean())


def _interval(values: Array) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
