"""Sentences of the kernel: pages that are not here, a database that does not answer."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "job.kernel.tidy": N_("Clear away what no browser sends again"),
    "page.absent": N_("This page is not here."),
    "page.absent.hint": N_("It may have moved, or it is not yours to see. Go on from the first page."),
    "page.refused": N_("This could not be done."),
    "page.cannot_be_kept": N_("A number or a sign in it cannot be kept. Go back and write it in another way."),
    "page.too_large": N_("The file is too large."),
    "page.too_large.hint": N_("Choose a file of at most 10 MB."),
    "page.no_database": N_("The database does not answer."),
    "page.no_database.hint": N_("Nothing was lost that was saved before. Wait a minute, then try again."),
    "page.broken": N_("Something broke on our side."),
    "page.broken.hint": N_("Nothing was half-saved. Try again. If it happens again, tell the centre."),
    "job.absent": N_("This work is not here. Start it again."),
    "page.form_old": N_("This form is too old."),
    "page.form_old.hint": N_("Go back, reload the page and send it again. Your text stays in the form."),
}
