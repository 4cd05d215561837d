"""Somebody of a partner teaches one session along with our teacher. Pure."""

from datetime import date


def naming_trouble(state: str, day: date, mode: str, today: date) -> str:
    """Code of what stands in the way of naming somebody for a session; empty where nothing does."""
    if state == "cancelled":
        return "partners.session_cancelled"
    if day < today:
        return "partners.session_over"
    return "" if mode in ("online", "both") else "partners.session_in_room"
