"""Registers as Parquet: read, add up and decide in one pass, and the same adding up by DuckDB beside it."""

import resource
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from curricula.domain import bulk
from lms.kernel import errors
from lms.kernel.vocabulary import Skill

AT_ONCE = 50_000
MARKS = ("enrolment", "day", "offered", "attended", "excused")
EPOCH = date(1970, 1, 1).toordinal()


def review(folder: Path, day: date | None = None) -> dict[str, Any]:
    """States of everybody in a folder of registers, with times and memory. Raises Invalid with what is missing.

    Without a `day` the review is held on the day after the last mark.
    """
    _check(folder)
    # Loading libraries is not reading registers, as it is not for DuckDB below; pyarrow would load pandas at the first column.
    import pandas  # noqa: F401
    import pyarrow.compute
    import pyarrow.parquet  # noqa: F401

    began, used = time.perf_counter(), time.process_time()
    today = day.toordinal() - EPOCH if day else _last_day(folder) + 1
    people, entered = _people(folder)
    totals = bulk.Totals.of(len(entered))
    marks = 0
    for part in _marks(folder):
        if part[0].size and not 0 <= int(part[0].min()) <= int(part[0].max()) < len(entered):
            raise errors.Invalid("curricula.registers_unknown_enrolment")
        if not bulk.add_marks(totals, entered, part, today):
            raise errors.Invalid("curricula.registers_out_of_order")
        marks += len(part[0])
    added = time.perf_counter()
    states = _decided(totals, people, folder, today)
    ended = time.perf_counter()
    used = time.process_time() - used
    counts = np.bincount(states, minlength=len(bulk.STATES))
    return {
        "enrolments": len(entered),
        "marks": marks,
        "day": date.fromordinal(today + EPOCH).isoformat(),
        "states": {state.value: int(count) for state, count in zip(bulk.STATES, counts, strict=True)},
        "seconds": round(ended - began, 3),
        "cpu_seconds": round(used, 3),
        "seconds_reading_and_adding": round(added - began, 3),
        "seconds_deciding": round(ended - added, 3),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def bare_group_by(folder: Path) -> float | None:
    """Seconds that DuckDB needs for the sums alone; nothing where DuckDB is not installed."""
    try:
        import duckdb
    except ImportError:
        return None
    began = time.perf_counter()
    with duckdb.connect() as connection:
        marks = connection.read_parquet(str(folder / "marks" / "*.parquet"))
        sums = "sum(attended), sum(offered), sum(case when excused then offered else 0 end), max(day)"
        marks.aggregate(f"enrolment, {sums}", "enrolment").to_table("sums")
    return round(time.perf_counter() - began, 3)


def _check(folder: Path) -> None:
    for name in ("enrolments.parquet", "checks.parquet"):
        if not (folder / name).is_file():
            raise errors.Invalid("curricula.registers_missing", name=name)
    if not list((folder / "marks").glob("*.parquet")):
        raise errors.Invalid("curricula.registers_missing", name="marks/*.parquet")


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "marks").glob("*.parquet"))


def _last_day(folder: Path) -> int:
    import pyarrow.parquet as parquet

    last = parquet.ParquetFile(_files(folder)[-1])
    column = last.read_row_group(last.num_row_groups - 1, columns=["day"]).column("day").combine_chunks()
    return int(_days(column)[-1])


def _marks(folder: Path) -> Iterator[tuple[Any, Any, Any, Any, Any]]:
    import pyarrow.parquet as parquet

    for path in _files(folder):
        file = parquet.ParquetFile(path)
        _has(file.schema_arrow.names, MARKS, path.name)
        for batch in file.iter_batches(batch_size=1_000_000, columns=list(MARKS)):
            yield (
                _whole(batch.column("enrolment"), np.int32),
                _days(batch.column("day")),
                _whole(batch.column("offered"), np.int16),
                _whole(batch.column("attended"), np.int16),
                batch.column("excused").to_numpy(zero_copy_only=False),
            )


def _has(names: list[str], needed: tuple[str, ...], file: str) -> None:
    for name in needed:
        if name not in names:
            raise errors.Invalid("curricula.registers_column", name=name, file=file)


def _whole(column: Any, kind: Any) -> Any:
    return np.ascontiguousarray(column.to_numpy(zero_copy_only=False), dtype=kind)


def _days(column: Any) -> Any:
    import pyarrow as pa

    return _whole(column.cast(pa.int32()), np.int32)


def _people(folder: Path) -> tuple[dict[str, Any], Any]:
    import pyarrow.compute as compute
    import pyarrow.parquet as parquet

    table = parquet.read_table(folder / "enrolments.parquet")
    needed = ("enrolment", "profile", "levels", "entered", "effort", "disputed", "level_met", "course_soon")
    _has(table.column_names, needed, "enrolments.parquet")
    if not np.array_equal(table.column("enrolment").to_numpy(), np.arange(table.num_rows)):
        raise errors.Invalid("curricula.registers_numbering")
    import pyarrow as pa

    known = pa.array([profile.value for profile in bulk.PROFILES])
    profile = compute.fill_null(compute.index_in(table.column("profile"), value_set=known), bulk.NO_PROFILE)
    found = {name: table.column(name).to_numpy() for name in needed[2:] if name != "entered"}
    found["profile"] = profile.to_numpy()
    return found, _days(table.column("entered").combine_chunks())


def _decided(totals: bulk.Totals, people: dict[str, Any], folder: Path, today: int) -> Any:
    checks = _Checks(folder)
    states = []
    for start in range(0, len(totals.attended), AT_ONCE):
        here = slice(start, start + AT_ONCE)
        some = {name: column[here] for name, column in people.items()}
        states.append(bulk.decide(totals.part(here), checks.people(some, start), today))
    return np.concatenate(states) if states else np.zeros(0, np.int8)


class _Checks:
    """Checks of everybody in order of enrolment and day, cut into parts as wide as the most that somebody has."""

    def __init__(self, folder: Path) -> None:
        import pyarrow.parquet as parquet

        names = ("enrolment", "day", "attended", "error", *(skill.value for skill in Skill))
        table = parquet.read_table(folder / "checks.parquet")
        _has(table.column_names, names, "checks.parquet")
        self.who = table.column("enrolment").to_numpy()
        self.day = _days(table.column("day").combine_chunks())
        if np.any(np.diff(self.who) < 0) or np.any((np.diff(self.who) == 0) & (np.diff(self.day) < 0)):
            raise errors.Invalid("curricula.registers_out_of_order")
        self.minutes = table.column("attended").to_numpy()
        self.error = table.column("error").to_numpy()
        self.scores = [table.column(skill.value).to_numpy() for skill in Skill]

    def people(self, facts: dict[str, Any], start: int) -> bulk.People:
        count = len(facts["profile"])
        first, last = np.searchsorted(self.who, [start, start + count])
        row = self.who[first:last] - start
        begins = np.searchsorted(row, np.arange(count))
        place = np.arange(last - first) - begins[row]
        # Newest last: whoever has fewer checks has nothing in the first columns.
        days = int(place.max(initial=-1)) + 1
        many = np.bincount(row, minlength=count)
        column = place + days - many[row]
        scores = np.full((count, days, len(Skill)), np.nan, np.float32)
        errors_, day = np.ones((count, days, len(Skill)), np.float32), np.full((count, days), bulk.NO_DAY, np.int32)
        minutes = np.zeros((count, days), np.int32)
        for skill, values in enumerate(self.scores):
            scores[row, column, skill] = values[first:last]
            errors_[row, column, skill] = self.error[first:last]
        day[row, column], minutes[row, column] = self.day[first:last], self.minutes[first:last]
        return bulk.People(**facts, scores=scores, errors=errors_, check_day=day, check_minutes=minutes)
