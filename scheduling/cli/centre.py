"""The centre's problem from files: solve it, explain why it has no answer, repair a published timetable."""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import click

from lms.kernel import errors, language
from scheduling import words
from scheduling.domain import checks
from scheduling.domain.problem import Problem
from scheduling.domain.timetable import Timetable
from scheduling.formats import centre
from scheduling.solvers.contract import Budget, Message, Progress

language.add_sentences(words.SENTENCES)


def run(
    path: Path,
    *,
    workers: int,
    seconds: float | None,
    iterations: int | None,
    seed: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Solve one problem file, write the solution and say what it costs and what is proven."""
    from scheduling.solvers import solve

    if seconds is None and iterations is None:
        seconds = 60.0
    problem = read_problem(path)
    trace: list[tuple[float, int, Message]] = []

    def listen(progress: Progress) -> bool:
        if not trace or progress.best_cost < trace[-1][1]:
            trace.append((round(progress.seconds, 2), progress.best_cost, progress.message))
        return True

    began = time.monotonic()
    result = solve(problem, Budget(seconds=seconds, iterations=iterations, workers=workers), seed, listen)
    spent = time.monotonic() - began
    write_solution(problem, result.timetable, out)
    first = next((look for look in trace if look[2] is not Message.STARTED), trace[-1])
    figures: dict[str, Any] = {
        "cost": result.cost.total,
        "bound": result.bound,
        "gap": round(result.gap, 6),
        "unplaced": len(problem.learners) - result.placed,
        "seconds": round(spent, 2),
        "peak_mib": peak_mib(),
        "first_seconds": first[0],
        "first_cost": first[1],
        "trace": [look[:2] for look in trace],
    }
    if as_json:
        click.echo(json.dumps(figures))
        return
    for finding in checks.check(problem):
        click.echo(language.say(str(finding.check), {"names": finding.facts.get("learner", ""), **finding.facts}))
    click.echo(
        f"Cost {result.cost.total}; nothing below {result.bound} is possible. "
        f"{result.placed} of {len(problem.learners)} have a seat."
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--published", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seconds", default=4.0, show_default=True, type=click.FloatRange(min=0.1))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0))
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Where the solution goes.")
@click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
def repair(file: Path, published: Path, seconds: float, seed: int, out: Path | None, as_json: bool) -> None:
    """Fit a published timetable to a problem FILE that has changed, with as few changes as can be."""
    from scheduling.solvers import repair as engine

    began = time.monotonic()
    problem = read_problem(file)
    before = read_solution(published)
    found = engine.repair(problem, before, seconds=seconds, seed=seed)
    write_solution(problem, found.timetable, out)
    figures = {
        "changed": len(found.changed),
        "minimal_changed": found.minimal,
        "changed_learners": [list(problem.learner).index(name) for name in found.changed],
        "cost": found.cost.total,
        "unplaced": len(found.timetable.unplaced(problem)),
        "seconds": round(time.monotonic() - began, 2),
    }
    if as_json:
        click.echo(json.dumps(figures))
        return
    click.echo(f"{len(found.changed)} people change, {found.minimal} must in any timetable. Cost {found.cost.total}.")


def read_json(path: Path) -> Any:
    """The document of one file. Ends the command with a sentence where it is no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path} is not JSON: {error}. Mend it, then read it again.") from error


def read_problem(path: Path) -> Problem:
    """The problem of one file. Ends the command with a sentence where a part cannot be read."""
    try:
        return centre.read_problem(read_json(path))
    except errors.Invalid as refused:
        raise click.ClickException(language.say(refused.code, refused.facts)) from refused


def read_solution(path: Path) -> Timetable:
    """The timetable of one file."""
    try:
        return centre.read_solution(read_json(path))
    except errors.Invalid as refused:
        raise click.ClickException(language.say(refused.code, refused.facts)) from refused


def write_solution(problem: Problem, timetable: Timetable, out: Path | None) -> None:
    """The solution in the format's own words."""
    if out is not None:
        out.write_text(json.dumps(centre.write_solution(problem, timetable)) + "\n", encoding="utf-8")


def peak_mib() -> float:
    """The most memory this process has held, the engines' threads included. Engines start no other process."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20, 1)
