"""What stands between a learner and a module."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.needs_level": N_("First you need the level {level}."),
    "curricula.needs_module": N_("First you need: {module}."),
    "curricula.entry_refused": N_("By its rule, {module} is for other learners. Your teacher can tell you more."),
    "curricula.entry_open": N_("{module} has a rule that somebody should look at with you."),
}
