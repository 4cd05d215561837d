"""Applications are put together once a run and lent to one house after another: they differ in their database only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from sqlalchemy import Engine

from lms import app as application
from lms.kernel import clock, config, db, plugins
from lms.kernel.web.doors import database
from tests import compiled


@dataclass(frozen=True)
class _Made:
    """An application, and what it was like when it was new."""

    app: Flask
    config: dict[str, Any]
    extensions: dict[str, Any]
    shape: tuple[object, ...]


_resting: dict[tuple[plugins.Registry, config.Settings], list[_Made]] = {}


@contextmanager
def lent(given: config.Settings, registry: plugins.Registry) -> Iterator[tuple[Flask, Engine]]:
    """An application on this database, and its engine. Whoever changed more than values in `config` keeps it."""
    resting = _resting.setdefault((registry, replace(given, database_url="", data_dir="")), [])
    made = resting.pop() if resting and not given.clock_ahead else _make(given, registry)
    engine = _open(made, given)
    try:
        yield made.app, engine
    finally:
        engine.dispose()
        if _shape(made.app) == made.shape:
            resting.append(made)


def _make(given: config.Settings, registry: plugins.Registry) -> _Made:
    app = application.create_app(given, registry)
    app.jinja_env.bytecode_cache = compiled.TEMPLATES
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    return _Made(app, dict(app.config), dict(app.extensions), _shape(app))


def _open(made: _Made, given: config.Settings) -> Engine:
    """What `create_app` does for one database."""
    app = made.app
    app.config.clear()
    app.config.update(made.config, ONWARD=config.use(given), SQLALCHEMY_DATABASE_URI=given.database_url)
    app.extensions.clear()
    app.extensions.update(made.extensions, **{"onward.clock_shift": clock.shift()})
    # New ones take addresses and handlers until their first request.
    app._got_first_request = False
    engine = db.use_engine(db.make_engine(given.database_url))
    database._app_engines[app] = {None: engine}
    return engine


def _shape(app: Flask) -> tuple[object, ...]:
    """What tests may add to."""
    handlers = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    return (
        len(app.view_functions),
        len(app.url_map._rules),
        app.jinja_env.loader,
        *(sum(map(len, kind.values())) for kind in handlers),
        *(
            frozenset(names)
            for names in (app.jinja_env.globals, app.jinja_env.filters, app.template_context_processors)
        ),
    )
