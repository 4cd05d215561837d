"""Who has no seat: the nearest missing thing, and what one thing more would change."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "timetable.missing.nothing": N_("Nothing is missing: a seat is free for them."),
    "timetable.missing.care_place": NP_("One place for {child}, {when}", "{count} places for {child}, {when}", "count"),
    "timetable.missing.carer": NP_("One more carer, {when}", "{count} more carers, {when}", "count"),
    "timetable.missing.seat": N_("One more seat in {course}, {when}"),
    "timetable.missing.step_free_room": N_("A room without steps for {course}, {when}"),
    "timetable.missing.group_too_small": NP_(
        "{course} with {count} person, {when}", "{course} with {count} people, {when}", "count"
    ),
    "timetable.missing.section": N_("One more class of {course}"),
    "timetable.missing.room": N_("One more room, {when}"),
    "timetable.missing.teacher": N_("A teacher for {course}, {when}"),
    "timetable.missing.care_hours": N_("Childcare that is open, {when}"),
    "timetable.missing.pattern": N_("A class at another time: {when}"),
    "timetable.missing.free_time": N_("Time for a class"),
    "timetable.missing.adult_at_home": N_("Somebody who is with the children, {when}"),
    "timetable.missing.course": N_("A course for the track {track}"),
    "timetable.hint.care_place": N_("{group} group is full then."),
    "timetable.hint.carer": N_("The carers on duty have as many children as the rule allows."),
    "timetable.hint.group_too_small": N_("The smallest group is {limit}."),
    "timetable.hint.teacher": N_("No teacher with a valid paper is free then."),
    "timetable.hint.room": N_("Every room is taken then."),
    "timetable.hint.pattern": N_("No weekly time of the centre fits their free hours, but this one would."),
    "timetable.hint.free_time": N_("Their free hours are too few for any class. Talk with them about work and care."),
    "timetable.hint.adult_at_home": N_(
        "Another adult of this home has class then. Choose another time, or find a care place."
    ),
    "timetable.hint.course": N_("This centre offers none."),
    "timetable.hint.also": N_("Needed as well: {needs}."),
    # --- one thing more -------------------------------------------------------------------------------------------------
    "timetable.extra.room": N_("One more room"),
    "timetable.extra.teacher": N_("One more teacher for {course}"),
    "timetable.extra.section": N_("One more class of {course}"),
    "timetable.extra.paper": N_("The paper for {course} for {teacher}"),
    "timetable.extra.carer": N_("One more carer"),
    "timetable.extra.place": N_("One more place in the {group} group"),
    "timetable.extra.care_hours": N_("Childcare that is open at every time of class"),
}
