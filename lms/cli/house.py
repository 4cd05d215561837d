"""What every command stands on: settings, plug-ins, the database, and words for a refusal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from lms import app as application
from lms.kernel import config, db, errors, language, migrate, plugins


class House:
    """Settings and registry of one command."""

    def __init__(self, **overrides: Any) -> None:
        self.settings = config.use(config.read(**overrides))
        self.registry = application.registry_for(self.settings)

    def engine(self) -> Any:
        """The application's engine, in force for jobs."""
        return db.use_engine(db.make_engine(self.settings.database_url))

    def owner_engine(self) -> Any:
        """The database as its owner, who may make tables."""
        return db.make_engine(self.settings.migration_url)


def upgrade_house(settings: config.Settings, registry: plugins.Registry) -> None:
    """Upgrade as the owner of the database."""
    engine = db.make_engine(settings.migration_url)
    role = migrate.application_role(settings.database_url, settings.migration_url)
    try:
        migrate.upgrade(engine, registry, app_role=role)
    finally:
        engine.dispose()


@contextmanager
def explaining() -> Iterator[None]:
    """A refusal ends the command with its sentence instead of a traceback."""
    try:
        yield
    except errors.OnwardError as error:
        raise click.ClickException(explained(error)) from error


def explained(error: errors.OnwardError) -> str:
    """A refusal as a sentence."""
    return language.say(error.code, error.facts)


def print_json(value: Any) -> None:
    """A report for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str))
