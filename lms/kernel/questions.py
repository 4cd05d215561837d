"""Questions made once and asked many times: selects of mapped classes, filtered as the session filters, at a tenth of its cost.

The session weighs every statement anew: what it names, whom it may see, which objects its rows become. A question does that
once, where its module begins, and gives plain rows. Row-level security on PostgreSQL holds below it as below everything else.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, Table, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter

from lms.kernel import db
from lms.kernel.db import filters
from lms.kernel.wording import Worded, with_arrays, word


class Rows(list[Any]):
    """The rows of an answer, with their columns by name."""

    def all(self) -> list[Any]:
        """Every row."""
        return list(self)

    def first(self) -> Any:
        """The first row, None without any."""
        return self[0] if self else None

    def scalars(self) -> "Rows":
        """The first column of every row."""
        return Rows(row[0] for row in self)

    def scalar(self) -> Any:
        """The first column of the first row, None without any."""
        return self[0][0] if self else None


MOST = 200
"""Wordings of one question that are kept: one for each length of its lists."""


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class Question:
    """A select of mapped classes with named parameters. Filtered by the scope in force when it is asked.

    Rows carry the columns that were asked for (a class brings all of its own); nobody writes them back. A `steady` one asks
    what administrators set up (rooms, staff, opening hours), not what people race for: a transaction that writes is told
    the same again, too, until it writes to one of these tables itself. Six hundred bookings in one go ask for it once.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]], *, steady: bool = False) -> None:
        self._statement, self._steady = statement, steady
        self._worded: dict[tuple[Any, ...], Worded] = {}
        self._filtered: dict[tuple[bool, bool], tuple[Any, Select[*tuple[Any, ...]]]] = {}
        if steady:
            db.remember(*self._tables)

    def ask(self, **values: Any) -> "Rows":
        """Ask in the transaction in hand. Raises NoScope where a table of a provider or a person is asked without a scope."""
        # What waits in the session was meant to be written before this.
        db.write_waiting()
        if db.writes() and not self._steady:
            return self._asked(values)
        # Parts of a page ask the same: a transaction that only reads is told the same again.
        known = db.session().info.setdefault(db.ANSWERS, {})
        key = (self, db.scope(), tuple((name, _plain(value)) for name, value in values.items()))
        if key not in known:
            known[key] = self._asked(values)
        found: Rows = known[key]
        return found

    def _asked(self, values: dict[str, Any]) -> "Rows":
        connection = db.connection()
        values |= {name: list(values[name]) for name in self._lists}
        # On PostgreSQL a list is one value of any length.
        arrays = connection.dialect.name == "postgresql"
        lengths = {} if arrays else {name: len(values[name]) for name in self._lists}
        statement = self._in(db.scope(), values, arrays=arrays)
        return Rows(self._wording(statement, connection.dialect, lengths).run(connection, values)[0])

    def _wording(self, statement: Select[*tuple[Any, ...]], dialect: Dialect, lengths: Mapping[str, int]) -> Worded:
        key = (dialect.name, statement, *lengths.values())
        found = self._worded.get(key)
        if found is None:
            if len(self._worded) >= MOST:
                self._worded.clear()
            found = self._worded[key] = word(statement, dialect, lengths)
        return found

    def parts(self, **values: Any) -> Iterator[tuple[Any, ...]]:
        """The same where several classes were asked for: beside each other what each brings, None for what is not there."""
        rows = self.ask(**values)
        parts = self._parts
        return (tuple(part(row) for part in parts) for row in rows)

    @cached_property
    def _parts(self) -> list[Callable[[Any], Any]]:
        found: list[Callable[[Any], Any]] = []
        place = 0
        for asked in self._statement.column_descriptions:
            mapper = inspect(asked["expr"], raiseerr=False) if asked["entity"] is asked["expr"] else None
            names = [attribute.key for attribute in mapper.mapper.column_attrs] if mapper is not None else []
            found.append(_of_class(asked["name"], names, mapper, place) if names else itemgetter(place))
            place += len(names) or 1
        return found

    def _in(self, scope: db.Scope | None, values: dict[str, Any], *, arrays: bool) -> Select[*tuple[Any, ...]]:
        """The statement for a scope; the scope goes to the values."""
        if scope is None and self._owned:
            raise db.NoScope(f"no scope for {', '.join(self._owned)}")
        if scope is None or scope.crossing:
            return self._arrays if arrays else self._statement
        values[filters.PROVIDER], values[filters.PERSON] = scope.provider_id, scope.person_id
        return self._kept_inside(scope.person_id is not None, arrays)

    def _kept_inside(self, as_person: bool, arrays: bool) -> Select[*tuple[Any, ...]]:
        criteria = filters.criteria_by_name(as_person)
        made = self._filtered.get((as_person, arrays))
        # Made anew when a table has come that the criteria should know.
        if made is None or made[0] is not criteria:
            given = self._arrays if arrays else self._statement
            made = self._filtered[as_person, arrays] = criteria, given.options(*criteria)
        return made[1]

    @cached_property
    def _arrays(self) -> Select[*tuple[Any, ...]]:
        found: Select[*tuple[Any, ...]] = with_arrays(self._statement)
        return found

    @cached_property
    def _lists(self) -> list[str]:
        """Names of the parameters that are lists."""
        parts = (part for part in visitors.iterate(self._statement) if isinstance(part, BindParameter))
        return sorted({part.key for part in parts if part.expanding and part.required})

    @cached_property
    def _owned(self) -> list[str]:
        """Names of the tables in it that belong to somebody."""
        return sorted(self._tables & {*db.tables_of(db.Kind.PROVIDER), *db.tables_of(db.Kind.PERSON)})

    @cached_property
    def _tables(self) -> frozenset[str]:
        return frozenset(part.name for part in visitors.iterate(self._statement) if isinstance(part, Table))


def _of_class(name: str, names: list[str], mapper: Any, place: int) -> Callable[[Any], Any]:
    """A class's own columns of a row, by name; None where an outer join found no row of it."""
    made: Any = namedtuple(name, names)  # type: ignore[misc]  # a class for whatever table is asked
    key, end = place + names.index(mapper.mapper.primary_key[0].key), place + len(names)
    return lambda row: None if row[key] is None else made._make(row[place:end])
