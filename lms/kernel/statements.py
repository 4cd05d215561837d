"""Statements made once and asked many times: the few that nearly every request needs, without the cost of the ORM.

They keep the line that the ORM keeps (`db`): every provider's own table in them is bound to the provider in scope when the
statement is made, and what needs more than that is refused. Row-level security on PostgreSQL holds below them as below
everything else. What they write is audited by the service that asks for it, never by itself.

A statement is worded once for a database and then handed to its driver: asked twenty times in a request, the wording would
cost more than the answers.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    Connection,
    Delete,
    FromClause,
    Insert,
    Join,
    Select,
    String,
    Table,
    Update,
    and_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter, ColumnElement, UnaryExpression
from sqlalchemy.sql.expression import ScalarSelect, SelectBase
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.sql.selectable import AliasedReturnsRows
from sqlalchemy.types import TypeEngine

from lms.kernel import db

Asked = Select[Any] | Insert | Update | Delete
NESTED = (SelectBase, ScalarSelect, AliasedReturnsRows)
SCOPE = "scope_provider"
"""Name of the parameter by which the provider in scope comes in."""
Change = Callable[[Any], Any]


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


class Prepared:
    """One statement of tables (`table`) with named parameters. Made once, where its module begins.

    `by_dialect` holds other wordings of the same deed, by name of the database.
    """

    def __init__(self, statement: Asked, **by_dialect: Asked) -> None:
        self._given = {"": statement, **by_dialect}
        self._worded: dict[tuple[Any, ...], _Worded] = {}

    def ask(self, **values: Any) -> Answer:
        """Ask in the transaction in hand. Raises NoScope where a provider's own table is asked without a provider."""
        # What waits in the session was meant to be written before this.
        db.write_waiting()
        if self._needs_provider:
            values[SCOPE] = db.require_provider()
        if self._written:
            db.forget(db.session(), self._written)
        connection = db.connection()
        return self._wording(connection.dialect, values).run(connection, values)

    def each(self, many: Sequence[Mapping[str, Any]], **common: Any) -> int:
        """The same deed for several sets of values, with `common` ones beside them. Returns how many rows it met."""
        if not many:
            return 0
        db.write_waiting()
        if self._needs_provider:
            common[SCOPE] = db.require_provider()
        if self._written:
            db.forget(db.session(), self._written)
        connection = db.connection()
        return self._for_many(connection.dialect).run_each(connection, many, common)

    @cached_property
    def bound(self) -> Mapping[str, Asked]:
        """The statement with the condition of the provider. Raises TypeError for what is not safe without the ORM."""
        found = {name: _bound(statement) for name, statement in self._given.items()}
        return {"sqlite": _bound(self._given[""], by_index=False), **found}

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

    def _wording(self, dialect: Dialect, values: Mapping[str, Any]) -> "_Worded":
        key = (dialect.name, *(len(values[name]) for name in self._lists))
        found = self._worded.get(key)
        if found is None:
            lengths = {name: len(values[name]) for name in self._lists}
            found = self._worded[key] = _word(self.bound.get(dialect.name, self.bound[""]), dialect, lengths)
        return found

    def _for_many(self, dialect: Dialect) -> "_Worded":
        return self._wording(dialect, {})


class Each(Prepared):
    """A deed that is mostly done for several sets of values (`each`): on PostgreSQL one statement takes them all."""

    def _for_many(self, dialect: Dialect) -> "_Worded":
        if dialect.name != "postgresql":
            return super()._for_many(dialect)
        key = (dialect.name, "each")
        found = self._worded.get(key)
        if found is None:
            found = self._worded[key] = _word(_for_all(self.bound[""]), dialect, {}, arrays=True)
        return found


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


# --- wording ---------------------------------------------------------------------------------------------------------


class _Place(NamedTuple):
    """Where a value of the statement comes from: a parameter, an element of one that is a list, or the statement."""

    name: str
    at: int | None = None
    constant: Any = None


@dataclass(frozen=True)
class _Worded:
    """A statement as the driver of one database takes it."""

    sql: str
    names: tuple[str, ...]
    """Names of the values in the wording; their places for a driver that counts."""
    places: tuple[_Place, ...]
    into: tuple[Change | None, ...]
    """What makes a value one of the driver's."""
    outof: tuple[Change | None, ...]
    make: Callable[[Any], Any] | None
    positional: bool
    arrays: bool

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Answer:
        """Ask once."""
        found = [_value(place, values, change) for place, change in zip(self.places, self.into, strict=True)]
        cursor = _execute(connection, self.sql, self._given(found))
        if self.make is None:
            return Answer([], cursor.rowcount)
        rows = cursor.fetchall()
        return Answer(list(map(self.make, _read(rows, self.outof))), len(rows))

    def run_each(self, connection: Connection, many: Sequence[Mapping[str, Any]], common: Mapping[str, Any]) -> int:
        """The same for several sets of values."""
        size, columns = len(many), []
        for (name, _at, constant), change in zip(self.places, self.into, strict=True):
            if name in common or not name:
                value = common[name] if name else constant
                columns.append([change(value) if change else value] * size)
            else:
                columns.append([change(one[name]) for one in many] if change else [one[name] for one in many])
        if self.arrays:
            return int(_execute(connection, self.sql, self._given(columns)).rowcount)
        sets = [self._given(one) for one in zip(*columns, strict=True)]
        return int(_execute(connection, self.sql, sets, many=True).rowcount)

    def _given(self, values: Sequence[Any]) -> Any:
        return tuple(values) if self.positional else dict(zip(self.names, values, strict=True))


def _value(place: _Place, values: Mapping[str, Any], change: Change | None) -> Any:
    name, at, constant = place
    value = constant if not name else values[name] if at is None else values[name][at]
    return change(value) if change else value


def _read(rows: Sequence[Any], outof: Sequence[Change | None]) -> Iterable[Any]:
    """The driver's rows with our values: column by column, because a long answer costs less so than row by row."""
    if not rows or not any(outof):
        return rows
    columns = zip(zip(*rows, strict=True), outof, strict=True)
    return zip(*(map(change, column) if change else column for column, change in columns), strict=True)


def _execute(connection: Connection, sql: str, values: Any, *, many: bool = False) -> Any:
    """Hand a statement to the driver. Who listens to statements hears this one too."""
    if connection.dispatch.before_cursor_execute or connection.dispatch.after_cursor_execute:
        return connection.exec_driver_sql(sql, values)
    driver: Any = connection.connection.dbapi_connection
    cursor = driver.cursor()
    try:
        cursor.executemany(sql, values) if many else cursor.execute(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, sql, error) from error
    return cursor


def _told(connection: Connection, sql: str, error: Exception) -> Exception:
    """A driver's error as SQLAlchemy tells it, so that whoever catches one need not know the driver."""
    dialect, base = connection.dialect, connection.dialect.loaded_dbapi.Error
    lost = dialect.is_disconnect(cast(Any, error), cast(Any, connection.connection.dbapi_connection), None)
    told = DBAPIError.instance(
        sql, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
    if lost:
        connection.invalidate(error)
    return cast(Exception, told)


def _word(statement: Any, dialect: Dialect, lengths: Mapping[str, int], *, arrays: bool = False) -> _Worded:
    """The wording of a statement whose lists have these lengths."""

    def named(part: Any, **_: Any) -> Any:
        """A parameter with its place as its value, so that the wording says where which one goes."""
        if not isinstance(part, BindParameter) or not part.required:
            return None
        places = [_Place(part.key, at) for at in range(lengths[part.key])] if part.expanding else _Place(part.key)
        return bindparam(part.key, places, type_=part.type, expanding=part.expanding)

    asks = isinstance(statement, Select)
    given: Any = visitors.replacement_traverse(statement, {}, cast(Any, named)) if asks else statement
    compiled = given.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    positional = bool(compiled.positiontup)
    names = tuple(compiled.positiontup or compiled.params)
    binds = {bind.key: bind for bind in compiled.binds.values()} | dict(compiled.binds)
    standing = {column.key: _default(column) for column in compiled.insert_prefetch}
    places, into = [], []
    for name in names:
        value = compiled.params[name]
        if isinstance(value, _Place):
            places.append(value)
            into.append(_processor(binds[value.name].type, dialect))
            continue
        # A constant that is a list has become several, each with a number behind its name.
        bind = binds[name if name in binds else name.rpartition("_")[0]]
        places.append(_Place(bind.key) if bind.required else _Place("", None, standing.get(name, value)))
        into.append(_in_array(bind.type, dialect) if arrays else _processor(bind.type, dialect))
    outof: tuple[Change | None, ...] = ()
    make: Callable[[Any], Any] | None = None
    if asks:
        columns = list(statement.selected_columns)
        outof = tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
        keys = [str(column.key) for column in columns]
        row: Any = namedtuple("Row", keys, rename=True)  # type: ignore[misc]
        make = partial(tuple.__new__, row)
    return _Worded(
        compiled.string, names, tuple(places), tuple(into), outof, make, positional=positional, arrays=arrays
    )


def _default(column: Any) -> Any:
    """What stands in a column that nobody fills."""
    if not column.default.is_scalar:
        raise TypeError(f"{column} is drawn for each row: give it a value")
    return column.default.arg


def _processor(kind: TypeEngine[Any], dialect: Dialect) -> Change | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


# --- many at once on PostgreSQL --------------------------------------------------------------------------------------


def _in_array(kind: TypeEngine[Any], dialect: Dialect) -> Change | None:
    own = kind.item_type if isinstance(kind, ARRAY) else kind
    change = _processor(own, dialect)
    # The driver takes the words of one array in one type only.
    return _plain if change is None and isinstance(own, String) else change


def _plain(value: Any) -> Any:
    return value if value is None or type(value) is str else str.__str__(value)


def _for_all(statement: Any) -> Asked:
    """The same deed for rows that come as one array for each parameter."""
    if isinstance(statement, Insert):
        columns = {one.key: one for one in cast(Table, statement.table).c}
        names = [bind.key for bind in _parameters(statement)]
        rows = _arrays({name: columns["provider_id" if name == SCOPE else name].type for name in names})
        into = ["provider_id" if name == SCOPE else name for name in names]
        return insert(statement.table).from_select(into, select(*(rows.c[name] for name in names)))
    rows = _arrays({bind.key: bind.type for bind in _parameters(statement)})

    def taken(part: Any, **_: Any) -> Any:
        """The column of the arrays that a parameter has become."""
        return rows.c[part.key] if isinstance(part, BindParameter) and part.required else None

    given: Any = statement
    return cast(Asked, visitors.replacement_traverse(given, {}, cast(Any, taken)))


def _parameters(statement: Asked) -> list[BindParameter[Any]]:
    """What is to be given, with the types that the columns give."""
    return [part for part in statement.compile().binds.values() if part.required]


def _arrays(kinds: Mapping[str, TypeEngine[Any]]) -> Any:
    given = [bindparam(name, type_=ARRAY(kind)) for name, kind in kinds.items()]
    return func.unnest(*given).table_valued(*kinds, name="given").render_derived()
