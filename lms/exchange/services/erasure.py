"""Erasing a person: asked with a reason, stoppable for two weeks, then carried out in every table, with what stays.

Hours that a funder paid stay as rows without a name, until the end of their time. Everything else about her goes, also
out of the history of changes; the audit keeps that somebody was erased, when, by whom and how much.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, Table, and_, cast, delete, func, insert, select, text, update

from lms.accounts.services import audit
from lms.exchange import models
from lms.exchange.domain import erasure
from lms.exchange.queries import persons
from lms.exchange.queries.persons import Rows, Subject
from lms.kernel import db, errors, plugins
from lms.kernel.actor import Actor

OPEN_SEATS = ("waiting", "offered", "enrolled", "paused")
DIRECT = {"learners_level_record", "courses_ledger_entry"}
"""Append-only tables with rows about people: `onward_forget` in the database works on them where the role may not."""


@dataclass(frozen=True)
class Obstacle:
    """What has to be done before somebody can be erased."""

    code: str
    facts: Mapping[str, Any]


def obstacles(learner_id: str) -> list[Obstacle]:
    """Seats that she holds or waits for, and open sheets that name her."""
    whom = persons.subject(learner_id)
    found = persons.rows_about(whom)
    seats = sum(row["state"] in OPEN_SEATS for row in found.get("courses_enrolment", ()))
    known = [Obstacle("erasure.seat", {"seats": seats})] if seats else []
    return known + [Obstacle("erasure.sheet", {"file": name}) for name in _open_sheets(whom)]


def _open_sheets(whom: Subject) -> list[str]:
    rows = db.session().scalars(select(models.Batch).where(models.Batch.content.is_not(None)))
    said = {row.file_name: (row.content or b"").decode("utf-8", errors="replace") for row in rows}
    people = [name.split() for name in whom.names if " " in name]
    return [file for file, content in said.items() if any(_names(content, words) for words in people)]


def _names(content: str, words: Collection[str]) -> bool:
    return any(all(word in line for word in words) for line in content.splitlines())


def ask(learner_id: str, reason: str, *, today: date, actor: Actor, now: datetime) -> str:
    """The first step: nothing goes yet. Returns the id of the erasure.

    Raises Invalid without a reason, Conflict while something stands in the way or when it was asked already.
    """
    if reason not in erasure.REASONS:
        raise errors.Invalid("erasure.reason", field="reason")
    for one in obstacles(learner_id):
        raise errors.Conflict(one.code, **one.facts)
    if _asked(learner_id) is not None:
        raise errors.Conflict("erasure.asked")
    row = _row(learner_id, reason, erasure.due_on(today), actor, now)
    audit.record("ask_erasure", persons.LEARNER, learner_id, reason=reason, now=now)
    return row.id


def _row(learner_id: str, reason: str, due_on: date, actor: Actor, now: datetime) -> models.Erasure:
    row = models.Erasure(
        id=db.new_id(),
        subject_id=learner_id,
        state="asked",
        reason=reason,
        asked_at=now,
        asked_by=actor.name,
        due_on=due_on,
        deleted={},
        kept={},
    )
    db.session().add(row)
    db.session().flush()
    return row


def _asked(learner_id: str) -> models.Erasure | None:
    return db.session().scalar(
        select(models.Erasure).where(models.Erasure.subject_id == learner_id, models.Erasure.state == "asked")
    )


def stop(erasure_id: str, *, actor: Actor, now: datetime) -> None:
    """It does not happen. Raises Conflict when it has happened or was stopped already."""
    row = _one(erasure_id)
    if row.state != "asked":
        raise errors.Conflict("erasure.over")
    row.state, row.stopped_at, row.stopped_by = "stopped", now, actor.name
    audit.record("stop_erasure", persons.LEARNER, row.subject_id, now=now)
    db.session().flush()


def _one(erasure_id: str) -> models.Erasure:
    row = db.session().get(models.Erasure, erasure_id)
    if row is None:
        raise errors.NotFound("exchange.absent")
    return row


# --- carrying it out -------------------------------------------------------------------------------------------------


def carry_out(erasure_id: str, *, today: date, actor: Actor, now: datetime) -> None:
    """The second step: she is gone from every table. Raises Conflict before its day or while something is in the way."""
    row = _one(erasure_id)
    if row.state != "asked":
        raise errors.Conflict("erasure.over")
    if today < row.due_on:
        raise errors.Conflict("erasure.early", day=row.due_on)
    for one in obstacles(row.subject_id):
        raise errors.Conflict(one.code, **one.facts)
    _erase(row, persons.subject(row.subject_id), today, now)


def erase_again(learner_id: str, *, today: date, actor: Actor, now: datetime) -> None:
    """A copy was brought back that is older than an erasure: who was erased since is erased again, at once."""
    open_one = _asked(learner_id)
    if open_one is not None:
        open_one.state = "stopped"
        db.session().flush()
    _erase(_row(learner_id, "again", today, actor, now), persons.subject(learner_id), today, now)


def _erase(row: models.Erasure, whom: Subject, today: date, now: datetime) -> None:
    session = db.session()
    session.flush()
    found = persons.rows_about(whom)
    keys = sorted({*persons.keys_of(found), *whom.learner_ids, *whom.person_ids})
    hours = [one["day"] for one in found.get("courses_ledger_entry", ())]
    kept = _kept_columns()
    going = [name for name in found if name not in kept and not (whom.elsewhere and _is_persons(name))]
    for name in reversed(going):
        if name not in (persons.PERSON, *DIRECT):
            _delete(_table(name), found[name])
    for name in found:
        if name in kept and name not in DIRECT:
            _empty(_table(name), found[name], kept[name])
    _forget(row.id, whom, keys)
    _make_nobody(whom, today, now)
    _sweep(whom)
    if not whom.elsewhere:
        # No record of this provider leads to her any more, so its scope shows her no longer.
        with db.crossing("erasure"):
            _delete(_table(persons.PERSON), found[persons.PERSON])
    row.state, row.done_at, row.asked_by = "done", now, _without(row.asked_by, whom.names)
    row.deleted = {name: len(found[name]) for name in going}
    row.kept = {name: len(rows) for name, rows in found.items() if name in kept}
    row.kept_until = erasure.kept_until(max(hours, default=None))
    session.flush()
    session.expire_all()
    audit.record(
        "erase", persons.LEARNER, row.subject_id, changes={"deleted": row.deleted, "kept": row.kept}, reason=row.reason,
        now=now,
    )  # fmt: skip


def _kept_columns() -> dict[str, Sequence[str]]:
    return {name: columns for one in plugins.installed().plugins for name, columns in one.kept_when_erased().items()}


def _is_persons(name: str) -> bool:
    return name in db.tables_of(db.Kind.PERSON)


def _table(name: str) -> Table:
    return db.Base.metadata.tables[name]


def _is(table: Table, row: Mapping[str, Any]) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key.columns))


def _delete(table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        db.session().execute(delete(table).where(_is(table, row)))


def _empty(table: Table, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Take out of kept rows what could tell whose they were."""
    for row in rows:
        values = {name: _nothing(table, name) for name in columns}
        db.session().execute(update(table).where(_is(table, row)).values(values))


def _nothing(table: Table, name: str) -> Any:
    """What stands in a column that says nothing; a key becomes one that leads nowhere."""
    column = table.c[name]
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        default: Any = column.default
        return default.arg(None)
    if getattr(column.type, "length", None):
        return db.new_id()
    return {str: "", bool: False, int: 0}[column.type.python_type]


def _make_nobody(whom: Subject, today: date, now: datetime) -> None:
    """Her records stay as the owner of hours, without a number that somebody could know and of a person who is nobody."""
    person, learner = _table(persons.PERSON), _table(persons.LEARNER)
    for learner_id in whom.learner_ids:
        nobody = db.new_id()
        db.session().execute(insert(person).values(person_id=nobody, **_blank(person)))
        since = db.session().scalar(select(learner.c.since).where(learner.c.id == learner_id))
        db.session().execute(
            update(learner)
            .where(learner.c.id == learner_id)
            .values(
                person_id=nobody, number=f"–{learner_id[-8:]}", erased_at=now, until=max(today, since or today),
                merged_into=None,
            )
        )  # fmt: skip


def _blank(person: Table) -> dict[str, Any]:
    columns = [column.name for column in person.c if not column.primary_key and column.name != "given_name"]
    return {"given_name": erasure.NOBODY} | {name: _nothing(person, name) for name in columns}


# --- what has no key of hers ------------------------------------------------------------------------------------------


def _forget(erasure_id: str, whom: Subject, keys: Sequence[str], *, hours: bool = False) -> None:
    """Tables that are never changed: levels go, hours lose their words, the audit loses what stood in her rows."""
    spelt = [form for name in whom.names if whom.alone and " " in name for form in _spellings(name)]
    spelt += [form for one in whom.addresses for form in _spellings(one)]
    if db.session().get_bind().dialect.name == "postgresql":
        db.session().execute(
            text("select onward_forget(:erasure, :learners, :subjects, :users, :names, :hours)"),
            {
                "erasure": erasure_id,
                "learners": list(whom.learner_ids),
                "subjects": list(keys),
                "users": list(whom.user_ids),
                "names": spelt,
                "hours": hours,
            },
        )
        return
    levels, ledger, lines = (_table(name) for name in ("learners_level_record", "courses_ledger_entry", persons.AUDIT))
    session = db.session()
    session.execute(delete(levels).where(levels.c.learner_id.in_(whom.learner_ids)))
    hers = ledger.c.learner_id.in_(whom.learner_ids)
    session.execute(delete(ledger).where(hers) if hours else update(ledger).where(hers).values(reason="", by=""))
    for part in persons.parts(keys):
        told = lines.c.subject_id.in_(part), lines.c.action.not_in(("erase", "ask_erasure"))
        session.execute(update(lines).where(*told).values(changes=None, reason=None))
    session.execute(update(lines).where(lines.c.user_id.in_(whom.user_ids)).values(actor=erasure.NOBODY))
    mine = lines.c.provider_id == db.require_provider()
    for name in spelt:
        said = func.instr(cast(lines.c.changes, String), name) > 0
        session.execute(update(lines).where(mine, said).values(changes=None))
        session.execute(
            update(lines)
            .where(mine, func.instr(lines.c.reason, name) > 0)
            .values(reason=func.replace(lines.c.reason, name, erasure.NOBODY))
        )
        session.execute(
            update(lines).where(mine, lines.c.actor == name, lines.c.user_id.is_(None)).values(actor=erasure.NOBODY)
        )


def _spellings(said: str) -> list[str]:
    """As it stands in a text, and as it stands inside JSON."""
    return sorted({said, json.dumps(said)[1:-1]})


def _sweep(whom: Subject) -> None:
    """Her whole name and her addresses in what others wrote, or in what she did: a dash stands there.

    Where somebody else here has the same name nobody can tell whom a text means; there the name stays.
    """
    names = [name for name in whom.names if " " in name] if whom.alone else []
    wanted = [*names, *whom.addresses]
    skipped = {*persons.NOT_WALKED, *db.append_only_tables()} - {models.Erasure.__tablename__}
    for table in db.Base.metadata.sorted_tables if wanted else ():
        if table.name in skipped or "provider_id" not in table.c:
            continue
        for column in table.c:
            if isinstance(column.type, JSON | String) and not (
                column.primary_key or column.foreign_keys or column.unique or getattr(column.type, "length", None)
            ):
                _replace(table, column.name, isinstance(column.type, JSON), wanted)


def _replace(table: Table, column: str, is_json: bool, wanted: Sequence[str]) -> None:
    postgres = db.session().get_bind().dialect.name == "postgresql"
    named = db.session().get_bind().dialect.identifier_preparer.quote(column)
    read, find = (f"{named}::text", "strpos") if postgres else (named, "instr")
    cast = "::json" if postgres and is_json else ""
    for said in wanted:
        for form in _spellings(said):
            db.session().execute(
                text(
                    f"update {table.name} set {named} = replace({read}, :form, :nobody){cast}"  # noqa: S608 - our own names
                    f" where provider_id = :provider and {find}({read}, :form) > 0"
                ),
                {"form": form, "nobody": erasure.NOBODY, "provider": db.require_provider()},
            )


def _without(said: str, names: Collection[str]) -> str:
    return erasure.NOBODY if said in names else said


# --- the end of what stayed -------------------------------------------------------------------------------------------


def end(erasure_id: str, *, today: date, now: datetime) -> None:
    """The time of the hours is over: the rows that stayed without her go, too. Raises Conflict before that day."""
    row = _one(erasure_id)
    if row.state != "done" or (row.kept_until is not None and today <= row.kept_until):
        raise errors.Conflict("erasure.early", day=row.kept_until or today)
    whom = persons.subject(row.subject_id)
    found: Rows = persons.rows_about(whom)
    _forget(row.id, whom, [], hours=True)
    for name in reversed(found):
        if name not in (persons.PERSON, *DIRECT):
            _delete(_table(name), found[name])
    with db.crossing("erasure"):
        _delete(_table(persons.PERSON), found[persons.PERSON])
    row.state = "ended"
    db.session().flush()
    audit.record("end_erasure", persons.LEARNER, row.subject_id, now=now)


def is_there(learner_id: str) -> bool:
    """Whether a record is here and was not erased."""
    learner = _table(persons.LEARNER)
    return bool(
        db.session().scalar(
            select(learner.c.id).where(
                learner.c.id == learner_id,
                learner.c.provider_id == db.require_provider(),
                learner.c.erased_at.is_(None),
            )
        )
    )
