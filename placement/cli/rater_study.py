"""`onward placement rater-study`: how severe raters are, how far they agree, and what correction for severity gains."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import numpy as np

from placement.cli import files
from placement.domain import raters
from placement.domain.raters import Agreement, Disagreement, Ratings, Severities

PERSON = ("person", "idstud", "examinee", "learner")
RATER, TASK = "rater", "task"
MEAN = "mean_of_criteria"


@click.command("rater-study")
@click.option("--ratings", "file", required=True, type=click.Path(path_type=Path), help="CSV, a row per rating.")
@click.option("--person", help="Column with who wrote or spoke. Else the first of person, idstud, examinee, learner.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Who is in which half.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rater_study(file: Path, person: str | None, seed: int, as_json: bool) -> None:
    """Severity of raters, estimated on one half of the people and tested on the other.

    The file has `rater`, a column for the person, and if wanted `task`; every other column is a criterion with numbers.
    An empty cell is a score that was not given.
    """
    names, criteria, double = _read(file, person)
    report = _report(names, criteria, double, seed)
    click.echo(json.dumps(report, indent=2) if as_json else table(report))


def table(report: dict[str, Any]) -> str:
    """The report for reading: severest first."""
    lines = [
        f"{report['people']} people, {report['double_rated']} scripts with two scores or more, "
        f"{len(report['raters'])} raters",
        f"Disagreement left after correction: {report['ratio']:.3f} of before (all criteria), "
        f"{report['ratio_of_mean']:.3f} (mean of the criteria)",
    ]
    for name, one in report["criteria"].items():
        kappa = "-" if one["kappa"] is None else f"{one['kappa']:.2f}"
        lines.append(f"{name:20} kappa {kappa}, left after correction {one['ratio']:.3f}")
    if report["groups_not_linked"] > 1:
        lines.append(f"The raters fall into {report['groups_not_linked']} groups that share no script: compare within.")
    lines.append("Severity (above 0: gives less), 95 % interval:")
    for one in sorted(report["raters"], key=lambda one: -one["severity"]):
        low, high = one["interval"]
        lines.append(f"{one['rater']:20} {one['severity']:+.2f} ({low:+.2f} to {high:+.2f}), {one['scripts']} scripts")
    return "\n".join(lines)


def _read(file: Path, person: str | None) -> tuple[list[str], dict[str, Ratings], int]:
    """Names of the raters, and the ratings by criterion."""
    header, rows = files.read(file, "--ratings")
    who = person or next((name for name in PERSON if name in header), "")
    if who not in header or RATER not in header:
        wanted = person or " or ".join(PERSON)
        raise click.UsageError(f"--ratings {file}: the columns must be {RATER} and {wanted}, and one per criterion.")
    criteria = [name for name in header if name not in (who, RATER, TASK)]
    if not criteria:
        raise click.UsageError(f"--ratings {file}: there is no column with scores.")
    for line, row in rows:
        if not row[who] or not row[RATER]:
            raise click.UsageError(f"--ratings {file}, line {line}: {who} and {RATER} must not be empty.")
    people, raters_, tasks = (_places([row.get(name, "") for _, row in rows]) for name in (who, RATER, TASK))
    scripts = people[1] * max(len(tasks[0]), 1) + tasks[1]
    found = {}
    for name in criteria:
        score = np.array([_score(file, line, row, name) for line, row in rows], dtype=np.float64)
        whole = Ratings(scripts, people[1], raters_[1], tasks[1], score, len(raters_[0]), max(len(tasks[0]), 1))
        found[name] = whole.of(~np.isnan(score))
    means = np.mean([[_score(file, line, row, name) for line, row in rows] for name in criteria], axis=0)
    whole = Ratings(scripts, people[1], raters_[1], tasks[1], means, len(raters_[0]), max(len(tasks[0]), 1))
    found[MEAN] = whole.of(~np.isnan(means))
    fewest = min(len(np.unique(raters.double_rated(one).script)) for one in found.values())
    if fewest < raters.FEWEST_DOUBLE:
        raise click.UsageError(
            f"--ratings {file}: {fewest} scripts have two scores in every criterion. "
            f"{raters.FEWEST_DOUBLE} are needed to say something about severity."
        )
    return raters_[0], found, fewest


def _places(values: list[str]) -> tuple[list[str], raters.Places]:
    names, places = np.unique(np.array(values, dtype=str), return_inverse=True)
    return [str(name) for name in names], np.asarray(places, dtype=np.intp)


def _score(file: Path, line: int, row: dict[str, str], column: str) -> float:
    text = row[column]
    if text in files.EMPTY:
        return float("nan")
    try:
        value = float(text)
    except ValueError:
        value = float("inf")
    if not np.isfinite(value):
        raise click.UsageError(f"--ratings {file}, line {line}: {column} must be a number, not '{text}'.")
    return value


def _report(names: list[str], criteria: dict[str, Ratings], double: int, seed: int) -> dict[str, Any]:
    tests = {name: raters.tested(one, np.random.default_rng(seed)) for name, one in criteria.items()}
    single = [name for name in criteria if name != MEAN]
    mean = criteria[MEAN]
    return {
        "people": len(np.unique(mean.person)),
        "ratings": len(mean.score),
        "double_rated": double,
        "seed": seed,
        "ratio": raters.pooled([half for name in single for half in tests[name]]).ratio,
        "ratio_of_mean": raters.pooled(tests[MEAN]).ratio,
        "criteria": {name: _criterion(criteria[name], tests[name]) for name in criteria},
        "groups_not_linked": raters.groups_linked(mean),
        "raters": _raters(names, mean, raters.severities(mean), {name: criteria[name] for name in single}),
        "pairs": _pairs(names, {name: criteria[name] for name in single}),
    }


def _criterion(ratings: Ratings, halves: tuple[Disagreement, Disagreement]) -> dict[str, Any]:
    together, agreed = raters.pooled(halves), raters.agreement(ratings)
    return {
        "kappa": agreed.kappa,
        "exact": agreed.exact,
        "variance_raw": together.raw,
        "variance_corrected": together.corrected,
        "ratio": together.ratio,
        "halves": [{**asdict(half), "ratio": half.ratio} for half in halves],
    }


def _raters(names: list[str], mean: Ratings, found: Severities, single: dict[str, Ratings]) -> list[dict[str, Any]]:
    by_criterion = {name: raters.severities(one).severity for name, one in single.items()}
    scored = np.bincount(raters.double_rated(mean).rater, minlength=len(names))
    return [
        {
            "rater": name,
            "scripts": int(scored[at]),
            "severity": float(found.severity[at]),
            "interval": [float(found.severity[at] + side * raters.NORMAL_95 * found.error[at]) for side in (-1, 1)],
            "by_criterion": {criterion: float(values[at]) for criterion, values in by_criterion.items()},
        }
        for at, name in enumerate(names)
    ]


def _pairs(names: list[str], single: dict[str, Ratings]) -> list[dict[str, Any]]:
    found: dict[tuple[int, int], dict[str, Agreement]] = {}
    for criterion, ratings in single.items():
        for pair, agreed in raters.agreement_of_pairs(ratings).items():
            found.setdefault(pair, {})[criterion] = agreed
    return [
        {
            "raters": [names[one], names[other]],
            "scripts": max(agreed.scripts for agreed in by.values()),
            "kappa": {criterion: agreed.kappa for criterion, agreed in by.items()},
        }
        for (one, other), by in found.items()
    ]
