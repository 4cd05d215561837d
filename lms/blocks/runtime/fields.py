"""Field data: one JSON for each (scope, user, block), read at once for a page, written together at the end."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.exc import IntegrityError
from xblock.exceptions import InvalidScopeError
from xblock.fields import Scope, UserScope
from xblock.runtime import KeyValueStore

from lms.blocks import models
from lms.blocks.domain.viewers import Viewer
from lms.blocks.runtime.ids import Known
from lms.kernel import db

GONE = object()


class ReadOnly(InvalidScopeError):
    """Somebody who is no author tried to change what authors write."""


class Row(NamedTuple):
    """Which JSON a field lies in. `owned` for the viewer's own, otherwise it is everybody's."""

    family: str
    scope: str
    block: str
    owned: bool


class Texts(Protocol):
    """What becomes of texts on their way in and out: an address that is sealed for one person is never kept."""

    def lasting(self, text: str) -> str:
        """As it may be kept."""

    def current(self, text: str) -> str:
        """As it is meant for whoever looks."""


def copied(value: Any, change: Callable[[str], str]) -> Any:
    """A copy of a JSON value, deep, with `change` applied to each text in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: copied(one, change) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [copied(one, change) for one in value]
    return deepcopy(value)


@dataclass
class Store(KeyValueStore):
    """The fields of everything on a page, for one viewer. Nothing is written before `write`."""

    known: Known
    viewer: Viewer
    addresses: Texts
    read: dict[Row, dict[str, Any]] = field(default_factory=dict)
    changes: dict[Row, dict[str, Any]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """Blocks whose fields were read: what has none there has none."""

    # --- reading -----------------------------------------------------------------------------------------------------

    def fetch(self, blocks: Iterable[str]) -> None:
        """Read the fields of these blocks (ids of usages and definitions, names of types, "" for the person) at once."""
        wanted = set(blocks) - self.asked
        if not wanted:
            return
        self.asked |= wanted
        row = models.FieldData
        found = db.session().execute(
            select(row.family, row.scope, row.block, row.learner_id, row.user_id, row.fields).where(
                row.block.in_(sorted(wanted)), or_(self._mine(), and_(row.learner_id.is_(None), row.user_id.is_(None)))
            )
        )
        for family, scope, block, learner_id, user_id, fields in found:
            self.read[Row(family, scope, block, bool(learner_id or user_id))] = fields

    def _mine(self) -> ColumnElement[bool]:
        row = models.FieldData
        return row.learner_id == self.viewer.learner_id if self.viewer.learner_id else row.user_id == self.viewer.key

    def _row(self, key: Any) -> Row:
        row = Row(key.block_family, key.scope.name, str(key.block_scope_id or ""), key.scope.user is UserScope.ONE)
        if row.block not in self.asked:
            self.fetch([row.block])
        return row

    def get(self, key: Any) -> Any:
        if key.scope == Scope.children:
            return self.known.children(key.block_scope_id)
        if key.scope == Scope.parent:
            return self.known.node(key.block_scope_id).parent_id
        row = self._row(key)
        value = self.changes.get(row, {}).get(key.field_name, self.read.get(row, {}).get(key.field_name, GONE))
        if value is GONE:
            raise KeyError(key.field_name)
        # Blocks change lists and dictionaries in place; what was read stays as it was read.
        return copied(value, self.addresses.current)

    def has(self, key: Any) -> bool:
        if key.scope == Scope.children:
            return bool(self.known.children(key.block_scope_id))
        try:
            return self.get(key) is not None if key.scope == Scope.parent else self.get(key) is not GONE
        except KeyError:
            return False

    # --- changing ----------------------------------------------------------------------------------------------------

    def set(self, key: Any, value: Any) -> None:
        self.set_many({key: value})

    def set_many(self, update_dict: Mapping[Any, Any]) -> None:
        for key in update_dict:
            self._check(key)
        for key, value in update_dict.items():
            if key.scope == Scope.children:
                self.known.set_children(key.block_scope_id, value)
            elif key.scope == Scope.parent:
                self.known.set_parent(key.block_scope_id, value)
            else:
                self.changes.setdefault(self._row(key), {})[key.field_name] = copied(value, self.addresses.lasting)

    def delete(self, key: Any) -> None:
        self._check(key)
        if key.scope == Scope.children:
            self.known.set_children(key.block_scope_id, [])
        elif key.scope != Scope.parent:
            self.changes.setdefault(self._row(key), {})[key.field_name] = GONE

    def _check(self, key: Any) -> None:
        authored = key.scope in (Scope.children, Scope.parent) or key.scope.user is UserScope.NONE
        if authored and not self.viewer.author:
            raise ReadOnly(f"{key.field_name} is for authors")

    def mark(self) -> Callable[[], None]:
        """Remember what is changed now. Returns how to go back to it, for a block that fails half-way."""
        before = {row: dict(fields) for row, fields in self.changes.items()}

        def back() -> None:
            self.changes = before

        return back

    # --- writing -----------------------------------------------------------------------------------------------------

    def write(self, now: datetime) -> list[Row]:
        """Write what was changed, field by field, so that what others wrote meanwhile stays. Returns what was written."""
        differing = {row: self._differing(row, fields) for row, fields in self.changes.items()}
        wanted = {row: fields for row, fields in differing.items() if fields}
        self.changes = {}
        if wanted:
            self._make_rows(wanted, now)
            for row, held in self._held(wanted).items():
                merged = {**held.fields, **wanted[row]}
                held.fields = {name: value for name, value in merged.items() if value is not GONE}
                held.changed_at = now
                self.read[row] = held.fields
            db.session().flush()
        return sorted(wanted)

    def _differing(self, row: Row, fields: Mapping[str, Any]) -> dict[str, Any]:
        before = self.read.get(row, {})
        return {name: value for name, value in fields.items() if before.get(name, GONE) != value}

    def _held(self, wanted: Collection[Row]) -> dict[Row, models.FieldData]:
        """The rows as they stand now, held until the transaction ends."""
        table = models.FieldData
        nobodys = and_(table.learner_id.is_(None), table.user_id.is_(None))
        asked = (
            select(table)
            .where(table.block.in_(sorted({row.block for row in wanted})), or_(self._mine(), nobodys))
            .order_by(table.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        found = {
            Row(one.family, one.scope, one.block, bool(one.learner_id or one.user_id)): one
            for one in db.session().scalars(asked)
        }
        return {row: one for row, one in found.items() if row in wanted}

    def _make_rows(self, wanted: Collection[Row], now: datetime) -> None:
        """Empty rows for those that were not there when the fields were read."""
        missing = [row for row in sorted(wanted) if row not in self.read]
        try:
            with db.session().begin_nested():
                db.session().add_all([self._made(row, now) for row in missing])
        except IntegrityError:
            # Two answers at once made some of them: then each by itself.
            for row in missing:
                with suppress(IntegrityError), db.session().begin_nested():
                    db.session().add(self._made(row, now))

    def _made(self, row: Row, now: datetime) -> models.FieldData:
        learner = self.viewer.learner_id if row.owned else None
        user = self.viewer.key if row.owned and learner is None else None
        return models.FieldData(
            family=row.family, scope=row.scope, block=row.block, learner_id=learner, user_id=user, fields={}, changed_at=now
        )  # fmt: skip


def blocks_of(nodes: Collection[Any], asides: Collection[str] = ()) -> set[str]:
    """Everything whose fields a page of these usages may ask for."""
    ids = {one.usage_id for one in nodes} | {one.definition_id for one in nodes}
    beside = {f"{one}.{aside}" for one in ids for aside in asides}
    return ids | beside | {one.block_type for one in nodes} | set(asides) | {""}
