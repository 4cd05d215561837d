"""Sentences of casework."""

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: dict[str, Sentence] = {
    "casework.title_missing": N_("Write what is to be done."),
    "casework.owner_missing": N_("Write who does it: one person or one office."),
    "casework.day_missing": N_("Choose the day it should be done by."),
    "casework.day_over": N_("This day is over. Choose a later one."),
    "casework.goal_missing": N_("Choose what the plan leads to."),
    "casework.reason_missing": N_("Write one sentence: why is there a new version?"),
    "casework.note_missing": N_("Write what you talked about."),
    "casework.channel_missing": N_("Choose how you will talk."),
    "casework.no_plan": N_("There is no plan yet."),
    "casework.no_step": N_("This step is not in the plan."),
    "casework.no_check_in": N_("This talk is not in the list."),
    "casework.no_assignment": N_("Nobody looks after this person now."),
    "casework.no_swap": N_("This group has no free seat any more. Look at the week again."),
    "casework.not_staff": N_("Your account is not linked with a member of staff. Ask the centre to link it."),
    "casework.swap_asked": N_(
        "{name} works when {section} meets on {day}. Let her sit in {other} on {other_day} at {time}."
    ),
    "casework.state.next": N_("Next"),
    "casework.state.on_the_way": N_("On the way"),
    "casework.state.done": N_("Done"),
    "casework.state.late": NP_("{days} day late", "{days} days late", "days"),
}
