"""`onward placement calibrate`: item parameters from the answers of real people."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from placement.cli import answer_files, files
from placement.domain import calibration
from placement.domain.calibration import Calibrated, Curve, Model, Unfit
from placement.solvers import calibrating
from placement.solvers.calibrating import Backend, Measured, Task

SAID = {
    "too_few_people": "{people} people are too few. {fewest} at least must have answered.",
    "too_few_items": "two columns at least must hold answers.",
    "too_few_answers": "fewer than {answers} people answered {items}.",
    "all_answers_alike": "all answers are the same to {items}. Such an item says nothing: leave it out with --leave-out.",
    "anchor_without_answers": "the answers have no column for the anchors {items}.",
    "too_few_anchors": "{anchors} anchors at least are needed to hold the scale.",
    "only_anchors": "all items are anchors. There is nothing to calibrate.",
    "anchors_of_several_slopes": "in the 1pl all anchors need the same a.",
}
NAMED = 10
"""Items named in a sentence before it says how many more there are."""


@click.command("calibrate")
@click.option("--responses", required=True, type=click.Path(path_type=Path), help="CSV: a column per item, 0 or 1.")
@click.option("--model", type=click.Choice([str(model) for model in Model]), default="2pl", show_default=True)
@click.option("--anchors", type=click.Path(path_type=Path), help="CSV with item,a,b[,c]: these keep their parameters.")
@click.option("--leave-out", multiple=True, metavar="COLUMN", help="A column that is no item. May be given repeatedly.")
@click.option(
    "--backend",
    type=click.Choice([str(backend) for backend in Backend]),
    help="Who estimates: the mirt package (where it is installed), or Onward itself.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def calibrate(
    responses: Path, model: str, anchors: Path | None, leave_out: tuple[str, ...], backend: str | None, as_json: bool
) -> None:
    """Discrimination a, difficulty b and lower asymptote c of every item, with standard errors.

    An empty cell is a question that was not asked. A column `freq` says of how many people a row is the pattern.
    """
    read = answer_files.read(responses, leave_out)
    kind, by = Model(model), Backend(backend) if backend else calibrating.usual()
    held = {} if anchors is None else _anchors(anchors, kind)
    wrong = calibration.unfit(read.answers, read.names, kind, held)
    if wrong is not None:
        raise click.UsageError(f"--responses {responses}: {_said(wrong)}")
    if by is Backend.MIRT and not calibrating.mirt_is_here():
        raise click.UsageError("The package mirt is not installed. Install it, or leave --backend out.")
    measured = calibrating.measured(Task(read.answers, tuple(read.names), kind, held), by)
    report = _report(measured, len(read.answers))
    click.echo(json.dumps(report, indent=2) if as_json else table(report))


def table(report: dict[str, Any]) -> str:
    """The report for reading."""
    head = (
        f"{report['model']}, {report['people']} people, log-likelihood {report['log_likelihood']:.3f}, "
        f"{report['iterations']} rounds, {'converged' if report['converged'] else 'NOT converged'}, "
        f"{report['backend']} {report['backend_version']}"
    )
    lines = [head, f"{'item':24}{'a':>8}{'se':>7}{'b':>8}{'se':>7}{'c':>7}{'se':>7}{'people':>8}"]
    for one in report["items"]:
        numbers = [(one["a"], one["se_a"], 8), (one["b"], one["se_b"], 8), (one["c"], one["se_c"], 7)]
        cells = "".join(
            f"{value:{wide}.3f}{'-' if se is None else format(se, '.3f'):>7}" for value, se, wide in numbers
        )
        lines.append(f"{one['item']:24}{cells}{one['people']:>8}{' anchor' if one['anchor'] else ''}")
    return "\n".join(lines)


def _anchors(path: Path, model: Model) -> dict[str, Curve]:
    header, rows = files.read(path, "--anchors")
    if not {"item", "a", "b"} <= set(header):
        raise click.UsageError(f"--anchors {path}: the columns must be item,a,b and if wanted c.")
    found: dict[str, Curve] = {}
    for line, row in rows:
        try:
            curve = Curve(float(row["a"]), float(row["b"]), float(row.get("c") or 0.0))
        except ValueError:
            raise click.UsageError(f"--anchors {path}, line {line}: a, b and c must be numbers.") from None
        if not (0 < curve.a < float("inf") and abs(curve.b) < float("inf") and 0 <= curve.c < 1):
            raise click.UsageError(f"--anchors {path}, line {line}: a must be above 0, c from 0 to below 1.")
        if curve.c > 0 and model is not Model.THREE:
            raise click.UsageError(f"--anchors {path}, line {line}: c above 0 needs --model 3pl.")
        if row["item"] in found:
            raise click.UsageError(f"--anchors {path}, line {line}: {row['item']} stands there twice.")
        found[row["item"]] = curve
    return found


def _said(wrong: Unfit) -> str:
    more = len(wrong.items) - NAMED
    named = ", ".join(wrong.items[:NAMED]) + (f" and {more} more" if more > 0 else "")
    return SAID[wrong.code].format(
        items=named,
        people=wrong.people,
        fewest=calibration.FEWEST_PEOPLE,
        answers=calibration.FEWEST_ANSWERS,
        anchors=calibration.FEWEST_ANCHORS,
    )


def _report(measured: Measured, people: int) -> dict[str, Any]:
    found, by = measured.calibration, measured.estimator
    return {
        "model": str(found.model),
        "backend": by.name,
        "backend_version": by.version,
        "settings": dict(by.settings),
        "seconds": round(measured.seconds, 2),
        "people": people,
        "log_likelihood": found.log_likelihood,
        "iterations": found.rounds,
        "converged": found.converged,
        "population": asdict(found.population),
        "items": [_item(one) for one in found.items],
    }


def _item(one: Calibrated) -> dict[str, Any]:
    return {
        "item": one.item,
        "people": one.people,
        "a": one.curve.a,
        "b": one.curve.b,
        "c": one.curve.c,
        "se_a": one.se_a,
        "se_b": one.se_b,
        "se_c": one.se_c,
        "anchor": one.anchor,
    }
