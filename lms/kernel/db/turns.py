"""Whose turn it is to write to an SQLite file: among the threads of a process, and among processes."""

import fcntl
import os
import threading
import time
import weakref
from contextlib import suppress

LOOK = 0.0002
"""Seconds between two looks whether another process has ended its turn."""


class Turns:
    """SQLite lets one write at a time and has the others look again after ever longer pauses; here nobody pauses long.

    It only spares the pauses: what decides is SQLite. Who waits for the turn first takes the place of the next one, so a
    process that has just written does not push in before another that waits. The operating system gives back both when
    a process dies.
    """

    def __init__(self, database: str | None) -> None:
        self._database = database if database != ":memory:" else None
        self._thread = threading.Lock()
        self._files: list[int] = []
        self._process = 0
        weakref.finalize(self, _close, self._files)

    def take(self, wait: float) -> bool:
        """Wait for the turn, at most so many seconds.

        True when no other thread of this process has it. Where another process did not end its turn in time, SQLite has
        the last word.
        """
        until = time.monotonic() + wait
        if not self._thread.acquire(timeout=wait):
            return False
        if self._process != os.getpid():
            self._open()
        if len(self._files) == 2:
            following, turn = self._files
            if _locked(following, until):
                _locked(turn, until)
                fcntl.flock(following, fcntl.LOCK_UN)
        return True

    def pass_on(self) -> None:
        """Let the next one write."""
        if len(self._files) == 2:
            fcntl.flock(self._files[1], fcntl.LOCK_UN)
        self._thread.release()

    def _open(self) -> None:
        """A process that was forked needs files of its own: with those of its parent it would share the turn."""
        _close(self._files)
        self._process = os.getpid()
        if self._database is None:
            return
        # In a folder that cannot be written to, SQLite's own pauses must do.
        with suppress(OSError):
            for name in ("next", "turn"):
                path = f"{self._database}-{name}"
                self._files.append(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _close(files: list[int]) -> None:
    while files:
        os.close(files.pop())


def _locked(file: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(LOOK)
        else:
            return True
