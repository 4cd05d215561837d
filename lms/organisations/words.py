"""Sentences of organisations."""

from lms.kernel.language import N_, Sentence, knows, say

SENTENCES: dict[str, Sentence] = {
    "organisations.training_missing": N_("Choose who, and a training or a paper that this person holds."),
    "organisations.day_off": N_("This is not a day. Write it as it stands in the calendar."),
    "organisations.training_ahead": N_("This day is still to come. Write a training down when it was held."),
    "organisations.visit_place_missing": N_("Write where the study visit was, and with whom."),
    "organisations.training_long": N_("This is too long. Write it shorter."),
    "organisations.subject.training_intercultural": N_("Working with people of many cultures"),
    "organisations.subject.training_equal_treatment": N_("Equal treatment"),
    "organisations.subject.training_child_protection": N_("Protecting children"),
    "organisations.subject.training_trauma": N_("Teaching after flight and trauma"),
    "organisations.subject.training_data": N_("Keeping data safe"),
    "organisations.subject.training_study_visit": N_("Study visit"),
    "organisations.background.newcomer": N_("came here from another country"),
    "organisations.background.bicultural": N_("is at home in two cultures"),
    "organisations.background.returned": N_("has lived and worked abroad and come back"),
    "organisations.background.diaspora": N_("is active in a community from abroad"),
    "organisations.no_such_language": N_(
        "Choose languages from the list, or write a code of two or three letters: so, ti."
    ),
    "organisations.paper.ended": N_("Has ended"),
    "organisations.paper.ending": N_("Ends soon"),
    "organisations.paper.valid": N_("Holds"),
    "organisations.room_empty": N_("A room needs at least one chair. Write how many people fit in."),
    "organisations.term_without_days": N_("This term ends before it starts. Check both dates."),
    "organisations.no_room": N_("This room is not here."),
    "organisations.no_staff": N_("This person does not work here."),
    "organisations.no_provider": N_("This provider is not here."),
    "organisations.no_closure": N_("This day is not closed."),
    "organisations.no_region": N_("We do not know the holidays of this region. Choose one from the list."),
    "organisations.position_off": N_("Write two numbers as a map shows them, north first: 59.3326, 18.0649"),
    "organisations.no_centre": N_("This centre is not here."),
    "organisations.has_password": N_(
        "This person signs in already. A new password can be asked for on the sign-in page."
    ),
}


def subject_word(subject: str) -> str:
    """What a paper is for, in words: a training, a track, or what a plug-in calls it."""
    for code in (f"organisations.subject.{subject}", f"track.{subject}", f"childcare.paper_{subject}"):
        if knows(code):
            return say(code)
    return subject
