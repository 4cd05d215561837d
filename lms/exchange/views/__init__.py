"""Pages of exchange: sheets and lists in, people who may be here twice, files of a person, figures, the overview."""

from lms.exchange.views import (
    areas,
    audit,
    background,
    balance,
    calendars,
    centres,
    duplicates,
    everything,
    exports,
    figures,
    files,
    lists,
    mine,
    overview,
    pre_departure,
    sheets,
)
from lms.exchange.views.door import pages

__all__ = [
    "areas",
    "audit",
    "background",
    "balance",
    "calendars",
    "centres",
    "duplicates",
    "everything",
    "exports",
    "figures",
    "files",
    "lists",
    "mine",
    "overview",
    "pages",
    "pre_departure",
    "sheets",
]
