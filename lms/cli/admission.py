"""How many requests a process of the server works on at a time."""

import threading
import time
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE = 0.05
"""Seconds after which a request that still works holds nobody up any more: a long report, a form over a slow network."""


class _Place:
    """A request that works, or waits for it."""

    __slots__ = ("begun", "called")

    def __init__(self) -> None:
        self.begun = 0.0
        self.called = threading.Lock()
        self.called.acquire()


class Admission:
    """A WSGI application that works on so many requests at a time, in the order in which they came.

    Where server and database share few processors, many requests at once get in each other's way: each takes longer, and
    fewer are done in a second. Whoever has worked longer than `PATIENCE` does not count any more.
    """

    def __init__(self, application: "WSGIApplication", places: int) -> None:
        self._application, self._places = application, places
        self._mutex = threading.Lock()
        self._working: deque[_Place] = deque()
        """Those that count, the one that began first in front."""
        self._queue: deque[_Place] = deque()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The application's answer."""
        me = _Place()
        self._come(me)
        try:
            return self._application(environ, start_response)
        finally:
            self._go(me)

    @property
    def waiting(self) -> int:
        """How many requests wait for their place."""
        with self._mutex:
            return len(self._queue)

    def _come(self, me: _Place) -> None:
        with self._mutex:
            self._queue.append(me)
            self._call()
        while not me.called.acquire(timeout=self._patience()):
            with self._mutex:
                self._call()

    def _go(self, me: _Place) -> None:
        with self._mutex:
            if me in self._working:
                self._working.remove(me)
            self._call()

    def _call(self) -> None:
        """Let those who wait begin, as far as there is room."""
        now = time.monotonic()
        while self._working and now - self._working[0].begun >= PATIENCE:
            self._working.popleft()
        while self._queue and len(self._working) < self._places:
            one = self._queue.popleft()
            one.begun = now
            self._working.append(one)
            one.called.release()

    def _patience(self) -> float:
        """Seconds until the next one does not count any more."""
        with self._mutex:
            begun = self._working[0].begun if self._working else 0.0
        return max(0.0, begun + PATIENCE - time.monotonic())
