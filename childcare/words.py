"""Sentences of childcare."""

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: dict[str, Sentence] = {
    "childcare.no_places": N_("A care group needs at least one place."),
    "childcare.ages_turned": N_("The first age must be lower than the last one."),
    "childcare.closed": N_("Childcare is closed on {weekday} at {starts}. Choose a class at another time."),
    "childcare.full": N_("{group} group is full on {weekday} at {starts}: no place for {child}. Choose another class."),
    "childcare.kept": N_("Place is kept for {children}."),
    "childcare.not_today": N_("This place is for {day}."),
    "childcare.not_here": N_("This child has not come yet. Check it in first."),
    "childcare.who_collects": N_("Write who collects the child."),
    "childcare.rules_refused": N_("The files of the ratio rules have mistakes. None was taken in: mend them first."),
    "childcare.place_gone": N_(
        "{child} comes on {day} after all, but the {group} group is full. Find a place or call the parent."
    ),
    "childcare.moved_full": N_(
        "The class of {child}'s parent is on {day} at {starts} now, and the {group} group is full then. Find a place."
    ),
    "childcare.moved_closed": N_(
        "The class of {child}'s parent is on {day} at {starts} now. Childcare is closed then. Find a way."
    ),
    "childcare.no_place_there.subject": N_("No place for {child} on {day} yet"),
    "childcare.no_place_there.body": N_(
        "Hello {name},\n\nyour class is on {day} at {starts} now. There is no place for {child} at that time yet."
        " We look for one. Call us before you come."
    ),
    "childcare.call_no_place": N_(
        "Call {name}: the class is on {day} at {starts} now, and there is no care place for {child} yet."
    ),
    "childcare.absent": N_("This place is not here."),
    "childcare.child_under": NP_("a child under {years} year", "a child under {years} years", "years"),
    "childcare.child_between": N_("a child of {first} to {last} years"),
    "childcare.booked": N_("Care place booked"),
    "childcare.places": NP_("{places} place", "{places} places", "places"),
    "childcare.am": N_("am"),
    "childcare.pm": N_("pm"),
    "weekday.0": N_("Monday"),
    "weekday.1": N_("Tuesday"),
    "weekday.2": N_("Wednesday"),
    "weekday.3": N_("Thursday"),
    "weekday.4": N_("Friday"),
    "weekday.5": N_("Saturday"),
    "weekday.6": N_("Sunday"),
}
