"""How a person may be reached: the number that staff may call, and the one they may write to. Pure."""

CALLED = frozenset({"phone", "voice"})
"""Channels by which a telephone rings, or speaks aloud at home."""


def number_to_call(phone: str, no_calls: bool) -> str:
    """The number that staff are shown; none where the person does not want to be called. Everything asks this."""
    return "" if no_calls else phone


def number_to_text(phone: str, no_calls: bool, contact: str) -> str:
    """The number for text messages: of whoever may be called, and of whoever wants to hear that way alone."""
    return phone if contact == "sms" else number_to_call(phone, no_calls)
