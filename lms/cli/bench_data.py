"""Registers of a country that is not there, as Parquet: for measuring how a review reads and decides many of them.

The same numbers give the same files. Written in parts, so that its memory does not grow with the marks.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import numpy as np

FIRST_DAY = date(2025, 10, 1).toordinal() - date(1970, 1, 1).toordinal()
DAYS = 406
"""From the first mark to the day on which the review is held."""
PART = 4_000_000
ROW_GROUP = 1_000_000
CHECKS = 3
PROFILES = ("not_literate", "low", "mid", "high", "fast")
MIX = (0.22, 0.28, 0.24, 0.18, 0.08)
STEP = 2_654_435_761
"""A prime far from the usual counts: marks of one day go to enrolments all over."""


def write(enrolments: int, marks: int, folder: Path) -> dict[str, Any]:
    """Write `enrolments.parquet`, `checks.parquet` and the folder `marks`, whose files are in order of day."""
    if enrolments < 1 or marks < 1:
        raise click.UsageError("Ask for at least one enrolment and one mark.")
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty. Name an empty or a new folder.")
    parquet = _parquet()
    (folder / "marks").mkdir(parents=True, exist_ok=True)
    people = _people(enrolments, marks)
    for number, part in enumerate(_marks(people, enrolments, marks)):
        _save(parquet, folder / "marks" / f"marks-{number:05}.parquet", part, {"day": "day"})
    _save(parquet, folder / "enrolments.parquet", people, {"entered": "day"})
    _save(parquet, folder / "checks.parquet", _checks(people), {"day": "day"})
    size = sum(one.stat().st_size for one in folder.rglob("*.parquet"))
    return {"enrolments": enrolments, "marks": marks, "folder": str(folder), "bytes": size}


def _parquet() -> Any:
    try:
        import pyarrow.parquet
    except ImportError:
        raise click.UsageError("Parquet files need pyarrow, which is not installed here.") from None
    return pyarrow.parquet


def _save(parquet: Any, path: Path, columns: dict[str, Any], days: dict[str, str]) -> None:
    import pyarrow as pa

    kinds = {name: pa.date32() for name in days}
    arrays = {name: pa.array(values, type=kinds.get(name)) for name, values in columns.items()}
    parquet.write_table(pa.table(arrays), path, compression="zstd", row_group_size=ROW_GROUP)


def _people(enrolments: int, marks: int) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    profile = rng.choice(len(PROFILES), enrolments, p=MIX)
    lesson = rng.choice([90, 135, 180], enrolments, p=[0.3, 0.5, 0.2])
    return {
        "enrolment": np.arange(enrolments, dtype=np.int32),
        "profile": np.array(PROFILES)[profile],
        "levels": np.ones(enrolments, np.int8),
        "entered": (FIRST_DAY + rng.integers(0, DAYS // 2, enrolments)).astype(np.int32),
        "effort": rng.choice(4, enrolments, p=[0.06, 0.04, 0.3, 0.6]).astype(np.int8),
        "disputed": rng.random(enrolments) < 0.01,
        "level_met": rng.random(enrolments) < 0.3,
        "course_soon": rng.random(enrolments) < 0.8,
        "minutes": lesson.astype(np.int16),
        "comes": np.where(rng.random(enrolments) < 0.1, 0.45, 0.88).astype(np.float32),
    }


def _marks(people: dict[str, Any], enrolments: int, marks: int) -> Iterator[dict[str, Any]]:
    pauses = (people["enrolment"] % 40 == 7) & (people["enrolment"] + 1 < enrolments)
    for start in range(0, marks, PART):
        place = np.arange(start, min(start + PART, marks), dtype=np.uint64)
        rng = np.random.default_rng([2, start])
        day = (place * np.uint64(DAYS) // np.uint64(marks)).astype(np.int32) + FIRST_DAY
        who = (place * np.uint64(STEP) % np.uint64(enrolments)).astype(np.int32)
        # Some stay away for nine weeks before the review; a neighbour has their marks.
        who = np.where(pauses[who] & (day > FIRST_DAY + DAYS - 80) & (day < FIRST_DAY + DAYS - 17), who + 1, who)
        offered = people["minutes"][who]
        there = rng.random(len(who), dtype=np.float32) < people["comes"][who]
        yield {
            "enrolment": who.astype(np.int32),
            "day": day,
            "offered": offered,
            "attended": np.where(there, offered, 0).astype(np.int16),
            "excused": ~there & (rng.random(len(who), dtype=np.float32) < 0.4),
        }


def _checks(people: dict[str, Any]) -> dict[str, Any]:
    """Three days of checks for everybody, the last within the eight weeks before the review for nine in ten."""
    rng, count = np.random.default_rng(3), len(people["enrolment"])
    order = np.repeat(people["enrolment"], CHECKS)
    back = np.tile(np.arange(CHECKS - 1, -1, -1), count)
    moves = np.repeat(rng.random(count) < 0.85, CHECKS)
    late = np.repeat(np.where(rng.random(count) < 0.9, 0, 70), CHECKS)
    # Not more than she can have attended: the last check counts all of it, each before it 70 lessons less.
    minutes = 20_000 - back * 70 * 45
    columns: dict[str, Any] = {
        "enrolment": order,
        "day": (FIRST_DAY + DAYS - 20 - late - back * 60).astype(np.int32),
        "attended": minutes.astype(np.int32),
    }
    for skill in ("listening", "reading", "speaking", "writing"):
        gain = np.where(moves, (CHECKS - 1 - back) * 5.0, 0.0)
        score = np.round(40 + gain + rng.normal(0, 4, count * CHECKS)).clip(0, 100)
        columns[skill] = np.where(rng.random(count * CHECKS) < 0.1, np.nan, score).astype(np.float32)
    columns["error"] = np.full(count * CHECKS, 4.0, np.float32)
    return columns


@click.command("data")
@click.option("--enrolments", default=10_000, show_default=True)
@click.option("--marks", default=1_000_000, show_default=True)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="An empty or new folder.")
@click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
def command(enrolments: int, marks: int, out: Path, as_json: bool) -> None:
    """Write registers of a country as Parquet, for `onward progress review`."""
    from lms.cli.house import print_json

    found = write(enrolments, marks, out)
    if as_json:
        print_json(found)
    else:
        click.echo(f"{enrolments} enrolments and {marks} marks are in {out}, {found['bytes'] // 1_000_000} MB.")
