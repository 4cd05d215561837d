"""Pages of exchange: registration sheets, people who may be here twice, the provider's figures, the observer's overview."""

from lms.exchange.views import calendars, duplicates, exports, figures, lists, overview, sheets
from lms.exchange.views.door import pages

__all__ = ["calendars", "duplicates", "exports", "figures", "lists", "overview", "pages", "sheets"]
