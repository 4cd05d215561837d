"""The `onward` command."""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

import click

from lms import app as application
from lms.kernel import config, db, errors, language, migrate, plugins
from lms.kernel.jobs import worker


class House:
    """Settings and registry of one command."""

    def __init__(self, **overrides: Any) -> None:
        self.settings = config.read(**overrides)
        self.registry = application.registry_for(self.settings)

    def engine(self) -> Any:
        """The application's engine, in force for jobs."""
        return db.use_engine(db.make_engine(self.settings.database_url))


@click.group()
def main() -> None:
    """Learning paths and language courses for people who are new in a country."""


@main.group("db")
def database() -> None:
    """The database: bring it up to date, check it."""


@database.command()
def upgrade() -> None:
    """Bring the tables to what is installed; set row-level security and grants."""
    house = House()
    upgrade_house(house.settings, house.registry)
    click.echo("The database is up to date.")


def upgrade_house(settings: config.Settings, registry: plugins.Registry) -> None:
    """Upgrade as the owner of the database."""
    engine = db.make_engine(settings.migration_url)
    role = migrate.application_role(settings.database_url, settings.migration_url)
    try:
        migrate.upgrade(engine, registry, app_role=role)
    finally:
        engine.dispose()


@database.command()
def check() -> None:
    """Compare models and tables; exit 1 when they differ."""
    house = House()
    found = migrate.differences(db.make_engine(house.settings.migration_url), house.registry)
    for one in found:
        click.echo(repr(one))
    sys.exit(1 if found else 0)


@database.command()
@click.argument("package")
@click.argument("message")
def revision(package: str, message: str) -> None:
    """Write a migration of PACKAGE from the difference to an upgraded, empty database (for developers)."""
    house = House()
    engine = db.make_engine(house.settings.migration_url)
    migrate.upgrade(engine, house.registry)
    migrate.write_revision(engine, house.registry, package, message)


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--worker/--no-worker", "with_worker", default=True, help="Also run the clock and the background worker.")
def serve(port: int, host: str, with_worker: bool) -> None:
    """Serve the pages (gunicorn), with clock and worker beside them."""
    serve_here(port, host, with_worker)


def serve_here(port: int, host: str, with_worker: bool) -> None:
    """Run gunicorn as this process's child and the worker as another; both end together."""
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"{host}:{port}", "--workers", "1", "--threads", "8",
        "--worker-class", "gthread", "--timeout", "60", "--log-level", "warning", "lms.app:create_app()",
    ]  # fmt: skip
    children = [subprocess.Popen(command)]  # noqa: S603 - our own interpreter and module
    if with_worker:
        children.append(subprocess.Popen([sys.executable, "-m", "lms.cli", "work"]))
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.wait(0.3) and children[0].poll() is None:
        # A worker that was killed is started again; the ledger keeps what it was doing.
        if with_worker and children[1].poll() is not None:
            children[1] = subprocess.Popen([sys.executable, "-m", "lms.cli", "work"])
    for child in children:
        child.terminate()
    for child in children:
        child.wait(timeout=15)
    sys.exit(children[0].returncode if not stopping.is_set() else 0)


def prepare_worker() -> Any:
    """What a worker process needs before its first job: settings, plug-ins, engine."""
    house = House()
    if house.settings.today:
        from lms.kernel import clock

        clock.set_today(date.fromisoformat(house.settings.today))
    return house.engine()


@main.command()
def work() -> None:
    """Run the clock (one on a database) and the processes that do background work."""
    engine = prepare_worker()
    settings = config.read()
    pool = worker.Pool(prepare_worker, settings.worker_processes)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    parent = os.getppid()
    with worker.only_clock(engine, settings.data_path) as ours:
        if not ours:
            click.echo("Another clock runs on this database. This one ends.")
            return
        pool.keep_full()
        clockwork = worker.start_clock(engine, pool)
        while not stopping.wait(0.5) and os.getppid() == parent:
            pass
        clockwork.shutdown(wait=False)
        pool.stop()


def print_json(value: Any) -> None:
    """A report for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str))


def explained(error: errors.OnwardError) -> str:
    """A refusal as a sentence."""
    return language.say(error.code, error.facts)


def folder_of(package: str) -> Path:
    """Where a package lies."""
    return Path(__file__).parents[1] / package


if __name__ == "__main__":
    main()
