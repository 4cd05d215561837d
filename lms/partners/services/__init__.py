"""Deeds of partners."""

from lms.partners.services.access import end_access, give_back, invite, let_until, note_refused

__all__ = ["end_access", "give_back", "invite", "let_until", "note_refused"]
