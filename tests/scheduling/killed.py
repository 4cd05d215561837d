"""A worker that is killed with kill -9 after the third booking of a publication: `python -m tests.scheduling.killed URL NOW`."""

import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from lms import app as application
from lms.kernel import clock, config, db, plugins
from lms.kernel.actor import Actor
from lms.kernel.jobs import ledger
from scheduling import services


def die_after_three(told: Mapping[str, int]) -> None:
    if told["booked"] == 3:
        os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, now: str) -> None:
    """Take the entry from the ledger and carry it out, as far as it goes."""
    clock.use_shift(datetime.fromisoformat(now) - datetime.now(UTC))
    plugins.install(application.registry_for(config.Settings())).load()
    engine = db.use_engine(db.make_engine(url))
    with db.transaction(engine):
        entry = ledger.claim(clock.now())
    assert entry is not None
    actor = Actor(None, "killed", entry.provider_id)
    with db.transaction(engine), db.scoped(entry.provider_id):
        services.publish_claimed(entry.arguments["run_id"], actor=actor, now=clock.now(), told=die_after_three)


if __name__ == "__main__":
    main(*sys.argv[1:])
