"""Errors with a code and facts. Doors turn them into a status and a sentence in the reader's language."""

from typing import Any


class OnwardError(Exception):
    """Base of everything a service may refuse. `code` names a sentence, `facts` fill it."""

    status = 400

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class NotFound(OnwardError):
    """Absent or forbidden: the two look alike on purpose."""

    status = 404


class Invalid(OnwardError):
    """The input cannot be taken as it is. `field` in the facts names the field where there is one."""

    status = 422


class Conflict(OnwardError):
    """Somebody else was faster, or a rule of capacity or order forbids it now."""

    status = 409


class Unavailable(OnwardError):
    """A part of the system cannot answer now; trying again later helps."""

    status = 503
