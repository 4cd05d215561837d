"""Background work: declared beside the code that owns it, kept in a ledger, run by workers, timed by one clock."""

from lms.kernel.jobs.declare import SCHEDULES, Job, Progress, Schedule, every, job
from lms.kernel.jobs.ledger import (
    CLOCK,
    Entry,
    State,
    cancel,
    enqueue,
    find,
    last_done,
    latest,
    open_entries,
    try_again,
)

__all__ = [
    "CLOCK",
    "SCHEDULES",
    "Entry",
    "Job",
    "Progress",
    "Schedule",
    "State",
    "cancel",
    "enqueue",
    "every",
    "find",
    "job",
    "last_done",
    "latest",
    "open_entries",
    "try_again",
]
