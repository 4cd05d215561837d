"""`onward backup`, `onward restore` and `onward doctor`."""

import sys
from importlib.util import find_spec
from pathlib import Path

import click
from sqlalchemy import Engine

from lms import app as application
from lms.accounts.services import audit
from lms.blocks import jobs as blocks
from lms.cli.house import House, explaining, print_json
from lms.exchange import jobs as erasures
from lms.kernel import clock, db, jobs, language, operations


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An earlier copy in the same folder: files that have not changed since are left to it.",
)
def backup(file: Path, since: Path | None) -> None:
    """Write the whole database and its files to FILE, while Onward runs. It holds everybody's data: keep it safe.

    Beside it lies erased.jsonl: who was erased, by key, for all copies of the folder. Keep it with them.
    """
    house = House()
    engine = house.owner_engine()
    with explaining():
        figures = operations.back_up(
            engine, house.registry, file, now=clock.now(), data=house.settings.data_path, since=since
        )
    _note(engine, "backup", file)
    house.engine()
    erasures.keep_list(clock.now(), into=file.with_name(erasures.LIST))
    click.echo(f"{_counted(figures)} are in {file}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--erased",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A newer erased.jsonl than the one beside FILE. May be given several times.",
)
def restore(file: Path, erased: tuple[Path, ...]) -> None:
    """Bring the copy in FILE back into an empty database, after `onward db upgrade`.

    Who was erased since it was made is erased again, as erased.jsonl beside FILE and in the data folder say.
    """
    house = House()
    engine = house.owner_engine()
    with explaining():
        figures = operations.restore(engine, house.registry, file, data=house.settings.data_path)
    _note(engine, "restore", file)
    click.echo(f"{_counted(figures)} are back.")
    house.engine()
    erasures.keep_list(clock.now(), also=[file.with_name(erasures.LIST), *erased])
    if again := erasures.erase_again(clock.now()):
        click.echo(f"Erased again, as it was asked since the copy was made: {again}.")
    blocks.forget_files({}, jobs.Progress(), clock.now())


def _counted(figures: operations.Figures) -> str:
    word = "file" if figures.files == 1 else "files"
    files = f" and {figures.files} {word} ({figures.bytes / 1_000_000:.1f} MB)" if figures.files else ""
    return f"{figures.rows} rows of {figures.tables} tables{files}"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
def doctor(as_json: bool) -> None:
    """Look at settings, database, clock and files; say what to mend. Ends with 1 when there is something."""
    house = House()
    folders = [_folder(plugin.package) / "templates" for plugin in house.registry.plugins]
    found = operations.examine(house.settings, house.registry, static=application.STATIC, templates=folders)
    if as_json:
        print_json([{"part": one.part, "well": one.well, "mend": _sentence(one)} for one in found])
    else:
        for one in found:
            click.echo(f"well  {one.part}" if one.well else f"MEND  {one.part}: {_sentence(one)}")
    sys.exit(0 if all(one.well for one in found) else 1)


def _sentence(finding: operations.Finding) -> str:
    return "" if finding.well else language.say(finding.code, finding.facts)


def _folder(package: str) -> Path:
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else Path(package)


def _note(engine: Engine, deed: str, file: Path) -> None:
    with db.transaction(engine):
        audit.record(deed, "kernel_database", file.name, now=clock.now())
