"""Nine months are lived once for a whole run, and every test gets a copy of the database that came out of them."""

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.kernel import clock, db, plugins
from tests import houses, postgres
from tests.curricula.lives import Lives, gather_lives


def _live(url: str, folder: Path, registry: plugins.Registry) -> None:
    with clock.shifted_to(houses.NOON), houses.open_house(url, folder, registry) as house:
        (folder / "lives.pickle").write_bytes(pickle.dumps(gather_lives(house)))


@pytest.fixture(scope="session")
def lived_sqlite(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, registry: plugins.Registry) -> Path:
    """Folder with the database and who is who in it."""
    folder = tmp_path_factory.mktemp("lives")
    shutil.copy(sqlite_template, folder / "onward.db")
    _live(f"sqlite:///{folder / 'onward.db'}", folder, registry)
    return folder


@pytest.fixture(scope="session")
def lived_postgres(postgres_server: postgres.Server, registry: plugins.Registry) -> tuple[str, Path]:
    """Name of the database to copy, and the folder that says who is who in it."""
    folder = postgres_server.folder / "curricula"

    def fill(url: str) -> None:
        folder.mkdir(exist_ok=True)
        houses.fill(url, registry, app_role="onward_app")
        _live(url, folder, registry)

    return postgres_server.ensure_template("curricula_lives", fill), folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The lived database, on each engine in turn."""
    if request.param == "sqlite":
        yield from _copied(request.getfixturevalue("lived_sqlite"), tmp_path)
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    template, folder = request.getfixturevalue("lived_postgres")
    shutil.copy(folder / "lives.pickle", tmp_path)
    name = "t" + db.new_id()
    server.create_database(name, template=template)
    yield server.app_url(name)
    server.drop_database(name)


@pytest.fixture
def sqlite_url(lived_sqlite: Path, tmp_path: Path) -> Iterator[str]:
    """The lived SQLite database."""
    yield from _copied(lived_sqlite, tmp_path)


def _copied(lived: Path, folder: Path) -> Iterator[str]:
    for name in ("onward.db", "lives.pickle"):
        shutil.copy(lived / name, folder)
    yield f"sqlite:///{folder / 'onward.db'}"


@pytest.fixture
def lives(tmp_path: Path, request: pytest.FixtureRequest) -> Lives:
    """Who is who in the house of this test."""
    request.getfixturevalue("sqlite_house" if "sqlite_house" in request.fixturenames else "house")
    found: Lives = pickle.loads((tmp_path / "lives.pickle").read_bytes())
    return found
