"""Sentences of advice."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "advice.no_place": N_("This class has no free place any more. Look for another one."),
    "advice.postcode_missing": N_("Write the postcode of the centre: people look for what is near."),
    "advice.number_off": N_("This is not a whole telephone number. Write it with digits only."),
    "advice.reach_missing": N_("Choose: shall we call, or send a text message?"),
    "advice.call_task": N_("Call {number} ({language}): {section} has a place from {day}."),
    "advice.text_task": N_("Send a text message to {number} ({language}): {section} has a place from {day}."),
    "advice.when.morning": N_("In the morning"),
    "advice.when.afternoon": N_("In the afternoon"),
    "advice.when.evening": N_("In the evening"),
    "advice.when.weekend": N_("At the weekend"),
    "advice.reach.call": N_("Call me"),
    "advice.reach.text": N_("Write me a text message"),
    "advice.step.opened": N_("Opened the course finder"),
    "advice.step.searched": N_("Looked for a course"),
    "advice.step.found": N_("Found one or more places"),
    "advice.step.looked": N_("Opened a place"),
    "advice.step.asked": N_("Left a number"),
}
