"""A mixed-integer programme as plain lists: columns with costs and bounds, rows one after another."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
INFINITE = float("inf")


@dataclass
class Programme:
    """Minimise cost times columns plus offset. Row i holds the entries from `row_start[i]` to `row_start[i + 1]`."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    row_start: list[int] = field(default_factory=lambda: [0])
    row_column: list[int] = field(default_factory=list)
    row_value: list[float] = field(default_factory=list)
    offset: float = 0.0

    def column(self, cost: float, upper: float, *, integer: bool = True) -> int:
        self.cost.append(cost)
        self.lower.append(0.0)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.cost) - 1

    def row(self, terms: Iterable[tuple[int, float]], lower: float, upper: float) -> None:
        for column, value in terms:
            self.row_column.append(column)
            self.row_value.append(value)
        self.row_start.append(len(self.row_column))
        self.row_lower.append(lower)
        self.row_upper.append(upper)
