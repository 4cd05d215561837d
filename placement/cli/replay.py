"""`onward placement replay`: the same comparison on the answers of real people.

A share of the people calibrates the items, by the mirt package; the tests of the others are played again from their
answers. True is the band in which somebody lies by all items together. An empty cell is a question that was not asked:
calibration does without it; who has one cannot be tested again, because a test might ask just that question.
"""

from pathlib import Path
from typing import Any

import click
import numpy as np

from placement.cli import answer_files, files, peers
from placement.cli.answer_files import Read
from placement.cli.simulate import METHODS, Setting, chosen_methods, run, show
from placement.domain import estimation
from placement.domain.calibration import MISSING
from placement.domain.cohort import Scores
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import Prior
from placement.domain.irt import Array, Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.selection import Rows, SelectionRules

FEWEST = 30
"""People for calibration and for the test at least."""


@click.command()
@click.option("--responses", required=True, type=click.Path(path_type=Path), help="CSV: a column per item, 0 or 1.")
@click.option("--cuts", required=True, metavar="C1,C2,...", help="Cut scores, lowest first.")
@click.option("--accuracy", type=click.FloatRange(0, 1, True, True), default=0.70, show_default=True)
@click.option("--calibrate-share", type=click.FloatRange(0.1, 0.9), default=0.5, show_default=True)
@click.option("--guessing", is_flag=True, help="Calibrate with a lower asymptote (3PL); without it 2PL.")
@click.option("--leave-out", multiple=True, metavar="COLUMN", help="A column that is no item. May be given repeatedly.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Who calibrates and who is tested.")
@click.option("--methods", default=",".join(METHODS), show_default=True)
@click.option("--min-items", type=click.IntRange(1), default=3, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def replay(
    responses: Path,
    cuts: str,
    accuracy: float,
    calibrate_share: float,
    guessing: bool,
    leave_out: tuple[str, ...],
    seed: int,
    methods: str,
    min_items: int,
    as_json: bool,
) -> None:
    """Compare methods of testing on real answers."""
    wanted, cut_scores = chosen_methods(methods), files.cut_scores(cuts)
    if not np.isfinite([accuracy, calibrate_share]).all():
        raise click.UsageError("--accuracy and --calibrate-share must be numbers, not nan.")
    read = answer_files.read_items(responses, leave_out)
    names, scores = read.names, read.answers
    order = np.random.default_rng(seed).permutation(len(scores))
    pilots, others = np.split(order, [round(calibrate_share * len(order))])
    whole = (scores[others] != MISSING).all(axis=1)
    tested = others[whole]
    if min(len(pilots), len(tested)) < FEWEST:
        raise click.UsageError(_too_few(read, len(others) - len(tested)))
    items = tuple(PoolItem(name, Parameters()) for name in names)
    found = peers.calibrated(items, scores[pilots], guessing)
    theta, truth = whole_test(found.honest, scores[tested], cut_scores)
    setting = Setting(
        items=found.honest,
        cuts=cut_scores,
        theta=theta,
        scores=scores[tested],
        truth=truth,
        accuracy=accuracy,
        seed=seed,
        min_items=min(min_items, len(items)),
        max_items=len(items),
        rules=SelectionRules(randomesque=1),
        prior=Prior(),
    )
    report: dict[str, Any] = {
        "responses": responses.name,
        "items_in_bank": len(items),
        "people": len(scores),
        "calibrated_on": len(pilots),
        "learners": len(tested),
        "not_tested_with_gaps": len(others) - len(tested),
        "answers_missing": int((scores == MISSING).sum()),
        "columns_left_out": dict(read.left_out),
        "cuts": list(cut_scores.cuts),
        "asked_accuracy": accuracy,
        "seed": seed,
        "model": "3pl" if guessing else "2pl",
        "methods": {name: run(name, setting) for name in wanted},
    }
    show(report, as_json)
    if not as_json:
        click.echo("\n".join(_used(report)))


def _used(report: dict[str, Any]) -> list[str]:
    """Who and what the figures rest on, in sentences."""
    lines = [
        f"{report['people']} people: {report['calibrated_on']} calibrated {report['items_in_bank']} items, "
        f"{report['learners']} were tested again."
    ]
    if report["answers_missing"]:
        lines.append(
            f"{report['answers_missing']} answers are missing: calibration does without them. "
            f"Left out of the test because of a gap: {report['not_tested_with_gaps']} people."
        )
    return lines + [f"Left out, no item: {name} ({why})." for name, why in report["columns_left_out"].items()]


def _too_few(read: Read, with_gaps: int) -> str:
    """Why nothing can be said, and which item has the most gaps."""
    said = f"--responses: {len(read.answers)} people are too few. Calibration and test need {FEWEST} each."
    if not with_gaps:
        return said
    gaps = (read.answers == MISSING).sum(axis=0)
    worst = int(gaps.argmax())
    return (
        f"{said} {with_gaps} of those to be tested have a gap and cannot be; "
        f"{read.names[worst]} is empty most often ({gaps[worst]} times): try --leave-out {read.names[worst]}."
    )


def whole_test(items: tuple[PoolItem, ...], scores: Scores, cuts: CutScores) -> tuple[Array, Rows]:
    """Estimate and most probable band of everybody from all items: the truth that a shorter test is held against."""
    table = estimation.tabulate(items, cuts)
    prior = np.log(np.maximum(estimation.prior_mass(cuts, Prior()), 1e-300))
    log = prior + scores @ table.log_p[:, 1] + (1 - scores) @ table.log_p[:, 0]
    mass = np.exp(log - log.max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    bands = np.add.reduceat(mass, table.grid.band_starts, axis=1)
    return mass @ table.grid.nodes, bands.argmax(axis=1)
