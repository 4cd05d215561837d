"""A relative SQLite address means a file below the folder that Onward was started in, at every door."""

from pathlib import Path

import pytest

from lms.kernel import clock, db, plugins
from tests import houses
from tests.cast import add_provider


def test_pages_and_migrations_open_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, registry: plugins.Registry
) -> None:
    monkeypatch.chdir(tmp_path)
    address = "sqlite:///var/town.db"
    houses.fill(address, registry)
    with clock.shifted_to(houses.NOON), houses.open_house(address, tmp_path, registry) as house:
        add_provider(house)
        assert house.client().get("/healthz").status_code == 200
        assert house.engine.url.database == "var/town.db"
        with house.app.app_context(), house.engine.connect() as opened:
            [(_, _, path)] = opened.exec_driver_sql("pragma database_list").all()
        assert Path(path) == (tmp_path / "var" / "town.db").resolve()
    assert [one.name for one in tmp_path.rglob("*.db")] == ["town.db"]
    with db.make_engine(f"sqlite:///{tmp_path}/var/town.db").connect() as straight:
        assert straight.exec_driver_sql("select count(*) from organisations_provider").scalar() == 1
