"""`onward blocks`: try every block of an installed package, in a house that is thrown away afterwards."""

import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from lms.accounts.services import audit
from lms.blocks import runtime, services
from lms.blocks.domain.viewers import Viewer
from lms.blocks.services import trials
from lms.cli.house import House, print_json
from lms.courses import services as courses
from lms.kernel import clock, db, language
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level, Track
from lms.learners import services as learners
from lms.organisations import services as organisations


@click.group("blocks")
def group() -> None:
    """Blocks of others: try those of an installed package."""


@group.command("try")
@click.argument("distributions", nargs=-1, required=True, metavar="DISTRIBUTION...")
@click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
def try_command(distributions: Sequence[str], as_json: bool) -> None:
    """Load, show and answer every block of DISTRIBUTION as a learner would, and say what works."""
    logging.getLogger("lms.blocks").setLevel(logging.CRITICAL)
    with thrown_away() as place:
        found = [_tried(name, place) for name in distributions]
    if as_json:
        print_json(found)
    else:
        _tell(found)
    if any(one["error"] for package in found for one in package["blocks"]):
        sys.exit(1)


def _tried(distribution: str, place: trials.Place) -> dict[str, Any]:
    try:
        installed = version(distribution)
    except PackageNotFoundError as absent:
        raise click.ClickException(f"{distribution} is not installed here.") from absent
    wanted = _plain(distribution)
    types = [one.block_type for one in runtime.kinds().values() if _plain(one.distribution) == wanted]
    if not types:
        raise click.ClickException(f"{distribution} brings no block (no entry point in {runtime.BLOCKS}).")
    for block_type in types:
        services.allow(block_type, actor=place.author)
    blocks = [asdict(trials.try_kind(block_type, place, clock.now())) for block_type in types]
    return {"distribution": distribution, "version": installed, "blocks": blocks}


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _tell(found: Sequence[dict[str, Any]]) -> None:
    for package in found:
        click.echo(f"{package['distribution']} {package['version']}")
        for one in package["blocks"]:
            marks = (f"{name} {_mark(one[name])}" for name in ("loaded", "rendered", "answered", "kept"))
            click.echo(f"  {one['block_type']}: {', '.join(marks)}{' - ' + one['error'] if one['error'] else ''}")


def _mark(value: bool | None) -> str:
    return "-" if value is None else "yes" if value else "no"


# --- a house that is thrown away -------------------------------------------------------------------------------------


@contextmanager
def thrown_away() -> Iterator[trials.Place]:
    """A provider with one class, one learner and one open unit, in a file of its own. Nothing of it is kept."""
    folder = Path(tempfile.mkdtemp(prefix="onward-blocks-"))
    try:
        house = House(database_url=f"sqlite:///{folder / 'blocks.db'}", data_dir=str(folder))
        engine = house.engine()
        # Nothing was here before: the tables as they are now.
        db.Base.metadata.create_all(engine)
        with db.transaction(engine) as session:
            provider_id = organisations.add_provider("A trial", "DE")
            author = Actor("trial", "A trial", provider_id, permissions=frozenset({"blocks.author"}), zone="UTC")
            with db.scoped(provider_id), audit.acting(author):
                yield _furnished(author, folder)
            session.rollback()
        engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _furnished(author: Actor, folder: Path) -> trials.Place:
    now, today = clock.now(), clock.today("UTC")
    centre_id = organisations.add_centre("A trial", "UTC")
    term_id = organisations.add_term(centre_id, "A trial", today, today + timedelta(days=90))
    course_id = courses.add_course(
        centre_id, programme="trial", module_key="trial", title="A trial", track=Track.REGULAR, level=Level.A1, minutes=60,
        section_min=1, section_max=1,
    )  # fmt: skip
    wanted = courses.NewSection(
        course_id=course_id, term_id=term_id, name="A trial", seats=1, meetings=(), room_id=None, teacher_id=None,
        starts_on=today, ends_on=today + timedelta(days=90),
    )  # fmt: skip
    section_id = courses.open_section(wanted, closed={}, zone="UTC", actor=author, now=now)
    new = learners.NewLearner("1", "A", "Trial", date(1990, 1, 1))
    learner_id = learners.register(centre_id, new, actor=author, now=now)
    courses.book(section_id, learner_id, from_date=today, actor=author, now=now)
    unit_id = services.add_unit(section_id, "A trial", opens_on=today, actor=author)
    door = services.Door("trial" * 8, language.say, folder)
    return trials.Place(unit_id, author, Viewer(author.provider_id or "", learner_id=learner_id), door, today)
