"""The centre's problem from files: solve it, explain why it has no answer, repair a published timetable."""

import json
import re
import resource
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lms.kernel import errors, language
from scheduling import words
from scheduling.domain import checks
from scheduling.domain.problem import Problem
from scheduling.domain.timetable import Timetable
from scheduling.formats import centre, csv_problem, json_lines
from scheduling.solvers.contract import Budget, Progress

if TYPE_CHECKING:
    from scheduling.solvers.requirements import Requirement

_GOOD = 1.15
"""The first good timetable costs at most so many times what the last one costs. Sketches that cost more come before."""

_MOST_TOLD = 30
"""So many mistakes of sheets are told at once: one that is missing makes hundreds."""

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
    trace: list[tuple[float, int]] = []

    def listen(progress: Progress) -> bool:
        if not trace or progress.best_cost < trace[-1][1]:
            trace.append((round(progress.seconds, 2), progress.best_cost))
        return True

    began = time.monotonic()
    result = solve(problem, Budget(seconds=seconds, iterations=iterations, workers=workers), seed, listen)
    spent = time.monotonic() - began
    write_solution(problem, result.timetable, out)
    first = next((look for look in trace if look[1] <= _GOOD * result.cost.total), trace[-1])
    figures: dict[str, Any] = {
        "cost": result.cost.total,
        "bound": result.bound,
        "gap": round(result.gap, 6),
        "unplaced": len(problem.learners) - result.placed,
        "seconds": round(spent, 2),
        "peak_mib": peak_mib(),
        "first_seconds": first[0],
        "first_cost": first[1],
        "trace": trace,
        "notes": notes(problem),
    }
    if as_json:
        click.echo(json.dumps(figures))
        return
    for note in figures["notes"]:
        click.echo(note)
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


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seconds", default=7.0, show_default=True, type=click.FloatRange(min=0.1))
@click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
def explain(file: Path, seconds: float, as_json: bool) -> None:
    """Say which requirements of a problem FILE cannot hold together, and what to do about each.

    Asked are the file's own `requirements`; without any for seats also that everybody has a seat.
    """
    from scheduling.solvers import conflicts

    began = time.monotonic()
    problem, data = _read(file, decided=False)
    named = [_requirement(one) for one in centre.requirements(data, problem)]
    found = conflicts.Conflict(True)
    if named:
        found = conflicts.conflict(problem, (), named=named, seconds=seconds)
    if found.possible and not any(one.seats for one in named):
        left = max(0.5, seconds - (time.monotonic() - began))
        found = conflicts.conflict(problem, named=named, seconds=left)
    members = [
        {
            "code": one.code,
            "name": one.name,
            "facts": _told(one.facts),
            "says": language.say(one.code, _told(one.facts)),
            "relax": language.say(one.code.replace("require", "relax", 1)),
            "enough": one in found.enough,
        }
        for one in found.members
    ]
    figures = {
        "possible": found.possible,
        "conflict": members,
        "minimal": found.minimal,
        "seconds": round(time.monotonic() - began, 2),
    }
    if as_json:
        click.echo(json.dumps(figures))
        return
    if not members:
        click.echo("All requirements can hold together." if found.possible else "Not known yet. Give more seconds.")
    for member in members:
        click.echo(f"{member['says']}  {member['relax']}")


def _told(facts: Mapping[str, str | int]) -> dict[str, str | int]:
    """Facts with courses and people called by more than a number."""
    shown = {
        "course": "Course {}",
        "learner": "Learner {}",
        "group": "Age {}",
        "room": "Room {}",
        "teacher": "Teacher {}",
    }
    told = {key: shown[key].format(fact) if key in shown else fact for key, fact in facts.items()}
    if "what" in told:
        told["what"] = language.say(f"timetable.lock.{told['what']}", {"other": told.get("other", "")})
    return told


def _requirement(named: centre.Named) -> "Requirement":
    from scheduling.solvers.requirements import Requirement

    facts = {"name": named.name}
    if named.seats:
        return Requirement("timetable.require.named", facts, named.name, seats=named.seats)
    return Requirement("timetable.require.named", facts, named.name, adds=lambda problem: centre.apply(problem, named))


def _parsed(path: Path) -> tuple[Any, str]:
    """The document of one file, and its text. Ends the command with a sentence where it is no JSON."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text), text
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"{path}, line {line}: this is not JSON, for it is no text in UTF-8. Save the file as UTF-8."
    except json.JSONDecodeError as error:
        message = f"{path}, line {error.lineno}: this is not JSON: {error.msg}. Mend it, then read it again."
    except RecursionError:
        message = f"{path}: this is not JSON that can be read: its lists stand too deep in each other. Mend it."
    raise click.ClickException(message)


def read_problem(path: Path) -> Problem:
    """The problem of one file: JSON, or a zip of CSV sheets. Ends the command with a sentence where it is not readable."""
    if path.suffix.lower() != ".zip":
        return _read(path, decided=True)[0]
    try:
        return csv_problem.read_problem(csv_problem.unpacked(path.read_bytes()))
    except errors.Invalid as refused:
        raise click.ClickException(_mistakes(refused)) from refused


def _mistakes(refused: errors.Invalid) -> str:
    """Every mistake of the sheets in a line of its own."""
    troubles = refused.facts.get("troubles", ())
    told = [f"{_where(one)}: {language.say(one.code, one.facts)}" for one in troubles[:_MOST_TOLD]]
    if len(troubles) > _MOST_TOLD:
        told.append(f"{len(troubles) - _MOST_TOLD} more come after these.")
    return "\n".join([language.say(refused.code, refused.facts), *told])


def _where(one: Any) -> str:
    line = f", line {one.line}" if one.line else ""
    return f"{one.sheet}.csv{line}" + (f", {one.column}" if one.column else "")


def _read(path: Path, *, decided: bool) -> tuple[Problem, Any]:
    data, text = _parsed(path)
    try:
        return centre.read_problem(data, decided=decided), data
    except errors.Invalid as refused:
        raise click.ClickException(
            f"{path}{_line(text, refused)}: {language.say(refused.code, refused.facts)}"
        ) from None


def _line(text: str, refused: errors.Invalid) -> str:
    """The line of what cannot be read, where it stands in the document at all."""
    number = re.match(r"number (\d+)", str(refused.facts.get("detail", "")))
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return ", line 1"
    line = json_lines.line_of(text, str(refused.facts.get("part", "")), int(number[1]) if number else None)
    return f", line {line}" if line else ""


def read_solution(path: Path) -> Timetable:
    """The timetable of one file: JSON, or the sheet `timetable.csv`."""
    try:
        if path.suffix.lower() == ".csv":
            return csv_problem.read_timetable({"timetable.csv": path.read_bytes()})
        data, text = _parsed(path)
        return centre.read_solution(data)
    except errors.Invalid as refused:
        line = _line(text, refused) if path.suffix.lower() != ".csv" else ""
        raise click.ClickException(f"{path}{line}: {_mistakes(refused)}") from refused


def write_solution(problem: Problem, timetable: Timetable, out: Path | None) -> None:
    """The solution in the format's own words, or as the sheet `timetable.csv` where the name ends so."""
    if out is not None and out.suffix.lower() == ".csv":
        out.write_bytes(csv_problem.write_timetable(timetable)["timetable.csv"])
    elif out is not None:
        out.write_text(json.dumps(centre.write_solution(problem, timetable)) + "\n", encoding="utf-8")


def notes(problem: Problem) -> list[str]:
    """What in the problem itself leaves people without a seat; people without any fitting time in one sentence."""
    found = checks.check(problem)
    alone = [str(one.facts["learner"]) for one in found if one.check is checks.Check.LEARNER_WITHOUT_PATTERN]
    told = [
        language.say(str(one.check), _told(one.facts))
        for one in found
        if one.check is not checks.Check.LEARNER_WITHOUT_PATTERN
    ]
    if alone:
        names = [f"Learner {one}" for one in alone]
        facts = {"learners": len(alone), "names": ", ".join(names[:10]) + (" ..." if len(alone) > 10 else "")}
        told.append(language.say(str(checks.Check.LEARNER_WITHOUT_PATTERN), facts))
    return told


def peak_mib() -> float:
    """The most memory this process has held, the engines' threads included. Engines start no other process."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20, 1)
