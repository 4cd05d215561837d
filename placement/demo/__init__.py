"""Placement's part in the demonstration: who is placed, and what follows."""

from collections.abc import Mapping
from typing import Any

from lms.kernel.actor import Actor
from placement.demo import arriving, following, placing


def take_part(step: str, facts: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Steps `place` and `follow`."""
    if step == "place":
        return placing.place(facts, actor)
    return {**following.follow(facts, actor), **arriving.talk(facts, actor)} if step == "follow" else {}
