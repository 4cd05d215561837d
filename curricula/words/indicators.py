"""Signs that a centre measures itself by."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.indicator_name": N_("Write what the sign is called."),
    "curricula.indicator_name_long": N_("Shorten the name to {longest} letters."),
    "curricula.indicator_target": N_("Write a goal from 0 to 100, or leave it empty."),
    "curricula.indicator.regular": N_("Comes regularly"),
    "curricula.indicator.regular.hint": N_("Came to at least so many of 100 lessons of the period."),
    "curricula.indicator.regular.means": N_("Came to at least {number} of 100 lessons."),
    "curricula.indicator.stayed": N_("Stays in the class"),
    "curricula.indicator.stayed.hint": N_("Was still there so many weeks after the first day, or had finished."),
    "curricula.indicator.stayed.means": NP_(
        "Was still there {number} week after the first day, or had finished.",
        "Was still there {number} weeks after the first day, or had finished.",
        "number",
    ),
    "curricula.indicator.passed": N_("Passes the module"),
    "curricula.indicator.passed.hint": N_("Passed within so many weeks of the first day."),
    "curricula.indicator.passed.means": NP_(
        "Passed within {number} week of the first day.", "Passed within {number} weeks of the first day.", "number"
    ),
    "curricula.indicator.moved_on": N_("Moves on"),
    "curricula.indicator.moved_on.hint": N_("Had a seat in another module so many weeks after passing."),
    "curricula.indicator.moved_on.means": NP_(
        "Had a seat in another module within {number} week of passing.",
        "Had a seat in another module within {number} weeks of passing.",
        "number",
    ),
}
