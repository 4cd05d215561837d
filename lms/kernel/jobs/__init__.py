"""Background work: declared beside the code that owns it, kept in a ledger, run by workers, timed by one clock."""

from lms.kernel.jobs.declare import Job, Progress, every, job
from lms.kernel.jobs.ledger import Entry, State, cancel, enqueue, find, latest

__all__ = ["Entry", "Job", "Progress", "State", "cancel", "enqueue", "every", "find", "job", "latest"]
