"""Sentences of partners."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "partners.absent": N_("This is not here."),
    "partners.name_missing": N_("Write the name of the person, a short one."),
    "partners.email_off": N_("This is not a whole e-mail. Check the part after @."),
    "partners.organisation_missing": N_("Choose for which organisation this person works."),
    "partners.cohort_missing": N_("Choose a module or a class of your centre."),
    "partners.until_off": N_("Choose a last day from today on, at most a year away."),
    "partners.state.open": N_("In force"),
    "partners.state.over": N_("Over"),
    "partners.state.ended": N_("Ended"),
    "deed.refused": N_("was refused"),
    "audit.what.partner_attendance": N_("How people come, for a partner"),
}
