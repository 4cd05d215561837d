"""Practice: a test is rehearsed with simulated learners before anybody takes it, to learn its stop and its prices."""

from dataclasses import dataclass, replace

import numpy as np

from placement.domain import cohort, exposure, stopping
from placement.domain.cohort import Design, Moments
from placement.domain.irt import Array
from placement.domain.selection import Mask, Rows
from placement.domain.stopping import Rehearsal, StopRules, StopTable

LEARNERS = 1000
"""Enough for a smooth table, few enough to take about a second for a usual bank."""
STEPS = (0.02, 0.01, 0.003)
"""How far a price goes with a showing in each round. The last round is averaged."""


@dataclass(frozen=True, eq=False)
class Practice:
    """What a rehearsal has found: when to stop, and what showing each item costs others (natural logarithm)."""

    stop_table: StopTable
    prices: Array


def practise(design: Design, rules: StopRules, learners: int = LEARNERS, seed: int = 0) -> Practice:
    """Rehearse a test. With an exposure cap three times: freely, then to find prices, then at these prices."""
    ready = priced(design, rules, learners, seed)
    prices = np.zeros(len(design.table.items)) if ready.prices is None else ready.prices
    return Practice(stopping.learned(rehearse(ready, learners, seed), rules), prices)


def priced(design: Design, rules: StopRules, learners: int = LEARNERS, seed: int = 0) -> Design:
    """The design with prices at which its exposure cap is kept of itself; without a cap as it is."""
    cap = design.rules.exposure_cap
    if cap >= 1.0:
        return design
    easy = _uncapped(design)
    table = stopping.learned(stopping.rehearse(easy, learners, seed), rules)
    return replace(design, prices=_prices(easy, table, rules, exposure.AIMED_AT * cap, learners, seed))


def rehearse(design: Design, learners: int = LEARNERS, seed: int = 0) -> Rehearsal:
    """The longest test of simulated learners, at its prices. The cap is left out: nobody else's test is so long."""
    return stopping.rehearse(_uncapped(design), learners, seed)


def _uncapped(design: Design) -> Design:
    return replace(design, rules=replace(design.rules, exposure_cap=1.0))


def _prices(design: Design, table: StopTable, rules: StopRules, aim: float, learners: int, seed: int) -> Array:
    """Prices at which no item is asked of more than a share of the learners: subgradient steps, learner by learner."""
    generator = np.random.default_rng([seed, learners, 1])
    scores = stopping.expected_scores(design, learners, generator)

    def stop(asked: Rows, now: Moments) -> Mask:
        return (asked >= rules.min_items) & ~table.worth(asked, now)

    prices = np.zeros(len(design.table.items))
    for step in STEPS:
        ledger = exposure.Learning(prices, aim, step)
        cohort.sit(design, scores, generator, stop=stop, ledger=ledger)
        prices = ledger.prices
    return ledger.mean
