"""Work in the background: asked for with a change, run once, run again after a kill, stopped when somebody wants it."""

import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine, select

from lms.kernel import clock, db, errors, jobs
from lms.kernel.jobs import declare, ledger, worker
from tests.houses import NOON
from tests.lms.kernel import chores
from tests.postgres import wait_until


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Each database in turn, at noon."""
    engine = db.make_engine(database_url)
    with clock.shifted_to(NOON):
        yield engine
    engine.dispose()


def ask(engine: Engine, name: str, arguments: Mapping[str, Any] | None = None, **more: Any) -> str:
    with db.transaction(engine):
        entry_id = jobs.enqueue(name, arguments or {}, now=clock.now(), **more)
    assert entry_id is not None
    return entry_id


def look(engine: Engine, entry_id: str) -> ledger.Entry:
    with db.transaction(engine), db.reading():
        return jobs.find(entry_id, provider_id=None)


def entries(engine: Engine, name: str) -> list[ledger.Entry]:
    with db.transaction(engine), db.reading():
        return list(db.session().scalars(select(ledger.Entry).where(ledger.Entry.name == name)))


def test_a_job_runs_and_keeps_its_result_and_the_last_thing_it_told(engine: Engine) -> None:
    entry_id = ask(engine, "test.add", {"first": 2, "second": 3})
    assert worker.run_one(engine)
    entry = look(engine, entry_id)
    assert (entry.state, entry.result, entry.progress) == ("done", {"sum": 5}, {"step": 2})
    assert not worker.run_one(engine)


def test_a_job_asked_for_by_a_change_that_fails_is_not_there(engine: Engine) -> None:
    def change() -> None:
        with db.transaction(engine):
            jobs.enqueue("test.add", {"first": 1, "second": 1}, now=clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert entries(engine, "test.add") == []


def test_a_job_that_nobody_declared_cannot_be_asked_for(engine: Engine) -> None:
    with db.transaction(engine), pytest.raises(LookupError):
        jobs.enqueue("test.unknown", {}, now=clock.now())


def test_one_key_is_asked_for_once_and_the_change_around_it_stays(engine: Engine) -> None:
    first = ask(engine, "test.add", {"first": 1, "second": 1}, unique_key="sum:2026-11-24")
    with db.transaction(engine):
        again = jobs.enqueue("test.add", {"first": 9, "second": 9}, now=clock.now(), unique_key="sum:2026-11-24")
        other = jobs.enqueue("test.add", {"first": 2, "second": 2}, now=clock.now(), unique_key="sum:2026-11-25")
    assert again is None
    assert {entry.id for entry in entries(engine, "test.add")} == {first, other}


def test_a_failed_job_waits_longer_each_time_and_then_stays_failed(engine: Engine) -> None:
    entry_id = ask(engine, "test.break")
    worker.run_one(engine)
    waiting = look(engine, entry_id)
    assert (waiting.state, waiting.attempt) == ("waiting", 1)
    assert waiting.due_at > clock.now()
    assert not worker.run_one(engine)
    with clock.shifted_to(NOON + timedelta(minutes=1)):
        worker.run_one(engine)
    failed = look(engine, entry_id)
    assert (failed.state, failed.attempt) == ("failed", 2)
    assert "no paper in the printer" in (failed.trouble or "")


def test_a_result_that_cannot_be_kept_is_a_failure_of_the_job(engine: Engine) -> None:
    entry_id = ask(engine, "test.answer_badly")
    worker.run_one(engine)
    assert look(engine, entry_id).state == "failed"


def test_a_job_whose_plug_in_has_gone_fails_and_lets_the_next_one_run(engine: Engine) -> None:
    entry_id = ask(engine, "test.add", {"first": 1, "second": 1})
    with db.transaction(engine):
        jobs.find(entry_id, provider_id=None).name = "gone.job"
    assert worker.run_one(engine)
    assert look(engine, entry_id).state == "failed"


def test_a_waiting_job_that_nobody_wants_any_more_sees_so_at_once(engine: Engine) -> None:
    entry_id = ask(engine, "test.until_stopped")
    with db.transaction(engine):
        jobs.cancel(entry_id, provider_id=None)
    worker.run_one(engine)
    assert look(engine, entry_id).result == {"rounds": 0, "stopped": True}


def test_a_running_job_shows_its_progress_and_stops_with_what_it_has(engine: Engine) -> None:
    entry_id = ask(engine, "test.until_stopped")
    shift = clock.shift()

    def work() -> None:
        clock.use_shift(shift)
        worker.run_one(engine)

    thread = threading.Thread(target=work)
    thread.start()
    wait_until(lambda: bool((look(engine, entry_id).progress or {}).get("rounds")), "no progress was told")
    with db.transaction(engine):
        jobs.cancel(entry_id, provider_id=None)
    thread.join(timeout=120)
    entry = look(engine, entry_id)
    assert entry.state == "done"
    assert entry.result is not None
    assert entry.result["stopped"] is True
    assert 0 < entry.result["rounds"] < 10_000


def test_a_job_of_another_provider_is_not_there(engine: Engine) -> None:
    entry_id = ask(engine, "test.add", {"first": 1, "second": 1}, provider_id="p1")
    with db.transaction(engine), pytest.raises(errors.NotFound):
        jobs.find(entry_id, provider_id="p2")


def test_the_work_of_a_silent_worker_goes_back_and_its_late_answer_counts_for_nothing(engine: Engine) -> None:
    entry_id = ask(engine, "test.slow")
    with db.transaction(engine):
        first = ledger.claim(clock.now())
    assert first is not None
    with db.transaction(engine):
        assert ledger.reap(clock.now()) == 0
        assert ledger.reap(clock.now() + chores.LEASE + timedelta(seconds=1)) == 1
    later = clock.now() + timedelta(seconds=5)
    with db.transaction(engine):
        second = ledger.claim(later)
    assert second is not None
    assert (second.id, second.attempt) == (entry_id, 2)
    with db.transaction(engine):
        assert not ledger.finish(entry_id, 1, later, {"by": "the silent one"})
        assert ledger.beat(entry_id, 1, later, {"by": "the silent one"}) is None
        assert ledger.finish(entry_id, 2, later, {"by": "the second"})
    assert look(engine, entry_id).result == {"by": "the second"}


def test_a_worker_killed_in_the_middle_is_replaced_and_the_work_is_done_once(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "slow.log"
    pool = worker.Pool(partial(chores.open_engine, database_url), 1)
    entry_id = ask(engine, "test.slow", {"log": str(log)})
    try:
        pool.keep_full()
        wait_until(lambda: log.exists() and log.read_text().count("\n") == 1, "the first worker did not begin")
        killed = int(log.read_text())
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: not pool.processes[0].is_alive(), "the first worker did not die")
        log.with_suffix(".go").touch()
        time.sleep(chores.LEASE.total_seconds() + 0.2)
        with db.transaction(engine):
            assert ledger.reap(clock.now()) == 1
        pool.keep_full()
        wait_until(lambda: look(engine, entry_id).state == "done", "the second worker did not finish")
    finally:
        pool.stop()
    entry = look(engine, entry_id)
    runs = [int(pid) for pid in log.read_text().split()]
    assert len(runs) == 2
    assert runs[0] == killed != runs[1]
    assert (entry.attempt, entry.result) == (2, {"pid": runs[1]})


def test_only_one_clock_runs_on_a_database(database_url: str, tmp_path: Path) -> None:
    first, second = db.make_engine(database_url), db.make_engine(database_url)
    # Two data folders: what they share is the database.
    with worker.only_clock(first, tmp_path / "a") as ours, worker.only_clock(second, tmp_path / "b") as theirs:
        assert (ours, theirs) == (True, False)
    with worker.only_clock(second, tmp_path / "b") as theirs:
        assert theirs
    first.dispose()
    second.dispose()


def test_a_nightly_job_is_added_once_a_day_by_two_clocks_and_over_the_end_of_summer_time(engine: Engine) -> None:
    schedule = declare.Schedule("test.add", hour=1, minute=30)
    trigger = CronTrigger(hour=1, minute=30, timezone=UTC)
    moment: datetime | None = datetime(2026, 10, 23, 12, tzinfo=UTC)
    walls = []
    for _ in range(4):
        moment = trigger.get_next_fire_time(moment, moment)
        assert moment is not None
        walls.append(moment.astimezone(ZoneInfo("Europe/Berlin")).strftime("%d %H:%M"))
        worker.add_due(engine, schedule, moment)
        worker.add_due(engine, schedule, moment + timedelta(minutes=59))
    assert walls == ["24 03:30", "25 02:30", "26 02:30", "27 02:30"]
    keys = sorted(entry.unique_key or "" for entry in entries(engine, "test.add"))
    assert keys == [f"test.add:2026-10-{day}" for day in (24, 25, 26, 27)]


def test_a_machine_that_slept_at_night_does_the_nights_work_in_the_morning(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        declare, "SCHEDULES", [declare.Schedule("test.add", hour=2), declare.Schedule("test.break", hour=23)]
    )
    assert len(worker.catch_up(engine, clock.now())) == 1
    assert worker.catch_up(engine, clock.now()) == []
    assert len(entries(engine, "test.add")) == 1
    assert entries(engine, "test.break") == []


def test_what_the_clock_had_done_is_forgotten_after_a_week_and_failures_are_not(engine: Engine) -> None:
    done = ask(engine, "test.add", {"first": 1, "second": 1}, asked_by=ledger.CLOCK)
    ask(engine, "test.answer_badly", asked_by=ledger.CLOCK)
    asked = ask(engine, "test.add", {"first": 1, "second": 1}, asked_by="Jonas Weber")
    worker.run_all_due(engine)
    with db.transaction(engine):
        assert ledger.forget_old(clock.now()) == 0
        assert ledger.forget_old(clock.now() + timedelta(days=8)) == 1
    left = {entry.id for entry in (*entries(engine, "test.add"), *entries(engine, "test.answer_badly"))}
    assert done not in left
    assert asked in left
    assert len(left) == 2
