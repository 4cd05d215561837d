"""The filter of every ORM statement: a provider sees its own rows, a person hers, and no scope sees nothing."""

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, event, false
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, with_loader_criteria

from lms.kernel.db.scopes import NoScope, Scope, in_force
from lms.kernel.db.tables import Base, Kind, ProviderOwned

PROVIDER, PERSON = "scope_provider", "scope_person"
"""Names of the parameters by which the scope comes into a statement that was made before it."""
_PROVIDER: Any = bindparam(PROVIDER)
_PERSON: Any = bindparam(PERSON)

_person_visibility: list[Any] = []


def person_visible_when(rule: Any) -> Any:
    """Register how a provider may see a person: `rule(person_id_column, provider_id) -> condition`. Declared once."""
    _person_visibility[:] = [rule]
    return rule


def _of_persons(provider_id: Any, person_id: Any) -> list[Any]:
    """One criterion for each table of persons."""
    return [
        with_loader_criteria(cls, _seen_by(cls, provider_id, person_id), include_aliases=True)
        for cls in (mapper.class_ for mapper in Base.registry.mappers)
        if getattr(cls, "__kind__", None) is Kind.PERSON
    ]


def _seen_by(cls: Any, provider_id: Any, person_id: Any) -> Any:
    """A row of a person is seen by the person herself, or by a provider through its dated relation."""
    if person_id is not None:
        return cls.person_id == person_id
    if provider_id is None or not _person_visibility:
        return false()
    return _person_visibility[0](cls.person_id, provider_id)


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
    own = with_loader_criteria(ProviderOwned, lambda cls: cls.provider_id == provider_id, include_aliases=True)
    return (own, *_of_persons(provider_id, current.person_id))


@lru_cache(maxsize=2)
def criteria_by_name(as_person: bool) -> tuple[Any, ...]:
    """The same for statements that stay: provider and person come in as parameters, PROVIDER and PERSON."""
    own = with_loader_criteria(ProviderOwned, lambda cls: cls.provider_id == _PROVIDER, include_aliases=True)
    return (own, *_of_persons(_PROVIDER, _PERSON if as_person else None))


@event.listens_for(Mapper, "instrument_class")
def _forget_criteria(_mapper: Any, _class: type) -> None:
    criteria.cache_clear()
    criteria_by_name.cache_clear()
