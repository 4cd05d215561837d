"""Which handlers a learner may call: those of authors live under the same addresses, and blocks do not check who calls."""

import re
from collections.abc import Mapping

FOR_AUTHORS = re.compile(
    r"studio|author|staff|instructor|admin|grader|^(submit_)?edit|^(save|update|set|load)_(settings?|data|fields?|answers?|"
    r"questions?|content|configuration)|export|import|report|download|upload|delete|remove|search_students|student_state|preview",
    re.IGNORECASE,
)
"""Words in the names of handlers that authoring views call, in the packages of the field."""

LEARNERS: Mapping[str, frozenset[str]] = {
    "acid": frozenset({"check_storage"}),
    "acid_parent": frozenset({"check_storage"}),
    "acid_aside": frozenset({"check_storage"}),
    "done": frozenset({"toggle_button"}),
    "drag-and-drop-v2": frozenset(
        {
            "drop_item",
            "do_attempt",
            "reset",
            "show_answer",
            "student_view_user_state",
            "publish_event",
        }
    ),
    "poll": frozenset({"vote", "get_results", "student_voted", "student_view_user_state", "publish_event"}),
    "survey": frozenset({"vote", "get_results", "student_voted", "student_view_user_state", "publish_event"}),
    "flashcards": frozenset(),
    "feedback": frozenset({"feedback"}),
    "freetextresponse": frozenset({"submit", "save_reponse"}),
    "scorm": frozenset(
        {
            "assets_proxy",
            "popup_window",
            "scorm_initialize",
            "scorm_terminate",
            "scorm_get_value",
            "scorm_set_value",
            "scorm_set_values",
        }
    ),
}
"""Read from the packages themselves: what their learners' views call. Whatever is not named here is an author's."""

INTERFACES: Mapping[tuple[str, str], str] = {("scorm", "assets_proxy"): "js/blocks/sco.js"}
"""Which script gives the pages that a handler hands out the interface they look for: SCORM's run-time environment."""

REPORTS_OF_BROWSERS = frozenset({"publish_event"})
"""Handlers that publish whatever the browser says: no score is taken from them."""


def is_for_learners(block_type: str, handler: str, declared: frozenset[str] | None = None) -> bool:
    """Whether a learner may call `handler`. `declared` is what the block itself says (`learner_handlers`)."""
    if declared is not None:
        return handler in declared
    if block_type in LEARNERS:
        return handler in LEARNERS[block_type]
    return FOR_AUTHORS.search(handler) is None and not handler.startswith("_")
