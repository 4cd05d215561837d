"""What answers are measured beside: a Flask view that writes one row and commits it, with nothing else around it."""

import os
import sqlite3
import threading

from flask import Flask, Response, jsonify

FILE = "ONWARD_BENCH_FILE"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000")
"""As the product sets them (`lms.kernel.db`): a row that was acknowledged is on the disk."""
_kept = threading.local()


def connection() -> sqlite3.Connection:
    """One for each thread, kept open: the fastest that such a view can be."""
    if not hasattr(_kept, "connection"):
        _kept.connection = sqlite3.connect(os.environ[FILE], isolation_level=None)
        for pragma in PRAGMAS:
            _kept.connection.execute(f"PRAGMA {pragma}")
        _kept.connection.execute("CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, item TEXT, score INTEGER)")
    found: sqlite3.Connection = _kept.connection
    return found


def durability(one: sqlite3.Connection) -> dict[str, object]:
    """How safe a commit of this connection is."""
    return {name: one.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}


def create_app() -> Flask:
    """The application."""
    app = Flask("bare")

    @app.post("/")
    def write() -> str:
        connection().execute("INSERT INTO answer (item, score) VALUES ('l_tap_cat', 1)")
        return ""

    @app.get("/durability")
    def told() -> Response:
        return jsonify(durability(connection()))

    return app
