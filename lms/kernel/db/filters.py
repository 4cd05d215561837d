"""The filter of every ORM statement: a provider sees its own rows, a person hers, and no scope sees nothing."""

from functools import lru_cache
from typing import Any

from sqlalchemy import event, false
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, with_loader_criteria

from lms.kernel.db.scopes import NoScope, Scope, in_force
from lms.kernel.db.tables import Base, Kind, ProviderOwned

_person_visibility: list[Any] = []


def person_visible_when(rule: Any) -> Any:
    """Register how a provider may see a person: `rule(person_id_column, provider_id) -> condition`. Declared once."""
    _person_visibility[:] = [rule]
    return rule


def _person_options(current: Scope) -> list[Any]:
    """One criterion for each table of persons: the person herself, or a provider through its dated relation."""
    options = []
    for mapper in Base.registry.mappers:
        cls = mapper.class_
        if getattr(cls, "__kind__", None) is not Kind.PERSON:
            continue
        if current.person_id is not None:
            condition: Any = cls.person_id == current.person_id
        elif current.provider_id is None or not _person_visibility:
            condition = false()
        else:
            condition = _person_visibility[0](cls.person_id, current.provider_id)
        options.append(with_loader_criteria(cls, condition, include_aliases=True))
    return options


@event.listens_for(Session, "do_orm_execute")
def _filter_by_scope(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        return
    kinds = {getattr(mapper.class_, "__kind__", None) for mapper in state.all_mappers}
    named = bool(kinds & {Kind.PROVIDER, Kind.PERSON})
    current = in_force.get()
    if current is None and named:
        raise NoScope(f"no scope for {sorted(m.class_.__name__ for m in state.all_mappers)}")
    # A count or an exists names no table of ours among its columns, and the tables may lie in a subquery: the criteria
    # go along with every question, and outside of a scope it finds nothing.
    if not (named or state.is_select) or (current is not None and current.crossing):
        return
    state.statement = state.statement.options(*criteria(current or Scope()))


@lru_cache(maxsize=512)
def criteria(current: Scope) -> tuple[Any, ...]:
    """What every statement in a scope is filtered by. Made once for a scope: the making costs more than most statements."""
    provider_id = current.provider_id
    return (
        with_loader_criteria(ProviderOwned, lambda cls: cls.provider_id == provider_id, include_aliases=True),
        *_person_options(current),
    )


@event.listens_for(Mapper, "instrument_class")
def _forget_criteria(_mapper: Any, _class: type) -> None:
    criteria.cache_clear()
