"""The ledger of jobs: one row per piece of work, in the product's own database, written with the change that asked for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CursorResult, Index, Text, cast, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, aliased, mapped_column

from lms.kernel import db, errors
from lms.kernel.jobs.declare import DEFAULT_LEASE, JOBS

CLOCK = "clock"
"""Who asked for work that the clock added."""
KEPT = timedelta(days=7)
MOST = 100
"""Entries that a page shows at most."""


class State(StrEnum):
    """Where a piece of work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Entry(db.Base, db.Identified, db.System):
    """One piece of work. `attempt` fences: a write counts only from the attempt that holds the row."""

    __tablename__ = "kernel_job"
    __table_args__ = (Index("ix_kernel_job_due", "state", "due_at"),)

    name: Mapped[str]
    provider_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default=State.WAITING)
    attempt: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    progress: Mapped[dict[str, Any] | None]
    result: Mapped[dict[str, Any] | None]
    trouble: Mapped[str | None]
    stop_wanted: Mapped[bool] = mapped_column(default=False)
    unique_key: Mapped[str | None] = mapped_column(unique=True)
    asked_by: Mapped[str] = mapped_column(default="")


def enqueue(
    name: str,
    arguments: Mapping[str, Any],
    *,
    now: datetime,
    provider_id: str | None = None,
    unique_key: str | None = None,
    asked_by: str = "",
) -> str | None:
    """Ask for a job inside the transaction in hand; it runs only if that commits. Returns its id.

    With a `unique_key` that stands already, nothing is added and None comes back: the same business date runs once.
    """
    if name not in JOBS:
        raise LookupError(f"no job is declared as {name!r}")
    entry = Entry(
        name=name,
        arguments=dict(arguments),
        provider_id=provider_id,
        due_at=now,
        unique_key=unique_key,
        asked_by=asked_by,
    )
    session = db.session()
    # What else waits to be written goes first, so that the refusal below can only mean the key.
    session.flush()
    try:
        with session.begin_nested():
            session.add(entry)
    except IntegrityError:
        return None
    return entry.id


def find(entry_id: str, *, provider_id: str | None) -> Entry:
    """One entry of a provider; absent and another's look alike."""
    entry = db.session().scalar(
        select(Entry)
        .where(Entry.id == entry_id, Entry.provider_id == provider_id)
        .execution_options(populate_existing=True)
    )
    if entry is None:
        raise errors.NotFound("job.absent")
    return entry


def latest(name: str, *, provider_id: str | None) -> Entry | None:
    """The newest entry of a name."""
    return db.session().scalar(
        select(Entry).where(Entry.name == name, Entry.provider_id == provider_id).order_by(Entry.id.desc()).limit(1)
    )


def cancel(entry_id: str, *, provider_id: str | None) -> None:
    """Ask a running job to stop and keep what it has; a waiting one then ends as soon as it starts."""
    find(entry_id, provider_id=provider_id).stop_wanted = True


def open_entries(provider_id: str) -> list[Entry]:
    """What waits, runs or failed of a provider and of the whole installation; the newest first.

    A failure that later work of the same kind has made good is left out.
    """
    wanted = or_(Entry.provider_id == provider_id, Entry.provider_id.is_(None))
    later = aliased(Entry)
    made_good = exists().where(
        later.name == Entry.name,
        later.state == State.DONE,
        func.coalesce(later.provider_id, "") == func.coalesce(Entry.provider_id, ""),
        later.ended_at > Entry.ended_at,
        or_(Entry.asked_by == CLOCK, cast(later.arguments, Text) == cast(Entry.arguments, Text)),
    )
    rows = db.session().scalars(
        select(Entry)
        .where(wanted, Entry.state != State.DONE, or_(Entry.state != State.FAILED, ~made_good))
        .order_by(Entry.id.desc())
        .limit(MOST)
    )
    return list(rows)


def try_again(entry_id: str, *, provider_id: str, now: datetime) -> None:
    """Let work of a provider that failed wait again, with all its tries. Raises NotFound where it did not fail."""
    if not _change(
        update(Entry)
        .where(Entry.id == entry_id, Entry.provider_id == provider_id, Entry.state == State.FAILED)
        .values(state=State.WAITING, attempt=0, due_at=now, ended_at=None, stop_wanted=False)
    ):
        raise errors.NotFound("job.absent")


def last_done() -> dict[str, datetime]:
    """When the clock's work of each name was last done."""
    found = db.session().execute(
        select(Entry.name, func.max(Entry.ended_at))
        .where(Entry.state == State.DONE, Entry.asked_by == CLOCK)
        .group_by(Entry.name)
    )
    return {name: ended for name, ended in found if ended is not None}


def claim(now: datetime) -> Entry | None:
    """Take the oldest due entry for one worker: a conditional update decides between two that want it."""
    session = db.session()
    while True:
        entry = session.scalar(
            select(Entry)
            .where(Entry.state == State.WAITING, Entry.due_at <= now)
            .order_by(Entry.due_at, Entry.id)
            .limit(1)
        )
        if entry is None:
            return None
        taken = _change(
            update(Entry)
            .where(Entry.id == entry.id, Entry.state == State.WAITING)
            .values(state=State.RUNNING, attempt=Entry.attempt + 1, started_at=now, heartbeat_at=now)
        )
        session.refresh(entry)
        if taken:
            return entry


def beat(entry_id: str, attempt: int, now: datetime, progress: Mapping[str, Any] | None) -> bool | None:
    """Heartbeat and progress of one attempt. Returns whether a stop is wanted, None when the row is no longer ours."""
    values: dict[str, Any] = {"heartbeat_at": now}
    if progress is not None:
        values["progress"] = dict(progress)
    if not _change(update(Entry).where(*_held(entry_id, attempt)).values(**values)):
        return None
    return bool(db.session().scalar(select(Entry.stop_wanted).where(Entry.id == entry_id)))


def finish(
    entry_id: str,
    attempt: int,
    now: datetime,
    result: Mapping[str, Any],
    progress: Mapping[str, Any] | None = None,
) -> bool:
    """Write the result and what was told last, if this attempt still holds the row."""
    values: dict[str, Any] = {"progress": dict(progress)} if progress is not None else {}
    return _change(
        update(Entry)
        .where(*_held(entry_id, attempt))
        .values(state=State.DONE, ended_at=now, heartbeat_at=now, result=dict(result), trouble=None, **values)
    )


def fail(entry_id: str, attempt: int, now: datetime, trouble: str, *, attempts: int) -> bool:
    """Put the work back for another try, or end it as failed after the last one."""
    over = attempt >= attempts
    return _change(
        update(Entry)
        .where(*_held(entry_id, attempt))
        .values(
            state=State.FAILED if over else State.WAITING,
            due_at=now + timedelta(seconds=2**attempt),
            ended_at=now if over else None,
            trouble=trouble[:500],
        )
    )


def reap(now: datetime) -> int:
    """Put back what a dead worker left: rows whose heartbeat is older than their job's lease. Returns how many."""
    session = db.session()
    back = 0
    for entry in session.scalars(select(Entry).where(Entry.state == State.RUNNING)).all():
        declared = JOBS.get(entry.name)
        lease = declared.lease if declared else DEFAULT_LEASE
        if entry.heartbeat_at is None or entry.heartbeat_at > now - lease:
            continue
        over = declared is None or entry.attempt >= declared.attempts
        back += _change(
            update(Entry)
            .where(*_held(entry.id, entry.attempt), Entry.heartbeat_at == entry.heartbeat_at)
            .values(
                state=State.FAILED if over else State.WAITING,
                ended_at=now if over else None,
                trouble="the worker ended in the middle",
                due_at=now,
            )
        )
    return back


def forget_old(now: datetime) -> int:
    """Remove what the clock asked for and was done: it asks for more every minute. Failures stay. Returns how many."""
    result = db.session().execute(
        delete(Entry).where(Entry.state == State.DONE, Entry.asked_by == CLOCK, Entry.ended_at < now - KEPT)
    )
    return result.rowcount if isinstance(result, CursorResult) else 0


def _held(entry_id: str, attempt: int) -> tuple[Any, ...]:
    return (Entry.id == entry_id, Entry.attempt == attempt, Entry.state == State.RUNNING)


def _change(statement: Any) -> bool:
    result = db.session().execute(statement.execution_options(synchronize_session=False))
    return isinstance(result, CursorResult) and result.rowcount == 1
