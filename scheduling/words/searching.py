"""The search for a timetable: its start, how far it is, its end, and the publication of what it found."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "job.scheduling.conflict": N_("Find what cannot hold together"),
    "job.scheduling.extra": N_("Find what would seat most people"),
    "job.scheduling.mend": N_("Mend a draft"),
    "job.scheduling.publish": N_("Publish a timetable"),
    "job.scheduling.publish_draft": N_("Publish a draft"),
    "job.scheduling.solve": N_("Search for a timetable"),
    "scheduling.absent": N_("This timetable is not here."),
    "scheduling.running": N_("A search is running already. Wait for it, or stop it and keep what it has."),
    "scheduling.seconds": N_("Choose a time from 5 to 600 seconds."),
    "scheduling.not_done": N_("This timetable cannot be published now. Look at the newest one."),
    "scheduling.publish_the_draft": N_("This search belongs to a draft. Open the draft and publish it there."),
    "scheduling.publishing": N_("A timetable is being published. Wait until it is done, then look at the week."),
    "scheduling.publication_broke_off": N_(
        "Publishing broke off three times. Publish again. If it happens again, tell the person who runs Onward."
    ),
    "scheduling.not_published": N_("The timetable was not published. Look at what was in the way."),
    "scheduling.published_in_part": NP_(
        "The timetable is published: {booked} have a seat, {refused} person was refused. Look at who it is.",
        "The timetable is published: {booked} have a seat, {refused} people were refused. Look at who they are.",
        "refused",
    ),
    "scheduling.outdated": N_("Another timetable was published after this search. Make a new one."),
    "scheduling.seated_already": N_("Got a seat elsewhere after the search."),
    "scheduling.nobody_waits": N_("Nobody waits for a seat now. There is nothing to search for."),
    "scheduling.no_term": N_("No Monday is left in this term. Add the next term first."),
    "scheduling.run_done": N_("The timetable is ready: {placed} of {learners} have a seat. Look at it and publish it."),
    "scheduling.run_failed": N_("The search for a timetable could not go on. Look at what it needs."),
    "timetable.run.waiting": N_("The search begins in a moment."),
    "timetable.run.started": N_("The search has begun."),
    "timetable.run.first_timetable": N_("The first complete timetable is there."),
    "timetable.run.improved": N_("A better timetable was found."),
    "timetable.run.bound": N_("The limit is proven more closely."),
    "timetable.run.working": N_("Still looking."),
}
