"""The HTML side of the doors: pages with a lock, one transaction per request, headers, words for errors."""

from lms.kernel.web.doors import PUBLIC, SIGNED_IN, Pages, current_actor, current_day, current_zone, database, now
from lms.kernel.web.pieces import draw, panels
from lms.kernel.web.replies import back_to, done, kept_copy, refuse, render

__all__ = [
    "PUBLIC",
    "SIGNED_IN",
    "Pages",
    "back_to",
    "current_actor",
    "current_day",
    "current_zone",
    "database",
    "done",
    "draw",
    "kept_copy",
    "now",
    "panels",
    "refuse",
    "render",
]
