"""Sentences of referrals."""

from lms.kernel.language import N_, NP_, Sentence

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
    "referrals.consent.self": N_("Said on the own page"),
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
    "referrals.no_school": N_("This school is not here."),
    "referrals.school_missing": N_("Write the name of the school, a short one."),
    "referrals.school_twice": N_("This school has a link already. Make a new one where it stands."),
    "referrals.school_many": NP_(
        "{most} parent has come today. Call us for more.", "{most} parents have come today. Call us for more.", "most"
    ),
    "referrals.name_missing": N_("Write first name and family name."),
    "referrals.phone_off": N_("This is not a whole telephone number."),
    "referrals.child_off": N_("Write the first name and the day of birth of each child."),
    "referrals.parent_consent_missing": N_("Ask the parent first. Without a yes nothing is sent."),
    "referrals.no_proposal": N_("This class has no place any more. Choose another one, or call us."),
    "referrals.school.received": N_("Received"),
    "referrals.school.placed": N_("Placed"),
    "referrals.care.not_needed": N_("No place for a child is needed."),
    "referrals.care.free": N_("There is a place for your children during class."),
    "referrals.care.none": N_("There is no place for your children at these times. Ask us."),
    "referrals.task.school": N_("{school} sends {name}. Call, and place."),
    "referrals.task.wish": N_("{name}, whom a school sent, wants {section}. Call."),
    "referrals.mail.subject": N_("{centre} asks for your help"),
    "referrals.mail.body": N_(
        "Hello,\n\nwe would like to send somebody to you. It is about: {about}\n\nWho it is, and how to answer, stands "
        "behind this link. Two taps are enough, without an account. It works until {until}.\n\n{link}\n\n{centre}\n{phone}"
    ),
    "referrals.letter.text": N_("{place}: there is an answer for you. Read it here: {page}"),
    "referrals.letter.subject": N_("{organisation} takes care of it"),
    "referrals.letter.body": N_(
        "Hello {name},\n\n{organisation} takes care of this: {about}\n\n{said}\n\nQuestions? Ask us.\n\n{centre}"
    ),
}
