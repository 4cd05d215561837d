"""Performances: what people write and say for a rater. How long these parts of a test are, and what may be handed in."""

from collections.abc import Sequence

from lms.kernel.vocabulary import Skill
from placement.domain.item_bank import Item
from placement.domain.stopping import StopRules

PARTS = (Skill.SPEAKING, Skill.WRITING)
"""Parts of a test that need a rater. They are no part of the first sorting; a teacher starts them."""

LIVE = StopRules(price=0.004, min_items=3, max_items=8)
"""A rater sits beside: each prompt follows from the scores of the last, and a few prompts are enough."""
RECORDED = StopRules(price=0.0, min_items=3, max_items=3)
"""Nobody scores meanwhile, so nothing tells when it is enough."""
WRITTEN = StopRules(price=0.006, min_items=5, max_items=6)
TASKS_ONLY = StopRules(price=0.0, min_items=2, max_items=2)

TYPED, TASK = "typed", "task"
SHARES = {TYPED: 2.0, TASK: 1.0}
"""Of writing: what is scored at once goes first and steers the tasks; two tasks in a sitting."""

LONGEST_TEXT = 4000
LARGEST_SOUND = 5 * 1024 * 1024
LONGEST_RECORDING = 120
"""Seconds after which the recorder of the page stops by itself."""


def rules_for(skill: Skill, items: Sequence[Item], *, live: bool) -> StopRules:
    """How long a sitting of speaking or writing is. `live`: a rater sits beside and scores at once."""
    if skill is Skill.SPEAKING:
        return LIVE if live else RECORDED
    return WRITTEN if any(not item.type.needs_rater for item in items) else TASKS_ONLY


def kind_of_task(item: Item) -> str:
    """Content area of an item of writing: scored at once, or by a rater."""
    return TASK if item.type.needs_rater else TYPED


def sound_type(content: bytes) -> str | None:
    """The media type of a recording by its first bytes, whatever its name says; `None` when it is no sound we take."""
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm"
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return "audio/wav"
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    if content.startswith(b"ID3") or (len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    return None
