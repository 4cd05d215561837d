"""Whose turn it is to write to an SQLite file: among the threads of a process, and among processes."""

import fcntl
import os
import select
import threading
import time
import weakref
from contextlib import suppress

LOOK = 0.0002
"""Seconds between two looks whether another process has taken the turn that it waited for."""
SLEEP = 0.005
"""Seconds after which the next one looks for itself: whoever was killed in its turn woke nobody."""


class Turns:
    """SQLite lets one write at a time and has the others look again after ever longer pauses; here nobody pauses long.

    It only spares the pauses: what decides is SQLite. Who waits for the turn first takes the place of the next one, so a
    process that has just written does not push in before another that waits, and wakes it. The operating system gives
    back both when a process dies.
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
        if self._files:
            following, turn, bell = self._files
            if _locked(following, until):
                _locked(turn, until, bell)
                fcntl.flock(following, fcntl.LOCK_UN)
        return True

    def pass_on(self) -> None:
        """Let the next one write."""
        if self._files:
            following, turn, bell = self._files
            fcntl.flock(turn, fcntl.LOCK_UN)
            if _try(following):
                fcntl.flock(following, fcntl.LOCK_UN)
            else:
                # Somebody waits. A bell that rings for many already need not ring once more.
                with suppress(BlockingIOError):
                    os.write(bell, b".")
        self._thread.release()

    def _open(self) -> None:
        """A process that was forked needs files of its own: with those of its parent it would share the turn."""
        _close(self._files)
        self._process = os.getpid()
        if self._database is None:
            return
        opened: list[int] = []
        # In a folder that cannot be written to, or cannot hold a bell, SQLite's own pauses must do.
        try:
            opened.extend(
                os.open(f"{self._database}-{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                for name in ("next", "turn")
            )
            path = f"{self._database}-bell"
            with suppress(FileExistsError):
                os.mkfifo(path, 0o600)
            opened.append(os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))
        except OSError:
            _close(opened)
        self._files.extend(opened)


def _close(files: list[int]) -> None:
    while files:
        os.close(files.pop())


def _try(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked(file: int, until: float, bell: int | None = None) -> bool:
    """Whether the lock came before `until`. With a `bell` we are woken, else we look again and again."""
    while not _try(file):
        if time.monotonic() > until:
            return False
        if bell is None:
            time.sleep(LOOK)
        elif select.select([bell], [], [], SLEEP)[0]:
            # Only the next one waits for it; a ring that nobody heard before means one look more.
            with suppress(BlockingIOError):
                os.read(bell, 512)
    return True
