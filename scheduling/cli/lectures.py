"""`onward timetable judge` and `onward timetable bench-lectures`: what a timetable costs, and how the engine compares."""

import json
from pathlib import Path
from typing import Any

import click

from lms.kernel import errors
from scheduling.cli import competition
from scheduling.domain import lectures
from scheduling.formats import ctt

WINNER = {
    "comp01": 5.0,
    "comp02": 61.3,
    "comp03": 94.8,
    "comp04": 42.8,
    "comp05": 343.5,
    "comp06": 56.8,
    "comp07": 33.9,
}
"""Averages of the winner of the competition (Mueller) at its time limit, after Bettinelli, Cacchiani, Roberti, Toth:
An overview of curriculum-based course timetabling, TOP 23 (2015)."""
BEST = {"comp01": 5, "comp02": 24, "comp03": 64, "comp04": 35, "comp05": 284, "comp06": 27, "comp07": 6}
"""The least cost that anybody has published, in any time; the same source."""
OFFSET = 10
"""Added to both sides of a ratio: a cost of 5 against 6 is no fifth."""

_FORMAT = click.option("--format", "kind", default="ctt", show_default=True, type=click.Choice(["ctt", "ectt"]))
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer for programs.")


@click.command()
@click.argument("file", type=_FILE)
@click.argument("solution", type=_FILE)
@_FORMAT
@_JSON
def judge(file: Path, solution: Path, kind: ctt.Format, as_json: bool) -> None:
    """Count what the timetable in SOLUTION costs for the problem in FILE, whoever made it."""
    problem = competition.read(file, kind)
    try:
        timetable = ctt.read_solution(competition.text_of(solution), problem)
    except errors.OnwardError as refused:
        raise competition.refusal(solution, refused) from None
    competition.tell(competition.judged(problem, lectures.judge(problem, timetable)), as_json)


@click.command("bench-lectures")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@_FORMAT
@click.option("--cpu-seconds", type=click.FloatRange(min=0), help="Processor time of each run.")
@click.option("--seconds", type=click.FloatRange(min=0), help="Time on the clock of each run.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 16))
@click.option("--seeds", default="1,2,3,4,5", show_default=True, help="Numbers with commas between them.")
@_JSON
def bench(
    files: tuple[Path, ...],
    kind: ctt.Format,
    cpu_seconds: float | None,
    seconds: float | None,
    workers: int,
    seeds: str,
    as_json: bool,
) -> None:
    """Solve every file with every seed; beside published figures where a file is named like an instance of ITC-2007."""
    if cpu_seconds is None and seconds is None:
        raise click.UsageError("Give --cpu-seconds or --seconds.")
    try:
        numbers = [int(seed) for seed in seeds.split(",")]
    except ValueError:
        raise click.UsageError("--seeds: whole numbers with commas between them, such as 1,2,3.") from None
    rows = {}
    for file in files:
        rows[file.stem] = _row(file, kind, cpu_seconds, seconds, workers, numbers)
        if not as_json:
            click.echo(f"{file.stem}: {rows[file.stem]}")
    told = {"files": rows} | _summary(rows)
    click.echo(json.dumps(told, indent=2) if as_json else json.dumps(_summary(rows)))


def _row(
    file: Path, kind: ctt.Format, cpu_seconds: float | None, seconds: float | None, workers: int, seeds: list[int]
) -> dict[str, Any]:
    from scheduling.solvers.lectures import search

    problem = competition.read(file, kind)
    search.warm_up()
    found = [search.search(problem, search.Budget(cpu_seconds, seconds), seed, workers) for seed in seeds]
    judged = [lectures.judge(problem, one.timetable) for one in found]
    costs = [one.soft.total for one in judged]
    mean = sum(costs) / len(costs)
    row = {
        "costs": costs,
        "mean": round(mean, 2),
        "hard": [one.hard.total for one in judged],
        "first_feasible_seconds": [one.first_feasible for one in found],
        "cpu_seconds": round(sum(one.cpu_seconds for one in found), 1),
    }
    if file.stem in WINNER:
        row["ratio_to_winner"] = round((mean + OFFSET) / (WINNER[file.stem] + OFFSET), 4)
        row["best_known"] = BEST[file.stem]
    return row


def _summary(rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    known = [row for name, row in rows.items() if name in WINNER]
    if not known:
        return {}
    ratios = [row["ratio_to_winner"] for row in known]
    best = sum(row["best_known"] for row in known)
    return {
        "mean_ratio_to_winner": round(sum(ratios) / len(ratios), 4),
        "worst_ratio_to_winner": max(ratios),
        "sum_above_best_known": round(sum(row["mean"] for row in known) / best - 1, 4),
    }
