"""A server beside its database works on as many requests as there are processors; nobody waits long behind a slow one."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config

from lms.cli import admission, even_worker
from lms.cli.admission import Admission
from lms.kernel import db
from tests.postgres import wait_until

IN_TIME = 20
"""Seconds in which a test that is not broken is through."""


class Desk:
    """A WSGI application where each request stays until it is let go, and breaks when it is asked to."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.extensions: dict[str, Any] = {}
        self.doors = {name: threading.Event() for name in "abc"}

    def __call__(self, environ: Any, _start: Any) -> list[bytes]:
        name = environ["PATH_INFO"]
        self.came.append(name)
        assert self.doors[name].wait(IN_TIME)
        if environ.get("breaks"):
            raise ZeroDivisionError
        return [name.encode()]


class Crowd:
    """Visitors of an application, each in a thread of her own."""

    def __init__(self, desk: Desk, application: Any) -> None:
        self.desk, self.application = desk, application
        self.threads = ThreadPoolExecutor(max_workers=3)

    def comes(self, name: str, **more: Any) -> Future[list[bytes]]:
        """One more, who has come in or waits when this returns."""
        before = self.waiting
        found = self.threads.submit(self.application, {"PATH_INFO": name, **more}, lambda *_: None)
        wait_until(lambda: name in self.desk.came or self.waiting > before, "nobody came", IN_TIME)
        return found

    @property
    def waiting(self) -> int:
        return getattr(self.application, "waiting", 0)

    def leaves(self, *names: str) -> None:
        for name in names:
            self.desk.doors[name].set()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    for door in desk.doors.values():
        door.set()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who works stays counted, however slow the machine is."""
    monkeypatch.setattr(admission, "PATIENCE", 10 * IN_TIME)


@pytest.mark.usefixtures("patient")
def test_requests_are_worked_on_one_after_the_other_as_they_came(desk: Desk) -> None:
    crowd = Crowd(desk, Admission(desk, 1))
    first, second = crowd.comes("a"), crowd.comes("b")
    third = crowd.comes("c")
    assert (desk.came, crowd.waiting) == (["a"], 2)
    crowd.leaves("c", "a")
    wait_until(lambda: desk.came == ["a", "b"], "the next one did not come in", IN_TIME)
    assert crowd.waiting == 1
    crowd.leaves("b")
    assert [one.result(IN_TIME) for one in (first, second, third)] == [[b"a"], [b"b"], [b"c"]]
    assert desk.came == ["a", "b", "c"]


def test_without_it_all_are_worked_on_at_once(desk: Desk) -> None:
    crowd = Crowd(desk, desk)
    for name in "abc":
        crowd.comes(name)
    assert desk.came == ["a", "b", "c"]


@pytest.mark.usefixtures("patient")
def test_there_are_as_many_at_work_as_places(desk: Desk) -> None:
    crowd = Crowd(desk, Admission(desk, 2))
    for name in "abc":
        crowd.comes(name)
    assert (desk.came, crowd.waiting) == (["a", "b"], 1)


def test_whoever_takes_long_holds_nobody_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "PATIENCE", 0.05)
    crowd = Crowd(desk, Admission(desk, 1))
    crowd.leaves("b", "c")
    slow = crowd.comes("a")
    # Her going afterwards gives nobody a second place.
    assert [crowd.comes(name).result(IN_TIME) for name in "bc"] == [[b"b"], [b"c"]]
    assert not slow.done()
    crowd.leaves("a")
    assert slow.result(IN_TIME) == [b"a"]
    assert crowd.waiting == 0


@pytest.mark.usefixtures("patient")
def test_a_request_that_breaks_gives_its_place_back(desk: Desk) -> None:
    crowd = Crowd(desk, Admission(desk, 1))
    crowd.leaves("a", "b")
    broken = crowd.comes("a", breaks=True)
    with pytest.raises(ZeroDivisionError):
        broken.result(IN_TIME)
    assert crowd.comes("b").result(IN_TIME) == [b"b"]


# --- where it is used ------------------------------------------------------------------------------------------------


class Process(even_worker.EvenWorker):
    """One of two processes of a server, which has loaded an application."""

    def __init__(self, served: Any) -> None:
        self.cfg, self.app = Config(), SimpleNamespace(wsgi=lambda: served)
        self.cfg.set("workers", 2)
        self.load_wsgi()


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(("processors", "at_work"), [(1, 1), (2, 1), (4, 2)])
def test_beside_its_database_a_server_works_on_one_request_for_each_processor(
    processors: int, at_work: int, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(even_worker.os, "cpu_count", lambda: processors)
    desk.extensions["onward.database_beside"] = True
    crowd = Crowd(desk, Process(desk).wsgi)
    for name in "abc":
        crowd.comes(name)
    assert (len(desk.came), crowd.waiting) == (at_work, 3 - at_work)


def test_elsewhere_nobody_waits_at_the_door(desk: Desk) -> None:
    for said in ({}, {"onward.database_beside": False}):
        desk.extensions = said
        assert Process(desk).wsgi is desk


def test_only_a_database_server_on_this_machine_works_beside(postgres_url: str, sqlite_url: str) -> None:
    found = {}
    for name, url in (("postgresql", postgres_url), ("sqlite", sqlite_url)):
        engine = db.make_engine(url)
        found[name] = db.works_beside(engine)
        engine.dispose()
    assert found == {"postgresql": True, "sqlite": False}


def test_a_server_starts_while_its_database_is_away(tmp_path: Path) -> None:
    engine = db.make_engine(f"postgresql+psycopg://onward_app@/onward?host={tmp_path}")
    assert not db.works_beside(engine)
