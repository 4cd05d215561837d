"""Answers of real people as studies of items need them: every column checked, gaps kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from placement.cli import files
from placement.domain.calibration import MISSING, Answers

SCORES = {"0": 0, "1": 1, "0.0": 0, "1.0": 1, **dict.fromkeys(files.EMPTY, MISSING)}


@dataclass(frozen=True, eq=False)
class Read:
    """Names of the items, a row of answers per person, and the other columns that were asked for."""

    names: tuple[str, ...]
    answers: Answers
    beside: dict[str, list[str]]


def read(path: Path, leave_out: Sequence[str] = (), beside: Sequence[str] = ()) -> Read:
    """A column per item with 0, 1 or nothing in it. Columns `freq` and `count` say how many people answered so."""
    header, rows = files.read(path, "--responses")
    for name in (*leave_out, *beside):
        if name not in header:
            raise click.UsageError(f"--responses {path}: there is no column {name}.")
    if twice := {name for name in header if header.count(name) > 1}:
        raise click.UsageError(f"--responses {path}: the column {sorted(twice)[0]} stands there twice.")
    times = next((name for name in header if name.lower() in files.REPEATS), None)
    names = tuple(name for name in header if name and name not in (*leave_out, *beside, times))
    if not rows or not names:
        raise click.UsageError(f"--responses {path}: there is no row of answers.")
    cells = [[_score(path, line, row, name) for name in names] for line, row in enumerate(rows, start=2)]
    repeats = [1 if times is None else _times(path, line, row[times]) for line, row in enumerate(rows, start=2)]
    whole = np.repeat(np.array(cells, dtype=np.int8), repeats, axis=0)
    others = {
        name: [row[name].strip() for row, many in zip(rows, repeats, strict=True) for _ in range(many)]
        for name in beside
    }
    return Read(names, whole, others)


def _score(path: Path, line: int, row: dict[str, str], column: str) -> int:
    text = (row[column] or "").strip()
    if text not in SCORES:
        raise click.UsageError(
            f"--responses {path}, line {line}: {column} must be 0, 1 or empty, not '{text}'. "
            f"If {column} is no item, leave it out with --leave-out {column}."
        )
    return SCORES[text]


def _times(path: Path, line: int, text: str) -> int:
    try:
        many = float(text)
    except ValueError:
        many = -1.0
    if many < 0 or many != int(many):
        raise click.UsageError(f"--responses {path}, line {line}: '{text}' is no number of people.")
    return int(many)
