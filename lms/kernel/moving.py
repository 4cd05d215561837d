"""Moving what is kept about a learner to another record of the same person, in every table that is installed, and back.

A row belongs to a learner by its column `learner_id`, to a person by `person_id`; so tables of plug-ins take part without
being asked. What may never change (append-only) and what the caller names stays. So does a row that a unique constraint
refuses: there the other record has one of its own, which stands.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_, select, update
from sqlalchemy.exc import IntegrityError

from lms.kernel import db

Keys = list[list[str]]


@dataclass(frozen=True)
class Owner:
    """A learner's record and the person it is about."""

    learner_id: str
    person_id: str

    def of(self, table: Table) -> dict[str, str]:
        """Values of the columns that say whose a row of this table is."""
        values = {"learner_id": self.learner_id, "person_id": self.person_id}
        return {name: value for name, value in values.items() if name in table.c}


def move(source: Owner, target: Owner, *, leave: Collection[str]) -> dict[str, Keys]:
    """Move rows from one owner to another. Returns the keys of those that moved, by table, for `move_back`."""
    session = db.session()
    session.flush()
    moved: dict[str, Keys] = {}
    stayed: dict[str, set[str]] = {}
    persons = set(db.tables_of(db.Kind.PERSON))
    # Parents come first: what hangs on a row that stays, stays with it.
    for table in _tables(persons, leave):
        keys = _keys(table, source, stayed)
        gone = _moved(table, keys, target.of(table), whole=table.name in persons)
        if gone:
            moved[table.name] = gone
        stayed[table.name] = {key[0] for key in keys if key not in gone}
    session.expire_all()
    return moved


def move_back(moved: Mapping[str, Keys], source: Owner, target: Owner) -> None:
    """Give rows back to the owner they came from. A row that is gone since, or moved on, is left alone."""
    session = db.session()
    session.flush()
    tables = {table.name: table for table in db.Base.metadata.sorted_tables}
    for name, keys in moved.items():
        # A plug-in that was taken out meanwhile leaves its tables behind, and nobody to ask about them.
        if name in tables:
            for key in keys:
                table = tables[name]
                still = [table.c[column] == value for column, value in source.of(table).items()]
                session.execute(update(table).where(_is(table, key), *still).values(target.of(table)))
    session.expire_all()


def _tables(persons: Collection[str], leave: Collection[str]) -> list[Table]:
    left = {*leave, *db.append_only_tables()}
    return [
        table
        for table in db.Base.metadata.sorted_tables
        if table.name not in left and ("learner_id" in table.c or table.name in persons)
    ]


def _keys(table: Table, source: Owner, stayed: Mapping[str, Collection[str]]) -> Keys:
    """Keys of the owner's rows, without those that hang on a row that stays."""
    column = "learner_id" if "learner_id" in table.c else "person_id"
    statement = select(*table.primary_key.columns).where(table.c[column] == source.of(table)[column])
    for own in table.c:
        for foreign in own.foreign_keys:
            if staying := stayed.get(foreign.column.table.name):
                statement = statement.where(own.is_(None) | own.not_in(staying))
    return [list(row) for row in db.session().execute(statement.order_by(*table.primary_key.columns))]


def _moved(table: Table, keys: Keys, values: Mapping[str, str], *, whole: bool) -> Keys:
    """Move rows together or, where they may be parted and one is refused, one by one. Returns the keys that moved."""
    session = db.session()
    try:
        with session.begin_nested():
            for key in keys:
                session.execute(update(table).where(_is(table, key)).values(values))
    except IntegrityError:
        if whole or len(keys) == 1:
            return []
        return [key for one in keys for key in _moved(table, [one], values, whole=whole)]
    return keys


def _is(table: Table, key: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))
