"""Group commit: what several threads of a process write to SQLite one after the other is committed together."""

import os
import sqlite3
import threading

TOGETHER = 8
"""Deeds that are committed together at most: other processes wait meanwhile."""
_GONE = "the database has undone what was to be committed together"


class GroupCommit:
    """Deeds that stand in one transaction: that of the connection whose thread came first.

    A commit waits for the disk, however little there is to keep. Those who come after the first stand in a savepoint each, so
    that a deed which fails takes nothing of the others with it. Nobody is told that a deed is kept before all of it is on
    the disk. One thread at a time works here: the one that has the turn (`Turns`).

    `log` is the path of the write-ahead log of a connection that commits without waiting for the disk: whoever writes next
    need not wait for it either, because the log is brought to the disk from its beginning, so what is written after this is
    never kept without it.
    """

    def __init__(self, connection: sqlite3.Connection, log: str | None = None) -> None:
        self.connection = connection
        self._log = log
        self._waiting: list[_Outcome] = []
        self.size = 1
        """Deeds so far."""
        self._error: sqlite3.Error | None = sqlite3.OperationalError(_GONE)

    @property
    def takes_more(self) -> bool:
        """Whether another deed may join."""
        # A full disk or the like makes SQLite undo the whole transaction by itself.
        return self.size < TOGETHER and self.connection.in_transaction

    def join(self) -> None:
        """Begin one more deed."""
        self.size += 1
        _tell(self.connection, "SAVEPOINT deed")

    def keep(self) -> None:
        """End the deed in hand with what it has written."""
        _tell(self.connection, "RELEASE deed")

    def undo(self) -> None:
        """End the deed in hand without what it has written."""
        try:
            _tell(self.connection, "ROLLBACK TO deed")
            _tell(self.connection, "RELEASE deed")
        except sqlite3.Error:
            # Rather nothing of the group than half a deed.
            sqlite3.Connection.rollback(self.connection)

    def awaited(self) -> "_Outcome":
        """What the thread of a deed that is done waits for."""
        self._waiting.append(_Outcome())
        return self._waiting[-1]

    def commit(self) -> None:
        """Commit. Raises nothing: who has a deed here is told of it like the others (`tell`)."""
        try:
            if self.connection.in_transaction:
                sqlite3.Connection.commit(self.connection)
                self._error = None
        except sqlite3.Error as raised:
            self._error = raised
            sqlite3.Connection.rollback(self.connection)

    def tell(self) -> None:
        """Wait for the disk, and tell those who wait whether their deeds are kept. Nobody need have the turn for it."""
        try:
            if self._log is not None and self._error is None:
                _bring_to_disk(self._log)
        except OSError as raised:
            self._error = sqlite3.OperationalError(f"what was committed is not safe on the disk: {raised}")
        except BaseException:
            self._error = sqlite3.OperationalError(_GONE)
            raise
        finally:
            for one in self._waiting:
                one.tell(self._error)


class _Outcome:
    """Whether what a deed has written is kept."""

    def __init__(self) -> None:
        self._error: sqlite3.Error | None = None
        self._known = threading.Lock()
        self._known.acquire()

    def tell(self, error: sqlite3.Error | None) -> None:
        self._error = error
        self._known.release()

    def wait(self) -> None:
        """Wait for the commit. Raises what it raised."""
        self._known.acquire()
        if self._error is not None:
            # An error of its own: one that several threads raise would tell of all of them.
            raise type(self._error)(*self._error.args) from self._error


def _bring_to_disk(path: str) -> None:
    # The log lives as long as a connection does: it is the one that was written to.
    file = os.open(path, os.O_RDONLY)
    try:
        getattr(os, "fdatasync", os.fsync)(file)
    finally:
        os.close(file)


def _tell(connection: sqlite3.Connection, words: str) -> None:
    sqlite3.Connection.cursor(connection).execute(words)
