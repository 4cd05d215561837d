"""Asking for advice: open places that everybody may see."""

from lms.advice.queries.finder import Counted, Found, counted_since, open_place, open_places, shown_centres

__all__ = ["Counted", "Found", "counted_since", "open_place", "open_places", "shown_centres"]
