"""Sentences of the socket."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "job.blocks.forget_files": N_("Forget files of exercises of people who were erased"),
    "job.blocks.sweep_files": N_("Clear away files of exercises that were taken away"),
    "blocks.absent": N_("This page of exercises is not here. Go back and choose another one."),
    "blocks.failed": N_("This exercise does not work right now. Go on with the next one, and tell your teacher."),
    "blocks.not_allowed": N_("This kind of exercise is switched off here. Ask your centre to switch it on."),
    "blocks.for_authors": N_("Only people who write exercises can do this."),
    "blocks.for_learners": N_("Only the learner can do this. You give the points."),
    "blocks.handler_absent": N_("This exercise does not know what to do with that. Load the page again."),
    "blocks.token_over": N_("You were away for a while. Load the page again, then go on."),
    "blocks.length_unknown": N_("Say how large the file is. Send it again from this page."),
    "blocks.too_large": N_("This file is too large. Send a smaller one."),
    "blocks.archive_broken": N_("This archive cannot be opened. Pack it again, then send it."),
    "blocks.archive_leads_out": N_(
        "Files of this archive would end up outside of its folder. Pack it again without such names."
    ),
    "blocks.archive_too_large": N_("This archive is too large when it is open. Send a smaller one."),
    "blocks.archive_no_olx": N_("There is no unit in this archive. Send one with a course.xml or a unit.xml in it."),
    "blocks.archive_too_many": N_("This archive has more than {units} units. Send it in parts."),
    "blocks.files_full": N_("There is no more room for files here. Delete some, then send this one again."),
    "blocks.kind_absent": N_("This kind of block is not installed. Ask whoever runs Onward to install it."),
    "blocks.kind_broken": N_("The package of {kind} cannot be loaded. Ask whoever runs Onward to look at it."),
    "blocks.olx_broken": N_("This is not readable as OLX. Look at line {line}."),
    "blocks.field_absent": N_("This block has no field called {name}. Look at the list of its fields."),
    "blocks.field_value": N_("The field {name} cannot take this value. Write another one."),
    "blocks.title": N_("Give the unit a title."),
    "blocks.day": N_("Choose the day from which learners see it."),
    "blocks.olx_missing": N_("Choose a file first."),
    "blocks.place": N_("A block cannot stand inside of itself. Choose another place."),
    "blocks.file_missing": N_("Choose a file first."),
    "blocks.file_too_large": N_("A file can have {megabytes} MB. Make this one smaller, then send it again."),
    "blocks.file_kind": N_(
        "{name} cannot be kept here. Send a picture, sound, film, PDF, text or office document, under its own kind of name."
    ),
    "blocks.file_named": N_("There is another file called {name}. Replace that one, or give yours another name."),
    "blocks.file_other_kind": N_("This is another kind of file than {name}. Add it as a new one."),
    "blocks.file_used": N_("Exercises show {name}. Take it out of them first: {units}."),
    "blocks.class_full": N_(
        "A class can keep {megabytes} MB of files, and there is no room left. Delete some, then send this one again."
    ),
}
