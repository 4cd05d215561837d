"""Asking somebody to do something, and what is done, settled or passed on."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.kernel.statements import Prepared, table
from lms.learners import queries as learners
from lms.messages import domain, models, queries

_TASK: dict[str, Any] = {
    name: bindparam(name)
    for name in (
        "id",
        "role",
        "staff_id",
        "learner_id",
        "centre_id",
        "code",
        "facts",
        "link",
        "due_on",
        "at",
        "unique_key",
    )
}
_ASK = Prepared(
    sqlite.insert(table(models.Task)).values(_TASK).on_conflict_do_nothing(),
    postgresql=postgresql.insert(table(models.Task)).values(_TASK).on_conflict_do_nothing(),
)


def ask(
    role: Role,
    code: str,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    staff_id: str | None = None,
    learner_id: str | None = None,
    centre_id: str | None = None,
    due_on: date | None = None,
    link: str = "",
    unique_key: str | None = None,
) -> str | None:
    """A task for a role (or one member of staff) of the centre it concerns; about a learner it is hers, unless said.
    `facts` are JSON, dates and times.

    With a `unique_key` that stands, nothing is added.
    """
    row: dict[str, Any] = {
        "id": db.new_id(),
        "role": str(role),
        "staff_id": staff_id,
        "learner_id": learner_id,
        "centre_id": centre_id or _centre_of(learner_id),
        "code": code,
        "facts": domain.kept(facts),
        "link": link,
        "due_on": due_on,
        "at": now,
        "unique_key": unique_key,
    }
    if not _ASK.ask(**row).rowcount:
        return None
    audit.record_added(models.Task.__tablename__, [row], now=now)
    return str(row["id"])


def _centre_of(learner_id: str | None) -> str | None:
    found = learners.by_ids([learner_id]).get(learner_id) if learner_id else None
    return found.centre_id if found else None


def mark_done(task_id: str, *, actor: Actor, now: datetime) -> None:
    """A task is done. Done twice is done once."""
    row = _task(task_id, actor)
    if row.done_at is None:
        row.done_at, row.done_by = now, actor.name


def settle(task_ids: Iterable[str], *, by: str, now: datetime) -> None:
    """What these tasks asked for has happened another way: nobody needs to do them any more."""
    wanted = list(task_ids)
    for row in db.session().scalars(
        select(models.Task).where(models.Task.id.in_(wanted), models.Task.done_at.is_(None))
    ):
        row.done_at, row.done_by = now, by


def settle_keyed(key: str, *, by: str, now: datetime) -> None:
    """Nobody needs to do any more what was asked with a unique key that begins so."""
    settle(db.session().scalars(_keyed(key).where(models.Task.done_at.is_(None))).all(), by=by, now=now)


def ask_again(key: str) -> None:
    """What was asked with a unique key that begins so, and settled, is to be done after all."""
    wanted = list(db.session().scalars(_keyed(key)))
    for row in db.session().scalars(select(models.Task).where(models.Task.id.in_(wanted))):
        row.done_at, row.done_by = None, ""


def _keyed(key: str) -> Select[str]:
    return select(models.Task.id).where(models.Task.unique_key.startswith(key, autoescape=True))


def settle_about(learner_id: str, *codes: str, key: str = "", by: str, now: datetime) -> None:
    """Nobody needs to do any more what these codes have asked about a learner; with `key` only those whose own begins so."""
    about = select(models.Task.id).where(
        models.Task.learner_id == learner_id, models.Task.code.in_(codes), models.Task.done_at.is_(None)
    )
    if key:
        about = about.where(models.Task.unique_key.startswith(key, autoescape=True))
    settle(db.session().scalars(about).all(), by=by, now=now)


def pass_on(role: Role, learner_id: str, before: str | None, after: str | None) -> None:
    """What is still open about a learner goes from one member of staff to another; nobody is everybody of the role."""
    task = models.Task
    addressed = task.staff_id.is_(None) if before is None else task.staff_id == before
    open_ones = select(task).where(task.role == role, task.learner_id == learner_id, task.done_at.is_(None), addressed)
    for row in db.session().scalars(open_ones).all():
        row.staff_id = after
    db.session().flush()


def move_tasks(role: Role, learner_id: str, from_centre: str, to_centre: str) -> None:
    """What is still open about a learner goes from a role at one centre to the same role at another."""
    task = models.Task
    open_ones = select(task).where(
        task.role == role, task.learner_id == learner_id, task.done_at.is_(None), task.centre_id == from_centre
    )
    for row in db.session().scalars(open_ones).all():
        row.centre_id = to_centre
    db.session().flush()


def reopen(task_id: str, *, actor: Actor) -> None:
    """Take back that a task is done."""
    row = _task(task_id, actor)
    row.done_at, row.done_by = None, ""


def _task(task_id: str, actor: Actor) -> models.Task:
    row = db.session().scalar(select(models.Task).where(models.Task.id == task_id, *queries.addressed_to(actor)))
    if row is None:
        raise errors.NotFound("messages.no_task")
    return row
