"""Answers through HTTP on SQLite, beside a bare Flask view that writes one row, in the same run and on the loopback.

    python -m tests.benchmarks.answering [LEARNERS] [SECONDS]

Learners sit the test at their own door; answers are posted as a browser does, the pages in between are fetched but not
counted. Server and clients share one process, so that both servers bear the same load of their clients.
"""

import http.client
import json
import re
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from flask import Flask
from werkzeug.serving import make_server

from lms.learners.services import NewLearner
from tests.cast import gather
from tests.houses import House, fill, open_house
from tests.placement import people

CLIENTS = 2
RATE = 30
LONGEST = 60
"""Answers of one learner after which something must be wrong."""


class Sitter:
    """One learner with her browser: posts an answer, fetches the next question."""

    def __init__(self, house: House, port: int, learner: people.Actor) -> None:
        client = house.client(learner)
        self.cookie = "; ".join(f"{cookie.key}={cookie.value}" for cookie in client._cookies.values())
        page = client.post("/my-placement/test", data={"beside": "no"}, follow_redirects=True)
        self.path, self.port, self.page, self.left = page.request.path, port, page.text, LONGEST

    def answer(self, connection: http.client.HTTPConnection) -> float | None:
        """Milliseconds of one answer, `None` when the test is over."""
        if 'name="item"' not in self.page or not self.left:
            return None
        self.left -= 1
        values = dict(re.findall(r'name="(sitting|item)" value="([^"]+)"', self.page))
        body = urlencode(values | {"given": "dont_know"})
        begun = time.perf_counter()
        answered = self._ask(connection, "POST", self.path, body)
        taken = 1000 * (time.perf_counter() - begun)
        self.page = self._ask(connection, "GET", answered or self.path, None, read=True)
        return taken

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: str | None, read: bool = False
    ) -> str:
        head = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body, head)
        response = connection.getresponse()
        text = response.read().decode()
        return text if read else response.headers.get("Location", "")


def main(learners: int = 40, seconds: int = 10) -> None:
    """Print answers a second, rows a second, their ratio, and how long answers take at a steady rate."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        bare = _bare(folder / "bare.db")
        with served(bare) as port:
            rows = per_second(lambda connection: _write(connection), port, seconds)
        url = f"sqlite:///{folder / 'house.db'}"
        with open_house(url, folder) as house:
            fill(url, house.registry)
            cast = gather(house)
            with served(house.app) as port:
                crowd = [Sitter(house, port, _learner(house, cast, at)) for at in range(learners)]
                half = len(crowd) // 2
                fast = closed_loop(crowd[:half], port)
                steady = at_rate(crowd[half:], port)
    figures = {
        "answers_per_second": 1000 * CLIENTS / float(np.mean(fast)),
        "bare_rows_per_second": rows,
        "ratio": 1000 * CLIENTS / float(np.mean(fast)) / rows,
        "answers_timed": len(fast) + len(steady),
        "rate": RATE,
        "median_ms_at_rate": float(np.median(steady)),
        "p95_ms_at_rate": float(np.quantile(steady, 0.95)),
    }
    print(json.dumps(figures, indent=1))


def closed_loop(crowd: list[Sitter], port: int) -> list[float]:
    """Every client answers as fast as it can, learner after learner. Milliseconds of every answer."""
    times: list[float] = []

    def work(mine: list[Sitter]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for sitter in mine:
            while (taken := sitter.answer(connection)) is not None:
                times.append(taken)

    _together([lambda at=at: work(crowd[at::CLIENTS]) for at in range(CLIENTS)])
    return times


def at_rate(crowd: list[Sitter], port: int) -> list[float]:
    """Answers at a steady rate from all learners in turn."""
    times: list[float] = []

    def work(mine: list[Sitter], offset: float) -> None:
        connection, due = http.client.HTTPConnection("127.0.0.1", port), time.perf_counter() + offset
        waiting = list(mine)
        while waiting:
            sitter = waiting.pop(0)
            time.sleep(max(due - time.perf_counter(), 0.0))
            due += 4 / RATE
            taken = sitter.answer(connection)
            if taken is not None:
                times.append(taken)
                waiting.append(sitter)

    _together([lambda at=at: work(crowd[at::4], at / RATE) for at in range(4)])
    return times


def per_second(ask: Callable[[http.client.HTTPConnection], None], port: int, seconds: int) -> float:
    """Requests that all clients together bring through in a second."""
    done = [0] * CLIENTS

    def work(at: int) -> None:
        connection, end = http.client.HTTPConnection("127.0.0.1", port), time.perf_counter() + seconds
        while time.perf_counter() < end:
            ask(connection)
            done[at] += 1

    _together([lambda at=at: work(at) for at in range(CLIENTS)])
    return sum(done) / seconds


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """An application on a free port of the loopback."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _bare(path: Path) -> Flask:
    """A view that writes one row and commits."""
    app = Flask("bare")
    with sqlite3.connect(path) as made:
        made.execute("pragma journal_mode=wal")
        made.execute("create table answers (id integer primary key, item text, score integer)")

    @app.post("/")
    def answer() -> str:
        connection = sqlite3.connect(path, timeout=10)
        connection.execute("insert into answers (item, score) values ('i', 1)")
        connection.commit()
        connection.close()
        return ""

    return app


def _write(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/", "")
    connection.getresponse().read()


def _learner(house: House, cast: people.Cast, at: int) -> people.Actor:
    return people.add(house, cast, NewLearner(f"B-{at}", f"Number {at}", "Benchmark", literacy="latin"))


def _together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    main(*(int(argument) for argument in sys.argv[1:]))
