"""How a person may be reached: the number that staff may call, and the one they may write to. Pure."""

from lms.learners.domain.numbers import e164

CALLED = frozenset({"phone", "voice"})
"""Channels by which a telephone rings, or speaks aloud at home."""


def number_to_call(phone: str, no_calls: bool) -> str:
    """The number that staff are shown; none where the person does not want to be called. Everything asks this."""
    return "" if no_calls else phone


def number_to_text(phone: str, no_calls: bool, contact: str) -> str:
    """The number for text messages: of whoever may be called, and of whoever wants to hear that way alone."""
    return phone if contact == "sms" else number_to_call(phone, no_calls)


def way_trouble(
    contact: str, phone: str, *, texts_agreed: bool, no_calls: bool, country: str, held: str = ""
) -> tuple[str, str] | None:
    """(field, code) of what is wrong with a way to reach somebody. A number that stood there before is not questioned
    until text messages are to go there.
    """
    if contact in CALLED and no_calls:
        return "contact", "learners.contact_no_calls"
    if contact == "sms" and not phone:
        return "phone", "learners.number_missing"
    if phone and (contact == "sms" or phone != held) and not e164(phone, country):
        return "phone", "learners.no_number"
    if contact == "sms" and not texts_agreed:
        return "texts_agreed", "learners.texts_not_agreed"
    return None
