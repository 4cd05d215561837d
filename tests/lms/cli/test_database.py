"""A database that another version wrote is left alone: a sentence says what to do, and the command ends with 1."""

from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import create_engine, text

from lms.cli import main


def test_a_database_of_a_newer_version_is_left_alone_with_a_sentence(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = 'lms9999' where version_num like 'lms%'"))
    engine.dispose()
    environment = {"ONWARD_DATABASE_URL": sqlite_url, "ONWARD_DATA_DIR": str(tmp_path), "ONWARD_LANGUAGES": "en"}
    upgraded = CliRunner().invoke(main, ["db", "upgrade"], env=environment)
    assert (upgraded.exit_code, "Traceback" in upgraded.output) == (1, False)
    assert "lms9999. Nothing was changed. Install that version" in upgraded.output
    looked = CliRunner().invoke(main, ["doctor"], env=environment)
    assert looked.exit_code == 1
    assert "MEND  tables: Another version of Onward wrote this database" in looked.output
