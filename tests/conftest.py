"""Fixtures of the whole suite: a house on SQLite, on PostgreSQL, or on both in turn."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from lms import app as application
from lms.kernel import clock, collector, config, db, plugins
from tests import compiled, draws, houses, moulds, postgres, region

LONGEST = (
    "browser/test_first_pages.py",
    # Compiles the lecture engine once: by the time its other tests begin, it is there.
    "scheduling/lectures/test_command.py",
    "guards/test_alone.py",
    "placement/test_killed_sitting.py",
    "lms/courses/test_enrolment_machine.py",
    # Both need the region that the first of all builds: by now it is there.
    "browser/test_main_job.py",
    "lms/demo/test_region.py",
    "placement/test_demonstration.py",
    "journeys/test_main_job.py",
    "scheduling/test_runs.py",
    "stranger/test_stranger.py",
    "placement/test_screener_pages.py",
    "lms/kernel/test_jobs.py",
    "lms/courses/test_attendance_machine.py",
    "lms/courses/test_ledger_machine.py",
    "lms/courses/test_last_seats.py",
    "placement/test_by_keyboard.py",
    "scheduling/test_publishing.py",
    "lms/kernel/test_operations.py",
    "lms/blocks/test_foreign.py",
    "scheduling/test_sites.py",
    "scheduling/test_board.py",
)
"""Files that take longest begin first, so that at the end no worker waits for another."""


def pytest_configure(config: pytest.Config) -> None:
    """Files go to the workers in the order above; pytest-xdist would begin with those of the most tests."""
    config.option.loadscopereorder = False
    _same_examples_every_time()
    _keep_files_in_memory()
    if sys.dont_write_bytecode:
        _keep_bytecode(config.rootpath / ".cache" / "bytecode")


def _same_examples_every_time() -> None:
    """Whether a change is sound must not hang on luck: new examples are looked for by `make soak`."""
    settings.register_profile("same", derandomize=True)
    if "ONWARD_SOAK" not in os.environ:
        settings.load_profile("same")


def _keep_files_in_memory() -> None:
    """A house writes to the disk at every step, and a second later it is gone. Whoever set TMPDIR knows better."""
    if "TMPDIR" not in os.environ and (memory := postgres.in_memory()):
        os.environ["TMPDIR"] = tempfile.tempdir = str(memory)


def _keep_bytecode(folder: Path) -> None:
    """Where no bytecode may lie beside the sources it lies here: each of the many programs that tests start needs it."""
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(folder)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, all others as they were found."""
    here = Path(__file__).parent
    rank = {here / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(LONGEST)))


def pytest_collection_finish() -> None:
    """What is imported by now stays."""
    collector.leave_what_is_loaded()


def pytest_sessionfinish() -> None:
    """Nothing is left behind."""
    moulds.forget()


@pytest.fixture(scope="session", autouse=True)
def learned(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One folder for all workers and the programs that they start, for what was learned and for what was compiled."""
    shared = region.shared_folder(tmp_path_factory)
    houses.LEARNED[:] = [shared / "learned"]
    (shared / "compiled").mkdir(exist_ok=True)
    os.environ[compiled.FOLDER] = str(shared / "compiled")


@pytest.fixture(scope="module", autouse=True)
def _same_draws_of_a_file(request: pytest.FixtureRequest) -> Iterator[None]:
    with draws.drawing(request.node.nodeid, draws.FILE):
        yield


@pytest.fixture(autouse=True)
def _same_draws(request: pytest.FixtureRequest) -> Iterator[None]:
    with draws.drawing(request.node.nodeid, draws.TEST):
        yield


@pytest.fixture(scope="session")
def registry() -> plugins.Registry:
    """Everything that is installed."""
    return application.registry_for(config.Settings())


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, registry: plugins.Registry) -> Path:
    """A filled SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "onward.db"
    houses.fill(f"sqlite:///{path}", registry)
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One PostgreSQL for the whole run."""
    with postgres.shared_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a filled database of this test's own, on each engine in turn."""
    yield from _database(request, tmp_path, request.param)


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A filled SQLite database."""
    yield from _database(request, tmp_path, "sqlite")


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A filled PostgreSQL database; the address is the plain application role's."""
    yield from _database(request, tmp_path, "postgresql")


def _database(request: pytest.FixtureRequest, folder: Path, kind: str) -> Iterator[str]:
    registry = request.getfixturevalue("registry")
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "onward.db")
        yield f"sqlite:///{folder / 'onward.db'}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    template = server.ensure_template("onward_template", lambda url: houses.fill(url, registry, app_role="onward_app"))
    name = "t" + db.new_id()
    server.create_database(name, template=template)
    yield server.app_url(name)
    server.drop_database(name)


@pytest.fixture
def house(database_url: str, tmp_path: Path, registry: plugins.Registry) -> Iterator[houses.House]:
    """A house on each database in turn, at noon of Tuesday 24 November 2026."""
    with clock.shifted_to(houses.NOON), houses.open_house(database_url, tmp_path, registry) as house:
        yield house


@pytest.fixture
def sqlite_house(sqlite_url: str, tmp_path: Path, registry: plugins.Registry) -> Iterator[houses.House]:
    """A house on SQLite only, for what no database can change."""
    with clock.shifted_to(houses.NOON), houses.open_house(sqlite_url, tmp_path, registry) as house:
        yield house


@pytest.fixture
def postgres_house(postgres_url: str, tmp_path: Path, registry: plugins.Registry) -> Iterator[houses.House]:
    """A house on PostgreSQL only, for what SQLite's one writer at a time can never show."""
    with clock.shifted_to(houses.NOON), houses.open_house(postgres_url, tmp_path, registry) as house:
        yield house
