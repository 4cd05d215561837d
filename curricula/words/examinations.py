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
    "curricula.sitting.section_id": N_("Choose a class of your centre that meets on the day of the examination."),
    "curricula.sitting.sat_once": N_("This class sits this examination on that day already: nobody is charged twice."),
    "curricula.sitting.payer_id": N_("Choose who pays for the examination."),
    "curricula.sitting.payer_fee": N_("Write what is paid for each person as a number, 0 for nothing."),
    "curricula.sitting.charged": N_("Somebody was charged for this examination to its payer. The date has to stay."),
    "curricula.sitting.currency": N_("Write the currency with its three letters: EUR, SEK, CAD."),
}
