"""Files of the studies: banks, answers and content shares, read with a clear word when something is wrong."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from placement.domain import simulation
from placement.domain.cohort import Scores
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import HIGHEST, LOWEST
from placement.domain.irt import Parameters
from placement.domain.item_bank import PoolItem

NUMBERS = ("a", "b", "c", "d")
DOUBTS = ("sd_b", "sd_log_a")
GENERATED = "generated"
EMPTY = frozenset({"", "NA", "nan"})
"""What stands where nothing was answered."""
REPEATS = frozenset({"freq", "count"})
"""Names of a column with the number of people who answered so."""


def cut_scores(text: str) -> CutScores:
    """Cuts as written on the command line, divided by commas; the bands are numbered from 0."""
    try:
        cuts = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise click.UsageError(f"--cuts: '{text}' is no list of numbers. Write them like -1,0,1.") from None
    if not all(LOWEST < cut < HIGHEST for cut in cuts):
        raise click.UsageError(f"--cuts: each cut must lie between {LOWEST:g} and {HIGHEST:g}, not {text}.")
    try:
        return CutScores(tuple(str(band) for band in range(len(cuts) + 1)), cuts)
    except ValueError:
        raise click.UsageError(f"--cuts: each cut must be higher than the one before it, not {text}.") from None


def bank(source: str, areas: Sequence[str], seed: int) -> tuple[PoolItem, ...]:
    """The items of a file, or of `generated:MODEL:SIZE`."""
    if source.startswith(f"{GENERATED}:"):
        return _generated(source, areas or ("",), seed)
    header, rows = read(Path(source), "--bank")
    missing = [name for name in NUMBERS if name not in header]
    unknown = [name for name in header if name not in (*NUMBERS, *DOUBTS, "steps", "content", "key")]
    if missing or unknown:
        wrong = [*(f"'{name}' is missing" for name in missing), *(f"'{name}' is not known" for name in unknown)]
        raise click.UsageError(
            f"--bank {source}: {'; '.join(wrong)}. The columns are a,b,c,d and if wanted content,key,steps,sd_b,sd_log_a."
        )
    if twice := {name for name in header if header.count(name) > 1}:
        raise click.UsageError(f"--bank {source}: the column {min(twice)} stands there twice.")
    items = tuple(_item(source, line, row) for line, row in enumerate(rows, start=2))
    keys = [item.key for item in items]
    if again := {key for key in keys if keys.count(key) > 1}:
        raise click.UsageError(f"--bank {source}: the key {min(again)} stands there twice.")
    return items


def quotas(path: Path | None) -> dict[str, float]:
    """Shares of content areas: a file with the columns `content` and `share`."""
    if path is None:
        return {}
    header, rows = read(path, "--content")
    if not {"content", "share"} <= set(header):
        raise click.UsageError(f"--content {path}: the columns must be content,share, not {','.join(header)}.")
    shares = {row["content"]: _number("--content", path.name, row, "share") for row in rows}
    if any(share < 0 for share in shares.values()) or not sum(shares.values()) > 0:
        raise click.UsageError(f"--content {path}: shares must not be below 0, and one at least above it.")
    return shares


def answers(path: Path) -> tuple[list[str], Scores]:
    """Answers of real people: a column per item with 0 and 1 in it. Columns with anything else are left out.

    Who left an item empty is left out. A column `freq` or `count` says of how many people a row is the pattern.
    """
    header, rows = read(path, "--responses")
    if not rows:
        raise click.UsageError(f"--responses {path}: there is no row of answers.")
    whole = {name: [row[name].strip() for row in rows] for name in header}
    times = [_times(path, line, row) for line, row in enumerate(rows, start=2)]
    kept = {name: values for name, values in whole.items() if len(set(values) - EMPTY) > 1 and _right_or_wrong(values)}
    kept = {name: values for name, values in kept.items() if name.lower() not in REPEATS}
    if len(kept) < 2:
        raise click.UsageError(f"--responses {path}: two columns at least must hold 0 and 1 for right and wrong.")
    complete = [row for row in zip(*kept.values(), times, strict=True) if not EMPTY & set(row[:-1])]
    scores = [[float(value) for value in row[:-1]] for row in complete for _ in range(row[-1])]
    return list(kept), np.array(scores, dtype=np.int8).reshape(-1, len(kept))


def _right_or_wrong(values: list[str]) -> bool:
    return set(values) - EMPTY <= {"0", "1", "0.0", "1.0"}


def _times(path: Path, line: int, row: dict[str, str]) -> int:
    """How often a row counts."""
    found = next((value for name, value in row.items() if name.lower() in REPEATS), "1")
    try:
        return max(int(float(found)), 0)
    except (ValueError, OverflowError):
        raise click.UsageError(f"--responses {path}, line {line}: '{found}' is no number of people.") from None


def read(path: Path, option: str) -> tuple[list[str], list[dict[str, str]]]:
    """Header and rows of a CSV file."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restkey="", restval="")
            header = [name.strip() for name in reader.fieldnames or ()]
            reader.fieldnames = header
            return header, list(reader)
    except FileNotFoundError:
        raise click.UsageError(f"{option}: there is no file {path}.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise click.UsageError(f"{option}: {path} cannot be read as CSV ({problem}).") from None


def _generated(source: str, areas: Sequence[str], seed: int) -> tuple[PoolItem, ...]:
    parts = source.split(":")
    model, size = parts[1], parts[2] if len(parts) == 3 else ""
    if model not in simulation.MODELS or not size.isdigit() or int(size) < 2:
        models = ", ".join(simulation.MODELS)
        raise click.UsageError(f"--bank {source}: write generated:MODEL:SIZE with MODEL one of {models}.")
    generator = np.random.default_rng(seed)
    return tuple(
        replace(item, parameters=simulation.as_model(item.parameters, model))
        for item in simulation.generated_bank(int(size), generator, areas)
    )


def _item(source: str, line: int, row: dict[str, str]) -> PoolItem:
    name = f"{source}, line {line}"
    given = {number: _number("--bank", name, row, number) for number in NUMBERS}
    doubts = {doubt: _number("--bank", name, row, doubt) if row.get(doubt) else 0.0 for doubt in DOUBTS}
    if not (given["a"] > 0 and 0 <= given["c"] < given["d"] <= 1 and min(doubts.values()) >= 0):
        raise click.UsageError(f"--bank {name}: a must be above 0, c and d between 0 and 1 with c below d.")
    steps = tuple(_number("--bank", name, {"steps": part}, "steps") for part in row.get("steps", "").split())
    return PoolItem(
        row.get("key") or f"i{line - 1}", Parameters(**given, steps=steps, **doubts), row.get("content", "")
    )


def _number(option: str, place: str, row: dict[str, str], column: str) -> float:
    try:
        value = float(row[column])
    except (TypeError, ValueError):
        raise click.UsageError(f"{option} {place}: {column} must be a number, not '{row[column]}'.") from None
    if not np.isfinite(value):
        raise click.UsageError(f"{option} {place}: {column} must be a number, not '{row[column]}'.")
    return value
