"""Sentences of referrals."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "job.referrals.remind": N_("Ask after referrals that nobody answered"),
    "referrals.absent": N_("This referral is not here."),
    "referrals.over": N_("This link is over or answered. Nothing was changed."),
    "referrals.done": N_("This referral is done. Write a new one."),
    "referrals.organisation_missing": N_("Write the name of the office or service."),
    "referrals.about_missing": N_("Write one sentence: what is it about?"),
    "referrals.long": N_("This is too long. Two or three sentences are enough."),
    "referrals.email_off": N_("This e-mail address is not whole."),
    "referrals.consent_missing": N_("Say how the person agreed. Without that nobody is written to."),
    "referrals.choice_missing": N_("Choose: yes or no."),
    "referrals.consent.aloud": N_("Said aloud"),
    "referrals.consent.paper": N_("Signed on paper"),
    "referrals.state.sent": N_("Sent"),
    "referrals.state.accepted": N_("Accepted"),
    "referrals.state.declined": N_("Declined"),
    "referrals.state.attended": N_("Came"),
    "referrals.state.closed": N_("Closed"),
    "referrals.task.silent": N_(
        "{organisation} has not answered about {name} for a week. Call them, or send a new link."
    ),
    "referrals.task.declined": N_("{organisation} cannot take {name} on. Look for another way."),
    "referrals.task.tell": N_(
        "{organisation} takes care of {name}, to whom we cannot write. Pass on what they say: it stands here."
    ),
    "referrals.mail.subject": N_("{centre} asks for your help"),
    "referrals.mail.body": N_(
        "Hello,\n\nwe would like to send somebody to you. It is about: {about}\n\nWho it is, and how to answer, stands "
        "behind this link. Two taps are enough, without an account. It works until {until}.\n\n{link}\n\n{centre}\n{phone}"
    ),
    "referrals.letter.subject": N_("{organisation} takes care of it"),
    "referrals.letter.body": N_(
        "Hello {name},\n\n{organisation} takes care of this: {about}\n\n{said}\n\nQuestions? Ask us.\n\n{centre}"
    ),
}
