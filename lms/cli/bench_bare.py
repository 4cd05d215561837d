"""What registers are measured beside: Flask views that write twenty rows and nothing else.

`/` hands all rows to the driver in one statement, the least that there can be; `/orm` adds objects to a session and commits,
as most users of Flask with SQLAlchemy write it.
"""

import os
from typing import Any

from flask import Flask, request
from sqlalchemy import Column, Date, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, registry

from lms.kernel import clock, db

URL = "ONWARD_BENCH_URL"
TABLE = Table(
    "bench_row",
    MetaData(),
    Column("id", String(20), primary_key=True),
    Column("session", String(20)),
    Column("learner", String(20)),
    Column("mark", String),
    Column("minutes", Integer),
    Column("day", Date),
)


class Row:
    """The same row as an object."""

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)


registry().map_imperatively(Row, TABLE)


def prepare(owner: Engine, role: str) -> None:
    """Make the table anew; `role` is who writes."""
    TABLE.drop(owner, checkfirst=True)
    TABLE.create(owner)
    if owner.dialect.name == "postgresql":
        with owner.begin() as connection:
            quoted = connection.dialect.identifier_preparer.quote(role)
            connection.execute(text(f"grant select, insert on bench_row to {quoted}"))


def create_app() -> Flask:
    """The application. It keeps what it needs of the product: SQLite's pragmas, nothing of its requests."""
    app, url = Flask("bench"), os.environ[URL]
    # On PostgreSQL the driver prepares what it is asked often; the product does that itself (`db.lines`).
    engine = db.make_engine(url) if url.startswith("sqlite") else create_engine(url, pool_size=10)

    @app.post("/")
    def write() -> str:
        with engine.begin() as connection:
            connection.execute(TABLE.insert(), _rows())
        return ""

    @app.post("/orm")
    def add() -> str:
        with Session(engine) as session:
            session.add_all(Row(**values) for values in _rows())
            session.commit()
        return ""

    @app.get("/ready")
    def ready() -> str:
        return ""

    return app


def _rows() -> list[dict[str, Any]]:
    today = clock.now().date()
    return [
        {
            "id": db.new_id(), "session": "session", "learner": f"learner {place}", "mark": "present",
            "minutes": 60, "day": today,
        }
        for place in range(int(request.form["size"]))
    ]  # fmt: skip
