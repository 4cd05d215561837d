"""Bringing the database to the tables of what is installed: one labelled Alembic branch per package."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url

from lms.kernel import db, errors
from lms.kernel.plugins import Registry

ENVIRONMENT = Path(__file__).parents[1] / "migrations"


def config_for(registry: Registry, connection: Connection | None = None) -> Config:
    """Alembic's configuration for the branches of a registry."""
    config = Config()
    folders = [plugin.migrations() for plugin in registry.plugins]
    config.set_main_option("script_location", str(ENVIRONMENT))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(folder / "versions") for folder in folders if folder))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, registry: Registry, *, app_role: str | None = None) -> None:
    """Upgrade every branch to its head, then put row-level security and grants in force. Repeatable.

    Raises Conflict for a database that another version wrote, or a plug-in that is not here.
    """
    if strangers := unknown_heads(engine, registry):
        raise errors.Conflict("operations.newer_tables", revisions=strangers)
    with engine.begin() as connection:
        command.upgrade(config_for(registry, connection), "heads")
        db.protect(connection, app_role)


def application_role(application_url: str, owner_url: str) -> str | None:
    """The plain role that gets grants: the application's user where it differs from the owner's."""
    application, owner = make_url(application_url), make_url(owner_url)
    return application.username if application.username != owner.username else None


def current_heads(engine: Engine) -> set[str]:
    """Revisions that the database stands at."""
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def script_heads(registry: Registry) -> set[str]:
    """Revisions that the installed packages want."""
    return set(_script(registry).get_heads())


def unknown_heads(engine: Engine, registry: Registry) -> list[str]:
    """Revisions that the database stands at and that nothing installed knows: a newer version's, or an absent plug-in's."""
    known = {revision.revision for revision in _script(registry).walk_revisions()}
    return sorted(current_heads(engine) - known)


def is_current(engine: Engine, registry: Registry) -> bool:
    """Whether nothing is left to upgrade."""
    script, stands_at = _script(registry), current_heads(engine)
    known = {revision.revision for revision in script.walk_revisions()}
    applied = {revision.revision for head in stands_at & known for revision in script.iterate_revisions(head, "base")}
    return script_heads(registry) <= applied


def _script(registry: Registry) -> ScriptDirectory:
    folders = [folder / "versions" for plugin in registry.plugins if (folder := plugin.migrations())]
    return _read(registry, tuple(sorted(file.name for folder in folders for file in folder.glob("*.py"))))


@lru_cache(maxsize=4)
def _read(registry: Registry, _files: tuple[str, ...]) -> ScriptDirectory:
    # Whoever watches a house asks every few seconds; the files change when somebody writes one.
    return ScriptDirectory.from_config(config_for(registry))


def differences(engine: Engine, registry: Registry) -> Sequence[Any]:
    """What the tables of the models have that the migrated database has not, and the other way round."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [one for one in compare_metadata(context, db.Base.metadata) if not _is_version_table(one)]


def _is_version_table(difference: Any) -> bool:
    return "alembic_version" in repr(difference)


def write_revision(engine: Engine, registry: Registry, package: str, message: str) -> None:
    """Write a new revision of one package from the difference between its models and the database. For developers."""
    plugin = next(plugin for plugin in registry.plugins if plugin.package == package)
    folder = plugin.migrations()
    if folder is None:
        raise LookupError(f"{package} has no migrations folder")
    versions = folder / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    first = not any(versions.glob("*.py"))
    tables = {m.class_.__tablename__ for m in db.Base.registry.mappers if m.class_.__module__.split(".")[0] == package}
    with engine.begin() as connection:
        config = config_for(registry, connection)
        config.attributes["include_object"] = lambda item, name, kind, *_: kind != "table" or name in tables
        command.revision(
            config,
            message,
            autogenerate=True,
            head="base" if first else f"{package}@head",
            branch_label=package if first else None,
            splice=first,
            version_path=str(versions),
            depends_on=f"{registry.plugins[0].package}@head"
            if first and package != registry.plugins[0].package
            else None,
        )
