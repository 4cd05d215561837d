"""Facts of a refusal as JSON keeps them, so that its sentence can be written in any language later."""

from collections.abc import Mapping
from typing import Any

from lms.kernel.language import Marked
from lms.messages import domain

MARKED = "marked"


def kept(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON keeps them; a fact that is a message id itself stays one."""
    plain = {name: {MARKED: str(value)} if isinstance(value, Marked) else value for name, value in facts.items()}
    return domain.kept(plain)


def revived(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Kept facts with their dates, times and marked words."""
    found = domain.revived(facts)
    return {name: Marked(value[MARKED]) if _is_marked(value) else value for name, value in found.items()}


def _is_marked(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {MARKED}
