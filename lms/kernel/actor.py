"""Who is acting: a plain value that every service takes as `actor`."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to a provider. One person may hold several."""

    LEARNER = "learner"
    TEACHER = "teacher"
    ADMINISTRATOR = "centre_administrator"
    CHILDCARE = "childcare_worker"
    CASEWORKER = "caseworker"
    MANAGER = "provider_manager"
    OBSERVER = "national_observer"
    PARTNER = "partner"


@dataclass(frozen=True)
class Actor:
    """A signed-in person, a job or the command line. `permissions` holds codes such as `courses.register.take`."""

    user_id: str | None
    name: str
    provider_id: str | None = None
    role: Role | None = None
    permissions: frozenset[str] = frozenset()
    person_id: str | None = None
    staff_id: str | None = None
    learner_id: str | None = None
    centre_id: str | None = None
    zone: str = "Europe/Berlin"
    sign_in_id: str | None = None
    """The session on this device; programs, jobs and commands have none."""

    def may(self, permission: str) -> bool:
        """Whether this actor holds `permission`."""
        return permission in self.permissions


def system(name: str, provider_id: str | None = None, permissions: frozenset[str] = frozenset()) -> Actor:
    """The actor of a job or command: named in the audit, without a user."""
    return Actor(user_id=None, name=name, provider_id=provider_id, permissions=permissions)
