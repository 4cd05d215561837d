"""Blocks that a person gives points for: which they are, and who looks at whose work."""

from collections.abc import Iterable
from functools import cache

from xblock.core import XBlock

from lms.blocks import runtime
from lms.blocks.domain.viewers import Viewer


@cache
def _rated(block_type: str) -> bool | None:
    kind = runtime.kinds().get(block_type)
    if kind is None or not kind.own:
        return None
    cls = XBlock.load_class(block_type)
    return bool(getattr(cls, "together", False)) if getattr(cls, "rater_handlers", ()) else None


def rated_kinds(block_types: Iterable[str]) -> dict[str, bool]:
    """Those of these types that a person gives points for; True where nothing is handed in and both do it together."""
    found = {one: _rated(one) for one in set(block_types)}
    return {one: together for one, together in found.items() if together is not None}


def rater(viewer: Viewer, learner_id: str) -> Viewer:
    """Somebody of the staff who looks at a learner's work: with the learner's state and the rater's rights."""
    return Viewer(
        viewer.provider_id, viewer.user_id, learner_id, False, viewer.locale, viewer.zone, viewer.sign_in_id, rates=True
    )
