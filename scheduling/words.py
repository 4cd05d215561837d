"""Sentences of scheduling."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "scheduling.absent": N_("This timetable is not here."),
    "scheduling.running": N_("A search is running already. Wait for it, or stop it and keep what it has."),
    "scheduling.seconds": N_("Choose a time from 5 to 600 seconds."),
    "scheduling.not_done": N_("This timetable cannot be published now. Look at the newest one."),
    "timetable.run.started": N_("The search has begun."),
    "timetable.run.first_timetable": N_("The first complete timetable is there."),
    "timetable.run.improved": N_("A better timetable was found."),
    "timetable.run.bound": N_("The limit is proven more closely."),
    "timetable.run.working": N_("Still looking."),
}
