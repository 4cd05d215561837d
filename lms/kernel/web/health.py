"""`/healthz`: whether the house can work, for whatever watches it. Asks nothing of anybody and tells nothing of anybody."""

from contextlib import suppress
from typing import Any

from flask import Flask, jsonify
from sqlalchemy.exc import SQLAlchemyError

from lms.kernel import db, migrate
from lms.kernel.plugins import Registry
from lms.kernel.web.doors import PUBLIC, database, marked


def mount(app: Flask, registry: Registry) -> None:
    """Add the address."""

    def health() -> Any:
        parts = {"database": False, "tables": False}
        with db.reading(), suppress(SQLAlchemyError):
            parts["tables"] = migrate.is_current(database.engine, registry)
            parts["database"] = True
        return jsonify(ok=all(parts.values()), parts=parts), 200 if parts["database"] else 503

    app.add_url_rule("/healthz", "health", marked(health, permission=PUBLIC))
