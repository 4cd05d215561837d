"""`onward backup`, `onward restore` and `onward doctor`."""

import sys
from importlib.util import find_spec
from pathlib import Path

import click
from sqlalchemy import Engine

from lms import app as application
from lms.accounts.services import audit
from lms.cli.house import House, explaining, print_json
from lms.exchange import jobs as erasures
from lms.kernel import clock, db, language, operations


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database to FILE, while Onward runs. It holds everybody's data: keep it safe."""
    house = House()
    engine = house.owner_engine()
    with explaining():
        figures = operations.back_up(engine, house.registry, file, now=clock.now())
    _note(engine, "backup", file)
    click.echo(f"{figures.rows} rows of {figures.tables} tables are in {file}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Bring the copy in FILE back into an empty database, after `onward db upgrade`."""
    house = House()
    engine = house.owner_engine()
    with explaining():
        figures = operations.restore(engine, house.registry, file)
    _note(engine, "restore", file)
    click.echo(f"{figures.rows} rows of {figures.tables} tables are back.")
    house.engine()
    if again := erasures.erase_again(clock.now()):
        click.echo(f"Erased again, as it was asked since the copy was made: {again}.")


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
