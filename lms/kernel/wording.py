"""Statements worded once for a database and then handed to its driver, with what makes their values the driver's and back."""

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from itertools import chain
from typing import Any, NamedTuple, cast

from sqlalchemy import JSON, Connection, Float, LargeBinary, Numeric, String, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter
from sqlalchemy.sql.expression import all_, any_
from sqlalchemy.types import NullType, TypeEngine

from lms.kernel.db import lines
from lms.kernel.db.failures import told

Change = Callable[[Any], Any]
ROWS = 40
"""Rows that one statement adds at most: each number of them is a statement of its own, which the driver keeps."""


class Place(NamedTuple):
    """Where a value of the statement comes from: a parameter, an element of one that is a list, or the statement."""

    name: str
    at: int | None = None
    constant: Any = None


@dataclass(frozen=True)
class Worded:
    """A statement as the driver of one database takes it."""

    sql: str
    names: tuple[str, ...]
    """Names of the values in the wording; their places for a driver that counts."""
    places: tuple[Place, ...]
    into: tuple[Change | None, ...]
    """What makes a value one of the driver's."""
    pick: Callable[[Mapping[str, Any]], list[Any]]
    """The driver's values of a set of ours, in order of the places."""
    outof: tuple[Change | None, ...]
    make: Callable[[Any], Any] | None
    """What makes a row; nothing where none are given."""
    positional: bool
    numbered: str
    """The same statement for a line to PostgreSQL; empty for other databases."""
    row: str
    """The words of one row, of a statement that adds rows and whose driver counts places; empty for others."""

    def run(self, connection: Connection, values: Mapping[str, Any]) -> tuple[list[Any], int]:
        """Ask once: rows, and how many were found or changed."""
        return self._made(*self._answered(connection, self.pick(values)))

    def run_later(self, connection: Connection, values: Mapping[str, Any]) -> Callable[[], tuple[list[Any], int]]:
        """Ask with what is asked next, where the database can be asked so; else at once. What is returned gives the answer."""
        if not self.numbered or _is_heard(connection):
            found = self.run(connection, values)
            return lambda: found
        answer = lines.later(connection, self.numbered, self.pick(values))
        return lambda: self._made(*answer())

    def _made(self, rows: Sequence[Any], count: int) -> tuple[list[Any], int]:
        return (list(map(self.make, _read(rows, self.outof))) if self.make else []), count

    def run_each(self, connection: Connection, many: Sequence[Mapping[str, Any]], common: Mapping[str, Any]) -> int:
        """The same for several sets of values. Returns how many rows were met."""
        size, columns = len(many), []
        for (name, _at, constant), change in zip(self.places, self.into, strict=True):
            if name in common or not name:
                value = common[name] if name else constant
                columns.append([change(value) if change else value] * size)
            else:
                columns.append(_column([one[name] for one in many], change))
        sets = list(zip(*columns, strict=True))
        if self.row and 1 < size <= ROWS:
            sql = f"{self.sql}{f', {self.row}' * (size - 1)}"
            return int(_execute(connection, sql, list(chain.from_iterable(sets))).rowcount)
        if not self.positional:
            sets = [self._given(one) for one in sets]
        return int(_execute(connection, self.sql, sets, many=True).rowcount)

    def run_arrays(
        self, connection: Connection, many: Sequence[Mapping[str, Any]], common: Mapping[str, Any]
    ) -> Callable[[], tuple[list[Any], int]]:
        """The same with what is asked next, where the statement takes a list for each value that differs, all sets at once."""
        lists = {name: [one[name] for one in many] for name in many[0]}
        return self.run_later(connection, {**common, **lists})

    def _answered(self, connection: Connection, given: Sequence[Any]) -> tuple[Sequence[Any], int]:
        if not self.numbered or _is_heard(connection):
            cursor = _execute(connection, self.sql, self._given(given))
            rows = cursor.fetchall() if self.make else ()
            return rows, len(rows) if self.make else cursor.rowcount
        return lines.ask(connection, self.numbered, given)

    def _given(self, values: Sequence[Any]) -> Any:
        return tuple(values) if self.positional else dict(zip(self.names, values, strict=True))


def _column(values: list[Any], change: Change | None) -> list[Any]:
    if change is None:
        return values
    # Mostly one moment for all.
    if all(value is values[0] for value in values):
        return [change(values[0])] * len(values)
    return list(map(change, values))


def _picker(places: Sequence[Place], into: Sequence[Change | None]) -> Callable[[Mapping[str, Any]], list[Any]]:
    """What takes a statement's values, in order, out of a set of ours. Elements of one list stand beside each other."""
    steps: list[tuple[str, bool, Any, Change | None]] = []
    for (name, at, constant), change in zip(places, into, strict=True):
        if not at:
            steps.append((name, at is not None, change(constant) if change and not name else constant, change))

    def pick(values: Mapping[str, Any]) -> list[Any]:
        given: list[Any] = []
        for name, is_list, constant, change in steps:
            if is_list:
                given.extend(map(change, values[name]) if change else values[name])
            elif name:
                given.append(change(values[name]) if change else values[name])
            else:
                given.append(constant)
        return given

    return pick


def _read(rows: Sequence[Any], outof: Sequence[Change | None]) -> Iterable[Any]:
    """The driver's rows with our values: column by column, because a long answer costs less so than row by row."""
    if not rows or not any(outof):
        return rows
    columns = zip(zip(*rows, strict=True), outof, strict=True)
    return zip(*(map(change, column) if change else column for column, change in columns), strict=True)


# --- handing over ----------------------------------------------------------------------------------------------------


def _is_heard(connection: Connection) -> bool:
    """Whether somebody listens to the statements of this database."""
    listeners = connection.engine.dispatch
    return bool(listeners.before_cursor_execute or listeners.after_cursor_execute)


def _execute(connection: Connection, sql: str, values: Any, *, many: bool = False) -> Any:
    """Hand a statement to the driver. Who listens to statements hears this one too."""
    if _is_heard(connection):
        return connection.exec_driver_sql(sql, values)
    driver: Any = connection.connection.dbapi_connection
    cursor = driver.cursor()
    try:
        cursor.executemany(sql, values) if many else cursor.execute(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise told(connection, sql, error) from error
    return cursor


# --- wording ---------------------------------------------------------------------------------------------------------


def word(statement: Any, dialect: Dialect, lengths: Mapping[str, int]) -> Worded:
    """The wording of a statement whose lists have these lengths. For PostgreSQL they are arrays (`with_arrays`)."""
    arrays = dialect.name == "postgresql"
    compiled: Any = statement.compile(dialect=dialect)
    # Each parameter has its place as its value, so that the wording says where which one goes.
    asked = [bind for bind in compiled.binds.values() if bind.required]
    state = compiled.construct_expanded_state({bind.key: _marked(bind, lengths) for bind in asked})
    names = tuple(state.positiontup or state.parameters)
    kinds = {part: compiled.binds[name].type for name, parts in state.parameter_expansion.items() for part in parts}
    standing = {column.key: _default(column) for column in compiled.insert_prefetch}
    places, into = [], []
    for name in names:
        value = state.parameters[name]
        kind = kinds[name] if name in kinds else compiled.binds[name].type
        places.append(value if isinstance(value, Place) else Place("", None, standing.get(name, value)))
        into.append(_changed(kind, dialect))
    outof: tuple[Change | None, ...] = ()
    make: Callable[[Any], Any] | None = None
    if columns := compiled._result_columns:
        outof = tuple(_back(column.type, dialect) for column in columns)
        row: Any = namedtuple("Row", [str(column.keyname) for column in columns], rename=True)  # type: ignore[misc]
        make = partial(tuple.__new__, row)
    sql, order = lines.numbered(state.statement) if arrays else ("", names)
    found = {name: (place, change) for name, place, change in zip(names, places, into, strict=True)}
    if arrays:
        places, into = [found[name][0] for name in order], [found[name][1] for name in order]
    return Worded(
        state.statement,
        order,
        tuple(places),
        tuple(into),
        _picker(places, into),
        outof,
        make,
        positional=state.positiontup is not None,
        numbered=sql,
        row=_row(state.statement) if compiled.isinsert and state.positiontup is not None else "",
    )


def _row(sql: str) -> str:
    """What is said once for each row that is added; empty where more is said after it."""
    values = sql.partition(" VALUES ")[2]
    return values if values.startswith("(") and values.find(")") == len(values) - 1 else ""


def _marked(bind: BindParameter[Any], lengths: Mapping[str, int]) -> Any:
    return [Place(bind.key, at) for at in range(lengths[bind.key])] if bind.expanding else Place(bind.key)


def _default(column: Any) -> Any:
    """What stands in a column that nobody fills."""
    if not column.default.is_scalar:
        raise TypeError(f"{column} is drawn for each row: give it a value")
    return column.default.arg


def _changed(kind: TypeEngine[Any], dialect: Dialect) -> Change | None:
    if isinstance(kind, ARRAY):
        return partial(_array, _of_element(kind.item_type, dialect))
    return _processor(kind, dialect)


def _of_element(kind: TypeEngine[Any], dialect: Dialect) -> Change | None:
    if isinstance(kind, JSON):
        return json.dumps
    # Bytes stay bytes: what the driver wraps them in has no place in an array.
    return None if isinstance(kind, LargeBinary) else _processor(kind, dialect)


def _processor(kind: TypeEngine[Any], dialect: Dialect) -> Change | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _back(kind: TypeEngine[Any], dialect: Dialect) -> Change | None:
    if isinstance(kind, Float | Numeric) and dialect.name == "postgresql":
        # The driver brings decimals and floats as what they are; SQLAlchemy wants to be told which of them came.
        return None if kind.asdecimal else _float
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


# --- lists on PostgreSQL ---------------------------------------------------------------------------------------------


def with_arrays(statement: Any) -> Any:
    """The same statement with an array for each list, so that one wording on PostgreSQL fits any length."""
    return visitors.replacement_traverse(statement, {}, cast(Any, _in_array))


def _in_array(part: Any, **_: Any) -> Any:
    if not isinstance(part, BinaryExpression) or part.operator not in (operators.in_op, operators.not_in_op):
        return None
    given = part.right
    if not (isinstance(given, BindParameter) and given.expanding and given.required):
        return None
    array = bindparam(given.key, type_=array_of(given.type))
    return part.left == any_(array) if part.operator is operators.in_op else part.left != all_(array)


def array_of(kind: TypeEngine[Any]) -> "ARRAY[Any]":
    """Lists of a type. Words in them are never cut to a column's length: what is too long is refused, or found nowhere."""
    # A key of a table that was not known yet when the statement was made has no type. Keys are words.
    return ARRAY(String() if isinstance(kind, String | NullType) else kind)


def _array(change: Change | None, values: Iterable[Any]) -> str:
    """A list in the words of PostgreSQL."""
    given = list(values)
    if change is not None:
        given = [None if value is None else change(value) for value in given]
    if set(map(type, given)) == {int}:
        return f"{{{','.join(map(str, given))}}}"
    try:
        words = '","'.join(given)
    except TypeError:
        return f"{{{','.join(map(_element, given))}}}"
    # Mostly words without anything to be told apart from what is between them.
    if "\\" in words or words.count('"') != 2 * (len(given) - 1):
        return f"{{{','.join(map(_element, given))}}}"
    return f'{{"{words}"}}'


def _element(value: Any) -> str:
    if isinstance(value, str):
        plain = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{plain}"'
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    return value.isoformat() if isinstance(value, date | time) else str(value)


__all__ = ["Change", "Place", "Worded", "word"]
