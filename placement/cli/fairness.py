"""`onward placement fairness`: which items are harder for a group than for others of the same ability."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from placement.domain import fairness
from placement.domain.fairness import Dif
from placement.packs import given_answers
from placement.packs.tables import BadFile


@click.command("fairness")
@click.option(
    "--answers",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with item, right (0 or 1), ability, and one column group_NAME for every group variable.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def fairness_command(file: Path, as_json: bool) -> None:
    """Differential item functioning by group: Mantel-Haenszel and logistic effect sizes, at least 100 people a group."""
    try:
        answered = given_answers.read_answers(file)
    except BadFile as wrong:
        raise click.UsageError(str(wrong)) from wrong
    found = [one for item in answered for one in fairness.differential(item)]
    click.echo(json.dumps([_plain(one) for one in found], indent=2) if as_json else table(found))


def table(found: list[Dif]) -> str:
    """The report for reading, the items that differ most first."""
    ranked = sorted(found, key=lambda one: -abs(one.mantel_haenszel.delta) if one.mantel_haenszel else 1.0)
    return "\n".join(_line(one) for one in ranked)


def _line(one: Dif) -> str:
    who = f"{one.item:24}{one.variable}: {one.focal} ({one.focal_people}) against {one.reference} ({one.reference_people})"
    if one.mantel_haenszel is None or one.logistic is None:
        return f"{who}: too few"
    return (
        f"{who}: delta {one.mantel_haenszel.delta:+.2f} ({one.mantel_haenszel.grade}), "
        f"R2 {one.logistic.uniform:.3f} + {one.logistic.non_uniform:.3f} ({one.logistic.grade})"
    )


def _plain(one: Dif) -> dict[str, Any]:
    return {**asdict(one), "too_few": one.too_few}
