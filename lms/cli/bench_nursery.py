"""Servers that come back at once after they were killed: what is slow to load is loaded once, and each is a fork of that.

It reads deeds from its standard input, a line each: `start` answers the leader of a new group of processes, `kill` ends
that group as a crash would, `stop` in good order. When nobody speaks to it any more it kills what runs, and ends.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from gunicorn.app.wsgiapp import WSGIApplication
from gunicorn.util import import_app

PATIENCE = 15.0
"""Seconds that a server has for ending in good order."""


def main(command: Sequence[str]) -> None:
    """Load the application that `command` (gunicorn's arguments) ends with, and do what standard input says."""
    application = import_app(command[-1])
    leader = 0
    for line in sys.stdin:
        deed = line.strip()
        if deed == "start":
            leader = _fork(application, command)
        else:
            _end(leader, at_once=deed == "kill")
            leader = 0
        print(leader, flush=True)
    _end(leader, at_once=True)


def _fork(application: object, command: Sequence[str]) -> int:
    leader = os.fork()
    if leader:
        # Also from here, so that the group exists before anybody is told of it.
        with suppress(OSError):
            os.setpgid(leader, leader)
        return leader
    os.setpgid(0, 0)
    # What is said to the nursery is not for its children.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.argv = ["gunicorn", *command]
    _Loaded(application).run()
    os._exit(0)


class _Loaded(WSGIApplication):
    """Gunicorn with an application that is there already."""

    def __init__(self, application: object) -> None:
        self.application = application
        super().__init__()

    def load(self) -> object:
        return self.application


def _end(leader: int, *, at_once: bool) -> None:
    if not leader:
        return
    if not at_once:
        os.kill(leader, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if os.waitpid(leader, os.WNOHANG)[0]:
                return
            time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
    os.waitpid(leader, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
