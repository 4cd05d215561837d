"""Whose turn it is to write to an SQLite file: among the threads of a process, and among processes."""

import fcntl
import os
import threading
import time
import weakref
from collections import deque
from contextlib import suppress

from lms.kernel.db.group_commit import GroupCommit

LOOK = 0.0002
"""Seconds between two looks whether another process has ended its turn."""


class _Waiting:
    """A thread that waits for its turn."""

    def __init__(self, *, joins: bool) -> None:
        self.joins = joins
        self.group: GroupCommit | None = None
        self.called = threading.Lock()
        self.called.acquire()


class Turns:
    """SQLite lets one write at a time and has the others look again after ever longer pauses; here nobody pauses long.

    It only spares the pauses: what decides is SQLite. Threads of a process have their turn in the order in which they came.
    The process that waits for the turn first takes the place of the next one, so one that has just written does not push in
    before another that waits. The operating system gives back both when a process dies.
    """

    def __init__(self, database: str | None) -> None:
        self._database = database if database != ":memory:" else None
        self._mutex = threading.Lock()
        self._taken = False
        self._done = 0
        self._queue: deque[_Waiting] = deque()
        self._files: list[int] = []
        self._process = 0
        weakref.finalize(self, _close, self._files)

    def take(self, wait: float, *, joins: bool = False) -> tuple[bool, GroupCommit | None]:
        """Wait for the turn, at most so many seconds. Who `joins` may be given a group to write with (`hand_on`).

        True when no other thread of this process has it. Where another process did not end its turn in time, SQLite has
        the last word.
        """
        until = time.monotonic() + wait
        me = None
        with self._mutex:
            if self._process != os.getpid():
                self._open()
            if self._taken:
                me = _Waiting(joins=joins)
                self._queue.append(me)
            self._taken = True
        if me is not None:
            if not me.called.acquire(timeout=wait) and self._gave_up(me):
                return False, None
            if me.group is not None:
                return True, me.group
        if len(self._files) == 2:
            following, turn = self._files
            if _locked(following, until):
                _locked(turn, until)
                fcntl.flock(following, fcntl.LOCK_UN)
        return True, None

    def hand_on(self, group: GroupCommit) -> bool:
        """Give the turn, with what a group has written so far, to the thread that is next where it joins."""
        with self._mutex:
            if not self._queue or not self._queue[0].joins:
                return False
            following = self._queue.popleft()
        following.group = group
        following.called.release()
        return True

    def pass_on(self) -> None:
        """Let the next one write."""
        if len(self._files) == 2:
            fcntl.flock(self._files[1], fcntl.LOCK_UN)
        with self._mutex:
            self._taken = bool(self._queue)
            if self._queue:
                self._queue.popleft().called.release()

    def many(self, deeds: int, enough: int) -> bool:
        """Count deeds that were done; true for whoever completes `enough` of them, and the count begins anew."""
        with self._mutex:
            self._done += deeds
            if self._done < enough:
                return False
            self._done = 0
            return True

    def _gave_up(self, me: _Waiting) -> bool:
        with self._mutex:
            if me in self._queue:
                self._queue.remove(me)
                return True
        # Called in the last moment.
        me.called.acquire()
        return False

    def _open(self) -> None:
        """A process that was forked needs files of its own: with those of its parent it would share the turn."""
        _close(self._files)
        self._process = os.getpid()
        self._taken = False
        self._queue.clear()
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
