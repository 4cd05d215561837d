"""Sentences of decisions: what a centre decides by, changes of its rules, refusals of both."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "placement.no_bank": N_("There are no questions in this language yet."),
    "placement.bank_refused": N_("The questions of {bank} cannot be used. The operator must mend them."),
    "placement.decided_already": N_("Somebody else has decided just now. Look at the decision, then go on."),
    "placement.newer_result": N_("There is a newer result. Decide on that one."),
    "placement.cause.costs": N_("Cost of mistakes"),
    "placement.cause.cuts": N_("Where levels begin"),
    "placement.cause.rules": N_("Rules of the country"),
    "placement.cause.test": N_("New version of the questions"),
    "placement.cause.person": N_("Interview or papers"),
    "placement.answer.taken": N_("Moved there"),
    "placement.answer.left": N_("Left there"),
    "placement.answer.outdated": N_("A newer look has taken its place"),
    "placement.not_decided_yet": N_("Nobody has decided yet. Decide first."),
    "placement.costs_do_not_fit": N_("Fill every field with 0 or more. The right group costs 0."),
    "placement.cost_too_high": N_("Write numbers up to {highest}."),
    "placement.costs_all_nothing": N_(
        "In a row where nothing costs anything, every group would be right. Write one number."
    ),
    "placement.cuts_off_the_scale": N_("Write numbers from -{furthest} to {furthest}: the questions reach no further."),
    "placement.cuts_do_not_rise": N_("Write five numbers, each higher than the one before."),
    "placement.rules_changed_already": N_("Somebody else has changed this just now. Look at it, then change it."),
    "placement.change_answered_already": N_("Somebody else has answered this just now."),
    "placement.no_such_answer": N_("Choose one of the answers on the page."),
    "placement.choose_group": N_("Choose: confirm, or another group."),
    "placement.same_group": N_("This is the recommended group. Choose another one, or confirm."),
    "placement.minutes_out_of_range": N_("Write {lowest} to {highest} minutes, or leave it empty."),
    "placement.no_such_item": N_("There is no question {item} in this part."),
    "placement.one_or_two_raters": N_("Choose one or two people."),
    "placement.own_cuts": N_("Levels begin where your centre has set them."),
}
