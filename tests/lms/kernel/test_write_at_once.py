"""A deed that has looked before writes in the session it looked in: it sees what others wrote meanwhile, and is alone."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lms.kernel import db

COUNT = text("select count(*) from things")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = db.make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with made.begin() as one:
        one.execute(text("create table things (name text)"))
    return made


def add(engine: Engine, name: str) -> None:
    with engine.begin() as one:
        one.execute(text("insert into things values (:name)"), {"name": name})


def test_what_others_wrote_since_the_look_is_seen_and_what_is_written_then_stands(engine: Engine) -> None:
    with Session(engine) as mine, db.use_session(mine):
        with db.reading():
            assert mine.scalar(COUNT) == 0
            add(engine, "theirs")
            assert mine.scalar(COUNT) == 0, "a look sees one moment"
        before = db.connection()
        db.write_at_once()
        assert db.connection() is before
        assert mine.scalar(COUNT) == 1
        mine.execute(text("insert into things values ('mine')"))
        mine.commit()
    with engine.connect() as one:
        assert one.scalar(COUNT) == 2


def test_nobody_else_writes_until_it_is_done_and_an_undone_one_leaves_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.kernel.db.engines.WAIT", 0)
    other = db.make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with Session(engine) as mine, db.use_session(mine):
        with db.reading():
            mine.scalar(COUNT)
        db.write_at_once()
        mine.execute(text("insert into things values ('mine')"))
        with pytest.raises(OperationalError, match="locked"):
            add(other, "theirs")
        mine.rollback()
    add(other, "theirs")
    with engine.connect() as one:
        assert one.scalar(COUNT) == 1
    other.dispose()
