"""Employers: shifts that they send, outlines that they comment on."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.employer.unknown": N_("Choose an employer of the list."),
    "curricula.employer.known_as": N_("Write the name or number that the rota uses, in {most} letters at most."),
    "curricula.employer.consent": N_("Nothing is taken in without a yes. Tick it first."),
    "curricula.employer.called_so": N_("The rota uses this name for somebody else. Write the number at work."),
    "curricula.employer.not_ready": N_("Nothing was sent. Choose the file again and look at it first."),
    "curricula.employer_letter.text": N_("{place}: your week has new hours. Look here: {page}"),
    "curricula.employer_letter.subject": N_("Your shifts from {organisation}"),
    "curricula.employer_letter.body": N_(
        "Hello {name},\n\n{organisation} sent your shifts from {first} to {last}. Your week in Onward follows them.\n\n"
        "Something is wrong? Open “My employer” in Onward and take them back. You can also ask us.\n\n{centre}"
    ),
    "curricula.task.outline_comment": N_("{organisation} says something about {module}. Read it and answer."),
    "curricula.module_outline.empty": N_("Write what the module teaches, one line for each part."),
    "curricula.module_outline.long": N_("This is too long. Write at most 200 lines of 300 letters."),
    "curricula.module_outline.same": N_("Nothing has changed. Change a line first."),
    "curricula.module_outline.reason": N_("Write in one sentence what changes and why."),
    "curricula.module_outline.meanwhile": N_("Somebody has just kept another version. Look at it first."),
    "curricula.outline_comment.text": N_("Write something, in {most} letters at most."),
    "curricula.outline_comment.newer": N_("The outline has changed since. Read it again, then write."),
    "curricula.outline_comment.many": N_("Many of your words still wait for an answer. Wait for the first ones."),
}
