"""Price and share of speaking of a course."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.price_unknown": N_("not known yet"),
    "curricula.price_a_lesson": N_("{price} a lesson"),
    "curricula.oral_unknown": N_("not known yet"),
    "curricula.oral_share": N_("{percent} of 100 lessons"),
    "curricula.price_off": N_("Write the price as a number, 0 for free of charge, or leave it empty."),
    "curricula.currency_off": N_("Write the currency with three letters, such as EUR."),
    "curricula.oral_off": N_("Write a number from 0 to 100, or leave it empty."),
}
