"""Sentences of organisations."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "organisations.room_empty": N_("A room needs at least one chair. Write how many people fit in."),
    "organisations.term_without_days": N_("This term ends before it starts. Check both dates."),
    "organisations.no_room": N_("This room is not here."),
    "organisations.no_staff": N_("This person does not work here."),
    "organisations.no_provider": N_("This provider is not here."),
    "organisations.no_closure": N_("This day is not closed."),
    "organisations.no_region": N_("We do not know the holidays of this region. Choose one from the list."),
    "organisations.no_centre": N_("This centre is not here."),
    "organisations.has_password": N_(
        "This person signs in already. A new password can be asked for on the sign-in page."
    ),
}
