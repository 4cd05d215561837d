"""Dates of examinations."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.free": N_("free of charge"),
    "curricula.sitting.examination": N_("Choose the examination."),
    "curricula.sitting.day": N_("Write the day of the examination: today or later, within three years."),
    "curricula.sitting.place": N_("Write where it is."),
    "curricula.sitting.sign_up_by": N_("The last day to sign up comes before the examination, or on its day."),
    "curricula.sitting.fee": N_("Write the fee as a number, 0 for free of charge, or leave it empty."),
    "curricula.sitting.currency": N_("Write the currency with its three letters: EUR, SEK, CAD."),
}
