"""Populations for the sorter study, read from a folder of CSV files; each file may be left out for what is assumed.

`learners.csv`   one row a person: `literacy, decoding, pace, oral` (true abilities), `vocational_goal` (0 or 1),
                 `schooling_years`, `says_reads`, `says_latin` (0 or 1), any number of `group_...` columns (labels).
`kinds.csv`      in place of single people: `share, literacy_mean, literacy_sd, decoding_mean, decoding_sd`, a kind a row.
`links.csv`      `name, value`: other numbers of `population.Population`, such as `pace_with_reading`.
`items.csv`      the questions: `axis` (literacy, decoding, pace, oral), `a, b, c`.
`costs.csv`      `true` and a column for every track, one row a track.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from lms.kernel.vocabulary import Track
from placement.domain import population, sort_study, sorter
from placement.domain.irt import Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.population import Kind, Population
from placement.domain.sort_study import AXES, Items, Learners
from placement.domain.sorter import Costs
from placement.packs import tables
from placement.packs.tables import BadFile, Row, Rows

TABLES = ("learners", "kinds", "links", "items", "costs")
ABILITIES = tuple(AXES)
FLAGS = ("vocational_goal", "says_reads", "says_latin")
KIND_COLUMNS = ("share", "literacy_mean", "literacy_sd", "decoding_mean", "decoding_sd")
GROUP = "group_"
SHARES = ("vocational_goal",)
LINKS = tuple(each.name for each in fields(Population) if each.name not in ("kinds", "misreport", "most_school_years"))


@dataclass(frozen=True, eq=False)
class Study:
    """All that a study needs: single people or a population to draw them from, questions, costs."""

    population: Population
    learners: Learners | None
    items: Items
    costs: Costs
    files: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    """Other tables in the folder: a name may be a slip of the pen."""


def read_study(folder: Path | None) -> Study:
    """The study of a folder, or the assumed one. Raises BadFile."""
    if folder is None:
        return Study(population.ASSUMED, None, sort_study.study_items(), sorter.DEFAULT_COSTS)
    known = [name for name in TABLES if (folder / f"{name}.csv").is_file()]
    if not known:
        raise BadFile(f"{folder} holds none of learners.csv, kinds.csv, links.csv, items.csv, costs.csv")
    if "learners" in known and {"kinds", "links"} & set(known):
        raise BadFile(f"{folder} holds learners.csv and a population to draw from; keep one of them")
    drawn = _population(folder, known)
    return Study(
        drawn,
        _learners(folder / "learners.csv") if "learners" in known else None,
        _items(folder / "items.csv") if "items" in known else sort_study.study_items(),
        _costs(folder / "costs.csv") if "costs" in known else sorter.DEFAULT_COSTS,
        tuple(f"{name}.csv" for name in known),
        tuple(sorted(file.name for file in folder.glob("*.csv") if file.stem not in TABLES)),
    )


def _population(folder: Path, known: Sequence[str]) -> Population:
    drawn = replace(population.ASSUMED, kinds=_kinds(folder / "kinds.csv")) if "kinds" in known else population.ASSUMED
    if "links" not in known:
        return drawn
    file, numbers = folder / "links.csv", dict[str, Any]()
    for line, row in rows_of(file, ("name", "value")):
        name = row["name"]
        if name not in LINKS:
            raise wrong(file, line, "name", f"{name!r} is none of {', '.join(LINKS)}")
        if name in numbers:
            raise wrong(file, line, "name", f"{name!r} stands there twice")
        value = number(file, line, row, "value", lowest=0.0 if "_sd" in name or name in SHARES else -math.inf)
        if name in SHARES and value > 1:
            raise wrong(file, line, "value", f"{name} is a share, from 0 to 1")
        numbers[name] = value
    return replace(drawn, **numbers)


def _kinds(file: Path) -> tuple[Kind, ...]:
    found, rows = [], rows_of(file, KIND_COLUMNS)
    for line, row in rows:
        values = {name: number(file, line, row, name) for name in KIND_COLUMNS}
        low = next((name for name in ("share", "literacy_sd", "decoding_sd") if values[name] <= 0), None)
        if low:
            raise wrong(file, line, low, f"{row[low]!r} is not above 0")
        reading = (values["literacy_mean"], values["literacy_sd"])
        found.append(Kind(values["share"], reading, (values["decoding_mean"], values["decoding_sd"])))
    total = sum(kind.share for kind in found)
    if not 0.99 <= total <= 1.01:
        raise wrong(file, rows[-1][0], "share", f"the shares add up to {total:.3f}, not to 1")
    return tuple(replace(kind, share=kind.share / total) for kind in found)


def _learners(file: Path) -> Learners:
    rows = rows_of(file, (*ABILITIES, *FLAGS, "schooling_years"))
    groups = [name for name in rows[0][1] if name.startswith(GROUP)]
    abilities = {name: np.array([number(file, line, row, name) for line, row in rows]) for name in ABILITIES}
    goal, reads, latin = (np.array([flag(file, line, row, name) for line, row in rows]) for name in FLAGS)
    years = np.array([number(file, line, row, "schooling_years", lowest=0.0) for line, row in rows])
    return Learners(
        abilities,
        goal,
        np.minimum(np.round(years), population.ASSUMED.most_school_years).astype(np.intp),
        reads,
        latin,
        {name.removeprefix(GROUP): np.array([row[name] for _, row in rows]) for name in groups},
    )


def _items(file: Path) -> Items:
    found: dict[str, list[PoolItem]] = {axis: [] for axis in AXES}
    for line, row in rows_of(file, ("axis", "a", "b", "c")):
        if row["axis"] not in found:
            raise wrong(file, line, "axis", f"{row['axis']!r} is none of {', '.join(AXES)}")
        a, b, c = (number(file, line, row, name) for name in ("a", "b", "c"))
        if a <= 0:
            raise wrong(file, line, "a", f"{row['a']!r} is not above 0")
        if not 0 <= c < 1:
            raise wrong(file, line, "c", f"{row['c']!r} is not from 0 to below 1")
        found[row["axis"]].append(PoolItem(f"{row['axis']}_{line}", Parameters(a, b, c)))
    missing = [axis for axis, pool in found.items() if not pool]
    if missing:
        raise BadFile(f"{file}, column axis: no question on {', '.join(missing)}")
    return {axis: tuple(pool) for axis, pool in found.items()}


def _costs(file: Path) -> Costs:
    names, rows = [track.value for track in Track], dict[str, dict[str, float]]()
    for line, row in rows_of(file, ("true", *names)):
        true = row["true"]
        if true not in names:
            raise wrong(file, line, "true", f"{true!r} is none of {', '.join(names)}")
        if true in rows:
            raise wrong(file, line, "true", f"{true!r} stands there twice")
        rows[true] = {name: number(file, line, row, name, lowest=0.0) for name in names}
        if rows[true][true]:
            raise wrong(file, line, true, "the right track costs 0")
    missing = [name for name in names if name not in rows]
    if missing:
        raise BadFile(f"{file}, column true: no row for {', '.join(missing)}")
    return sorter.costs(rows)


def wrong(file: Path, line: int, column: str, what: str) -> BadFile:
    """A mistake with its place."""
    return BadFile(f"{file}, line {line}, column {column}: {what}")


def rows_of(file: Path, columns: Sequence[str]) -> Rows:
    """Rows with their line numbers, one at least; every column asked for is there."""
    header, rows = tables.read(file)
    missing = [name for name in columns if name not in header]
    if missing:
        raise BadFile(f"{file}, line 1: no column {', '.join(missing)}")
    if not rows:
        raise BadFile(f"{file} has no rows")
    return rows


def number(file: Path, line: int, row: Row, name: str, lowest: float = -math.inf) -> float:
    try:
        value = float(row[name])
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < lowest:
        raise wrong(file, line, name, f"{row[name]!r} is not a number{'' if lowest else ' from 0'}")
    return value


def flag(file: Path, line: int, row: Row, name: str) -> bool:
    if row[name] not in ("0", "1"):
        raise wrong(file, line, name, f"{row[name]!r} is not 0 or 1")
    return row[name] == "1"
