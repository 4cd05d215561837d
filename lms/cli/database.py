"""`onward db`: bring the database up to date, check it, write a migration."""

import sys

import click

from lms.cli.house import House, explaining, upgrade_house
from lms.kernel import migrate


@click.group("db")
def group() -> None:
    """The database: bring it up to date, check it."""


@group.command()
def upgrade() -> None:
    """Bring the tables to what is installed; set row-level security and grants."""
    house = House()
    with explaining():
        upgrade_house(house.settings, house.registry)
    click.echo("The database is up to date.")


@group.command()
def check() -> None:
    """Compare models and tables; exit 1 when they differ."""
    house = House()
    found = migrate.differences(house.owner_engine(), house.registry)
    for one in found:
        click.echo(repr(one))
    sys.exit(1 if found else 0)


@group.command()
@click.argument("package")
@click.argument("message")
def revision(package: str, message: str) -> None:
    """Write a migration of PACKAGE from the difference to an upgraded, empty database (for developers)."""
    house = House()
    engine = house.owner_engine()
    with explaining():
        migrate.upgrade(engine, house.registry)
    migrate.write_revision(engine, house.registry, package, message)
