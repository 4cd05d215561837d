"""Whose data the work in hand may touch."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """Whose data the current work may touch. `crossing` names the query that may look across providers."""

    provider_id: str | None = None
    person_id: str | None = None
    crossing: str | None = None


class NoScope(RuntimeError):
    """A programming mistake: a provider's table was asked without saying whose."""


in_force: ContextVar[Scope | None] = ContextVar("scope", default=None)


def scope() -> Scope | None:
    """The scope in force."""
    return in_force.get()


def require_provider() -> str:
    """The provider in force; raises NoScope outside of one."""
    current = in_force.get()
    if current is None or current.provider_id is None:
        raise NoScope("no provider in scope")
    return current.provider_id
