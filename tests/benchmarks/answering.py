"""Answers through HTTP on SQLite, beside a bare Flask view that writes one row, in the same run and on the loopback.

    python -m tests.benchmarks.answering [LEARNERS] [CLIENTS]

Both are served as `onward serve` does it, and asked by the same clients, in turn. Learners of every ability sit their whole
test at their own door, form tokens included: what one sitting needs to become the next, and the result at the end, is part
of the time. Every answer is posted as a browser does; the pages in between are fetched but not counted in the first half,
where clients answer as fast as they can: what a learner reads and fills in is ready when the clock begins to run, so that
both views cost the clients the same work. In the second half answers are offered at a steady rate, pages included, and each
is timed from the moment it was due.
"""

import json
import os
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from lms import app as application
from lms.cli import serving
from lms.cli.bench_load import Client, Server, quantile, served, together
from lms.kernel import db
from lms.learners.services import NewLearner
from placement import queries
from placement.domain.cut_scores import LANGUAGE_CUTS
from tests.benchmarks import bare
from tests.cast import gather
from tests.houses import fill, open_house
from tests.placement import people

RATE = 30
CONNECTIONS = 8
"""Of the learners who answer at the steady rate."""
LONGEST = 60
"""Answers of one learner after which something must be wrong."""
TURN = 0.5
"""Seconds of the bare view between two answers of everybody."""
SECRET = "benchmark" * 5


@dataclass
class Seen:
    """What clients saw."""

    answers: int = 0
    seconds: float = 0.0
    worked: float = 0.0
    """Seconds of processor that the server spent on them."""
    rows: int = 0
    row_seconds: float = 0.0
    row_worked: float = 0.0
    times: list[float] = field(default_factory=list)
    """Milliseconds from when an answer was due."""
    errors: list[str] = field(default_factory=list)


class Sitter:
    """One learner with her browser: answers as somebody of her ability would."""

    def __init__(self, number: int, cookies: dict[str, str], seen: Seen) -> None:
        self.generator = np.random.default_rng([7, number])
        self.ability, self.cookies, self.seen = float(self.generator.normal()), cookies, seen
        self.path, self.text, self.body, self.answered = "/my-placement", "", "", 0

    @property
    def waits(self) -> bool:
        """Whether a question waits for her."""
        return 'name="item"' in self.text and self.answered < LONGEST

    def begin(self, client: Client) -> None:
        """From her first page into the test."""
        client.cookies = self.cookies
        page = client.get("/my-placement")
        self._follow(client, client.post("/my-placement/test", urlencode(hidden(page.text))).location)

    def look(self, client: Client) -> None:
        """Fetch the question that waits."""
        client.cookies = self.cookies
        self._follow(client, self.path)

    def answer(self, client: Client) -> None:
        """Post the answer that is filled in."""
        client.cookies = self.cookies
        self.text, self.answered = "", self.answered + 1
        try:
            found = client.post(self.path, self.body)
        except (OSError, HTTPException) as error:
            self.seen.errors.append(repr(error))
            return
        self.path = found.location
        if found.status != 302:
            self.seen.errors.append(str(found.status))

    def _follow(self, client: Client, path: str) -> None:
        for _ in range(4):
            found = client.get(path)
            if not found.location:
                break
            path = found.location
        self.path, self.text = path, found.text
        self.body = self._filled_in() if self.waits else ""

    def _filled_in(self) -> str:
        item = people.item_on(self.text)
        knows = self.generator.random() < 1 / (1 + np.exp(item.parameters.b - self.ability))
        said = people.form_of(self.text, people.right(item) if knows else "dont_know")
        return urlencode(hidden(self.text) | said)


def main(learners: int = 60, clients: int = 2) -> None:
    """Print both rates, their ratio, and how long answers take at a steady rate."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        url, seen = f"sqlite:///{folder / 'house.db'}", Seen()
        crowd = [Sitter(number, cookies, seen) for number, cookies in enumerate(_learners(url, folder, learners + 4))]
        environment = {
            "ONWARD_DATABASE_URL": url, "ONWARD_DATA_DIR": str(folder), "ONWARD_SECRET_KEY": SECRET,
            "ONWARD_SECURE_COOKIES": "no", "ONWARD_TOTP": "optional",
        }  # fmt: skip
        rows = {bare.FILE: str(folder / "bare.db")}
        with (
            (folder / "log").open("wb") as log,
            served(Server("lms.app:served()", environment, log)) as product,
            served(Server("tests.benchmarks.bare:create_app()", rows, log, ready="/durability")) as other,
        ):
            first, crowd = crowd[:4], crowd[4:]
            _to_the_end(first, product.port)
            half = len(crowd) // 2
            _in_turn(crowd[:half], product, other, clients, seen)
            _at_rate(crowd[half:], product.port, seen)
            told = json.loads(Client(other.port).get("/durability").text)
        print(json.dumps(_figures(seen, told, _durability(url), learners, clients), indent=1))


def _learners(url: str, folder: Path, many: int) -> list[dict[str, str]]:
    """Cookies of so many learners who are signed in."""
    found = []
    with open_house(url, folder) as house:
        fill(url, house.registry)
        cast = gather(house)
        for at in range(many):
            learner = people.add(house, cast, NewLearner(f"B-{at}", f"Number {at}", "Benchmark", literacy="latin"))
            cookie = house.client(learner).get_cookie(application.COOKIE)
            found.append({application.COOKIE: cookie.value if cookie else "", "lang": "en"})
        # The rehearsals lie ready on the disk, as they do where a server has run before.
        queries.prepare([LANGUAGE_CUTS])
    return found


def _in_turn(crowd: list[Sitter], product: Server, other: Server, clients: int, seen: Seen) -> None:
    """One answer of everybody as fast as it goes, then the bare view for a while, until all tests are done."""
    doors, rows = [Client(product.port) for _ in range(clients)], [Client(other.port) for _ in range(clients)]
    _all(doors, crowd, Sitter.begin)
    while waiting := [one for one in crowd if one.waits]:
        worked = _worked(product)
        seen.seconds += _all(doors, waiting, Sitter.answer)
        seen.worked += _worked(product) - worked
        seen.answers += len(waiting)
        _all(doors, waiting, Sitter.look)
        begun, worked = time.perf_counter(), _worked(other)
        seen.rows += _write(rows, begun + TURN)
        seen.row_seconds += time.perf_counter() - begun
        seen.row_worked += _worked(other) - worked


def _all(doors: list[Client], crowd: list[Sitter], deed: Callable[[Sitter, Client], None]) -> float:
    """Everybody once, shared among the clients. Seconds until the last is done."""

    def work(at: int) -> None:
        for one in crowd[at :: len(doors)]:
            deed(one, doors[at])

    begun = time.perf_counter()
    together([partial(work, at) for at in range(len(doors))])
    return time.perf_counter() - begun


def _write(rows: list[Client], until: float) -> int:
    """Rows by all clients until this moment."""
    done = [0] * len(rows)

    def work(at: int) -> None:
        while time.perf_counter() < until:
            done[at] += rows[at].post("/", "given=dont_know").status == 200

    together([partial(work, at) for at in range(len(rows))])
    return sum(done)


def _at_rate(crowd: list[Sitter], port: int, seen: Seen) -> None:
    """Answers offered at a steady rate by all learners in turn, with the pages in between."""
    doors = [Client(port) for _ in range(CONNECTIONS)]
    _all(doors, crowd, Sitter.begin)
    start = time.perf_counter()

    def work(at: int) -> None:
        client, mine, due = doors[at], crowd[at::CONNECTIONS], start + at / RATE
        while waiting := [one for one in mine if one.waits]:
            for one in waiting:
                time.sleep(max(due - time.perf_counter(), 0.0))
                one.answer(client)
                seen.times.append(1000 * (time.perf_counter() - due))
                with suppress(OSError, HTTPException):
                    one.look(client)
                due += CONNECTIONS / RATE

    together([partial(work, at) for at in range(CONNECTIONS)])


def _to_the_end(crowd: list[Sitter], port: int) -> None:
    """Whole tests that nobody times: engines are ready afterwards."""
    client = Client(port)
    for one in crowd:
        one.begin(client)
        while one.waits:
            one.answer(client)
            one.look(client)


def _worked(server: Server) -> float:
    """Seconds of processor that a server's processes have spent: what other work on the machine does not change."""
    assert server.process is not None
    session = server.process.pid
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            told = path.read_text().rpartition(")")[2].split()
            ticks += (int(told[11]) + int(told[12])) if int(told[3]) == session else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def hidden(page: str) -> dict[str, str]:
    """What a form sends without being asked: its token, its sitting, its item."""
    return dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', page)) | dict(
        re.findall(r'<input[^>]*name="(csrf_token|once)"[^>]*value="([^"]*)"', page)
    )


def _durability(url: str) -> dict[str, object]:
    engine = db.make_engine(url)
    with engine.connect() as one:
        raw = one.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        found = bare.durability(raw)
    engine.dispose()
    return found


def _figures(
    seen: Seen, told: dict[str, object], own: dict[str, object], learners: int, clients: int
) -> dict[str, object]:
    answers, rows = seen.answers / seen.seconds, seen.rows / seen.row_seconds
    return {
        "learners": learners,
        "clients": clients,
        "served_by": " ".join(serving.gunicorn("", "", log_level="")[5:9]),
        "answers": seen.answers,
        "answers_per_second": round(answers, 1),
        "bare_rows_per_second": round(rows, 1),
        "ratio": round(answers / rows, 3),
        "cpu_ms_per_answer": round(1000 * seen.worked / seen.answers, 2),
        "cpu_ms_per_row": round(1000 * seen.row_worked / seen.rows, 2),
        "offered_per_second": RATE,
        "answers_at_rate": len(seen.times),
        "p50_ms": round(quantile(seen.times, 0.5), 1),
        "p95_ms": round(quantile(seen.times, 0.95), 1),
        "errors": len(seen.errors),
        "first_errors": seen.errors[:3],
        "durability": {"product": own, "bare": told, "same": own == told},
        "load_average": [round(one, 2) for one in os.getloadavg()],
    }


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
