"""Pages of placement: who waits, interview, test, result, the learner's own way through, sounds of the questions."""

from placement.views import (
    banks,
    figures,
    items,
    levels,
    media,
    own,
    own_result,
    papers,
    quality,
    rating,
    results,
    rules,
    screen,
    sounds,
    staff,
    talks,
    trying,
)
from placement.views.door import pages

__all__ = [
    "banks",
    "figures",
    "items",
    "levels",
    "media",
    "own",
    "own_result",
    "pages",
    "papers",
    "quality",
    "rating",
    "results",
    "rules",
    "screen",
    "sounds",
    "staff",
    "talks",
    "trying",
]
