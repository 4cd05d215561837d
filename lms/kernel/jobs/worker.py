"""Running jobs: a pool of processes takes rows from the ledger; APScheduler is the one clock that adds and reaps."""

import fcntl
import json
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from lms.kernel import clock, db
from lms.kernel.jobs import declare, ledger

log = logging.getLogger("onward.jobs")
PAUSE = 0.5
CLOCK_LOCK = 0x6F6E7764
"""Key of the advisory lock that only one clock can hold."""


class LedgerProgress(declare.Progress):
    """Progress written to the ledger, at most twice a second; the heart beats in a thread of its own."""

    def __init__(self, engine: Engine, entry_id: str, attempt: int) -> None:
        self._engine, self._entry_id, self._attempt = engine, entry_id, attempt
        self._stop = False
        self._lost = False
        self.told: dict[str, Any] | None = None
        self._last = 0.0
        self._lock = threading.Lock()

    def tell(self, facts: Mapping[str, Any]) -> None:
        """See `declare.Progress.tell`."""
        self.told = dict(facts)
        if time.monotonic() - self._last >= PAUSE:
            self.beat()
        if self._lost:
            raise declare.Stopped

    def beat(self) -> None:
        """Write heartbeat and progress, and read whether a stop is wanted."""
        with self._lock, db.transaction(self._engine):
            wanted = ledger.beat(self._entry_id, self._attempt, clock.now(), self.told)
        self._last = time.monotonic()
        self._lost = wanted is None
        self._stop = bool(wanted)

    @property
    def stop_wanted(self) -> bool:
        """See `declare.Progress.stop_wanted`."""
        if time.monotonic() - self._last >= PAUSE:
            self.beat()
        return self._stop or self._lost


def run_one(engine: Engine) -> bool:
    """Take one due entry, run it here and write its end. Returns whether there was one."""
    with db.transaction(engine):
        entry = ledger.claim(clock.now())
    if entry is None:
        return False
    declared = declare.JOBS.get(entry.name)
    if declared is None:
        # Its plug-in has gone since: nobody here can do it, and trying again would not help.
        _fail(engine, entry, "no job of this name is installed", attempts=entry.attempt)
        return True
    progress = LedgerProgress(engine, entry.id, entry.attempt)
    try:
        with _heart(progress, declared.lease):
            result = dict(declared.run(entry.arguments, progress, clock.now()))
        # A result that cannot be kept is a failure of the job, not of the worker.
        json.dumps(result)
    except declare.Stopped:
        log.warning("job %s lost its lease", entry.name)
    except Exception as trouble:
        log.exception("job %s failed", entry.name)
        _fail(engine, entry, repr(trouble), attempts=declared.attempts)
    else:
        with db.transaction(engine):
            ours = ledger.finish(entry.id, entry.attempt, clock.now(), result, progress.told)
        if not ours:
            log.warning("job %s ended after another attempt had taken over", entry.name)
    return True


def _fail(engine: Engine, entry: ledger.Entry, trouble: str, *, attempts: int) -> None:
    with db.transaction(engine):
        ledger.fail(entry.id, entry.attempt, clock.now(), trouble, attempts=attempts)


@contextmanager
def _heart(progress: LedgerProgress, lease: timedelta) -> Iterator[None]:
    over = threading.Event()
    shift = clock.shift()

    def beat() -> None:
        clock.use_shift(shift)
        while not over.wait(lease.total_seconds() / 4):
            try:
                progress.beat()
            except SQLAlchemyError:
                # A database that is busy or away for a moment must not stop the heart of a living job.
                log.warning("a heartbeat was missed", exc_info=True)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def work(engine: Engine, stop: Callable[[], bool]) -> None:
    """Run due entries until `stop()`."""
    while not stop():
        try:
            busy = run_one(engine)
        except Exception:  # a lost database must not end the worker: it comes back with it
            log.exception("worker")
            busy = False
        if not busy:
            time.sleep(PAUSE)


def run_all_due(engine: Engine) -> int:
    """Run everything that is due now, in this process: for the demonstration and the command line."""
    count = 0
    while run_one(engine):
        count += 1
    return count


def _worker_process(prepare: Callable[[], Engine], shift: timedelta) -> None:
    clock.use_shift(shift)
    parent = os.getppid()
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A worker whose parent was killed ends by itself, so that nothing runs on unseen.
    work(prepare(), lambda: stopping.is_set() or os.getppid() != parent)


class Pool:
    """Worker processes, replaced when one dies."""

    def __init__(self, prepare: Callable[[], Engine], size: int) -> None:
        self._prepare, self._size = prepare, size
        self._context = multiprocessing.get_context("spawn")
        self.processes: list[BaseProcess] = []

    def keep_full(self) -> None:
        """Start what is missing."""
        self.processes = [process for process in self.processes if process.is_alive()]
        while len(self.processes) < self._size:
            process = self._context.Process(target=_worker_process, args=(self._prepare, clock.shift()), daemon=True)
            process.start()
            self.processes.append(process)

    def stop(self) -> None:
        """Let every worker finish its entry, then end it."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(timeout=10)
            if process.is_alive():
                # A long job loses nothing but time: its row goes back after its lease.
                process.kill()
                process.join()


@contextmanager
def only_clock(engine: Engine, data_path: Path) -> Iterator[bool]:
    """Hold the right to be the clock: advisory lock on PostgreSQL, file lock beside SQLite. Yields whether we got it."""
    if engine.dialect.name == "postgresql":
        with _advisory_lock(engine) as ours:
            yield ours
        return
    path = _lock_beside(engine, data_path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


@contextmanager
def _advisory_lock(engine: Engine) -> Iterator[bool]:
    with engine.connect() as connection:
        got = bool(connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": CLOCK_LOCK}).scalar())
        connection.commit()
        try:
            yield got
        finally:
            # The lock belongs to the connection: one that went back to the pool would hold it on.
            connection.invalidate()


def _lock_beside(engine: Engine, data_path: Path) -> Path:
    # Named after the database, not after a setting: two data folders on one database still share one clock.
    database = engine.url.database
    return Path(f"{database}.clock") if database and database != ":memory:" else data_path / "clock.lock"


def add_due(engine: Engine, schedule: declare.Schedule, now: datetime) -> str | None:
    """Put the entry of one firing into the ledger: keyed by job and business date, so two firings add it once."""
    moment = now.astimezone(UTC)
    stamp = f"{moment:%Y-%m-%d}" if schedule.hour is not None else f"{moment:%Y-%m-%dT%H:%M}"
    with db.transaction(engine):
        return ledger.enqueue(schedule.job, {}, now=now, unique_key=f"{schedule.job}:{stamp}", asked_by=ledger.CLOCK)


def _fire(engine: Engine, schedule: declare.Schedule) -> str | None:
    return add_due(engine, schedule, clock.now())


def catch_up(engine: Engine, now: datetime) -> list[str]:
    """Add today's daily work whose hour passed while no clock ran: a machine that sleeps at night still does it.

    Returns the ids of what was added; what ran today already stands under its key and is not added again.
    """
    moment = now.astimezone(UTC)
    missed = [s for s in declare.SCHEDULES if s.hour is not None and (s.hour, s.minute) <= (moment.hour, moment.minute)]
    return [added for schedule in missed if (added := add_due(engine, schedule, now)) is not None]


def start_clock(engine: Engine, pool: Pool) -> BackgroundScheduler:
    """The clock: adds what is due by schedule, reaps what dead workers left, keeps the pool full."""
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": 3600, "max_instances": 1}
    )
    shift = clock.shift()

    def shifted(deed: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            clock.use_shift(shift)
            deed()

        return run

    catch_up(engine, clock.now())
    for schedule in declare.SCHEDULES:
        trigger = (
            CronTrigger(hour=schedule.hour, minute=schedule.minute, timezone=UTC)
            if schedule.hour is not None
            else IntervalTrigger(minutes=schedule.minutes or 1)
        )
        scheduler.add_job(shifted(partial(_fire, engine, schedule)), trigger)

    def reap() -> None:
        with db.transaction(engine):
            ledger.reap(clock.now())

    scheduler.add_job(shifted(reap), IntervalTrigger(seconds=5))
    scheduler.add_job(shifted(pool.keep_full), IntervalTrigger(seconds=2))
    scheduler.start()
    return scheduler
