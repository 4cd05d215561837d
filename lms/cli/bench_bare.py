"""What registers are measured beside: a Flask view that writes twenty rows and nothing else, as Flask's users do."""

import os

from flask import Flask, request
from sqlalchemy import Column, Date, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.engine import Engine

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
        size, today = int(request.form["size"]), clock.now().date()
        rows = [
            {
                "id": db.new_id(), "session": "session", "learner": f"learner {place}", "mark": "present",
                "minutes": 60, "day": today,
            }
            for place in range(size)
        ]  # fmt: skip
        with engine.begin() as connection:
            connection.execute(TABLE.insert(), rows)
        return ""

    @app.get("/ready")
    def ready() -> str:
        return ""

    return app
