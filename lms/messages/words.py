"""Sentences of messages and tasks."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "job.messages.send": N_("Send e-mails"),
    "job.messages.send_texts": N_("Send text messages"),
    "messages.letter.text": N_("{place}: there is a letter for you. Read it here: {page}"),
    "messages.call": N_("Call {name}: {subject}. The number is {phone}."),
    "messages.call.no_call": N_("Tell {name}: {subject}. Do not call. Say it when you meet."),
    "messages.lost_text.phone": N_("Our text message does not reach {name}: {subject}. Call {phone}."),
    "messages.lost_text.phone.no_call": N_(
        "Our text message does not reach {name}: {subject}. Do not call. Say it when you meet."
    ),
    "messages.lost_text.in_person": N_("Our text message does not reach {name}: {subject}. Say it when you meet."),
    "way.email": N_("E-mail"),
    "way.sms": N_("Text message"),
    "way.page": N_("On the own page"),
    "messages.no_task": N_("This task is not here."),
    "messages.part_off": N_("Something of a part that is switched off now."),
    "messages.lost.phone": N_("Our e-mail does not reach {name}: {subject}. Call {phone}."),
    "messages.lost.voice": N_("Our e-mail does not reach {name}: {subject}. Leave a voice message at {phone}."),
    "messages.lost.phone.no_call": N_(
        "Our e-mail does not reach {name}: {subject}. Do not call. Say it when you meet."
    ),
    "messages.lost.voice.no_call": N_(
        "Our e-mail does not reach {name}: {subject}. Do not call. Say it when you meet."
    ),
    "messages.lost.sms": N_("Our e-mail does not reach {name}: {subject}. Write a text message to {phone}."),
    "messages.lost.letter": N_("Our e-mail does not reach {name}: {subject}. Write a letter."),
    "messages.lost.in_person": N_("Our e-mail does not reach {name}: {subject}. Say it when you meet."),
    "messages.invitation.subject": N_("Your access to Onward"),
    "messages.invitation.body": N_(
        "Hello {name},\n\nyou can now work with Onward. Choose a password here:\n\n{link}\n\nThe link works once, for 7 days."
    ),
    "messages.reset.subject": N_("A new password for Onward"),
    "messages.reset.body": N_(
        "Hello {name},\n\nchoose a new password here:\n\n{link}\n\nThe link works once, for one hour."
        " If you did not ask for it, do nothing."
    ),
}
