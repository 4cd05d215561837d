"""`onward placement dif`: which items of a test are harder for a group than for others with the same score."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import numpy as np

from placement.cli import answer_files
from placement.cli.fairness import table
from placement.domain import dif
from placement.domain.dif import Compared


@click.command("dif")
@click.option("--responses", required=True, type=click.Path(path_type=Path), help="CSV: a column per item, 0 or 1.")
@click.option("--group", required=True, metavar="COLUMN", help="Column with the group of each person.")
@click.option("--reference", default="", metavar="NAME", help="Group the others are compared with; else the largest.")
@click.option("--ability", metavar="COLUMN", help="Match on this number in tenths, as after an adaptive test.")
@click.option("--leave-out", multiple=True, metavar="COLUMN", help="A column that is no item. May be given repeatedly.")
@click.option("--purify/--no-purify", default=True, show_default=True, help="Count the score again without B and C.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def dif_command(
    responses: Path,
    group: str,
    reference: str,
    ability: str | None,
    leave_out: tuple[str, ...],
    purify: bool,
    as_json: bool,
) -> None:
    """Differential item functioning: Mantel-Haenszel with ETS classes, and logistic regression. 100 people a group.

    Without --ability people are matched on their number of right answers; who left an item empty is not counted.
    """
    beside = [group, *([ability] if ability else [])]
    read = answer_files.read(responses, leave_out, beside)
    labels = np.array(read.beside[group], dtype=str)
    names = sorted(set(labels) - {""})
    if len(names) < 2 or (reference and reference not in names):
        wrong = f"there is no group {reference}" if len(names) > 1 else "two groups at least are needed"
        raise click.UsageError(f"--responses {responses}: {wrong} in the column {group}.")
    if ability:
        theta = np.array(
            [_number(responses, line, ability, text) for line, text in enumerate(read.beside[ability], start=2)]
        )
        compared = list(dif.by_ability(read.answers, read.names, group, labels, theta, reference))
        used = int((np.isfinite(theta) & (labels != "")).sum())
    else:
        compared = list(dif.differential(read.answers, read.names, group, labels, reference, purify=purify))
        used = int((dif.complete(read.answers) & (labels != "")).sum())
    if not used:
        asked = f"has a number in {ability}" if ability else "answered every question. Name the column of --ability"
        raise click.UsageError(f"--responses {responses}: nobody with a group {asked}.")
    report = _report(group, compared, len(labels), used)
    click.echo(json.dumps(report, indent=2) if as_json else _shown(report, compared))


def _shown(report: dict[str, Any], compared: list[Compared]) -> str:
    found = [one for each in compared for one in each.found]
    left = report["people"] - report["people_used"]
    return f"{report['people_used']} people, {left} left out\n{table(found)}"


def _number(path: Path, line: int, column: str, text: str) -> float:
    try:
        value = float(text) if text else float("nan")
    except ValueError:
        value = float("inf")
    if np.isinf(value):
        raise click.UsageError(f"--responses {path}: {column} of person {line - 1} must be a number, not '{text}'.")
    return value


def _report(group: str, compared: list[Compared], people: int, used: int) -> dict[str, Any]:
    return {
        "group": group,
        "people": people,
        "people_used": used,
        "comparisons": [_comparison(each) for each in compared],
    }


def _comparison(each: Compared) -> dict[str, Any]:
    first = each.found[0]
    return {
        "reference": first.reference,
        "focal": first.focal,
        "reference_people": max(one.reference_people for one in each.found),
        "focal_people": max(one.focal_people for one in each.found),
        "too_few": all(one.too_few for one in each.found),
        "purified": list(each.purified),
        "rounds": each.rounds,
        "flagged": [one.item for one in each.found if one.mantel_haenszel and one.mantel_haenszel.grade != "A"],
        "items": [{**asdict(one), "too_few": one.too_few} for one in each.found],
    }
