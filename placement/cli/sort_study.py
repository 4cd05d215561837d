"""`onward placement sort-study`: how often the sorter is right, what its mistakes cost, who is missed."""

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import numpy as np

from lms.kernel.vocabulary import Track
from placement.domain import sort_stress, sort_study
from placement.domain.sort_study import Learners, Outcome
from placement.packs import populations
from placement.packs.populations import Study
from placement.packs.tables import BadFile

TRACKS = [track.value for track in Track]


@click.command("sort-study")
@click.option(
    "--learners", "many", type=click.IntRange(1), default=20_000, show_default=True, help="How many learners."
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option(
    "--population",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with learners.csv or kinds.csv, links.csv, items.csv, costs.csv; what is left out is as assumed.",
)
@click.option("--stress", is_flag=True, help="The same study where the sorter's beliefs are wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def sort_study_command(many: int, seed: int, folder: Path | None, stress: bool, as_json: bool) -> None:
    """Sort learners of known ability, by the product and by three simpler ways."""
    try:
        study = populations.read_study(folder)
    except BadFile as wrong:
        raise click.UsageError(str(wrong)) from wrong
    if stress and study.learners is not None:
        raise click.UsageError("--stress draws learners; give kinds.csv in place of learners.csv")
    report = report_on(study, many, seed, stress)
    click.echo(json.dumps(report, indent=2) if as_json else table(report))


def report_on(study: Study, many: int, seed: int, stress: bool = False) -> dict[str, Any]:
    """The report as plain values."""
    generator = np.random.default_rng(seed)
    learners = _learners(study, many, generator)
    answers = sort_study.answer(learners, study.items, generator)
    outcomes = sort_study.compare(learners, answers, study.items, study.costs)
    report: dict[str, Any] = {"learners": len(learners), "seed": seed, "tracks": TRACKS}
    if study.files:
        report |= {"files": list(study.files), "not_read": list(study.not_read)}
    report |= {way: _plain(found) for way, found in outcomes.items()}
    report["ratios"] = _ratios(outcomes)
    if learners.groups:
        groups = sort_study.by_group(learners, outcomes["onward"].assigned, study.costs)
        report["groups"] = [asdict(one) for one in groups]
    if stress:
        report["stress"] = {
            one.code: _ratios(ways := sort_stress.run(one, many, study.items, study.costs, seed))
            | {way: _plain(found, confusion=False) for way, found in ways.items()}
            for one in sort_stress.variants(study.population)
        }
    return report


def table(report: dict[str, Any]) -> str:
    """The report for reading: figures by way, then the product's confusion matrix."""
    lines = [f"{report['learners']} learners, seed {report['seed']}"]
    if "files" in report:
        lines.append(f"from {', '.join(report['files'])}; everything else as assumed")
    if report.get("not_read"):
        lines.append(f"not read: {', '.join(report['not_read'])}")
    lines += ["", _head("decided by")]
    lines += [_line(way, report[way]) for way in ("onward", "schooling_only", "self_report", "fixed_cuts")]
    lines += [
        "",
        "onward: true track in rows, assigned in columns",
        " " * 24 + "".join(f"{name[:14]:>16}" for name in TRACKS),
    ]
    matrix = report["onward"]["confusion"]
    lines += [f"{true:24}" + "".join(f"{count:16}" for count in row) for true, row in zip(TRACKS, matrix, strict=True)]
    for code, found in report.get("stress", {}).items():
        lines += ["", _head(code), *(_line(way, found[way]) for way in ("onward", "fixed_cuts"))]
    for one in report.get("groups", ()):
        figures = (
            "too few"
            if one["accuracy"] is None
            else f"right {one['accuracy']:.3f}, cost {one['cost']:.3f}, "
            f"literacy learners missed {_share(one['literacy_missed'])}, placed too low {one['placed_too_low']:+.3f}"
        )
        lines.append(f"{one['variable']} {one['group']} ({one['learners']}): {figures}")
    return "\n".join(lines)


def _learners(study: Study, many: int, generator: np.random.Generator) -> Learners:
    """Learners drawn from the population; of single people all, or a sample when fewer are asked for."""
    if study.learners is None:
        return sort_study.draw(study.population, many, generator)
    if many >= len(study.learners):
        return study.learners
    return sort_study.some(study.learners, np.sort(generator.choice(len(study.learners), many, replace=False)))


def _plain(found: Outcome, confusion: bool = True) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "accuracy": round(found.accuracy, 4),
        "cost": round(found.cost, 4),
        "literacy_missed": None if math.isnan(found.literacy_missed) else round(found.literacy_missed, 4),
    }
    return figures | ({"confusion": found.confusion.tolist()} if confusion else {})


def _ratios(outcomes: dict[str, Outcome]) -> dict[str, float | None]:
    """The product against the simpler ways; `None` where those make no mistake at all, or there is nobody to miss."""
    ours, school, cuts = outcomes["onward"], outcomes["schooling_only"], outcomes["fixed_cuts"]

    def part(mine: float, theirs: float) -> float | None:
        return round(mine / theirs, 4) if theirs > 0 else None

    return {
        "cost_to_schooling_only": part(ours.cost, school.cost),
        "cost_to_fixed_cuts": part(ours.cost, cuts.cost),
        "missed_to_schooling_only": part(ours.literacy_missed, school.literacy_missed),
    }


def _head(first: str) -> str:
    return f"{first:32}{'right':>8}{'cost':>8}{'literacy missed':>18}"


def _line(way: str, found: dict[str, Any]) -> str:
    return f"{way:32}{found['accuracy']:8.3f}{found['cost']:8.3f}{_share(found['literacy_missed']):>18}"


def _share(value: float | None) -> str:
    return "nobody there" if value is None else f"{value:.3f}"
