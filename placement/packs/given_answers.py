"""Answers given to items, read from a CSV file: `item, right` (0 or 1), `ability` (from the other answers), `group_...`."""

from pathlib import Path

import numpy as np

from placement.domain.fairness import Answered
from placement.packs.populations import GROUP, flag, number, rows_of
from placement.packs.tables import BadFile


def read_answers(file: Path) -> list[Answered]:
    """Answers by item, in the order in which items first appear. Raises BadFile."""
    rows = rows_of(file, ("item", "right", "ability"))
    groups = [name for name in rows[0][1] if name.startswith(GROUP)]
    if not groups:
        raise BadFile(f"{file} has no column that begins with {GROUP}")
    by_item: dict[str, list[int]] = {}
    for place, (_, row) in enumerate(rows):
        by_item.setdefault(row["item"], []).append(place)
    right = np.array([flag(file, line, row, "right") for line, row in rows])
    ability = np.array([number(file, line, row, "ability") for line, row in rows])
    labels = {name.removeprefix(GROUP): np.array([row[name] for _, row in rows]) for name in groups}
    return [
        Answered(item, right[at], ability[at], {name: values[at] for name, values in labels.items()})
        for item, at in by_item.items()
    ]
