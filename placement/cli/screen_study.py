"""`onward placement screen-study`: how much the literacy screener may leave out without being wrong more often."""

import json
from typing import Any

import click

from placement.domain import population, screen_study
from placement.domain.screen_study import ScreenOutcome


@click.command("screen-study")
@click.option("--learners", "many", type=click.IntRange(1), default=4_000, show_default=True, help="How many learners.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def screen_study_command(many: int, seed: int, as_json: bool) -> None:
    """The adaptive literacy screener against its fixed form with every question."""
    report = report_on(screen_study.run(population.ASSUMED, many, seed), many, seed)
    click.echo(json.dumps(report, indent=2) if as_json else table(report))


def report_on(found: ScreenOutcome, many: int, seed: int) -> dict[str, Any]:
    """The report as plain values."""
    axes = {
        axis.value: {
            "fixed_items": one.fixed_items,
            "fixed_accuracy": round(one.fixed_accuracy, 4),
            "items": round(one.items, 2),
            "accuracy": round(one.accuracy, 4),
            "share_of_items": round(one.share_of_items, 4),
            "accuracy_lost": round(one.accuracy_lost, 4),
        }
        for axis, one in found.axes.items()
    }
    return {"learners": many, "seed": seed, "ended_kindly": round(found.ended_kindly, 4), "axes": axes}


def table(report: dict[str, Any]) -> str:
    """The report for reading."""
    lines = [f"{report['learners']} learners, seed {report['seed']}; ended kindly: {report['ended_kindly']:.3f}", ""]
    lines.append(f"{'axis':12}{'fixed form':>12}{'right':>8}{'screener':>10}{'right':>8}{'items x':>9}{'lost':>8}")
    for axis, one in report["axes"].items():
        lines.append(
            f"{axis:12}{one['fixed_items']:12}{one['fixed_accuracy']:8.3f}{one['items']:10.2f}{one['accuracy']:8.3f}"
            f"{one['share_of_items']:9.3f}{one['accuracy_lost']:8.4f}"
        )
    return "\n".join(lines)
