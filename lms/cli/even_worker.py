"""The gunicorn worker that serves the pages: the processes of a server share its visitors evenly."""

import os
import threading
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from lms.cli.admission import Admission

PAUSE, MOST = 0.0005, 4
"""Seconds that a process leaves a newcomer to the others for each connection it has, and connections that count."""


class EvenWorker(ThreadWorker):
    """Threads, as gunicorn has them, in a process that does not take everybody.

    A browser keeps its connection. Gunicorn's processes take new ones as they come to it, so that of eight visitors all may
    sit at one process, which does one thing at a time, while another has nothing to do. Here who has fewer is first.

    An application that says that its database works on the same machine ("onward.database_beside") is asked for as many answers
    at a time as there are processors for them.
    """

    wsgi: Any

    def load_wsgi(self) -> None:
        """Take the application that was loaded before this process was made, and let it work out what visitors need."""
        super().load_wsgi()
        said: dict[str, Any] = getattr(self.wsgi, "extensions", {})
        if (prepare := said.get("onward.prepare")) is not None:
            threading.Thread(target=prepare, name="prepare", daemon=True).start()
        if said.get("onward.database_beside"):
            self.wsgi = Admission(self.wsgi, max(1, (os.cpu_count() or 1) // self.cfg.workers))

    def accept(self, listener: Any) -> None:
        """Take a new connection, the later the more there are here."""
        if self.nr_conns:
            time.sleep(PAUSE * min(self.nr_conns, MOST))
        super().accept(listener)
