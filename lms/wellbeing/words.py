"""Sentences of how somebody is."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "job.wellbeing.forget": N_("Forget after a year how people were"),
    "wellbeing.question.sleep": N_("Can you sleep at night?"),
    "wellbeing.question.load": N_("Can you manage what you have to do?"),
    "wellbeing.question.company": N_("Is there somebody you can talk to?"),
    "wellbeing.question.safe": N_("Do you feel safe where you live?"),
    "wellbeing.answer.yes": N_("Yes"),
    "wellbeing.answer.sometimes": N_("Sometimes"),
    "wellbeing.answer.no": N_("No"),
    "wellbeing.no_consent": N_("You have not said yes to these questions. Nothing was kept."),
    "wellbeing.answer_missing": N_("Touch one of the three faces."),
    "wellbeing.words_long": N_("This is too long. It may have {longest} letters and signs."),
    "wellbeing.own_right": N_("You cannot name yourself. Ask somebody else who may."),
    "wellbeing.name_missing": N_("Write the name, a short one."),
    "wellbeing.name_twice": N_("This name stands here already."),
    "wellbeing.phone_missing": N_("Write the telephone number: whoever needs help calls at once."),
    "wellbeing.follow_up_missing": N_("Say first whether somebody can go on with this person after the last talk."),
    "wellbeing.no_follow_up": N_(
        "Do not begin what nobody can carry on. Talk once, say who helps now, and send on to a clinician."
    ),
    "wellbeing.interpreter_missing": N_("Ask the person whether an interpreter is needed, and say it here."),
    "wellbeing.language_missing": N_("Write into which language the interpreter speaks."),
    "wellbeing.first_off": N_("Choose the day of the first talk, within half a year."),
    "wellbeing.talks_off": N_("Write a number of talks from 2 to 12."),
    "wellbeing.weeks_off": N_("Write from 1 to 4 weeks between two talks."),
    "wellbeing.series_goes_on": N_("A series goes on already. End it first."),
    "wellbeing.organisation_missing": N_("Write who treats, a short name."),
    "wellbeing.referral_day_off": N_("Write the day on which it was: today or before."),
    "wellbeing.note_long": N_("This is too long. Write when they answer, and in which languages."),
}
