"""Deeds of advice."""

from lms.advice.services.finder import ask_to_hear, count, show_centre, tell_who_waits

__all__ = ["ask_to_hear", "count", "show_centre", "tell_who_waits"]
