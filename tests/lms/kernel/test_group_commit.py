"""Deeds of several threads that are committed together: all or none is kept of each, and nobody is told too early."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from lms.kernel import db
from lms.kernel.db.engines import TAKEN_IN
from lms.kernel.db.group_commit import TOGETHER

ADD = text("insert into things values (:name)")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = db.make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with made.begin() as one:
        one.execute(text("create table things (name text primary key)"))
        one.execute(text("create table parts (thing text references things (name) deferrable initially deferred)"))
    return made


@pytest.fixture
def told(engine: Engine) -> list[str]:
    """Every statement that SQLite was told."""
    heard: list[str] = []
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _record: connection.set_trace_callback(heard.append))
    return heard


def names(engine: Engine) -> set[str]:
    with db.reading(), engine.connect() as one:
        return set(one.execute(text("select name from things")).scalars())


def deed(engine: Engine, work: Callable[[Session], None]) -> None:
    """Look, then write at once, as doors do."""
    with Session(engine) as mine, db.use_session(mine):
        with db.reading():
            mine.scalar(text("select count(*) from things"))
        db.write_at_once()
        work(mine)
        mine.commit()


class Crowd:
    """Threads that write one after the other: the first keeps its turn until the others wait for theirs."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.pool = engine, ThreadPoolExecutor(20)
        self.done: list[Future[None]] = []

    def first(self, name: str = "first") -> threading.Event:
        """A deed that is done when the event is set."""
        holds, goes_on = threading.Event(), threading.Event()

        def work(mine: Session) -> None:
            mine.execute(ADD, {"name": name})
            holds.set()
            assert goes_on.wait(20)

        self.done.append(self.pool.submit(deed, self.engine, work))
        assert holds.wait(20)
        return goes_on

    def then(self, work: Callable[[Session], None]) -> None:
        """One more deed, which waits for its turn."""
        begun = threading.Event()

        def look_first() -> None:
            begun.set()
            deed(self.engine, work)

        self.done.append(self.pool.submit(look_first))
        assert begun.wait(20)
        # It has nothing left to do but to wait.
        time.sleep(0.1)

    def errors(self) -> list[BaseException | None]:
        """How each ended."""
        return [one.exception(timeout=20) for one in self.done]


def add(name: str) -> Callable[[Session], None]:
    return lambda mine: mine.execute(ADD, {"name": name}) and None


def test_deeds_that_wait_for_each_other_are_committed_at_once(engine: Engine, told: list[str]) -> None:
    crowd = Crowd(engine)
    goes_on = crowd.first()
    for number in range(3):
        crowd.then(add(f"then {number}"))
    goes_on.set()
    assert crowd.errors() == [None] * 4
    assert names(engine) == {"first", "then 0", "then 1", "then 2"}
    assert told.count("COMMIT") == 1


def test_nobody_is_told_that_a_deed_is_kept_before_it_is(engine: Engine) -> None:
    crowd, reached, ends = Crowd(engine), threading.Event(), threading.Event()

    def slow(mine: Session) -> None:
        mine.execute(ADD, {"name": "second"})
        reached.set()
        assert ends.wait(20)

    goes_on = crowd.first()
    crowd.then(slow)
    goes_on.set()
    assert reached.wait(20)
    time.sleep(0.1)
    assert names(engine) == set()
    assert not crowd.done[0].done()
    ends.set()
    assert crowd.errors() == [None, None]
    assert names(engine) == {"first", "second"}


def test_a_deed_that_fails_takes_nothing_of_the_others_with_it(engine: Engine, told: list[str]) -> None:
    def breaks(mine: Session) -> None:
        mine.execute(ADD, {"name": "half"})
        raise RuntimeError("no")

    def twice(mine: Session) -> None:
        mine.execute(ADD, {"name": "other half"})
        mine.execute(ADD, {"name": "first"})

    crowd = Crowd(engine)
    goes_on = crowd.first()
    for work in (breaks, add("whole"), twice):
        crowd.then(work)
    goes_on.set()
    assert [type(one).__name__ for one in crowd.errors()] == ["NoneType", "RuntimeError", "NoneType", "IntegrityError"]
    assert names(engine) == {"first", "whole"}
    assert told.count("COMMIT") == 1


def test_the_first_one_may_fail_too(engine: Engine) -> None:
    def breaks(mine: Session) -> None:
        mine.execute(ADD, {"name": "half"})
        holds.set()
        assert goes_on.wait(20)
        raise RuntimeError("no")

    crowd, holds, goes_on = Crowd(engine), threading.Event(), threading.Event()
    crowd.then(breaks)
    assert holds.wait(20)
    crowd.then(add("whole"))
    goes_on.set()
    assert [type(one).__name__ for one in crowd.errors()] == ["RuntimeError", "NoneType"]
    assert names(engine) == {"whole"}


def test_a_deed_that_did_not_look_before_joins_nobody(engine: Engine, told: list[str]) -> None:
    def alone() -> None:
        with engine.begin() as one:
            one.execute(ADD, {"name": "alone"})

    crowd = Crowd(engine)
    goes_on = crowd.first()
    crowd.done.append(crowd.pool.submit(alone))
    time.sleep(0.1)
    goes_on.set()
    assert crowd.errors() == [None, None]
    assert told.count("COMMIT") == 2
    assert names(engine) == {"first", "alone"}


def test_where_the_commit_fails_everybody_hears_it_and_nothing_is_kept(engine: Engine) -> None:
    crowd = Crowd(engine)
    goes_on = crowd.first()
    crowd.then(add("second"))
    crowd.then(lambda mine: mine.execute(text("insert into parts values ('nothing')")) and None)
    goes_on.set()
    assert [type(one).__name__ for one in crowd.errors()] == ["IntegrityError"] * 3
    assert names(engine) == set()
    deed(engine, add("later"))
    assert names(engine) == {"later"}


def test_when_the_database_undoes_everything_by_itself_nobody_is_told_otherwise(engine: Engine) -> None:
    def fills(mine: Session) -> None:
        mine.execute(text("rollback"))
        mine.execute(ADD, {"name": "outside"})

    crowd = Crowd(engine)
    goes_on = crowd.first()
    crowd.then(fills)
    goes_on.set()
    assert all(isinstance(one, DatabaseError) for one in crowd.errors())
    assert "first" not in names(engine)
    deed(engine, add("later"))
    assert "later" in names(engine)


def test_others_do_not_wait_for_more_than_a_few_deeds(engine: Engine, told: list[str]) -> None:
    crowd = Crowd(engine)
    goes_on = crowd.first()
    for number in range(TOGETHER + 3):
        crowd.then(add(str(number)))
    goes_on.set()
    assert crowd.errors() == [None] * (TOGETHER + 4)
    assert told.count("COMMIT") == 2
    assert len(names(engine)) == TOGETHER + 4


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> "Disk":
    """A disk that takes its time, or breaks."""
    made = Disk()
    monkeypatch.setattr(os, "fdatasync", made.sync)
    return made


class Disk:
    """What the operating system is asked to bring to the disk."""

    def __init__(self) -> None:
        self.asked, self.goes_on = threading.Event(), threading.Event()
        self.broken = False

    def sync(self, _file: int) -> None:
        """Wait for `goes_on`; fail where it is broken."""
        self.asked.set()
        assert self.goes_on.wait(20)
        if self.broken:
            raise OSError(errno.EIO, "no disk")


def test_others_write_while_a_group_waits_for_the_disk_and_it_is_not_told_before(engine: Engine, disk: Disk) -> None:
    crowd = Crowd(engine)
    crowd.first().set()
    assert disk.asked.wait(20)
    with engine.begin() as one:
        one.execute(ADD, {"name": "meanwhile"})
    assert names(engine) == {"first", "meanwhile"}
    assert not crowd.done[0].done()
    disk.goes_on.set()
    assert crowd.errors() == [None]


def test_whose_log_is_not_safe_on_the_disk_is_not_told_that_it_is_kept(engine: Engine, disk: Disk) -> None:
    disk.broken = True
    crowd = Crowd(engine)
    goes_on = crowd.first()
    crowd.then(add("second"))
    goes_on.set()
    disk.goes_on.set()
    assert [type(one).__name__ for one in crowd.errors()] == ["OperationalError"] * 2
    disk.broken = False
    deed(engine, add("later"))
    assert "later" in names(engine)


def test_who_writes_alone_waits_for_the_disk_in_its_commit(engine: Engine, told: list[str]) -> None:
    deed(engine, add("together"))
    with engine.begin() as one:
        one.execute(ADD, {"name": "alone"})
    ours = [words for words in told if words == "COMMIT" or words.startswith("PRAGMA")]
    assert ours == ["PRAGMA synchronous=NORMAL", "COMMIT", "PRAGMA synchronous=FULL", "COMMIT"]


def test_the_log_is_taken_into_the_file_after_some_deeds_and_not_in_a_commit(engine: Engine, told: list[str]) -> None:
    log = Path(f"{engine.url.database}-wal")
    for number in range(2 * TAKEN_IN):
        deed(engine, add(str(number)))
        if number == TAKEN_IN:
            # The next writer begins the log anew.
            long = log.stat().st_size
    assert told.count("PRAGMA wal_checkpoint(PASSIVE)") == 2
    assert log.stat().st_size < 1.5 * long
    after = told[told.index("PRAGMA wal_checkpoint(PASSIVE)") - 1]
    assert after == "COMMIT"


COUNTS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from sqlalchemy import text
from sqlalchemy.orm import Session
from lms.kernel import db
engine = db.make_engine(sys.argv[1])
def one(number):
    with Session(engine) as mine, db.use_session(mine):
        with db.reading():
            mine.scalar(text("select max(name) from things"))
        db.write_at_once()
        count = mine.scalar(text("select count(*) from things"))
        mine.execute(text("insert into things values (:name)"), {"name": f"{count:06}"})
        mine.commit()
        sys.stdout.write(f"{count}\\n")
        sys.stdout.flush()
with ThreadPoolExecutor(4) as pool:
    list(pool.map(one, range(int(sys.argv[2]))))
"""


def counting(engine: Engine, deeds: int) -> subprocess.Popen[str]:
    """A process of four threads that count rows and add one: two who count at once meet at the key."""
    return subprocess.Popen(
        [sys.executable, "-c", COUNTS, str(engine.url), str(deeds)], stdout=subprocess.PIPE, text=True
    )


def test_threads_of_two_processes_never_write_past_each_other(engine: Engine) -> None:
    both = [counting(engine, 150), counting(engine, 150)]
    for one in both:
        one.communicate(timeout=120)
    assert [one.returncode for one in both] == [0, 0]
    assert len(names(engine)) == 300


def test_what_was_acknowledged_is_there_after_a_kill(engine: Engine) -> None:
    told: set[str] = set()
    with counting(engine, 100_000) as process:
        assert process.stdout is not None
        while len(told) < 60:
            told.add(f"{int(process.stdout.readline()):06}")
        process.send_signal(signal.SIGKILL)
        told.update(f"{int(line):06}" for line in process.stdout.read().split())
    assert told <= names(engine)
    deed(engine, add("later"))
