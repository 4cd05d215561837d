"""Sentences of eligibility."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "eligibility.absent": N_("This is not here."),
    "eligibility.name_missing": N_("Write what it is called, in at most 80 signs."),
    "eligibility.rule_missing": N_("Write which programme, rule or decision says so, in at most 300 signs."),
    "eligibility.day_missing": N_("Choose the day from which it holds."),
    "eligibility.months_off": N_("Write the months as a number from 1 to 120, or leave the field empty."),
    "eligibility.ages_off": N_("Write the ages as whole years, the younger one first, or leave them empty."),
    "eligibility.basis_taken": N_("A basis of this name is in the list already."),
    "eligibility.kind_taken": N_("A kind of this name is in the list already."),
    "eligibility.basis_missing": N_("Choose on which basis, or that none holds."),
    "eligibility.since_off": N_("Choose since when: today or an earlier day."),
    "eligibility.before_basis": N_("This basis holds only from a later day. Look at the list of bases."),
    "eligibility.reason_missing": N_("Write what shows it, in at most 300 signs."),
    "eligibility.until_off": N_("Choose a last day that is not before the first one."),
    "eligibility.kind_missing": N_("Choose what kind of service it was."),
    "eligibility.day_off": N_("Choose the day on which it was received: today or an earlier one."),
    "eligibility.minutes_off": N_("Write the minutes as a number from 1 to 1440, or leave the field empty."),
    "eligibility.note_long": N_("This is too long. One sentence is enough."),
    "eligibility.nobody_chosen": N_("Tick at least one person."),
    "eligibility.not_on_day": N_(
        "Nobody has written down why {name} is eligible on {day}. Write the basis down first, then the service."
    ),
    "eligibility.standing.eligible": N_("Eligible"),
    "eligibility.standing.soon": N_("Ends soon"),
    "eligibility.standing.over": N_("Over"),
    "eligibility.standing.none": N_("No basis holds"),
    "eligibility.standing.unseen": N_("Not asked yet"),
    "eligibility.kind.tutoring": N_("Tutoring"),
    "eligibility.kind.bilingual": N_("Lessons in two languages"),
    "eligibility.kind.vocational": N_("Vocational training"),
    "eligibility.kind.counselling": N_("Counselling"),
    "eligibility.kind.health": N_("Health"),
    "eligibility.kind.transport": N_("Transport"),
}
