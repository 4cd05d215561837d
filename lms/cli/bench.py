"""`onward bench`: registers and pages under load, on data of its own. It serves on the loopback and ends what it started."""

import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from lms.cli import bench_blocks, bench_data, bench_house, bench_pages, bench_register
from lms.cli.house import print_json

_DATABASE = click.option(
    "--database", default="", help="An empty database, or one that only a bench has used. Without it a file of its own."
)
_OWNER = click.option("--owner-database", default="", help="The same database as its owner, who makes the tables.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer for programs.")


@click.group("bench")
def group() -> None:
    """Measure registers and pages under load, on data of its own."""


@group.command()
@click.option("--sections", default=400, show_default=True)
@click.option("--size", default=20, show_default=True, help="People in a section.")
@click.option("--clients", default=8, show_default=True, help="Teachers who save at the same time.")
@click.option("--seconds", default=30.0, show_default=True)
@click.option("--kills", default=0, show_default=True, help="Kill the server so many times at random moments.")
@click.option("--seed", default=1, show_default=True, help="For the moments of the kills.")
@_DATABASE
@_OWNER
@_JSON
def register(
    sections: int,
    size: int,
    clients: int,
    seconds: float,
    kills: int,
    seed: int,
    database: str,
    owner_database: str,
    as_json: bool,
) -> None:
    """Save whole registers through HTTP, beside a bare view that writes as many rows."""
    asked = bench_register.Asked(sections, size, clients, seconds, kills, seed)
    with place_of(database, owner_database) as place:
        _tell(bench_register.run(place, asked), as_json)


@group.command()
@click.option("--rounds", default=20, show_default=True, help="How often every page is asked for.")
@_DATABASE
@_OWNER
@_JSON
def pages(rounds: int, database: str, owner_database: str, as_json: bool) -> None:
    """CPU time, bytes and queries of the pages of every day."""
    with place_of(database, owner_database) as place:
        _tell(bench_pages.run(place, rounds), as_json)


group.add_command(bench_blocks.command)
group.add_command(bench_data.command)


def _tell(found: dict[str, object], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        click.echo(f"{name}: {value}")


@contextmanager
def place_of(database: str, owner_database: str) -> Iterator[bench_house.Place]:
    """Where the bench works: a folder that goes away, and in it a database unless one was named."""
    # Told to end, it ends what it has started, as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="onward-bench-"))
    try:
        url = database or f"sqlite:///{folder / 'bench.db'}"
        place = bench_house.Place(folder, url, owner_database or url)
        with bench_house.explaining():
            bench_house.prepare(place)
        yield place
    finally:
        shutil.rmtree(folder, ignore_errors=True)
