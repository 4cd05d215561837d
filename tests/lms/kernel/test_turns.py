"""Writers of one process take turns on SQLite, without the pauses after which SQLite looks again."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from lms.kernel import db


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = db.make_engine(f"sqlite:///{tmp_path / 'turns.db'}")
    with db.transaction(made) as session:
        session.execute(text("create table note (at integer)"))
    yield made
    made.dispose()


def test_writers_of_one_process_never_find_the_file_taken(engine: Engine) -> None:
    """Without patience SQLite refuses a second writer at once: that it refuses nobody shows that each waits for a turn."""
    event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=0"))
    engine.dispose()
    refused: list[Exception] = []

    def write() -> None:
        try:
            with db.transaction(engine) as session:
                session.execute(text("insert into note values (1)"))
                time.sleep(0.02)
        except OperationalError as error:
            refused.append(error)

    threads = [threading.Thread(target=write) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []


def test_a_turn_is_passed_on_when_its_work_fails(engine: Engine) -> None:
    for _ in range(3):
        with pytest.raises(OperationalError), db.transaction(engine) as session:
            session.execute(text("insert into nothing values (2)"))
    with db.transaction(engine) as session:
        assert session.scalar(text("select count(*) from note")) == 0


def test_a_turn_is_passed_on_when_another_process_holds_the_file(engine: Engine, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "turns.db", isolation_level=None)
    other.execute("begin immediate")
    # The pool hands this very connection out again: it asks the file for a moment only.
    raw = engine.raw_connection()
    raw.cursor().execute("PRAGMA busy_timeout=50")
    raw.close()
    with pytest.raises(OperationalError, match="locked"), db.transaction(engine) as session:
        session.execute(text("insert into note values (3)"))
    other.execute("rollback")
    with db.transaction(engine) as session:
        session.execute(text("insert into note values (4)"))
    other.close()
