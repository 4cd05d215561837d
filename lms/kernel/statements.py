"""Statements made once and asked many times: the few that nearly every request needs, without the cost of the ORM.

They keep the line that the ORM keeps (`db`): every provider's own table in them is bound to the provider in scope when the
statement is made, and what needs more than that is refused. Row-level security on PostgreSQL holds below them as below
everything else. What they write is audited by the service that asks for it, never by itself.

A statement is worded once for a database and then handed to its driver (`wording`): asked twenty times in a request, the
wording would cost more than the answers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from sqlalchemy import (
    Delete,
    FromClause,
    Insert,
    Join,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter, ColumnElement, UnaryExpression
from sqlalchemy.sql.expression import ScalarSelect, SelectBase
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.sql.selectable import AliasedReturnsRows
from sqlalchemy.types import TypeEngine

from lms.kernel import db
from lms.kernel.wording import Worded, array_of, with_arrays, word

Asked = Select[Any] | Insert | Update | Delete
NESTED = (SelectBase, ScalarSelect, AliasedReturnsRows)
SCOPE = "scope_provider"
"""Name of the parameter by which the provider in scope comes in."""


def table(model: type[db.Base]) -> Table:
    """The table of a model: what its rows are asked by here, without the ORM."""
    return cast(Table, model.__table__)


def beside(left: FromClause, right: Table, condition: ColumnElement[bool]) -> Join:
    """`left` with rows of a provider's own table beside it where there are any: an outer join that stays inside."""
    return left.outerjoin(right, and_(condition, right.c.provider_id == bindparam(SCOPE)))


class Answer:
    """What came back: rows with the columns by name, or how many rows were changed."""

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self.rows, self.rowcount = rows, rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def all(self) -> list[Any]:
        """Every row."""
        return self.rows

    def first(self) -> Any:
        """The first row, None without any."""
        return self.rows[0] if self.rows else None

    def scalars(self) -> "Answer":
        """The first column of every row."""
        return Answer([row[0] for row in self.rows], self.rowcount)

    def scalar(self) -> Any:
        """The first column of the first row, None without any."""
        return self.rows[0][0] if self.rows else None


class Soon:
    """An answer that may still be on its way."""

    def __init__(self, found: Callable[[], tuple[list[Any], int]]) -> None:
        self._found = found

    def answer(self) -> Answer:
        """What came back. Raises what asking raises."""
        return Answer(*self._found())

    @property
    def rowcount(self) -> int:
        """How many rows it met."""
        return self._found()[1]


class Prepared:
    """One statement of tables (`table`) with named parameters. Made once, where its module begins.

    `by_dialect` holds other wordings of the same deed, by name of the database.
    """

    def __init__(self, statement: Asked, **by_dialect: Asked) -> None:
        self._given = {"": statement, **by_dialect}
        self._worded: dict[tuple[Any, ...], Worded] = {}

    def ask(self, **values: Any) -> Answer:
        """Ask in the transaction in hand. Raises NoScope where a provider's own table is asked without a provider."""
        self._ready(values)
        connection = db.connection()
        return Answer(*self._wording(connection.dialect, values).run(connection, values))

    def soon(self, **values: Any) -> "Soon":
        """The same for whoever does not need the answer yet: PostgreSQL is asked when something else is asked.

        An error may come only then. Other databases are asked at once.
        """
        self._ready(values)
        connection = db.connection()
        return Soon(self._wording(connection.dialect, values).run_later(connection, values))

    def each(self, many: Sequence[Mapping[str, Any]], **common: Any) -> int:
        """The same deed for several sets of values, with `common` ones beside them. Returns how many rows it met."""
        return self._each(many, common).rowcount if many else 0

    def each_soon(self, many: Sequence[Mapping[str, Any]], **common: Any) -> None:
        """The same, when something else is asked (`soon`)."""
        if many:
            self._each(many, common)

    def _ready(self, values: dict[str, Any]) -> None:
        # What waits in the session was meant to be written before this.
        db.write_waiting()
        if self._needs_provider:
            values[SCOPE] = db.require_provider()
        if self._written:
            db.forget(db.session(), self._written)

    def _each(self, many: Sequence[Mapping[str, Any]], common: dict[str, Any]) -> "Soon":
        self._ready(common)
        connection = db.connection()
        count = self._wording(connection.dialect, {}).run_each(connection, many, common)
        return Soon(lambda: ([], count))

    @cached_property
    def bound(self) -> Mapping[str, Asked]:
        """The statement with the condition of the provider. Raises TypeError for what is not safe without the ORM."""
        found = {name: _bound(statement) for name, statement in self._given.items()}
        there = with_arrays(found.get("postgresql", found[""]))
        return {"sqlite": _bound(self._given[""], by_index=False), **found, "postgresql": there}

    @cached_property
    def _written(self) -> str:
        """Name of the table that it writes to; empty for a question."""
        given = self._given[""]
        return "" if isinstance(given, Select) else cast(Table, given.table).name

    @cached_property
    def _needs_provider(self) -> bool:
        return bool(_owned(self._given[""]))

    @cached_property
    def _lists(self) -> tuple[str, ...]:
        """Names of the parameters that are lists: a wording fits one length of them."""
        parts = (part for part in visitors.iterate(self.bound[""]) if isinstance(part, BindParameter))
        return tuple(sorted({part.key for part in parts if part.expanding and part.required}))

    def _wording(self, dialect: Dialect, values: Mapping[str, Any]) -> Worded:
        # On PostgreSQL a list is one value of any length.
        lists = () if dialect.name == "postgresql" else self._lists
        key = (dialect.name, *[len(values[name]) for name in lists]) if lists else (dialect.name,)
        found = self._worded.get(key)
        if found is None:
            lengths = {name: len(values[name]) for name in lists}
            found = self._worded[key] = word(self.bound.get(dialect.name, self.bound[""]), dialect, lengths)
        return found


class Each(Prepared):
    """A deed that is mostly done for several sets of values (`each`): on PostgreSQL one statement takes them all."""

    def _each(self, many: Sequence[Mapping[str, Any]], common: dict[str, Any]) -> "Soon":
        connection = db.connection()
        dialect = connection.dialect
        if dialect.name != "postgresql":
            return super()._each(many, common)
        self._ready(common)
        key = (dialect.name, "each", *sorted(common))
        found = self._worded.get(key)
        if found is None:
            found = self._worded[key] = word(_for_all(self.bound[""], frozenset(common)), dialect, {})
        return Soon(found.run_arrays(connection, many, common))


def adding(model: type[db.Base], *columns: str) -> Each:
    """The deed of adding rows to a table."""
    return Each(insert(table(model)).values({name: bindparam(name) for name in columns}))


# --- inside the provider ---------------------------------------------------------------------------------------------


def _bound(statement: Asked, *, by_index: bool = True) -> Asked:
    if any(isinstance(part, NESTED) and part is not statement for part in visitors.iterate(statement)):
        raise TypeError("a statement with another one inside is asked through the ORM, which sees into it")
    outer = _outer(statement)
    for own in _owned(statement):
        if isinstance(statement, Insert):
            statement = statement.values({"provider_id": bindparam(SCOPE)})
        elif own not in outer:
            mine: Any = own.c.provider_id
            # SQLite likes to begin with the index of the provider, who owns nearly all: with a plus it looks for another.
            mine = mine if by_index else UnaryExpression(mine, operator=custom_op("+"), type_=mine.type)
            statement = statement.where(mine == bindparam(SCOPE))
    return statement


def _outer(statement: Asked) -> set[Table]:
    """Tables on the loose side of a join, each with its provider in the condition (`beside`)."""
    found = set()
    for part in visitors.iterate(statement):
        if not isinstance(part, Join) or not (part.isouter or part.full):
            continue
        named = isinstance(part.right, Table) and not part.full
        if not named or not _names_provider(part.onclause, cast(Table, part.right)):
            raise TypeError("an outer join is made by `beside`")
        found.add(cast(Table, part.right))
    return found


def _names_provider(condition: Any, right: Table) -> bool:
    parts = condition.clauses if hasattr(condition, "clauses") else [condition]
    wanted = right.c.provider_id == bindparam(SCOPE)
    return any(part.compare(wanted) for part in parts)


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


# --- many at once on PostgreSQL --------------------------------------------------------------------------------------


def _for_all(statement: Any, common: frozenset[str]) -> Asked:
    """The same deed for rows that come as one array for each parameter; `common` ones are the same for all."""
    if isinstance(statement, Insert):
        columns = {one.key: one for one in cast(Table, statement.table).c}
        kinds = {name: columns["provider_id" if name == SCOPE else name].type for name in _parameters(statement)}
        rows = _arrays({name: kind for name, kind in kinds.items() if name not in common})
        into = ["provider_id" if name == SCOPE else name for name in kinds]
        given = [bindparam(name, type_=kind) if name in common else rows.c[name] for name, kind in kinds.items()]
        return insert(statement.table).from_select(into, select(*given))
    rows = _arrays({name: kind for name, kind in _parameters(statement).items() if name not in common})

    def taken(part: Any, **_: Any) -> Any:
        """The column of the arrays that a parameter has become."""
        named = isinstance(part, BindParameter) and part.required and part.key not in common
        return rows.c[part.key] if named else None

    return cast(Asked, visitors.replacement_traverse(cast(Any, statement), {}, cast(Any, taken)))


def _parameters(statement: Asked) -> dict[str, TypeEngine[Any]]:
    """What is to be given, with the types that the columns give."""
    return {part.key: part.type for part in statement.compile().binds.values() if part.required}


def _arrays(kinds: Mapping[str, TypeEngine[Any]]) -> Any:
    given = [bindparam(name, type_=array_of(kind)) for name, kind in kinds.items()]
    return func.unnest(*given).table_valued(*kinds, name="given").render_derived()
