"""The part of curricula in the demonstration: what was learnt, the review, how people are after courses, employers."""

from collections.abc import Mapping
from typing import Any

from curricula.demo import after, employers, learning
from lms.kernel.actor import Actor


def take_part(step: str, facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """Steps `courses`, `assess`, `review` and `today`. The same facts over the same data do the same."""
    if step == "courses":
        return learning.work_courses(facts, actor)
    if step == "assess":
        return {**learning.assess(facts, actor), "told_after": after.told(facts, actor)}
    if step == "review":
        return {**learning.review(facts, actor), "asked_after": after.ask(facts["today"], actor, facts["now"])}
    return employers.work_together(facts, actor) if step == "today" else {}
