"""Differential item functioning over a whole test: the procedures of `fairness`, matched on the score and purified.

People are matched on the number of right answers, each number a stratum of its own, with the item that is looked at
always among them (Holland & Thayer 1988, in Wainer & Braun, "Test Validity"). Items that differ spoil the score that
others are matched on, so that it is counted again without those of class B and C until the same ones are found
(Candell & Drasgow 1988, Applied Psychological Measurement 12). Where the ability comes from elsewhere, as after an
adaptive test, there is nothing to purify, and the strata are tenths of the people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.domain import fairness
from placement.domain.calibration import MISSING, Answers
from placement.domain.fairness import FEWEST, Dif, Flags, Labels, Logistic, MantelHaenszel
from placement.domain.irt import Array

MOST_ROUNDS = 10
FLAGGED = ("B", "C")


@dataclass(frozen=True, slots=True)
class Compared:
    """One group against the reference: the items, which of them were taken out of the score, and in how many rounds."""

    found: tuple[Dif, ...]
    purified: tuple[str, ...]
    rounds: int


def differential(
    answers: Answers, names: Sequence[str], variable: str, labels: Labels, reference: str = "", *, purify: bool = True
) -> Iterator[Compared]:
    """Every group against the reference (else the largest), by score. Only people who answered everything count."""
    whole = complete(answers) & (labels != "")
    answers, labels = answers[whole], labels[whole]
    for base, focal in pairs(labels, reference):
        here = (labels == base) | (labels == focal)
        yield _compared(answers[here] == 1, names, variable, (base, focal), labels[here] == focal, purify=purify)


def by_ability(
    answers: Answers, names: Sequence[str], variable: str, labels: Labels, ability: Array, reference: str = ""
) -> Iterator[Compared]:
    """The same for an ability known from elsewhere; unanswered questions are left out item by item."""
    for base, focal in pairs(labels, reference):
        found = []
        for at, name in enumerate(names):
            here = ((labels == base) | (labels == focal)) & (answers[:, at] != MISSING) & np.isfinite(ability)
            right, theta, side = answers[here, at] == 1, ability[here], labels[here] == focal
            enough = _enough(side)
            table = fairness.mantel_haenszel(right, theta, side) if enough else None
            curve = fairness.logistic(right, theta, side) if enough else None
            found.append(_dif(name, variable, (base, focal), side, table, curve))
        yield Compared(tuple(found), (), 0)


def complete(answers: Answers) -> Flags:
    """Who answered everything."""
    return np.asarray(np.all(answers != MISSING, axis=1), dtype=np.bool_)


def pairs(labels: Labels, reference: str = "") -> list[tuple[str, str]]:
    """Reference and focal group, for every group but the reference."""
    names, counts = np.unique(labels[labels != ""], return_counts=True)
    if len(names) < 2:
        return []
    base = reference or str(names[counts.argmax()])
    return [(base, str(name)) for name in names if name != base]


def _compared(
    right: Flags, names: Sequence[str], variable: str, groups: tuple[str, str], focal: Flags, *, purify: bool
) -> Compared:
    if not _enough(focal):
        return Compared(tuple(_dif(name, variable, groups, focal, None, None) for name in names), (), 0)
    out = np.zeros(len(names), dtype=bool)
    tables, rounds = _tables(right, focal, out), 0
    while purify and rounds < MOST_ROUNDS:
        again = np.array([table.grade in FLAGGED for table in tables])
        # When nothing is left to match on, the score of all items is the better guess.
        if (again == out).all() or again.sum() > len(names) - 2:
            break
        out, rounds = again, rounds + 1
        tables = _tables(right, focal, out)
    found = tuple(
        _dif(name, variable, groups, focal, tables[at], fairness.logistic(right[:, at], _score(right, out, at), focal))
        for at, name in enumerate(names)
    )
    return Compared(found, tuple(name for name, away in zip(names, out, strict=True) if away), rounds)


def _tables(right: Flags, focal: Flags, out: Flags) -> list[MantelHaenszel]:
    return [
        fairness.in_strata(right[:, at], _score(right, out, at).astype(np.intp), focal) for at in range(right.shape[1])
    ]


def _score(right: Flags, out: Flags, at: int) -> Array:
    """Right answers to the items that count, and to this one."""
    counted: npt.NDArray[np.bool_] = ~out
    counted[at] = True
    return np.asarray(right[:, counted].sum(axis=1), dtype=np.float64)


def _enough(focal: Flags) -> bool:
    return min(int(focal.sum()), int((~focal).sum())) >= FEWEST


def _dif(
    name: str,
    variable: str,
    groups: tuple[str, str],
    focal: Flags,
    table: MantelHaenszel | None,
    curve: Logistic | None,
) -> Dif:
    return Dif(name, variable, *groups, int((~focal).sum()), int(focal.sum()), table, curve)
