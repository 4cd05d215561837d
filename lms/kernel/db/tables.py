"""What tables are made of: identifiers, instants, the declarative base, and the four kinds of table."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from random import Random
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from lms.kernel.db.scopes import require_provider

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]
_SIGNS = "".join(_ALPHABET[byte % 32] for byte in range(256)).encode()
_RANDOM = 10
"""Signs of an identifier that are random."""
_at_hand: list[str] = []
os.register_at_fork(after_in_child=_at_hand.clear)
_id_source: ContextVar[Random | None] = ContextVar("id_source", default=None)
_id_counter: ContextVar[list[int] | None] = ContextVar("id_counter", default=None)


def new_id() -> str:
    """A new identifier: 20 characters, ordered by time of making, 50 random bits."""
    counter = _id_counter.get()
    if counter is not None:
        counter[0] += 1
        return _base32(counter[0], 10) + _random()
    return _of_millisecond(time.time_ns() // 1_000_000) + _random()


def untimed_id() -> str:
    """The same for a row that nobody may place in time: what stands beside it of the same moment would say whose it is."""
    return _random() + _random()


def _random() -> str:
    """Random signs; the system is asked for those of many identifiers at once, by each process for itself."""
    if (source := _id_source.get()) is not None:
        return _base32(source.getrandbits(50), _RANDOM)
    try:
        return _at_hand.pop()
    except IndexError:
        signs = os.urandom(64 * _RANDOM).translate(_SIGNS).decode()
        _at_hand.extend(signs[start : start + _RANDOM] for start in range(_RANDOM, len(signs), _RANDOM))
        return signs[:_RANDOM]


@lru_cache(maxsize=4)
def _of_millisecond(number: int) -> str:
    return _base32(number, 10)


def _base32(number: int, length: int) -> str:
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(5 * length - 10, -1, -10)])


@contextmanager
def repeatable_ids(seed: int, after: int = 0) -> Iterator[None]:
    """Identifiers from a seed, so that a demonstration built twice is the same. Never for real data.

    They sort by their making, behind those of other seeds whose `after` is less; times of real ones are below 2**41.
    """
    source, counter = _id_source.set(Random(seed)), _id_counter.set([after])
    try:
        yield
    finally:
        _id_source.reset(source)
        _id_counter.reset(counter)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. A naive value is refused: it would mean a different time to each reader."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table in the house."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
    }


Id = String(20)


class Identified:
    """Adds the primary key."""

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)


class Kind(StrEnum):
    """Who a row belongs to. A guard refuses a table that says nothing."""

    PROVIDER = "provider"
    PERSON = "person"
    SHARED = "shared"
    SYSTEM = "system"


class ProviderOwned:
    """A row of one provider. Filtered on every statement, row-level security on PostgreSQL."""

    __kind__ = Kind.PROVIDER
    provider_id: Mapped[str] = mapped_column(Id, index=True, default=require_provider)


class PersonOwned:
    """A row of one person. A provider sees it through a dated relation, the person always."""

    __kind__ = Kind.PERSON
    person_id: Mapped[str]


class Shared:
    """Readable by all, written by the operator."""

    __kind__ = Kind.SHARED


class System:
    """The machine's own: jobs, sign-in. Never shown without an explicit provider in the query."""

    __kind__ = Kind.SYSTEM


def tables_of(kind: Kind) -> list[str]:
    """Names of the declared tables of one kind."""
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    return sorted(cls.__tablename__ for cls in mapped if getattr(cls, "__kind__", None) is kind)


def confidential_tables() -> set[str]:
    """Tables that no file of the office tells, of a person or of everything: declared with `__confidential__ = True`."""
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    return {cls.__tablename__ for cls in mapped if getattr(cls, "__confidential__", False)}


def append_only_tables() -> set[str]:
    """Tables whose rows are never changed: declared with `__append_only__ = True`."""
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    return {cls.__tablename__ for cls in mapped if getattr(cls, "__append_only__", False)}
