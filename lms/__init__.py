"""The host: people, places, courses and the work around them. Plug-ins add placement, curricula, timetables, childcare."""

import os

# Read by numpy when it is first imported. Requests are many and their sums small: threads for each only get in the way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
