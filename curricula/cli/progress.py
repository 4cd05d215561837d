"""`onward progress`: the worked cases, the study of how well the review finds people, and a review of registers in bulk."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from lms.kernel import errors

_JSON = click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
OTHER_SEED = 1_000_003
"""The past that the model learns from is another cohort than the one it is judged on."""


@click.group("progress")
def group() -> None:
    """Course blocking: worked cases, a study with known truth, registers in bulk."""


@group.command("check-cases")
@_JSON
def check_cases(as_json: bool) -> None:
    """Hold the rule against ten worked cases; exit 1 where it says something else than it must."""
    from curricula.domain import cases

    found = list(cases.check_cases())
    if as_json:
        _print(
            [{"case": one.case, "state": one.state, "expected": one.expected, "reason": one.reason} for one in found]
        )
    else:
        for one in found:
            click.echo(f"{'ok   ' if one.right else 'WRONG'} {one.case}: {one.state} ({one.reason})")
    sys.exit(0 if all(one.right for one in found) else 1)


@group.command()
@click.option("--learners", default=20_000, show_default=True, type=click.IntRange(min=10))
@click.option("--seed", default=1, show_default=True)
@click.option(
    "--cohorts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with learners.csv, weeks.csv, checks.csv instead of a simulation; docs/progress.md says their columns.",
)
@_JSON
def study(learners: int, seed: int, cohorts: Path | None, as_json: bool) -> None:
    """Precision, recall, delay, calibration and flag rates of groups, beside two naive rules."""
    from curricula.domain import progress_study
    from curricula.domain.cohorts import simulate
    from curricula.queries import cohort_files

    if cohorts is None:
        past, now = simulate(max(learners // 2, 10), seed + OTHER_SEED), simulate(learners, seed)
    else:
        past, now = _refusing(cohort_files.halves, cohorts)
    found = dict(progress_study.study(now, past)) | ({"seed": seed} if cohorts is None else {"cohorts": str(cohorts)})
    if as_json:
        _print(found)
        return
    for name in ("blocked", "rules_alone", "at_recall_of_best_naive", "called_blocked"):
        click.echo(f"{name}: {found[name]}")
    click.echo(f"calibration error: {found['calibration']['error']}")
    click.echo(f"largest difference of groups: {found['groups']['largest_difference']}")


@group.command()
@click.option(
    "--marks",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Registers as Parquet.",
)
@_JSON
def review(marks: Path, as_json: bool) -> None:
    """Read, add up and decide registers in bulk, beside DuckDB's bare group-by of the same files."""
    from curricula.queries import registers

    found = _refusing(registers.review, marks)
    bare = registers.bare_group_by(marks)
    found |= {"duckdb_seconds": bare, "times_duckdb": round(found["seconds"] / bare, 2) if bare else None}
    if bare is None:
        click.echo("DuckDB is not installed here (it comes with onward[bench]): there is no comparison.", err=True)
    if as_json:
        _print(found)
        return
    for name, value in found.items():
        click.echo(f"{name}: {value}")


@group.command()
@click.option("--learners", default=20_000, show_default=True, type=click.IntRange(min=15))
@click.option(
    "--database", default="", help="An empty database, or one that only a bench has used. Without it a file of its own."
)
@click.option("--owner-database", default="", help="The same database as its owner, who makes the tables.")
@_JSON
def nightly(learners: int, database: str, owner_database: str, as_json: bool) -> None:
    """Seconds of a review of everybody and of the review of one night, on data of its own."""
    from curricula.cli import nightly as measuring
    from lms.cli.bench import place_of

    with place_of(database, owner_database) as place:
        found = measuring.run(place, learners)
    if as_json:
        _print(found)
        return
    for name, value in found.items():
        click.echo(f"{name}: {value}")


def _refusing(work: Any, folder: Path) -> Any:
    from curricula.words import SENTENCES

    try:
        return work(folder)
    except errors.OnwardError as refused:
        sentence = SENTENCES[refused.code]
        raise click.UsageError(str(sentence).format(**refused.facts)) from None


def _print(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
