"""Statements made once and asked many times: the few that nearly every request needs, without the cost of the ORM.

They keep the line that the ORM keeps (`db`): every provider's own table in them is bound to the provider in scope when the
statement is made, and what needs more than that is refused. Row-level security on PostgreSQL holds below them as below
everything else. What they write is audited by the service that asks for it, never by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from sqlalchemy import Delete, Insert, Select, Table, Update, bindparam
from sqlalchemy.engine import CursorResult
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import ScalarSelect, SelectBase
from sqlalchemy.sql.selectable import AliasedReturnsRows

from lms.kernel import db

Asked = Select[Any] | Insert | Update | Delete
NESTED = (SelectBase, ScalarSelect, AliasedReturnsRows)
SCOPE = "scope_provider"
"""Name of the parameter by which the provider in scope comes in."""


def table(model: type[db.Base]) -> Table:
    """The table of a model: what its rows are asked by here, without the ORM."""
    return cast(Table, model.__table__)


class Prepared:
    """One statement of tables (`table`) with named parameters. Made once, where its module begins.

    `by_dialect` holds other wordings of the same deed, by name of the database.
    """

    def __init__(self, statement: Asked, **by_dialect: Asked) -> None:
        self._given = {"": statement, **by_dialect}

    def ask(self, **values: Any) -> CursorResult[Any]:
        """Ask in the transaction in hand. Raises NoScope where a provider's own table is asked without a provider."""
        return self._run(self._completed(values))

    def each(self, many: Sequence[Mapping[str, Any]]) -> None:
        """The same deed for several sets of values."""
        if many:
            self._run([self._completed(values) for values in many])

    @cached_property
    def bound(self) -> Mapping[str, Asked]:
        """The statement with the condition of the provider. Raises TypeError for what is not safe without the ORM."""
        return {name: _bound(statement) for name, statement in self._given.items()}

    @cached_property
    def _needs_provider(self) -> bool:
        return bool(_owned(self._given[""]))

    def _completed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**values, SCOPE: db.require_provider()} if self._needs_provider else dict(values)

    def _run(self, values: Any) -> CursorResult[Any]:
        # What waits in the session was meant to be written before this.
        db.write_waiting()
        connection = db.connection()
        return connection.execute(self.bound.get(connection.dialect.name, self.bound[""]), values)


def _bound(statement: Asked) -> Asked:
    if any(isinstance(part, NESTED) and part is not statement for part in visitors.iterate(statement)):
        raise TypeError("a statement with another one inside is asked through the ORM, which sees into it")
    for own in _owned(statement):
        if isinstance(statement, Insert):
            statement = statement.values({"provider_id": bindparam(SCOPE)})
        else:
            statement = statement.where(own.c.provider_id == bindparam(SCOPE))
    return statement


def _owned(statement: Asked) -> list[Table]:
    """The provider's own tables in a statement."""
    kinds = {one: _kind(one) for one in _tables(statement)}
    if db.Kind.PERSON in kinds.values():
        raise TypeError("who may see a person is a rule that only the ORM applies")
    return [one for one, kind in kinds.items() if kind is db.Kind.PROVIDER]


def _tables(statement: Asked) -> Iterator[Table]:
    parts: list[Any] = list(visitors.iterate(statement))
    if not isinstance(statement, Select):
        parts.append(statement.table)
    names = {part.name for part in parts if isinstance(part, Table)}
    return (db.Base.metadata.tables[name] for name in sorted(names))


def _kind(one: Table) -> db.Kind:
    for mapper in db.Base.registry.mappers:
        kind = getattr(mapper.class_, "__kind__", None)
        if mapper.local_table is one and isinstance(kind, db.Kind):
            return kind
    raise TypeError(f"{one.name} is not declared as one of the four kinds of table")
