"""How a block is tried: what its learners' view sends, for packages of the field that were read for it."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCO = b"""<!doctype html><title>One page</title><script>
function find(place) { while (!place.API && place.parent !== place) place = place.parent; return place.API; }
var api = find(window); api.LMSInitialize(""); api.LMSSetValue("cmi.core.lesson_status", "completed"); api.LMSCommit("");
</script>"""
MANIFEST = b"""<?xml version="1.0"?>
<manifest identifier="one" version="1.2" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><organizations default="o"><organization identifier="o">
<title>One page</title><item identifier="i" identifierref="r"><title>One page</title></item></organization></organizations>
<resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="index.html"><file href="index.html"/>
</resource></resources></manifest>"""


@dataclass(frozen=True)
class Step:
    """One call of a handler: JSON, or the fields of a form with one file."""

    handler: str
    data: Any = None
    form: Mapping[str, str] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None
    author: bool = False


@dataclass(frozen=True)
class Trial:
    """What an author writes into a block first, and what a learner sends then. `steps` is None where that is not known."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] | None = None


def archive(names: Mapping[str, bytes]) -> bytes:
    """A zip with these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in names.items():
            file.writestr(name, content)
    return packed.getvalue()


_SCORM_FORM = {
    "display_name": "One page", "width": "", "height": "", "has_score": "1", "weight": "1", "enable_navigation_menu": "0",
    "enable_fullscreen_button": "1", "navigation_menu_width": "", "popup_on_launch": "0",
}  # fmt: skip

KNOWN: Mapping[str, Trial] = {
    "done": Trial(steps=(Step("toggle_button", {"done": True}),)),
    "drag-and-drop-v2": Trial(
        steps=(Step("drop_item", {"val": 0, "zone": "top"}), Step("drop_item", {"val": 1, "zone": "middle"}))
    ),
    "poll": Trial(steps=(Step("vote", {"choice": "G"}),)),
    "survey": Trial(steps=(Step("vote", {"enjoy": "Y", "recommend": "M", "learn": "Y"}),)),
    "flashcards": Trial({"content": [{"front": "Brot", "back": "bread"}]}, ()),
    "feedback": Trial(steps=(Step("feedback", {"freeform": "Clear", "vote": 1}),)),
    "freetextresponse": Trial(
        {"prompt": "What do you buy?", "fullcredit_keyphrases": ["Brot"], "min_word_count": 1},
        (Step("submit", {"student_answer": "Ich kaufe Brot", "can_record_response": False}),),
    ),
    "scorm": Trial(
        steps=(
            Step(
                "studio_submit", form=_SCORM_FORM, author=True,
                file=("one.zip", archive({"imsmanifest.xml": MANIFEST, "index.html": SCO})),
            ),
            Step("scorm_set_value", {"name": "cmi.core.score.raw", "value": "80"}),
            Step("scorm_set_value", {"name": "cmi.core.lesson_status", "value": "completed"}),
        )
    ),
}  # fmt: skip
"""By type. `steps` without any: the block shows something and asks for nothing."""


def trial_of(block_type: str) -> Trial:
    """How to try a type; for one that was not read, every learner's handler gets an empty message."""
    return KNOWN.get(block_type, Trial())
