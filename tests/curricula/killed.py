"""A worker that is killed with kill -9 while it writes findings: `python -m tests.curricula.killed URL NOW`."""

import os
import signal
import sys
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event

from lms import app as application
from lms.kernel import clock, config, db, plugins
from lms.kernel.jobs import worker

WRITES = ("INSERT INTO curricula_finding", "UPDATE curricula_finding")


def main(url: str, now: str) -> None:
    """Carry out what waits. The second time that findings were written is the last."""
    clock.use_shift(datetime.fromisoformat(now) - datetime.now(UTC))
    plugins.install(application.registry_for(config.Settings())).load()
    engine = db.use_engine(db.make_engine(url))
    seen: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(WRITES):
            seen.append(statement)
        if len(seen) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "after_cursor_execute", heard)
    worker.run_all_due(engine)


if __name__ == "__main__":
    main(*sys.argv[1:])
