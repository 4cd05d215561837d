"""`onward demo`: build the small region, serve it, start it afresh."""

import json
import os
import shutil
import sys
import threading
from datetime import date, datetime, timedelta
from pathlib import Path
from time import sleep
from urllib.error import URLError
from urllib.request import urlopen

import click

from lms import demo
from lms.accounts import domain as accounts
from lms.cli import serving
from lms.cli.house import House, print_json, upgrade_house
from lms.kernel import clock, db, migrate

FOLDER = Path("var") / "demo"
SEED = 7
SIGN_INS = (
    ("Learner", "learner@demo.example"),
    ("Teacher", "marta@demo.example"),
    ("Centre administrator", "jonas@demo.example"),
    ("Administrator of a new, empty centre", "nora@demo.example"),
    ("Childcare", "nadia@demo.example"),
    ("Caseworker", "hanna@demo.example"),
    ("Provider manager", "birgit@demo.example"),
    ("Observer", "olof@demo.example"),
    ("Partner of a trade union", "ute@demo.example"),
    ("Sweden: teacher", "elin@demo.example"),
    ("Sweden: centre administrator", "maja@demo.example"),
    ("Sweden: provider manager", "lars@demo.example"),
)


@click.group("demo")
def group() -> None:
    """A small region with invented people, to look around in."""


@group.command()
@click.option("--database", required=True, help="Address of an empty database.")
@click.option("--seed", default=SEED, show_default=True)
@click.option(
    "--today", default=None, help="The day the region lives on (YYYY-MM-DD); a working day around now by default."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def build(database: str, seed: int, today: str | None, as_json: bool) -> None:
    """Build the region into an empty database and report what came out."""
    report = build_into(
        database, seed, date.fromisoformat(today) if today else demo.working_day(clock.today(demo.ZONE))
    )
    if as_json:
        print_json(report)
    else:
        for name, value in report.items():
            click.echo(f"{name}: {value}")


def build_into(database: str, seed: int, today: date, hour: int = demo.MORNING) -> dict[str, object]:
    """Migrate and build. Returns the report."""
    house = House(database_url=database, demo=True)
    upgrade_house(house.settings, house.registry)
    clock.run_ahead(demo.opening(today, hour, clock.now()) - clock.now())
    engine = house.engine()
    # Text messages are written as the demonstration writes them; its page shows them, and none leaves the machine.
    before = os.environ.get("ONWARD_DEMO", "no")
    os.environ["ONWARD_DEMO"] = "yes"
    try:
        return demo.build(engine, seed=seed, today=today, hour=hour)
    finally:
        os.environ["ONWARD_DEMO"] = before
        clock.run_ahead(timedelta(0))
        engine.dispose()


@group.command()
@click.option("--port", default=8000, show_default=True)
def run(port: int) -> None:
    """Build the region if it is not there, and serve it."""
    database = FOLDER / "onward.db"
    if not _is_built(database):
        _build_here(database)
    state = json.loads((FOLDER / "demo.json").read_text())
    today, hour = date.fromisoformat(state["today"]), int(state["hour"])
    opening = demo.opening(today, hour, clock.now())
    address = f"http://127.0.0.1:{port}"
    os.environ.update(
        ONWARD_DATABASE_URL=f"sqlite:///{database}",
        ONWARD_DATA_DIR=str(FOLDER),
        ONWARD_DEMO="yes",
        ONWARD_DEVELOPMENT="yes",
        ONWARD_TOTP="optional",
        ONWARD_SECURE_COOKIES="no",
        ONWARD_BASE_URL=address,
        ONWARD_CLOCK_AHEAD=str(int((opening - clock.now()).total_seconds())),
    )
    threading.Thread(target=_announce, args=(address, clock.local(opening, demo.ZONE)), daemon=True).start()
    serving.serve_here(port, "127.0.0.1", True)


def _is_built(database: Path) -> bool:
    if not database.exists() or not (FOLDER / "demo.json").exists():
        return False
    house = House(database_url=f"sqlite:///{database}")
    engine = db.make_engine(house.settings.database_url)
    try:
        return migrate.is_current(engine, house.registry)
    finally:
        engine.dispose()


def _build_here(database: Path) -> None:
    click.echo("Building the region. This takes about a minute.")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    fresh = FOLDER / "building.db"
    today, hour = demo.working_day(clock.today(demo.ZONE)), demo.hour_to_build(clock.now())
    report = build_into(f"sqlite:///{fresh}", SEED, today, hour)
    # A region that was half built never stands under the name that is served.
    fresh.rename(database)
    (FOLDER / "demo.json").write_text(
        json.dumps({"today": today.isoformat(), "hour": hour, "report": report}, default=str)
    )


def _announce(address: str, shown: datetime) -> None:
    for _ in range(300):
        try:
            with urlopen(f"{address}/sign-in/staff", timeout=2):  # noqa: S310 - our own address
                break
        except (URLError, OSError):
            sleep(0.1)
    else:
        sys.stderr.write("The pages do not answer. Look at the lines above.\n")
        return
    click.echo(f"\nOnward is ready: {address}   (there it is {shown:%A, %d %B, %H:%M}; stop with Ctrl-C)\n")
    for role, email in SIGN_INS:
        click.echo(f"  {role:<40} {email}")
    click.echo(f"\n  Everybody's password: {accounts.DEMO_PASSWORD}\n")


@group.command()
def reset() -> None:
    """Throw the demonstration's data away; the next run builds it afresh."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    click.echo("The demonstration is at its beginning again.")
