"""Answers of real people as studies of items need them: gaps kept, and nothing that is no answer taken for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import numpy as np

from placement.cli import files
from placement.domain.calibration import MISSING, Answers
from placement.packs.tables import Row, Rows

SCORES = {"0": 0, "1": 1, "0.0": 0, "1.0": 1, **dict.fromkeys(files.EMPTY, MISSING)}
REPEATS = frozenset({"freq", "count"})
"""Names of a column with the number of people who answered so."""
MOST = 1_000_000
"""People one row may stand for."""


@dataclass(frozen=True, eq=False)
class Read:
    """Names of the items, a row of answers per person, the columns that were asked for, and why others were left out."""

    names: tuple[str, ...]
    answers: Answers
    beside: dict[str, list[str]] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)


def read(path: Path, leave_out: Sequence[str] = (), beside: Sequence[str] = ()) -> Read:
    """A column per item with 0, 1 or nothing in it. Columns `freq` and `count` say how many people answered so."""
    header, rows = files.read(path, "--responses")
    _check_named(path, header, (*leave_out, *beside))
    names = tuple(name for name in _items(header) if name not in (*leave_out, *beside))
    if not rows or not names:
        raise click.UsageError(f"--responses {path}: there is no row of answers.")
    for line, row in rows:
        if wrong := next((name for name in names if row[name] not in SCORES), None):
            raise click.UsageError(
                f"--responses {path}, line {line}: {wrong} must be 0, 1 or empty, not '{row[wrong]}'. "
                f"If {wrong} is no item, leave it out with --leave-out {wrong}."
            )
    times = _times(path, header, rows)
    others = {
        name: [row[name] for (_, row), many in zip(rows, times, strict=True) for _ in range(many)] for name in beside
    }
    return Read(names, _scores(names, rows, times), others)


def read_items(path: Path, leave_out: Sequence[str] = ()) -> Read:
    """The columns that hold 0 and 1 and nothing else; every other one is left out, with the reason."""
    header, rows = files.read(path, "--responses")
    _check_named(path, header, leave_out)
    if not rows:
        raise click.UsageError(f"--responses {path}: there is no row of answers.")
    if set(header) <= set(SCORES):
        raise click.UsageError(f"--responses {path}: the first line must name the items, not hold answers.")
    reasons = {name: "as asked" if name in leave_out else _no_item(name, rows) for name in _items(header)}
    names = tuple(name for name, reason in reasons.items() if not reason)
    left_out = {name: reason for name, reason in reasons.items() if reason}
    if len(names) < 2:
        why = "".join(f" {name} is left out ({reason})." for name, reason in [*left_out.items()][:1])
        raise click.UsageError(f"--responses {path}: two columns at least must hold 0 and 1 for right and wrong.{why}")
    return Read(names, _scores(names, rows, _times(path, header, rows)), left_out=left_out)


def _check_named(path: Path, header: Sequence[str], named: Sequence[str]) -> None:
    for name in named:
        if name not in header:
            raise click.UsageError(f"--responses {path}: there is no column {name}.")


def _items(header: Sequence[str]) -> list[str]:
    return [name for name in header if name and name.lower() not in REPEATS]


def _no_item(name: str, rows: Rows) -> str:
    """Why a column cannot be an item; nothing where it is one."""
    stray = [(line, row[name]) for line, row in rows if row[name] not in SCORES]
    if stray:
        line, value = stray[0]
        more = f" and {len(stray) - 1} more" if len(stray) > 1 else ""
        return f"not 0 or 1: '{value}' in line {line}{more}"
    given = {SCORES[row[name]] for _, row in rows} - {MISSING}
    if not given:
        return "nobody answered it"
    return "all answers are the same" if len(given) == 1 else ""


def _scores(names: Sequence[str], rows: Rows, times: Sequence[int]) -> Answers:
    cells = [[SCORES[row[name]] for name in names] for _, row in rows]
    return np.asarray(np.repeat(np.array(cells, dtype=np.int8), times, axis=0))


def _times(path: Path, header: Sequence[str], rows: Rows) -> list[int]:
    """How many people each row stands for."""
    column = next((name for name in header if name.lower() in REPEATS), None)
    return [1 if column is None else _many(path, line, row, column) for line, row in rows]


def _many(path: Path, line: int, row: Row, column: str) -> int:
    try:
        many = float(row[column])
    except ValueError:
        many = -1.0
    if not 0 <= many <= MOST or many != int(many):
        raise click.UsageError(f"--responses {path}, line {line}: '{row[column]}' is no number of people.")
    return int(many)
