"""`onward timetable solve --format ctt|ectt`: lectures of a university, from file to file."""

import json
from pathlib import Path
from typing import Any

import click

from lms.kernel import errors, language
from scheduling import words
from scheduling.domain.lecture_checks import findings
from scheduling.domain.lectures import Judgement, Problem, judge
from scheduling.formats import ctt

DEFAULT_SECONDS = 60.0


def run(
    path: Path,
    kind: ctt.Format,
    *,
    cpu_seconds: float | None,
    seconds: float | None,
    iterations: int | None,
    workers: int,
    seed: int,
    suitable_rooms: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Read, check, search, judge, write."""
    from scheduling.solvers.lectures import search

    problem = read(path, kind)
    if cpu_seconds is None and seconds is None and iterations is None:
        seconds = DEFAULT_SECONDS
    warm_up = search.warm_up()
    found = search.search(problem, search.Budget(cpu_seconds, seconds, iterations), seed, workers, suitable_rooms)
    if out is not None:
        out.write_text(ctt.write_solution(found.timetable), encoding="utf-8")
    told = judged(problem, judge(problem, found.timetable)) | {
        "bound": found.bound,
        "seconds": round(found.seconds, 3),
        "cpu_seconds": round(found.cpu_seconds, 3),
        "first_feasible_seconds": None if found.first_feasible is None else round(found.first_feasible, 4),
        "warm_up_seconds": round(warm_up, 3),
        "steps": found.steps,
        "seed": seed,
        "workers": workers,
        "warnings": warnings(problem),
    }
    tell(told, as_json)


def read(path: Path, kind: ctt.Format) -> Problem:
    """The problem in a file, or a sentence that says what is wrong with it."""
    try:
        return ctt.read_problem(text_of(path), kind)
    except errors.OnwardError as refused:
        raise refusal(path, refused) from None


def text_of(path: Path) -> str:
    """The text of a file. Raises `errors.Invalid` with the line that is none."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise errors.Invalid("timetable.ctt.no_text", line=line) from error


def refusal(path: Path, refused: errors.OnwardError) -> click.ClickException:
    """The sentence of a refusal, for a person at a terminal."""
    language.add_sentences(words.SENTENCES)
    return click.ClickException(f"{path}: {language.say(refused.code, refused.facts)}")


def warnings(problem: Problem) -> list[str]:
    """Sentences about what cannot hold and what cannot be reached."""
    language.add_sentences(words.SENTENCES)
    return [language.say(one.code, one.facts) for one in findings(problem)]


def judged(problem: Problem, judgement: Judgement) -> dict[str, Any]:
    """What the judge says, for programs."""
    hard, soft = judgement.hard, judgement.soft
    return {
        "name": problem.name,
        "cost": soft.total,
        "hard": hard.total,
        "parts": {
            "room_capacity": soft.room_capacity,
            "min_working_days": soft.min_working_days,
            "isolated_lectures": soft.isolated_lectures,
            "room_stability": soft.room_stability,
        },
        "hard_parts": {
            "lectures": hard.lectures,
            "conflicts": hard.conflicts,
            "availability": hard.availability,
            "room_occupancy": hard.room_occupancy,
        },
        "unsuitable_rooms": judgement.unsuitable_rooms,
    }


def tell(told: dict[str, Any], as_json: bool) -> None:
    """As JSON, or line by line with the warnings beside."""
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for sentence in told.get("warnings", ()):
        click.echo(sentence, err=True)
    for name, value in told.items():
        if name != "warnings":
            click.echo(f"{name}: {value}")
