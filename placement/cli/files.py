"""Files of the studies: banks, answers and content shares, read with a clear word when something is wrong."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from placement.domain import simulation
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import HIGHEST, LOWEST
from placement.domain.irt import Parameters
from placement.domain.item_bank import PoolItem
from placement.packs import tables
from placement.packs.tables import Row, Rows

NUMBERS = ("a", "b", "c", "d")
DOUBTS = ("sd_b", "sd_log_a")
GENERATED = "generated"
LARGEST = 20_000
"""Items of a generated bank at most."""
STEEPEST = 10
"""No item separates people more sharply: beyond it stands a slip of the pen."""
EMPTY = frozenset({"", "NA", "nan"})
"""What stands where nothing was answered."""


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
    if not rows:
        raise click.UsageError(f"--bank {source}: there is no item.")
    items = tuple(_item(source, place, line, row) for place, (line, row) in enumerate(rows, start=1))
    keys = [item.key for item in items]
    if again := {key for key in keys if keys.count(key) > 1}:
        raise click.UsageError(f"--bank {source}: the key {min(again)} stands there twice.")
    return items


def quotas(path: Path | None) -> dict[str, float]:
    """Shares of content areas: a file with the columns `content` and `share`. What counts is how they stand to each other."""
    if path is None:
        return {}
    header, rows = read(path, "--content")
    if not {"content", "share"} <= set(header):
        raise click.UsageError(f"--content {path}: the columns must be content,share, not '{','.join(header)}'.")
    shares: dict[str, float] = {}
    for line, row in rows:
        if row["content"] in shares:
            raise click.UsageError(f"--content {path}, line {line}: '{row['content']}' stands there twice.")
        shares[row["content"]] = _number("--content", f"{path}, line {line}", row, "share")
    if any(share < 0 for share in shares.values()) or not sum(shares.values()) > 0:
        raise click.UsageError(f"--content {path}: shares must not be below 0, and one at least above it.")
    return shares


def read(path: Path, option: str) -> tuple[list[str], Rows]:
    """Header and rows of a CSV file, the rows with their line numbers."""
    try:
        return tables.read(path)
    except tables.BadFile as wrong:
        raise click.UsageError(f"{option}: {wrong}.") from wrong


def _generated(source: str, areas: Sequence[str], seed: int) -> tuple[PoolItem, ...]:
    written = re.fullmatch(rf"{GENERATED}:({'|'.join(simulation.MODELS)}):([0-9]+)", source)
    model, size = written.groups() if written else ("", "0")
    if not 2 <= int(size) <= LARGEST:
        models = ", ".join(simulation.MODELS)
        raise click.UsageError(
            f"--bank {source}: write generated:MODEL:SIZE with MODEL one of {models} and SIZE from 2 to {LARGEST}."
        )
    generator = np.random.default_rng(seed)
    return tuple(
        replace(item, parameters=simulation.as_model(item.parameters, model))
        for item in simulation.generated_bank(int(size), generator, areas)
    )


def _item(source: str, place: int, line: int, row: Row) -> PoolItem:
    name = f"{source}, line {line}"
    given = {number: _number("--bank", name, row, number) for number in NUMBERS}
    doubts = {doubt: _number("--bank", name, row, doubt) if row.get(doubt) else 0.0 for doubt in DOUBTS}
    if not (0 < given["a"] <= STEEPEST and 0 <= given["c"] < given["d"] <= 1 and min(doubts.values()) >= 0):
        raise click.UsageError(
            f"--bank {name}: a must be above 0 and at most {STEEPEST}, c and d between 0 and 1 with c below d, "
            "and what is not known of an item not below 0."
        )
    steps = tuple(_number("--bank", name, {"steps": part}, "steps") for part in row.get("steps", "").split())
    return PoolItem(row.get("key") or f"i{place}", Parameters(**given, steps=steps, **doubts), row.get("content", ""))


def _number(option: str, place: str, row: Row, column: str) -> float:
    try:
        value = float(row[column])
    except (TypeError, ValueError):
        raise click.UsageError(f"{option} {place}: {column} must be a number, not '{row[column]}'.") from None
    if not np.isfinite(value):
        raise click.UsageError(f"{option} {place}: {column} must be a number, not '{row[column]}'.")
    return value
