"""Pages of curricula: one file for each subject, one door for all."""

from curricula.views import (
    between,
    bridge,
    certificates,
    checks,
    evidence,
    links,
    mine,
    opportunities,
    programmes,
    recognition,
    results,
    reviews,
    rules,
    sittings,
    talk,
    teaching,
    tracks,
)
from curricula.views.door import pages

__all__ = [
    "between",
    "bridge",
    "certificates",
    "checks",
    "evidence",
    "links",
    "mine",
    "opportunities",
    "pages",
    "programmes",
    "recognition",
    "results",
    "reviews",
    "rules",
    "sittings",
    "talk",
    "teaching",
    "tracks",
]
