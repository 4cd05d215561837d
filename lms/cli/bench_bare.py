"""What registers are measured beside: a Flask view that writes twenty rows and nothing else, on the same engine."""

import os

from flask import Flask, request
from sqlalchemy import Column, Date, Integer, MetaData, String, Table, text
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
    """The application. It keeps what it needs of the product: the engine with its pragmas, nothing of its requests."""
    app, engine = Flask("bench"), db.make_engine(os.environ[URL])

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
