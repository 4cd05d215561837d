"""`onward timetable`: solve problems from files, explain why one has no answer, repair a published timetable.

Every command stands in a module of its own, which is loaded when it runs: listing all commands of Onward stays quick.
"""

from pathlib import Path

import click

from lms.kernel.commands import LateGroup

COMMANDS = {
    "bench-lectures": "scheduling.cli.lectures:bench",
    "judge": "scheduling.cli.lectures:judge",
    "explain": "scheduling.cli.centre:explain",
    "repair": "scheduling.cli.centre:repair",
}


@click.group("timetable", cls=LateGroup, late=COMMANDS)
def group() -> None:
    """Timetables from files: solve, explain, repair."""


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "kind",
    required=True,
    type=click.Choice(["ctt", "ectt", "centre"]),
    help="ctt and ectt: lectures of a university (ITC-2007, track 3); centre: sections, learners and childcare.",
)
@click.option("--cpu-seconds", type=click.FloatRange(min=0), help="Processor time, start-up left out; lectures only.")
@click.option("--seconds", type=click.FloatRange(min=0), help="Time on the clock, start-up left out.")
@click.option("--iterations", type=click.IntRange(min=1), help="Steps: same seed and steps, same answer.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 16), help="Processes side by side.")
@click.option("--suitable-rooms", is_flag=True, help="ectt: never use a room that the file rules out for a course.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0))
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Where the solution goes.")
@click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
def solve(
    file: Path,
    kind: str,
    cpu_seconds: float | None,
    seconds: float | None,
    iterations: int | None,
    workers: int,
    suitable_rooms: bool,
    seed: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Make a timetable for the problem in FILE."""
    if kind == "centre":
        from scheduling.cli import centre

        if cpu_seconds is not None or suitable_rooms:
            raise click.UsageError("--cpu-seconds and --suitable-rooms are for ctt and ectt.")
        centre.run(file, workers=workers, seconds=seconds, iterations=iterations, seed=seed, out=out, as_json=as_json)
        return
    from scheduling.cli import competition

    competition.run(
        file,
        "ectt" if kind == "ectt" else "ctt",
        cpu_seconds=cpu_seconds,
        seconds=seconds,
        iterations=iterations,
        workers=workers,
        seed=seed,
        suitable_rooms=suitable_rooms,
        out=out,
        as_json=as_json,
    )
