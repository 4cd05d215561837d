"""The centre's problem from files: solve it, explain why it has no answer, repair a published timetable."""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import click

from lms.kernel import errors, language
from scheduling.domain import checks
from scheduling.domain.problem import Problem
from scheduling.domain.timetable import Timetable
from scheduling.formats import centre
from scheduling.solvers.contract import Budget, Message, Progress


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
        click.echo(language.say(str(finding.check), finding.facts | {"names": str(finding.facts.get("learner", ""))}))
    click.echo(
        f"Cost {result.cost.total}; nothing below {result.bound} is possible. "
        f"{result.placed} of {len(problem.learners)} have a seat."
    )


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


def write_solution(problem: Problem, timetable: Timetable, out: Path | None) -> None:
    """The solution in the format's own words."""
    if out is not None:
        out.write_text(json.dumps(centre.write_solution(problem, timetable)) + "\n", encoding="utf-8")


def peak_mib() -> float:
    """The most memory this process has held, the engines' threads included. Engines start no other process."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20, 1)
