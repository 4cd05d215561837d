"""Pages of curricula: one file for each subject, one door for all."""

from curricula.views import certificates, checks, links, mine, programmes, results, reviews, rules, talk, tracks
from curricula.views.door import pages

__all__ = [
    "certificates",
    "checks",
    "links",
    "mine",
    "pages",
    "programmes",
    "results",
    "reviews",
    "rules",
    "talk",
    "tracks",
]
