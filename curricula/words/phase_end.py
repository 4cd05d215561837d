"""The card at the end of a phase: what comes next where nothing else is settled."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.phase.talk": N_("We talk about what comes next."),
    "curricula.phase.take_seat": N_("A seat in this class: {title}."),
    "curricula.phase.always": N_("on every working day"),
    "curricula.phase.closed": N_("Your file is closed. If you need something, call us."),
}
