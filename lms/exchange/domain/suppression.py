"""Counts that may be shown to somebody outside: small cells are hidden, and none can be worked out from the others. Pure.

A cell below the threshold is hidden. Where totals are shown beside it, one hidden cell in a row or column could be found
by subtraction, so a second one is hidden with it (complementary suppression, as official statistics do).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

THRESHOLD = 5
Z_95 = 1.959964


class Hidden(StrEnum):
    """Why a number is not shown."""

    FEW = "few"
    """Between one and four people."""
    COVER = "cover"
    """Large enough itself, but it would give a small one away."""


Cell = int | Hidden


def shown(count: int, threshold: int = THRESHOLD) -> Cell:
    """A single count. Nobody at all is no secret."""
    return Hidden.FEW if 0 < count < threshold else count


@dataclass(frozen=True)
class Table:
    """Cells by row and column with their totals, fit to be shown."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    row_totals: Mapping[str, Cell]
    column_totals: Mapping[str, Cell]
    total: Cell


def suppressed(
    counts: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str], threshold: int = THRESHOLD
) -> Table:
    """A table of counts with totals from which no cell below `threshold` can be read or worked out."""
    # Totals are a row and a column like the others: they too can be small, and they too can give one away.
    total = "\0total"
    grid = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    for row in rows:
        grid[row, total] = sum(grid[row, column] for column in columns)
    for column in (*columns, total):
        grid[total, column] = sum(grid[row, column] for row in rows)
    hidden = {cell: Hidden.FEW for cell, count in grid.items() if 0 < count < threshold}
    lines = [[(row, column) for column in (*columns, total)] for row in (*rows, total)]
    lines += [[(row, column) for row in (*rows, total)] for column in (*columns, total)]
    while alone := next((line for line in lines if _one_hidden(line, hidden, grid)), None):
        hidden[_cover(alone, hidden, grid, total)] = Hidden.COVER
    cells: dict[tuple[str, str], Cell] = {cell: hidden.get(cell, count) for cell, count in grid.items()}
    return Table(
        tuple(rows),
        tuple(columns),
        {(row, column): cells[row, column] for row in rows for column in columns},
        {row: cells[row, total] for row in rows},
        {column: cells[total, column] for column in columns},
        cells[total, total],
    )


def _one_hidden(
    line: Sequence[tuple[str, str]], hidden: Mapping[tuple[str, str], Hidden], grid: Mapping[tuple[str, str], int]
) -> bool:
    return sum(cell in hidden for cell in line) == 1 and any(cell not in hidden and grid[cell] for cell in line)


def _cover(
    line: Sequence[tuple[str, str]],
    hidden: Mapping[tuple[str, str], Hidden],
    grid: Mapping[tuple[str, str], int],
    total: str,
) -> tuple[str, str]:
    """The cell that costs least to hide: an inner one before a total, then the smallest. Zeros cover nothing."""
    free = [cell for cell in line if cell not in hidden and grid[cell]]
    return min(free, key=lambda cell: (total in cell, grid[cell], cell))


@dataclass(frozen=True)
class Share:
    """A share with the interval that holds it in 95 of 100 such samples."""

    value: float
    low: float
    high: float
    people: int


def share_of(pairs: Sequence[tuple[int, int]], threshold: int = THRESHOLD) -> Share | None:
    """Attended of offered minutes over people, each a pair. None for too few people or nothing offered.

    People, not lessons, are what was sampled: one person's lessons resemble each other. The variance is that of a ratio
    estimator (Cochran, Sampling Techniques, 3rd edition 1977, section 2.11) with persons as units.
    """
    people, offered = len(pairs), sum(pair[1] for pair in pairs)
    if people < threshold or offered == 0:
        return None
    value = sum(pair[0] for pair in pairs) / offered
    residuals = sum((attended - value * minutes) ** 2 for attended, minutes in pairs)
    error = sqrt(people / (people - 1) * residuals) / offered
    return Share(value, max(0.0, value - Z_95 * error), min(1.0, value + Z_95 * error), people)
