"""Pages of casework: my people, one person's plan with its versions, guidance, lists, and the learner's own pages."""

from lms.casework.views import (
    barriers,
    changes,
    coverage,
    events,
    files,
    guidance,
    handing_over,
    lists,
    mine,
    outreach,
    paper,
    people,
    person,
    rights,
    situation,
    steps,
    talks,
)
from lms.casework.views.door import pages

__all__ = [
    "barriers",
    "changes",
    "coverage",
    "events",
    "files",
    "guidance",
    "handing_over",
    "lists",
    "mine",
    "outreach",
    "pages",
    "paper",
    "people",
    "person",
    "rights",
    "situation",
    "steps",
    "talks",
]
