"""A house for a test: a database of its own with every table, the application on it, and people signed in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from lms import app as application
from lms.accounts.services import audit, people, sign_in
from lms.kernel import collector, config, db, migrate, plugins
from lms.kernel.actor import Actor, Role
from tests import applications, compiled

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
"""Tuesday 24 November 2026, noon in Berlin: the instant most tests happen at."""


compiled.keep()
# Houses leave few circles behind, but many objects.
collector.look_seldom()

HASHER = sign_in._hasher
"""The product's own, which costs on purpose; in tests it costs nothing."""
sign_in._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)

LEARNED: list[Path] = []
"""Where the whole run keeps what rehearsals of placement tests learned."""


@dataclass
class House:
    """One test's house. `acting(actor)` opens a transaction of that actor; `client(...)` is a browser without pictures."""

    app: Flask
    engine: Engine
    settings: config.Settings
    registry: plugins.Registry

    @contextmanager
    def acting(self, actor: Actor) -> Iterator[Any]:
        """A committed transaction in the actor's scope. For calling services directly."""
        with db.transaction(self.engine) as session, audit.acting(actor), db.scoped(actor.provider_id):
            yield session
            session.flush()

    @contextmanager
    def crossing(self) -> Iterator[Any]:
        """A transaction that sees every provider: for what a test asserts."""
        with db.transaction(self.engine) as session, db.crossing("test"):
            yield session

    def actor(
        self,
        name: str,
        role: Role,
        provider_id: str,
        *,
        centre_id: str | None = None,
        staff_id: str | None = None,
        learner_id: str | None = None,
        person_id: str | None = None,
    ) -> Actor:
        """A user with one role, able to sign in. `actor.user_id` names her."""
        with db.transaction(self.engine), db.scoped(provider_id):
            user = people.add_user(name)
            people.add_membership(
                user.id,
                provider_id,
                role,
                centre_id=centre_id,
                staff_id=staff_id,
                learner_id=learner_id,
                person_id=person_id,
            )
        return Actor(
            user_id=user.id,
            name=name,
            provider_id=provider_id,
            role=role,
            permissions=application.permissions_of(self.registry, role),
            centre_id=centre_id,
            staff_id=staff_id,
            learner_id=learner_id,
            person_id=person_id,
        )

    def client(self, actor: Actor | None = None, *, language: str = "en") -> FlaskClient:
        """A browser of this person, signed in as after the password; nobody's without an actor."""
        client = self.app.test_client()
        client.set_cookie("lang", language)
        if actor is not None:
            with db.transaction(self.engine):
                membership = sign_in.memberships(actor.user_id or "")[0]
                token = sign_in.open_session(membership, way="test", second_factor=True, device="test", now=_now())
            client.set_cookie(application.COOKIE, token)
        return client


def _now() -> datetime:
    from lms.kernel import clock

    return clock.now()


def fill(url: str, registry: plugins.Registry, *, app_role: str | None = None) -> None:
    """Every table into an empty database, by the migrations that operators run."""
    engine = db.make_engine(url)
    migrate.upgrade(engine, registry, app_role=app_role)
    engine.dispose()


@contextmanager
def open_house(url: str, folder: Path, registry: plugins.Registry | None = None, **settings: Any) -> Iterator[House]:
    """The application on a filled database. Forms need no token here; the token has tests of its own."""
    given = replace(
        config.Settings(
            database_url=url, data_dir=str(folder), secret_key="test" * 10, secure_cookies=False, totp="optional"
        ),
        **settings,
    )
    share_learned(folder)
    registry = registry or application.registry_for(given)
    plugins.install(registry)
    with applications.lent(given, registry) as (app, engine):
        compiled.share_statements(engine)
        yield House(app, engine, given, registry)


def share_learned(folder: Path) -> None:
    """Let a data folder take part in what the run has learned: every process of a test would learn it anew."""
    own = folder / "learned"
    if LEARNED and not os.path.lexists(own):
        LEARNED[0].mkdir(parents=True, exist_ok=True)
        own.symlink_to(LEARNED[0])
