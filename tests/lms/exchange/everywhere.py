"""A row about one person in every table that can hold one, with a word in each text that occurs nowhere else."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Table, insert, select

from lms.exchange.queries import persons
from lms.kernel import db
from lms.kernel.actor import system
from tests.houses import House

WORD = "Quittenbaum"
"""Her family name: no other text of a test holds it."""
GIVEN: Mapping[str, Any] = {
    "taken": 1,
    "places": 9,
    "capacity": 9,
    "used": 0,
    "firm": False,
    "answer": "",
    "verdict": "right",
    "status": "open",
    "state": "left",
    "mode": "on_site",
    "strand": "language",
    "code": "",
    "day": date(2026, 11, 20),
    "email": f"{WORD}@example.org",
    "phone": "",
    "token_hash": "0" * 64,
    "address": f"{WORD}@example.org",
    "picture": "sun",
    "lessons": None,
}
"""What constraints ask, and codes that are not free to be anything."""
VALUES: Mapping[type, Any] = {
    bool: False, int: 1, float: 1.0, date: date(2026, 11, 20), datetime: datetime(2026, 11, 20, 9, tzinfo=UTC),
    time: time(9), bytes: WORD.encode(), dict: {"said": f"Rosa {WORD}"},
}  # fmt: skip


def tables_about_people() -> Iterator[Table]:
    """Tables that can name a person: by a key of hers, or by a foreign key to a table that can."""
    found: set[str] = set()
    for table in db.Base.metadata.sorted_tables:
        targets = {key.column.table.name for column in table.c for key in column.foreign_keys}
        named = {"learner_id", "person_id", *persons.LINKS} & set(table.c.keys())
        if table.name not in persons.NOT_WALKED and (named or table.name in persons._BY_NAME or targets & found):
            found.add(table.name)
            yield table


def fill(house: House, learner_id: str, provider_id: str) -> set[str]:
    """Add a row about her wherever she has none. Returns the tables that hold her now."""
    with house.acting(system("test", provider_id)):
        whom = persons.subject(learner_id)
        found = persons.rows_about(whom)
        for table in tables_about_people():
            if table.name not in found:
                _add(table, whom, found, provider_id)
        return set(persons.rows_about(whom))


def _add(table: Table, whom: persons.Subject, found: persons.Rows, provider_id: str) -> dict[str, Any]:
    row = {column.name: _value(table, column, whom, found, provider_id) for column in table.c}
    db.session().execute(insert(table).values(row))
    if table in set(tables_about_people()):
        found[table.name] = [row]
    return row


def _value(table: Table, column: Column[Any], whom: persons.Subject, found: persons.Rows, provider_id: str) -> Any:
    hers = {"learner_id": whom.learner_ids, "kept_id": whom.learner_ids, "first_id": whom.learner_ids}
    named = {"person_id": whom.person_ids, "user_id": whom.user_ids, **hers}
    if column.name == "provider_id":
        return provider_id
    if named.get(column.name):
        return named[column.name][0]
    target = persons.LINKS.get(column.name) or next((key.column.table.name for key in column.foreign_keys), None)
    if target is not None:
        return _key_of(target, whom, found, provider_id)
    if column.name == "ends":
        return 2 if column.type.python_type is int else time(10)
    if column.name in GIVEN:
        return GIVEN[column.name]
    if column.primary_key or getattr(column.type, "length", None):
        return db.new_id()
    special = {JSON: dict, db.Instant: datetime}
    kind = next((to for of, to in special.items() if isinstance(column.type, of)), None) or column.type.python_type
    return f"Rosa {WORD}" if kind is str else VALUES[kind]


def _key_of(target: str, whom: persons.Subject, found: persons.Rows, provider_id: str) -> str:
    """A row of hers where she has one, else any, else a new one."""
    table = db.Base.metadata.tables[target]
    key = next(iter(table.primary_key.columns))
    if target in found:
        return str(found[target][0][key.name])
    known = None if "learner_id" in table.c else db.session().scalar(select(key).limit(1))
    if known is None:
        known = _add(table, whom, found, provider_id)[key.name]
    return str(known)
