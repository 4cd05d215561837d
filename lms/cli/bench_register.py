"""Whole registers saved through HTTP: how many a second beside a bare view, how long one takes, and whether any is lost."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from random import Random
from typing import IO
from urllib.parse import urlencode

from sqlalchemy import Engine, func, select

from lms import app as application
from lms.cli import bench_bare, bench_house, bench_load
from lms.cli.bench_house import Built, Place
from lms.courses import models
from lms.kernel import clock, db, migrate

RATE = 30
"""Registers a second that are offered while times are measured."""
MOST = 250
"""Registers a second that no machine is expected to save: so many sessions are made."""
LEAST, SHARE, AIM, LONGEST = 50, 0.3, 0.5, 300
"""What is to be reached: registers a second, their share of what the bare view writes (and what is aimed at), and
milliseconds of nearly all (95 of 100) at the steady rate.
"""
HELD = 3
"""Sessions of each section that were held before: a database plans otherwise for tables that are empty."""
KILLED_WITHIN = 1.5
"""Seconds that a server lives at most before it is killed."""
TIMES = 0.4
"""Share of the seconds that is spent at the steady rate."""
SLICE, BESIDE = 0.6, 0.2
"""Seconds of registers, and of each bare view after them, again and again: a machine that others use too changes its speed
while a bench runs, and a ratio is to tell of two programs.
"""


@dataclass(frozen=True)
class Asked:
    """What the command was asked."""

    sections: int
    size: int
    clients: int
    seconds: float
    kills: int
    seed: int


@dataclass
class Outcome:
    """What the clients saw. `saved` are sessions whose register was acknowledged."""

    saved: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    """Milliseconds, at the steady rate."""
    errors: list[str] = field(default_factory=list)
    repeated: int = 0
    """Times a form was sent again because its answer never came."""


def run(place: Place, asked: Asked) -> dict[str, object]:
    """Build, serve, load, count. Returns the figures."""
    engine = bench_house.open_engine(place)
    each = max(3, -(-int(asked.seconds * MOST) // asked.sections))
    built = bench_house.build(
        engine,
        sections=asked.sections,
        size=asked.size,
        teachers=asked.clients,
        sessions=each,
        today=clock.now().date(),
        held=HELD,
    )
    bench_house.count_rows(place)
    engine.dispose()
    outcome = Outcome()
    registers, bare, orm = Turn(), Turn(), Turn()
    with (place.folder / "server.log").open("wb") as log, _bare_server(place, log) as beside:
        kind = bench_load.Phoenix if asked.kills else bench_load.Server
        server = kind("lms.app:lasting()", place.environment, log)
        with bench_load.served(server):
            crowd = [_Teacher(server, built, at, asked, outcome) for at in range(asked.clients)]
            bench_load.together([one.warm for one in crowd])
            if asked.kills:
                _through_kills(crowd, server, asked)
            callers = [bench_load.Client(beside.port) for _ in crowd]
            write, add = ([partial(_bare_saves, one, path, asked) for one in callers] for path in ("/", "/orm"))
            for _ in range(max(1, round(asked.seconds * (1 - TIMES) / SLICE))):
                registers.take(server, [one.saves_next for one in crowd], SLICE)
                bare.take(beside, write, BESIDE)
                orm.take(beside, add, BESIDE)
            _at_rate(crowd, asked.seconds * TIMES)
    lost, double = _examined(bench_house.open_engine(place), built, asked, outcome.saved)
    per_second, known, by_orm = registers.per_second, bare.per_second, orm.per_second
    p95 = bench_load.quantile(outcome.times, 0.95)
    found: dict[str, object] = {
        "sections": asked.sections,
        "size": asked.size,
        "clients": asked.clients,
        "kills": asked.kills,
        "database": place.url.split(":")[0],
        "saved": len(outcome.saved),
        "per_second": round(per_second, 1),
        "bare_per_second": round(known, 1),
        "ratio": round(per_second / known, 3) if known else 0.0,
        "bare_orm_per_second": round(by_orm, 1),
        "ratio_to_orm": round(per_second / by_orm, 3) if by_orm else 0.0,
        "offered_per_second": RATE,
        "p50_ms": round(bench_load.quantile(outcome.times, 0.5), 1),
        "p95_ms": round(p95, 1),
        "server_cpu_ms": _milliseconds(registers.server, registers.done),
        "client_cpu_ms": _milliseconds(registers.client, registers.done),
        "bare_server_cpu_ms": _milliseconds(bare.server, bare.done),
        "bare_client_cpu_ms": _milliseconds(bare.client, bare.done),
        "repeated": outcome.repeated,
        "errors": len(outcome.errors),
        "first_errors": outcome.errors[:3],
        "lost": lost,
        "double": double,
        "load_average": [round(one, 2) for one in os.getloadavg()],
    }
    least = max(LEAST, SHARE * known)
    found["reach"] = {
        "per_second": round(least, 1), "p95_ms": LONGEST, "errors": 0, "lost": 0, "double": 0,
        "aim_per_second": round(AIM * known, 1),
    }  # fmt: skip
    found["reached"] = per_second >= least and p95 < LONGEST and not (outcome.errors or lost or double)
    return found


def _milliseconds(seconds: float, among: int) -> float:
    """Processor time of one: what the server, or this bench itself, took of the machine for it."""
    return round(1000 * seconds / among, 2) if among else 0.0


# --- the clients -----------------------------------------------------------------------------------------------------


class _Teacher:
    """One teacher with her browser, who saves one register of hers after the other."""

    def __init__(self, server: bench_load.Server, built: Built, at: int, asked: Asked, outcome: Outcome) -> None:
        own = set(built.sections[at :: asked.clients])
        self.waiting = [pair for pair in built.sessions if pair[1] in own]
        self.server, self.built, self.outcome = server, built, outcome
        self.persistent = asked.kills > 0
        self.client = bench_load.Client(server.port, {application.COOKIE: built.teachers[at], "lang": "en"})
        self.token = ""
        self.ready: list[tuple[str, str]] = []

    def warm(self) -> None:
        """Open a register as a person does, for the token of its form, and save it."""
        session_id, section_id = self.waiting[-1]
        page = self.client.get(f"/register/{session_id}").text
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
        if found is None or f"mark-{self.built.enrolments[section_id][0]}" not in page:
            raise RuntimeError("the register has another form than this bench knows")
        self.token = found[1]
        # What a browser does with the form is no work of the server's, which shares its processors with this bench.
        self.ready = [(one, self._form(one, section)) for one, section in self.waiting]
        # What a saving says is read on the next page, which is not asked for here: it must not pile up in the cookie.
        self.client.keeps_cookies = False
        self.save()

    def saves_next(self) -> bool:
        """Save the next register that waits. Whether there was one and it was kept."""
        return bool(self.ready) and self.save() is not None

    def save(self) -> float | None:
        """Milliseconds of one register, `None` when it was refused. Sent again until it is acknowledged, with one key."""
        session_id, body = self.ready.pop()
        begun = time.perf_counter()
        answer = self._sent(f"/register/{session_id}", body)
        taken = 1000 * (time.perf_counter() - begun)
        if answer is None or answer.status not in (302, 303):
            self.outcome.errors.append(f"{answer.status if answer else 'nothing'}: {_words(answer)}")
            return None
        self.outcome.saved.append(session_id)
        return taken

    def _sent(self, path: str, body: str) -> bench_load.Answer | None:
        until = time.monotonic() + bench_load.START
        while time.monotonic() < until:
            try:
                return self.client.post(path, body)
            except (OSError, HTTPException):
                if not self.persistent:
                    raise
                self.outcome.repeated += 1
                time.sleep(0.05)
        return None

    def _form(self, session_id: str, section_id: str) -> str:
        """Most are here, every tenth is late, every tenth away with a reason, every tenth without one."""
        values = {"csrf_token": self.token, "once": db.new_id(), "reason": "Written down on paper"}
        # Who is away changes from session to session, as it does.
        shift = sum(map(ord, session_id))
        for place, enrolment in enumerate(self.built.enrolments[section_id], start=shift):
            mark = {7: "late", 8: "ill", 9: "not_known"}.get(place % 10, "present")
            values[f"mark-{enrolment}"] = mark
            if mark == "late":
                values[f"time-{enrolment}"] = f"{self.built.hours[session_id]:02}:20"
        return urlencode(values)


def _words(answer: bench_load.Answer | None) -> str:
    found = re.findall(
        r'<p class="field__error"[^>]*>.*?<span>(.*?)</span>|<h1[^>]*>(.*?)</h1>', answer.text if answer else ""
    )
    return " ".join(filter(None, (part for pair in found[:2] for part in pair)))[:200]


def _through_kills(crowd: Sequence[_Teacher], server: bench_load.Server, asked: Asked) -> None:
    """Save while the server is killed again and again, each time at a random moment after it has come back."""
    random, over = Random(asked.seed), threading.Event()

    def kill() -> None:
        try:
            for _ in range(asked.kills):
                time.sleep(random.uniform(0.05, KILLED_WITHIN))
                server.kill()
                server.start()
        finally:
            over.set()

    def save(one: _Teacher) -> None:
        while one.ready and not over.is_set():
            one.save()

    bench_load.together([*(partial(save, one) for one in crowd), kill])


def _at_rate(crowd: Sequence[_Teacher], seconds: float) -> None:
    """Registers at a steady rate. A time counts from the moment the register was due, so that waiting counts too."""
    count, begun = int(seconds * RATE), time.perf_counter() + 0.1
    places = iter(range(count))
    lock = threading.Lock()

    def work(one: _Teacher) -> None:
        while one.ready:
            with lock:
                place = next(places, None)
            if place is None:
                return
            due = begun + place / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            started = time.perf_counter()
            taken = one.save()
            if taken is not None:
                one.outcome.times.append(taken + 1000 * (started - due))

    bench_load.together([partial(work, one) for one in crowd])


# --- in turn with bare views -----------------------------------------------------------------------------------------


@dataclass
class Turn:
    """What was done in the turns of one view, and the processor time of its server and of the clients."""

    done: int = 0
    seconds: float = 0.0
    server: float = 0.0
    client: float = 0.0

    @property
    def per_second(self) -> float:
        """How many were done in a second of its turns."""
        return self.done / self.seconds if self.seconds else 0.0

    def take(self, server: bench_load.Server, works: Sequence[Callable[[], bool]], seconds: float) -> None:
        """Each of the works again and again for so many seconds, until it says that it could not be done."""
        done = [0] * len(works)
        spent, own, begun = server.cpu_seconds(), time.process_time(), time.perf_counter()

        def again(at: int) -> None:
            while time.perf_counter() - begun < seconds and works[at]():
                done[at] += 1

        bench_load.together([partial(again, at) for at in range(len(works))])
        self.seconds += time.perf_counter() - begun
        self.server += server.cpu_seconds() - spent
        self.client += time.process_time() - own
        self.done += sum(done)


@contextmanager
def _bare_server(place: Place, log: IO[bytes]) -> Iterator[bench_load.Server]:
    """The bare views: same server, same engine, same durability."""
    sqlite = place.url.startswith("sqlite")
    url = f"sqlite:///{place.folder / 'bare.db'}" if sqlite else place.url
    owner = db.make_engine(url if sqlite else place.owner_url)
    bench_bare.prepare(owner, migrate.application_role(place.url, place.owner_url) or "public")
    try:
        with bench_load.served(
            bench_load.Server("lms.cli.bench_bare:create_app()", {bench_bare.URL: url}, log, ready="/ready")
        ) as server:
            yield server
    finally:
        bench_bare.TABLE.drop(owner, checkfirst=True)
        owner.dispose()


def _bare_saves(client: bench_load.Client, path: str, asked: Asked) -> bool:
    return client.post(path, urlencode({"size": asked.size})).status == 200


# --- what became of them ---------------------------------------------------------------------------------------------


def _examined(engine: Engine, built: Built, asked: Asked, saved: Sequence[str]) -> tuple[int, int]:
    """(Acknowledged registers that are not whole; people charged otherwise than once, registers taken twice)."""
    mark, entry = models.Mark, models.LedgerEntry
    with bench_house.looking(engine, built):
        session = db.session()
        counted = session.execute(select(mark.session_id, func.count()).group_by(mark.session_id))
        marks = {row[0]: row[1] for row in counted}
        wrong = session.execute(
            select(func.count()).select_from(
                select(mark.session_id)
                .outerjoin(entry, (entry.session_id == mark.session_id) & (entry.learner_id == mark.learner_id))
                .group_by(mark.session_id, mark.learner_id, mark.minutes)
                .having(func.coalesce(func.sum(entry.minutes), 0) != mark.minutes)
                .subquery()
            )
        ).scalar_one()
        twice = session.execute(
            select(func.count()).select_from(
                select(entry.session_id)
                .group_by(entry.session_id, entry.learner_id)
                .having(func.count() > 1)
                .subquery()
            )
        ).scalar_one()
        # Every session is saved once by the clients: a form that was sent again has not been taken again.
        batch = models.MarkBatch
        again = session.execute(
            select(func.count()).select_from(
                select(batch.session_id).group_by(batch.session_id).having(func.count() > 1).subquery()
            )
        ).scalar_one()
        charged = session.execute(select(func.coalesce(func.sum(entry.minutes), 0))).scalar_one()
        used = session.execute(select(func.coalesce(func.sum(models.Budget.used), 0))).scalar_one()
    lost = sum(marks.get(one, 0) != asked.size for one in saved)
    return lost, int(wrong) + int(twice) + int(again) + int(charged != used)
